"""Texts that carry places: names, and expressions whose columns lead back into the file they were written in."""

from __future__ import annotations

from dataclasses import dataclass, field

from swarmgen.diagnostics import Place
from swarmgen.spec.nodes import Node


@dataclass(frozen=True, slots=True)
class Name:
    """A word that names something, and where it stands."""

    text: str
    place: Place = field(compare=False)

    def __str__(self) -> str:
        return self.text


class Source:
    """The lines of one file, for places inside its texts."""

    __slots__ = ("_lines", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._lines: list[str] | None = None

    @property
    def lines(self) -> list[str]:
        if self._lines is None:
            self._lines = self._text.split("\n")
        return self._lines


@dataclass(frozen=True, slots=True)
class Written:
    """A text that the compiler reads further: an expression or a message. `text` is its value after YAML."""

    text: str
    node: Node = field(compare=False, repr=False)
    source: Source = field(compare=False, repr=False)
    skipped: int = 0
    """How many characters of the node's value stand before `text`."""

    @property
    def place(self) -> Place:
        return self.node.place

    def part(self, start: int, end: int) -> Written:
        """The characters from `start` to `end` as a text of their own."""
        return Written(self.text[start:end], self.node, self.source, self.skipped + start)

    def place_at(self, start: int, end: int) -> Place:
        """The place of some characters of `text`, on the first line they stand on."""
        whole = self.node.place
        found = _locate(self.source.lines, self.node, self.skipped + start)
        if found is None:
            return whole
        line, column = found
        last = _locate(self.source.lines, self.node, max(self.skipped + end - 1, self.skipped + start))
        width = last[1] - column + 1 if last is not None and last[0] == line else 1
        return Place(whole.path, line + 1, column + 1, max(width, 1))


def _locate(lines: list[str], node: Node, offset: int) -> tuple[int, int] | None:
    """Line and column (from 0) of the character `offset` of a scalar's value.

    YAML folds lines, drops indentation and doubles quotes, so the value's own characters are looked for in the file,
    one after another. None when they are not found, as for escapes in double quotes.
    """
    value = getattr(node, "value", None)
    if not isinstance(value, str) or node.start.line >= len(lines):
        return None
    line, column = node.start.line, node.start.column
    first = lines[line][column : column + 1]
    if first in ("|", ">"):
        line, column = line + 1, 0
    elif first in ("'", '"'):
        column += 1
    place: tuple[int, int] | None = None
    for index, char in enumerate(value):
        if char.isspace() and index < offset:
            continue
        while line < len(lines) and (column := lines[line].find(char, column)) < 0:
            line, column = line + 1, 0
        if line >= len(lines) or line > node.end.line:
            return None
        place = (line, column)
        if index >= offset:
            return place
        column += 1
    return None
