"""What the steps of an operation answer."""

from __future__ import annotations

from dataclasses import dataclass, field

from swarmgen.interpret.texts import Value


@dataclass(frozen=True, slots=True)
class Row:
    """One record of an answer; `depth` counts from the root of a tree, None where there is no tree."""

    number: int
    depth: int | None = None


@dataclass(slots=True)
class Reply:
    """What the steps answer: values by name and lists, a record, rows and the number to go on with, or
    `listed` rows."""

    values: dict[str, Value] | None = None
    record: int | None = None
    rows: list[Row] | None = None
    listed: list[dict[str, Value]] = field(default_factory=list)
    lists: dict[str | None, list[dict[str, Value]]] = field(default_factory=dict)
    next: int | None = None
