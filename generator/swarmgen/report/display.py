"""Text from a file, made safe to print: one column a column, nothing invisible, no line too long.

A tab shows as spaces; what a terminal would hide, obey or garble (controls, undecodable bytes, direction marks, unusual
spaces) shows as an escape such as `\\x1b` or `\\u202e`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

MAX_COLUMNS: Final = 160
"""The longest source line that is shown whole; of a longer one, a window around the marked text."""

_TAB: Final = "    "
_CUT: Final = "…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """A source line to print, with the range to underline: `indent` columns in, `width` columns wide (at least 1)."""

    text: str
    indent: int
    width: int


def printable(text: str) -> str:
    """The text on one line, everything unprintable escaped."""
    return "".join(char if char.isprintable() else _escape(char) for char in text)


def excerpt(line: str, column: int, width: int) -> Excerpt:
    """What to print for `line`, a decoded source line without its break.

    Args:
        line: the line; bytes that are not UTF-8 are lone surrogates as the `surrogateescape` handler makes them.
        column: where the marked text starts, in code points from 1; beyond the end it marks the end.
        width: code points marked; cut at the end of the line.
    """
    start = min(max(column - 1, 0), len(line))
    stop = start + max(width, 1)
    whole = len(line) <= MAX_COLUMNS and sum(map(_columns, map(_cell, line))) <= MAX_COLUMNS
    before, cut_before = _fit(line[start - 1 :: -1] if start else "", MAX_COLUMNS if whole else MAX_COLUMNS // 3)
    indent = sum(map(_columns, before)) + cut_before
    marked, cut_marked = _fit(line[start:stop], MAX_COLUMNS - indent)
    marked_width = sum(map(_columns, marked))
    after, cut_after = _fit(line[stop:], 0 if cut_marked else MAX_COLUMNS - indent - marked_width)
    cells = [_CUT] * cut_before + before[::-1] + marked + after + [_CUT] * (cut_marked or cut_after)
    return Excerpt(text="".join(cells).rstrip(), indent=indent, width=max(marked_width, 1))


def _fit(text: Iterable[str], room: int) -> tuple[list[str], bool]:
    """The cells of the characters at the start of `text` that fit `room` columns, and whether any did not."""
    cells: list[str] = []
    for char in text:
        cell = _cell(char)
        room -= _columns(cell)
        if room < 0 or len(cells) == 2 * MAX_COLUMNS:  # the second bounds text without any width
            return cells, True
        cells.append(cell)
    return cells, False


def _cell(char: str) -> str:
    if char == "\t":
        return _TAB
    return char if char.isprintable() else _escape(char)


def _columns(cell: str) -> int:
    if len(cell) > 1:
        return len(cell)
    if unicodedata.category(cell) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(cell) in ("W", "F") else 1


def _escape(char: str) -> str:
    code = ord(char)
    if 0xDC80 <= code <= 0xDCFF:  # a byte that `surrogateescape` could not decode
        code -= 0xDC00
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
