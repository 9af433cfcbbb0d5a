"""What the templates see. Every text is Markdown source; an empty one means that there is nothing to say."""

from __future__ import annotations

from dataclasses import dataclass

from swarmgen.backends.code import Code


@dataclass(frozen=True, slots=True, kw_only=True)
class Property:
    """A row of the table of facts at the head of an item; both are cells."""

    label: Code
    value: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberRow:
    """A member of an enumeration; all are cells."""

    value: Code
    id: Code
    stability: Code
    brief: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """One signal that has an attribute."""

    kind: Code
    link: Code
    requirement: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeView:
    """`attribute.md.j2`: the definition of an attribute."""

    anchor: Code
    title: Code
    deprecation: Code
    brief: Code
    properties: tuple[Property, ...]
    note: Code
    members: tuple[MemberRow, ...]
    uses: tuple[Use, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeRow:
    """An attribute of a signal, or a field of an event's body; all are cells."""

    name: Code
    type: Code
    requirement: Code
    stability: Code
    brief: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeNote:
    """What a signal says about one of its attributes beyond the definition."""

    link: Code
    note: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class Helper:
    """How a signal is recorded with the generated helpers."""

    python: Code
    bash: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalView:
    """`signal.md.j2`: a span, metric, event or entity. `helper` has at most one element."""

    anchor: Code
    title: Code
    deprecation: Code
    brief: Code
    properties: tuple[Property, ...]
    note: Code
    attributes: tuple[AttributeRow, ...]
    attribute_notes: tuple[AttributeNote, ...]
    body: tuple[AttributeRow, ...]
    helper: tuple[Helper, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentsRow:
    """An item in the table of contents of its page; all are cells."""

    link: Code
    stability: Code
    brief: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class PageView:
    """`page.md.j2`: the items of one kind and namespace, rendered."""

    title: Code
    contents: tuple[ContentsRow, ...]
    items: tuple[Code, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CountRow:
    """The number of items of a namespace by kind, each a cell with a link to the page, or empty."""

    namespace: Code
    counts: tuple[Code, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexView:
    """`index.md.j2`: the front page. `kinds` are the headings of the counts."""

    description: Code
    schema_url: Code
    dependencies: Code
    kinds: tuple[Code, ...]
    namespaces: tuple[CountRow, ...]
    totals: tuple[Code, ...]
    shared_root: Code
