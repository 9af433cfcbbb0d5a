"""Where everything is in the generated documentation: its page, its anchor, its source, and the links to them.

The rule, which the index page states for readers: an attribute, span, metric, event or entity is on the page of its
namespace in the folder of its kind, under an anchor that is its id. The namespace is the first segment of the name, or
the second where the whole registry shares the first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath

from swarmgen.backends.code import Code
from swarmgen.backends.docs import markdown
from swarmgen.backends.naming import shared_root
from swarmgen.backends.target import Target
from swarmgen.model.conventions import Attribute, Group, GroupType, Registry
from swarmgen.model.names import root_namespace


class Kind(StrEnum):
    """What a page documents; the value is the name of its folder."""

    ATTRIBUTES = "attributes"
    SPANS = "spans"
    METRICS = "metrics"
    EVENTS = "events"
    ENTITIES = "entities"

    @property
    def singular(self) -> str:
        return "entity" if self is Kind.ENTITIES else self.value.removesuffix("s")


SIGNALS = {
    GroupType.SPAN: Kind.SPANS,
    GroupType.METRIC: Kind.METRICS,
    GroupType.EVENT: Kind.EVENTS,
    GroupType.ENTITY: Kind.ENTITIES,
}
"""The groups that have pages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """The place of one item in the documentation."""

    kind: Kind
    name: str
    namespace: str
    anchor: Code

    @property
    def page(self) -> PurePosixPath:
        """The page, relative to the folder of the index."""
        return PurePosixPath(self.kind, f"{self.namespace}.md")

    @property
    def link(self) -> Code:
        """A link to the item, from any page but the index."""
        return markdown.link(markdown.code(self.name), f"../{self.page}", self.anchor)


@dataclass(frozen=True, slots=True)
class Signal:
    """A documented group."""

    entry: Entry
    group: Group


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """Everything documented, each kind in order of name.

    `attributes` has the definition of every attribute that the registry defines or that one of its signals uses. `root`
    is the root namespace that the registry's own names share, if they do.
    """

    root: str | None
    attributes: Mapping[str, tuple[Entry, Attribute]]
    signals: tuple[Signal, ...]
    names: Mapping[tuple[Kind, str], Entry]
    """The first signal of each kind and name."""
    sources: Mapping[str, str]
    """Own attribute → the file that defines it, relative to the registry's folder."""
    registry: Registry
    registry_path: str
    """The way from the folder of the index to the registry's folder; empty where it is not known."""

    def attribute(self, name: str) -> Code:
        """A link to an attribute; its bare name if it is not documented."""
        return self.attributes[name][0].link if name in self.attributes else markdown.code(name)

    def signal(self, kind: Kind, name: str) -> Code:
        """A link to the first signal of that name; the bare name if there is none."""
        entry = self.names.get((kind, name))
        return entry.link if entry else markdown.code(name)

    def source(self, path: str, line: int) -> Code:
        """A line of a specification file; a link, from any page but the index, where the way there is known."""
        label = markdown.code(f"{path}:{line}")
        if not self.registry_path:
            return label
        return markdown.link(label, str(PurePosixPath("..", self.registry_path, path)), f"L{line}")


def pages(registry: Registry, target: Target) -> Pages:
    """Lay out the documentation of a registry."""
    groups = [group for group in registry.groups if group.type in SIGNALS]
    root = shared_root(registry)
    signals = tuple(_signals(groups, root))
    paths = {group.id: group.lineage.path for group in registry.groups if not group.imported}
    return Pages(
        root=root,
        attributes={a.name: (_attribute_entry(a.name, root), a) for a in _documented(registry, groups)},
        signals=signals,
        names={(s.entry.kind, s.entry.name): s.entry for s in reversed(signals)},
        sources={name: paths[group] for name, group in registry.attribute_groups.items() if group in paths},
        registry=registry,
        registry_path=target.registry_path,
    )


def signal_name(group: Group) -> str:
    """The name of a signal on the pages. A refinement goes by its id, because it shares the name of its base."""
    if group.refines is not None:
        return group.id
    match group.type:
        case GroupType.METRIC:
            return group.metric_name or group.id
        case GroupType.EVENT | GroupType.ENTITY:
            return group.name or group.id.removeprefix(f"{group.type}.")
        case _:
            return group.id.removeprefix(f"{group.type}.")


def _documented(registry: Registry, groups: Iterable[Group]) -> Iterator[Attribute]:
    used = {attribute.name: attribute for group in groups for attribute in group.attributes}
    for name in sorted({*registry.attribute_groups, *used}):
        yield registry.definitions.get(name) or used[name]


def _attribute_entry(name: str, root: str | None) -> Entry:
    return Entry(kind=Kind.ATTRIBUTES, name=name, namespace=_namespace(name, root), anchor=markdown.anchor(name))


def _signals(groups: Iterable[Group], root: str | None) -> Iterator[Signal]:
    """The signals in order. Equal ids are legal; all but the first get an anchor that no id can have."""
    seen: Counter[str] = Counter()
    for group in sorted(groups, key=lambda group: (SIGNALS[group.type], signal_name(group))):
        name = signal_name(group)
        seen[group.id] += 1
        suffix = f"~{seen[group.id]}" if seen[group.id] > 1 else ""
        anchor = Code(f"{markdown.anchor(group.id)}{suffix}")
        yield Signal(Entry(kind=SIGNALS[group.type], name=name, namespace=_namespace(name, root), anchor=anchor), group)


def _namespace(name: str, root: str | None) -> str:
    """The namespace as a file name, in lower case because some file systems ignore case."""
    segments = name.split(".")
    segment = segments[1] if segments[0] == root and len(segments) > 1 else root_namespace(name)
    return markdown.anchor(segment.lower()) or "other"
