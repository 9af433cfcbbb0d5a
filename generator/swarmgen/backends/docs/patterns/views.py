"""What the templates of pattern pages see. Texts are Markdown source, empty where there is nothing to say."""

from __future__ import annotations

from dataclasses import dataclass

from swarmgen.backends.code import Code
from swarmgen.backends.docs.views import Property


@dataclass(frozen=True, slots=True, kw_only=True)
class GridView:
    """`grid.md.j2`: a table with a header; all are cells. Other views have it rendered, empty without rows."""

    header: tuple[Code, ...]
    rows: tuple[tuple[Code, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListView:
    """A list in an answer, and a grid of the values of its rows."""

    about: Code
    values: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationView:
    """`pattern_operation.md.j2`. `usage` and `examples` stand in fences; `answer` says what a grid does not."""

    anchor: Code
    title: Code
    brief: Code
    usage: Code
    properties: tuple[Property, ...]
    inputs: Code
    answer: Code
    returns: Code
    lists: tuple[ListView, ...]
    exits: Code
    examples: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordView:
    """`pattern_record.md.j2`. `transitions` are lines of a Mermaid state diagram; `notes` are list items."""

    anchor: Code
    title: Code
    brief: Code
    properties: tuple[Property, ...]
    fields: Code
    transitions: tuple[Code, ...]
    states: Code
    notes: tuple[Code, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableView:
    """A table of the spec with its heading."""

    anchor: Code
    title: Code
    brief: Code
    grid: Code
    rest: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class PatternView:
    """`pattern.md.j2`: the page of a pattern; `operations` and `records` are rendered."""

    title: Code
    brief: Code
    properties: tuple[Property, ...]
    contents: Code
    operations: tuple[Code, ...]
    records: tuple[Code, ...]
    settings: Code
    tables: tuple[TableView, ...]
    environment: Code
    exits: Code
