"""Plain text in at most 80 columns, with a marker where the program's name goes."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence

PROGRAM = "@PROGRAM@"
"""Stands for what a user types before an operation: `atomic.sh`, `swarmsh atomic`."""
COLUMNS = 80
_LONGEST_PROGRAM = 24
"""Room kept for the program's name, in columns: the longest of our patterns with `swarmsh` before it has 22."""
_TERM = 24
"""The column, from 0, where the descriptions of a table begin."""
_MARGIN = "  "

Row = tuple[str, str]


def sentence(text: str) -> str:
    """Authored text on one line, with a full stop; what is empty stays empty."""
    line = " ".join(text.split())
    return line if not line or line.endswith((".", "!", "?", ":")) else f"{line}."


def paragraph(text: str, indent: str = "") -> str:
    """The text in lines of at most 80 columns, each with `indent` before it."""
    return _filled(" ".join(text.split()), indent, indent)


def usage(head: str, parts: Sequence[str]) -> str:
    """`head`, then the parts, none of them broken; later lines are indented."""
    whole = [part.replace(" ", "\0") for part in parts]
    return _filled(" ".join((head, *whole)), "", " " * 10).replace("\0", " ")


def table(title: str, rows: Iterable[Row]) -> str:
    """A title and rows of a term and its description; nothing without rows."""
    lines = [_row(term, text) for term, text in rows]
    return "\n".join((f"{title}:", *lines)) if lines else ""


def page(parts: Iterable[str]) -> str:
    """The parts that say something, an empty line between two, and a line end."""
    return "\n\n".join(part for part in parts if part) + "\n"


def width(line: str) -> int:
    """The columns of a line with the longest name of the program that room is kept for."""
    return len(line.replace(PROGRAM, "x" * _LONGEST_PROGRAM))


def _row(term: str, text: str) -> str:
    first, gap = f"{_MARGIN}{term}", " " * _TERM
    if not text:
        return first
    if width(first) > _TERM - 2:
        return f"{first}\n{_filled(text, gap, gap)}"
    return _filled(text, first.ljust(_TERM), gap)


def _filled(text: str, first: str, rest: str) -> str:
    """Wrapped text. The marker counts as the longest name; words longer than a line stand alone on one."""
    room = text.replace(PROGRAM, "\1" * _LONGEST_PROGRAM)
    lines = textwrap.wrap(
        room, COLUMNS, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
    )
    return "\n".join(lines).replace("\1" * _LONGEST_PROGRAM, PROGRAM)
