"""What two systems did otherwise than each other, as lines to print."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator, Sequence

from tests.parity_patterns.sequences import Step
from tests.parity_patterns.systems import Ran, System, batch_input

Tree = dict[str, tuple[int, bytes]]
"""Mode and bytes by path."""


def answer_differs(expected: Ran, ran: Ran) -> Iterator[str]:
    """What a call answered otherwise than expected."""
    if expected.exit != ran.exit:
        yield f"  exit {expected.exit} expected, {ran.exit} found; {ran.err or ran.out!r}"
    elif expected.out is not None and expected.out != ran.out:
        yield f"  stdout\n{diff([expected.out], [ran.out or ''])}"
    if expected.err != ran.err:
        yield f"  stderr\n{diff([expected.err], [ran.err])}"


def tree_differs(left: Tree, right: Tree) -> Iterator[str]:
    """The files that differ, and how."""
    for path in sorted(left.keys() | right.keys()):
        mine, others = left.get(path), right.get(path)
        if mine is None or others is None:
            yield f"only one has {path}"
        elif mine[0] != others[0]:
            yield f"the mode of {path}: {mine[0]:o} {others[0]:o}"
        elif mine[1] != others[1]:
            yield f"{path}\n{diff(*(part[1].decode(errors='replace').splitlines() for part in (mine, others)))}"


def diff(left: Sequence[str], right: Sequence[str]) -> str:
    """The lines that differ."""
    lines = difflib.unified_diff(
        [f"{line!r}" for line in left], [f"{line!r}" for line in right], "wanted", "found", n=0
    )
    return "\n".join(f"    {line.rstrip()[:2000]}" for line in lines)


def batched(system: System, stretch: Sequence[Step]) -> list[str]:
    """The answers to steps that share clock and environment, asked of one `batch`."""
    ran = system.call(
        ["batch"], stretch[0].environment, stretch[0].clock, batch_input([step.words for step in stretch])
    )
    lines: list[str] = (ran.out or "").split("\n")  # not splitlines: texts have other ends of lines
    return [_without_help(line) for line in lines if line]


def _without_help(line: str) -> str:
    """A line, but for the answer to a call for help, which the interpreter cannot give."""
    answer = json.loads(line)
    return f"{answer['line']} exit 0" if answer["exit"] == 0 and answer["answer"] is None else line
