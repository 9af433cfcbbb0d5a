"""A bounded, printable unified diff of two files."""

from __future__ import annotations

import difflib
from itertools import islice
from pathlib import PurePosixPath

_MOST_LINES = 60
_MOST_COLUMNS = 240
_MOST_COMPARED = 20_000


def unified(path: PurePosixPath, found: bytes, expected: bytes) -> str:
    """The diff from `found` to `expected`, at most 60 lines and a line telling how many more there are.

    Characters that could disturb a terminal (a carriage return, an escape) are shown as escapes; a last line without
    line end says so. Lines are cut after 240 columns. Files of more than 20,000 lines in all are not compared line by
    line.
    """
    old, new = _lines(found), _lines(expected)
    if len(old) + len(new) > _MOST_COMPARED:
        return f"(too long to compare: {len(old)} lines on disk, {len(new)} expected)\n"
    lines = difflib.unified_diff(old, new, f"{path} (on disk)", f"{path} (expected)", lineterm="")
    shown = [line[:_MOST_COLUMNS] for line in islice(lines, _MOST_LINES)]
    more = sum(1 for _ in lines)
    if more:
        shown.append(f"({more} more lines)")
    return "".join(f"{line}\n" for line in shown)


def _lines(data: bytes) -> list[str]:
    lines = [_printable(line) for line in data.decode(errors="backslashreplace").split("\n")]
    if lines[-1]:
        lines[-1] += " (no line end)"
    else:
        lines.pop()
    return lines


def _printable(line: str) -> str:
    return "".join(c if c.isprintable() or c == "\t" else ascii(c)[1:-1] for c in line)
