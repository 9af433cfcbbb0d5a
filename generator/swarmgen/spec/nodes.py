"""YAML as a tree whose every node knows where it stands."""

from __future__ import annotations

from typing import Protocol, TypeAlias

from swarmgen.diagnostics import Place

ScalarValue: TypeAlias = "None | bool | int | float | str"


class Mark(Protocol):
    """A position as PyYAML gives it; `line` and `column` count from 0."""

    line: int
    column: int


class Node:
    """A value with its range in a file. Immutable by convention; plain slots because a registry has 100,000 of them."""

    __slots__ = ("end", "path", "start")

    kind = "a value"

    def __init__(self, path: str, start: Mark, end: Mark) -> None:
        self.path = path
        self.start = start
        self.end = end

    @property
    def place(self) -> Place:
        start, end = self.start, self.end
        width = end.column - start.column if end.line == start.line else 1
        return Place(self.path, start.line + 1, start.column + 1, max(width, 1))


class Scalar(Node):
    """A null, boolean, number or text."""

    __slots__ = ("value",)

    def __init__(self, path: str, start: Mark, end: Mark, value: ScalarValue) -> None:
        super().__init__(path, start, end)
        self.value = value

    @property
    def kind(self) -> str:  # type: ignore[override]  # a class attribute for the containers, computed here
        match self.value:
            case None:
                return "nothing"
            case bool():
                return f"the boolean {str(self.value).lower()}"
            case str():
                return "a text"
            case _:
                return f"the number {self.value}"


class Sequence(Node):
    """A list."""

    __slots__ = ("items",)

    kind = "a list"

    def __init__(self, path: str, start: Mark, end: Mark, items: list[Node]) -> None:
        super().__init__(path, start, end)
        self.items = items


class Mapping(Node):
    """A mapping with text keys; `keys` holds the key nodes, for messages about a key."""

    __slots__ = ("entries", "keys")

    kind = "a mapping"

    def __init__(self, path: str, start: Mark, end: Mark, entries: dict[str, Node], keys: dict[str, Scalar]) -> None:
        super().__init__(path, start, end)
        self.entries = entries
        self.keys = keys
