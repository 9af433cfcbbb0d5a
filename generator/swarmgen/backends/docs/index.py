"""The front page: what there is, and how to get from an id in the YAML files to its page."""

from __future__ import annotations

from collections import Counter

from swarmgen.backends.code import Code
from swarmgen.backends.docs import markdown
from swarmgen.backends.docs.markdown import cell, code
from swarmgen.backends.docs.pages import Entry, Kind, Pages
from swarmgen.backends.docs.views import CountRow, Example, IndexView

_MODULES = {Kind.ENTITIES: "entities", Kind.EVENTS: "events", Kind.METRICS: "instruments", Kind.SPANS: "spans"}
"""The Python modules of the helpers."""


def index_view(site: Pages, package: str, patterns: Code) -> IndexView:
    """Count the items of every namespace and kind; `patterns` is a table of the patterns, or empty."""
    counts = Counter((entry.namespace, entry.kind) for entry in _entries(site))
    totals = Counter(entry.kind for entry in _entries(site))
    modules = ", ".join(module for kind, module in _MODULES.items() if totals[kind])
    return IndexView(
        description=markdown.paragraph(site.registry.description),
        schema_url=code(site.registry.schema_url) if site.registry.schema_url else Code(""),
        dependencies=markdown.joined(map(code, site.registry.dependencies)),
        kinds=tuple(Code(kind.capitalize()) for kind in Kind),
        namespaces=tuple(_row(namespace, counts) for namespace in sorted({namespace for namespace, _ in counts})),
        totals=tuple(Code(str(totals[kind])) for kind in Kind),
        shared_root=code(site.root) if site.root else Code(""),
        examples=_examples(site),
        imports=code(f"from {package} import {modules}") if modules else Code(""),
        library=code(f". {package}-telemetry.sh"),
        patterns=patterns,
    )


def _entries(site: Pages) -> list[Entry]:
    return [*(entry for entry, _ in site.attributes.values()), *(signal.entry for signal in site.signals)]


def _row(namespace: str, counts: Counter[tuple[str, Kind]]) -> CountRow:
    """The counts of a namespace, each a link to its page."""
    return CountRow(
        namespace=cell(markdown.plain(namespace)),
        counts=tuple(
            markdown.link(Code(str(counts[namespace, kind])), f"{kind}/{namespace}.md")
            if counts[namespace, kind]
            else Code("")
            for kind in Kind
        ),
    )


def _examples(site: Pages) -> tuple[Example, ...]:
    """The first attribute that the registry defines and the first span."""
    attributes = [(name, site.attributes[name][0]) for name in sorted(site.registry.attribute_groups)]
    spans = [(signal.group.id, signal.entry) for signal in site.signals if signal.entry.kind is Kind.SPANS]
    return tuple(
        Example(
            id=code(identifier), link=markdown.link(code(f"{entry.page}#{entry.anchor}"), str(entry.page), entry.anchor)
        )
        for identifier, entry in (*attributes[:1], *spans[:1])
    )
