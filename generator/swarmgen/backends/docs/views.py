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
class Call:
    """`span_call.md.j2` and its siblings: how a signal is recorded with the generated helpers, in both languages.

    `python` and `bash` are what is called, `arguments` what must be given. `record` is the method of an instrument,
    `span_event` the name, quoted for bash, of an event that can be added to a span; else they are empty.
    """

    python: Code
    bash: Code
    arguments: tuple[Code, ...]
    record: Code
    span_event: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalView:
    """`signal.md.j2`: a span, metric, event or entity."""

    anchor: Code
    title: Code
    deprecation: Code
    brief: Code
    properties: tuple[Property, ...]
    note: Code
    attributes: tuple[AttributeRow, ...]
    attribute_notes: tuple[AttributeNote, ...]
    body: tuple[AttributeRow, ...]
    call: Code


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
    """The number of items of a namespace by kind; all are cells, and a count is empty or a link to the page."""

    namespace: Code
    counts: tuple[Code, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """An id and where it is documented."""

    id: Code
    link: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexView:
    """`index.md.j2`: the front page. `kinds` are the headings of the columns of counts, `totals` the last row.

    `imports` and `library` are what calls of the helpers need before them. `patterns` is a table of the patterns.
    """

    description: Code
    schema_url: Code
    dependencies: Code
    kinds: tuple[Code, ...]
    namespaces: tuple[CountRow, ...]
    totals: tuple[Code, ...]
    shared_root: Code
    examples: tuple[Example, ...]
    imports: Code
    library: Code
    patterns: Code
