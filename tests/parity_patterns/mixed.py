"""Running sequences with commands: through `batch` what can be, a process for each command."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import cycle, groupby
from pathlib import Path

from swarmgen.interpret.memory import Memory
from tests.parity_patterns.commands import COMMANDS, FIELDS, Mixture, prepared, ran
from tests.parity_patterns.comparing import Tree, answer_differs, batched, diff, tree_differs
from tests.parity_patterns.sequences import Step
from tests.parity_patterns.systems import Interpreter, Program, Ran, files, program, start

PATTERN = "atomic"
_NOT_TOLD = ("--work", "--since")
"""Filters of `audit` that are not modelled here."""

Answer = list[str] | Ran


def mixed_differences(mixture: Mixture, turns: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """What the languages do otherwise than each other, and but for `changes` than the interpreter, as lines to print.

    `turns` says who takes the stretches: one language, or two in turns, on a directory for each.
    """
    stretches = [list(group) for _, group in groupby(mixture.steps, _kind)]
    wanted: list[Answer | None] = [None] * len(stretches)
    facts: list[str] | None = None
    if not mixture.changes:
        wanted, facts = _expected(stretches)
    first: tuple[str, list[Answer], Tree] | None = None
    for order in turns:
        name = " and ".join(order)
        answers, tree, journal = _found(mixture, stretches, order)
        for stretch, one, other in zip(stretches, wanted, answers, strict=True):
            yield from (f"interpreter and {name}: {line}" for line in _differs(stretch, one, other))
        if facts is not None and facts != journal:
            yield f"{name}: the journal\n{diff(facts, journal)}"
        if first is None:
            first = name, answers, tree
            continue
        for stretch, one, other in zip(stretches, first[1], answers, strict=True):
            yield from (f"{first[0]} and {name}: {line}" for line in _differs(stretch, one, other))
        yield from (f"{first[0]} and {name}: {line}" for line in tree_differs(first[2], tree))


def _kind(step: Step) -> tuple[object, ...]:
    """What steps of one batch have in common; each command is by itself."""
    return step.clock, step.environment, id(step) if step.words[0] in COMMANDS else 0


def _found(
    mixture: Mixture, stretches: Sequence[list[Step]], order: Sequence[str]
) -> tuple[list[Answer], Tree, list[str]]:
    with tempfile.TemporaryDirectory() as folder:
        if mixture.before:
            shutil.copytree(_stock(), Path(folder, "data"))
        programs = [program(language, PATTERN, Path(folder)) for language in order]
        answers = [_answer(one, stretch) for stretch, one in zip(stretches, cycle(programs), strict=False)]
        return answers, files(Path(folder)), programs[0].journal()


@cache
def _stock() -> Path:
    """The store that sequences begin with; it lasts as long as this process."""
    folder = tempfile.TemporaryDirectory()
    _FOLDERS.append(folder)
    answers = batched(start("python", PATTERN, Path(folder.name)), prepared())
    assert {json.loads(line)["exit"] for line in answers} == {0}
    return Path(folder.name, "data")


_FOLDERS: list[tempfile.TemporaryDirectory[str]] = []


def _answer(one: Program, stretch: list[Step]) -> Answer:
    step = stretch[0]
    is_command = step.words[0] in COMMANDS
    return one.call(step.words, step.environment, step.clock) if is_command else batched(one, stretch)


def _differs(stretch: list[Step], wanted: Answer | None, found: Answer) -> Iterator[str]:
    if isinstance(wanted, Ran) and isinstance(found, Ran):
        yield from (f"{stretch[0]}\n{line}" for line in answer_differs(wanted, found))
    elif isinstance(wanted, list) and isinstance(found, list) and wanted != found:
        yield f"batch of {[str(step) for step in stretch]}\n{diff(wanted, found)}"


def _expected(stretches: Sequence[list[Step]]) -> tuple[list[Answer | None], list[str]]:
    """What the interpreter answers, None where it cannot; and its journal."""
    with tempfile.TemporaryDirectory() as folder:
        interpreter = start("interpreter", PATTERN, Path(folder))
        assert isinstance(interpreter, Interpreter)
        return [_modelled(interpreter, stretch) for stretch in stretches], interpreter.journal()


def _modelled(interpreter: Interpreter, stretch: list[Step]) -> Answer | None:
    step = stretch[0]
    if step.words[0] not in COMMANDS:
        return batched(interpreter, stretch)
    if step.words[0] == "run":
        return ran(interpreter.machine, step)
    memory = interpreter.machine.memory
    is_listed = step.words[0] == "audit" and step.words[-2:] == ("--print", FIELDS) and memory is not None
    if not is_listed or any(word.startswith(_NOT_TOLD) for word in step.words):
        return None
    options = _options(step.words[1:-2])
    return None if options is None or memory is None else _listed(memory, options, step.clock)


def _options(words: Sequence[str]) -> dict[str, str] | None:
    """The options of `audit` with their values; None when a word is wrong."""
    found: dict[str, str] = {}
    rest = [part for word in words for part in word.split("=", 1)]
    if len(rest) % 2:
        return None
    for name, value in zip(rest[::2], rest[1::2], strict=True):
        is_right = value.isascii() and value.isalnum() if name in ("--limit", "--from") else _is_name(value)
        if name not in _FILTERS or name in found or not is_right:
            return None
        found[name] = value
    return found


_FILTERS = ("--operation", "--agent", "--subject", "--limit", "--from")


def _is_name(word: str) -> bool:
    return word.isascii() and word[:1].isalnum() and word.replace("-", "").replace(".", "").isalnum() and len(word) < 65


def _listed(memory: Memory, options: dict[str, str], clock: int) -> Ran | None:
    """What `audit` prints of the entries; None when the clock is too far behind, or a number is wrong."""
    start, limit = (options.get(name, usual) for name, usual in (("--from", "1"), ("--limit", "100")))
    if memory.time > clock + 600 * 10**9 or not (start + limit).isdigit() or "0" in (start[0], limit[0]):
        return None
    if max(len(start), len(limit)) > 4:
        return None
    rows = []
    for one in memory.entries:
        given = [one.operation, one.agent, one.subject]
        wanted = (options.get(name) for name in _FILTERS[:3])
        if one.sequence >= int(start) and all(name in (None, value) for name, value in zip(wanted, given, strict=True)):
            rows.append("\t".join([str(one.sequence), *(value or "" for value in given), str(one.exit)]) + "\n")
    return Ran(0, "".join(rows[-int(limit) :]), "")
