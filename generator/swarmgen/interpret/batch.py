"""The command `batch`: lines in, one JSON answer a line out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from swarmgen.interpret.machine import Machine, Outcome
from swarmgen.interpret.texts import json_object, json_string

LINE_MAX: Final = 262_144
"""Bytes of a line, its end not counted."""
_ESCAPE: Final = re.compile(rb"\\(.?)", re.DOTALL)
_ESCAPED: Final = {b"t": b"\t", b"n": b"\n", b"\\": b"\\"}


def batch(machine: Machine, data: bytes, environment: Mapping[str, str], clock: int) -> str:
    """What `batch` prints for its standard input."""
    lines = data.split(b"\n")
    if lines[-1] == b"":
        lines.pop()  # the end of the last line, not one more
    return "".join(
        _answer(number, _run(machine, line, environment, clock, number))
        for number, line in enumerate(lines, start=1)
        if line.replace(b"\0", b"")
    )


def words_of(line: bytes) -> list[str] | None:
    """The words of a line, or None if it has an escape that means nothing."""
    words = []
    for part in line.replace(b"\0", b"").split(b"\t"):
        if any(escape[1] not in _ESCAPED for escape in _ESCAPE.finditer(part)):
            return None
        words.append(_ESCAPE.sub(lambda escape: _ESCAPED[escape[1]], part).decode(errors="surrogateescape"))
    return words


def line_of(words: list[str]) -> bytes:
    """The line that stands for words."""
    escaped = (word.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n") for word in words)
    return "\t".join(escaped).encode(errors="surrogateescape")


def _run(machine: Machine, line: bytes, environment: Mapping[str, str], clock: int, number: int) -> Outcome:
    if len(line) > LINE_MAX:
        return Outcome(exit=2, message=f"the line is longer than {LINE_MAX} bytes")
    words = words_of(line)
    if words is None:
        return Outcome(exit=2, message="a word has an escape other than \\t, \\n and \\\\")
    return machine.run(words, environment, clock, line=number)


def _answer(number: int, outcome: Outcome) -> str:
    message = "null" if outcome.message is None else json_string(outcome.message)
    members = {"line": str(number), "exit": str(outcome.exit), "answer": outcome.answer or "null", "message": message}
    return json_object(members) + "\n"
