"""The Markdown reference: an index, for each kind a page per namespace, and a page per coordination pattern."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from jinja2 import Environment

from swarmgen.backends.code import Code, environment
from swarmgen.backends.docs import markdown, phrases
from swarmgen.backends.docs.attributes import attribute_uses, attribute_view
from swarmgen.backends.docs.calls import TEMPLATES, calls
from swarmgen.backends.docs.index import index_view
from swarmgen.backends.docs.markdown import cell, compose
from swarmgen.backends.docs.pages import Entry, Pages, pages
from swarmgen.backends.docs.patterns.page import pattern_list, pattern_pages
from swarmgen.backends.docs.signals import signal_view
from swarmgen.backends.docs.views import ContentsRow, PageView
from swarmgen.backends.target import Target
from swarmgen.model.artifacts import Artifact, Output
from swarmgen.model.conventions import Attribute, Group, Registry
from swarmgen.model.ir import Pattern

_FOLDER = PurePosixPath("docs")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Item:
    """A rendered item; `source` is the specification file that defines it, None for an item of a dependency."""

    entry: Entry
    definition: Attribute | Group
    text: Code
    source: str | None


def emit(registry: Registry, target: Target, patterns: Sequence[Pattern] = ()) -> Output:
    """The pages of a registry and its patterns: `docs/README.md`, `docs/<kind>/<namespace>.md`, `docs/patterns/`."""
    site = pages(registry, target)
    templates = environment(target.templates)
    by_page: dict[PurePosixPath, list[_Item]] = {}
    for item in (*_attributes(site, templates), *_signals(site, target.package, templates)):
        by_page.setdefault(item.entry.page, []).append(item)
    index = _render(templates, "index", index=index_view(site, target.package, pattern_list(patterns, templates)))
    sources = _sources([item for items in by_page.values() for item in items])
    output = {_FOLDER / "README.md": Artifact(text=f"{index}\n", sources=sources)}
    for path, items in sorted(by_page.items()):
        page = _render(templates, "page", page=_page(items))
        output[_FOLDER / path] = Artifact(text=f"{page}\n", sources=_sources(items))
    shown = pattern_pages(patterns, site, target.package, templates)
    return output | {_FOLDER / path: page for path, page in shown.items()}


def _attributes(site: Pages, templates: Environment) -> Iterator[_Item]:
    uses = attribute_uses(site)
    for entry, attribute in site.attributes.values():
        view = attribute_view(entry, attribute, site, uses.get(attribute.name, ()))
        text = _render(templates, "attribute", attribute=view)
        yield _Item(entry=entry, definition=attribute, text=text, source=site.sources.get(attribute.name))


def _signals(site: Pages, package: str, templates: Environment) -> Iterator[_Item]:
    known = calls(site.registry, package)
    for signal in site.signals:
        call = known.get(id(signal.group))
        shown = _render(templates, TEMPLATES[signal.group.type], call=call) if call else Code("")
        view = signal_view(signal, site, shown)
        source = None if signal.group.imported else signal.group.lineage.path
        text = _render(templates, "signal", signal=view)
        yield _Item(entry=signal.entry, definition=signal.group, text=text, source=source)


def _page(items: Sequence[_Item]) -> PageView:
    """The page of the items, all of one kind and namespace."""
    entry = items[0].entry
    return PageView(
        title=compose("{}: {}", Code(entry.kind.capitalize()), markdown.plain(entry.namespace)),
        contents=tuple(
            ContentsRow(
                link=cell(markdown.link(markdown.code(item.entry.name), "", item.entry.anchor)),
                stability=Code("deprecated")
                if item.definition.deprecated
                else phrases.stability(item.definition.stability),
                brief=cell(markdown.inline(item.definition.brief)),
            )
            for item in items
        ),
        items=tuple(item.text for item in items),
    )


def _sources(items: Sequence[_Item]) -> tuple[str, ...]:
    return tuple(sorted({item.source for item in items if item.source is not None}))


def _render(templates: Environment, template: str, **view: object) -> Code:
    """A template of ours with its one view, without the newline at its end."""
    return Code(templates.get_template(f"docs/{template}.md.j2").render(view).rstrip("\n"))
