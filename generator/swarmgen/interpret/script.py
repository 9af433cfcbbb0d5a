"""A script of operations on a store in memory: what `swarmgen simulate` runs.

One operation a line, in the words of a shell; a word of the form `NAME=value` before the operation sets a variable for
that line. `# …` is a comment, `@+5m` moves the clock on, `@export NAME=value` sets a variable from there on.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from swarmgen.diagnostics import Diagnostic, Place, SpecErrors
from swarmgen.interpret.machine import Machine
from swarmgen.interpret.values import duration
from swarmgen.model import ir

START: Final = 1_767_225_600_000_000_000
"""Where the clock of a script begins: 2026-01-01T00:00:00Z."""
_VARIABLE: Final = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)=(.*)", re.DOTALL)


@dataclass(slots=True)
class _Surroundings:
    clock: int = START
    variables: dict[str, str] = field(default_factory=dict)


def simulate(pattern: ir.Pattern, text: str, path: str) -> Iterator[str]:
    """Run a script and give what its lines print, each line first as it was written.

    Args:
        pattern: whose operations they are.
        text: the script.
        path: how messages name it.

    Raises:
        SpecErrors: for a line that is no operation at all; what came before it has been given.
    """
    machine = Machine(pattern, program=pattern.name)
    surroundings = _Surroundings()
    for number, line in enumerate(text.split("\n"), start=1):
        written = line.strip()
        if not written or written.startswith("#"):
            continue
        yield f"> {written}\n"
        yield from _line(machine, surroundings, written, Place(path, number, line.index(written) + 1, len(written)))


def _line(machine: Machine, surroundings: _Surroundings, line: str, place: Place) -> Iterator[str]:
    try:
        words = shlex.split(line)
    except ValueError as error:
        raise _wrong(f"these are no words of a shell: {str(error).lower()}", place) from None
    if words[0].startswith("@"):
        _directive(surroundings, words, place)
        return
    environment = dict(surroundings.variables)
    while words and (given := _VARIABLE.fullmatch(words[0])):
        environment[given[1]] = given[2]
        words = words[1:]
    outcome = machine.run(words, environment, surroundings.clock)
    yield outcome.stdout if outcome.stdout is not None else f"(the help of {machine.pattern.name})\n"
    if outcome.exit:
        yield f"{outcome.stderr}exit {outcome.exit}\n"


def _directive(surroundings: _Surroundings, words: list[str], place: Place) -> None:
    if words[0].startswith("@+") and len(words) == 1:
        step = duration(words[0][2:])
        if step is None:
            raise _wrong(f'"{words[0][2:]}" is not a duration like 90s or 1h30m', place)
        surroundings.clock += step
        return
    given = [_VARIABLE.fullmatch(word) for word in words[1:]]
    if words[0] != "@export" or not given or None in given:
        hint = "@+DURATION moves the clock on, @export NAME=value sets a variable"
        raise _wrong(f'"{words[0]}" is no directive', place, hint)
    surroundings.variables.update((match[1], match[2]) for match in given if match is not None)


def _wrong(message: str, place: Place, hint: str | None = None) -> SpecErrors:
    return SpecErrors([Diagnostic(code="invalid-script", message=message, place=place, hint=hint)])
