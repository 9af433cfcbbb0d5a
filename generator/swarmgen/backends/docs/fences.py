"""Which lines of a note are code, and whether the note ends outside of all code."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_FENCE = re.compile(r"(?P<indent>[ \t]*)(?P<run>`{3,}(?!.*`)|~{3,})(?P<info>.*)")
_TAG_FIRST = re.compile(r"(?:[ \t>*+-]|\d{1,9}[.)])*<(?!https?:)[A-Za-z/]")


@dataclass(frozen=True, slots=True)
class Fences:
    """`fenced` says for each line whether it belongs to a fenced code block, the fences included.

    `closed` promises that every reader sees the text after the lines outside of their code.
    """

    fenced: tuple[bool, ...]
    closed: bool


def fences(lines: Sequence[str]) -> Fences:
    """Find the fenced code blocks.

    `closed` is stricter than CommonMark, whose answer depends on the lists and quotations around a fence: fenced lines
    must be indented as their opening fence, the closing one exactly so; and no line outside starts with an HTML tag,
    because a fence inside an HTML block is none.
    """
    fenced: list[bool] = []
    opening: re.Match[str] | None = None
    sure = True
    for line in lines:
        fence = _FENCE.fullmatch(line)
        fenced.append(opening is not None or fence is not None)
        if opening is None:
            sure = sure and (fence is not None or not _TAG_FIRST.match(line))
            opening = fence
        elif line.strip() and not line.startswith(opening["indent"]):
            sure = False
        elif fence is not None and fence["run"].startswith(opening["run"]) and not fence["info"].strip():
            sure = sure and fence["indent"] == opening["indent"]
            opening = None
    return Fences(tuple(fenced), sure and opening is None)
