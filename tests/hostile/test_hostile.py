"""Hostile words in every argument and option of every operation: one behaviour, nothing executed, nothing touched."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from swarmgen.model import ir
from swarmgen.model.datatypes import Bool, Decimal, Duration, Enum, Int, Set, Text, Time, plain
from tests.coordinators import BASH, LANGUAGES, PYTHON, batch, call, difference, line, tree
from tests.hostile.calls import OPERATION
from tests.hostile.room import assert_untouched, room
from tests.hostile.words import words
from tests.patterns_here import atomic

WORDS = tuple(words())
PREPARED = (
    line("register", "--agent"),
    line("register"),
    line("add", "first"),
    line("add", "second", "--skill", "bash"),
    line("claim", "w-1", "--agent", "a-1"),
)
PLACES: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    ((), ()),
    (("add",), ()),
    (("show",), ()),
    (("add", "x", "--key"), ("--json",)),
)
"""Words before a hostile one, and behind it."""


def test_corpus_is_large_enough() -> None:
    assert len(WORDS) >= 200, "each place is given every second word"
    assert len(set(WORDS)) == len(WORDS)


def _cases() -> Iterator[tuple[ir.Operation, ir.Parameter]]:
    for operation in atomic().operations:
        for parameter in (*operation.arguments, *operation.options):
            yield operation, parameter


@pytest.mark.parametrize("operation", [operation.name for operation in atomic().operations])
def test_every_parameter(operation: str, tmp_path: Path) -> None:
    lines = list(PREPARED)
    for number, (owner, parameter) in enumerate(_cases()):
        if owner.name == operation:
            chosen = WORDS[number % 2 :: 2]
            lines += [_line(owner, parameter, word) for word in chosen if not _waits(owner, parameter, word)]
    lines += _common(operation)
    answers, trees = [], []
    for language in LANGUAGES:
        store = room(tmp_path, language) / "store"
        answers.append(batch(language, store, lines, folder=store.parent))
        trees.append(tree(store))
        assert_untouched(store)
    for number, (one, other) in enumerate(zip(*answers, strict=True)):
        assert one == other, f"line {number + 1}: {lines[number][:300]!r}"
    assert difference(*trees) == ""


@pytest.mark.parametrize("part", range(4))
def test_as_words_of_a_process(part: int, tmp_path: Path) -> None:
    stores = {language: room(tmp_path, language) / "store" for language in (BASH, PYTHON)}
    for number, word in enumerate(WORDS[part::4]):
        before, after = PLACES[number % len(PLACES)]
        done = [call(language, store, *before, word, *after, folder=store.parent) for language, store in stores.items()]
        assert done[0] == done[1], f"{before} {word[:300]!r} {after}"
        assert done[0].exit != 1, f"{before} {word[:300]!r} {after}: {done[0].stderr!r}"
    assert difference(*(tree(store) for store in stores.values())) == ""
    for store in stores.values():
        assert_untouched(store)


def _line(operation: ir.Operation, parameter: ir.Parameter | None, word: bytes) -> bytes:
    """A line that is right but for one word; without a parameter it is right."""
    given: list[str | bytes] = [*operation.name.split(" ")]
    for argument in operation.arguments:
        if argument is parameter:
            given.append(word)
        elif argument.required or parameter in operation.arguments or _needs(parameter, argument.name):
            given.append(_usual(argument))
    for option in operation.options:
        name = f"--{option.name.replace('_', '-')}"
        if option is parameter:
            given += _flag(name, word) if _is_flag(option) else [name, word]
        elif option.required or _needs(parameter, option.name):
            given += [name, _usual(option)]
    if operation.name == "claim" and (parameter is None or parameter.name not in ("work", "next")):
        given.append("--next")
    return line(*given)


_NEEDED = {"claim": "agent", "fence": "work"}
"""What must be given along with what."""


def _needs(parameter: ir.Parameter | None, name: str) -> bool:
    return parameter is not None and _NEEDED.get(parameter.name) == name


def _common(name: str) -> Iterator[bytes]:
    """Lines with a hostile word in one of the options that every operation has."""
    names = [each.name for each in atomic().operations]
    operation = atomic().operations[names.index(name)]
    usual = _line(operation, None, b"")
    for place, option in enumerate(OPERATION):
        for word in WORDS[names.index(name) * 3 + place :: 36]:
            before, _, _ = option.partition("{}")
            if before.endswith("="):
                yield b"\t".join((usual, line(before.encode() + word)))
            else:
                yield b"\t".join((usual, line(before.strip(), word)))


@pytest.mark.parametrize("operation", [operation.name for operation in atomic().operations])
def test_the_other_words_are_right(operation: str, tmp_path: Path) -> None:
    """A line is refused for its hostile word, not for what is around it."""
    chosen = [(owner, parameter) for owner, parameter in _cases() if owner.name == operation]
    lines = [_line(owner, parameter, _right(parameter)) for owner, parameter in chosen]
    owner = next(each for each in atomic().operations if each.name == operation)
    lines.append(_line(owner, None, b""))
    answers = batch(PYTHON, tmp_path / "store", [*PREPARED, *lines], env={"AGENT_ID": "a-1"})[len(PREPARED) :]
    for given, answer in zip(lines, answers, strict=True):
        assert answer["exit"] != 2, f"{given!r}: {answer['message']}"


def _right(parameter: ir.Parameter) -> bytes:
    return b"" if _is_flag(parameter) else _usual(parameter).encode()


def _waits(operation: ir.Operation, parameter: ir.Parameter, word: bytes) -> bool:
    """Whether the call would really wait, for hours or years."""
    return parameter.name == operation.waits and re.fullmatch(rb"[0-9]+|([0-9]+(ms|s|m|h|d))+", word) is not None


def _flag(name: str, word: bytes) -> list[str | bytes]:
    return [name] if not word else [f"{name}=".encode() + word]


def _is_flag(parameter: ir.Parameter) -> bool:
    return isinstance(parameter.type, Bool)


def _usual(parameter: ir.Parameter) -> str:
    match plain(parameter.type):
        case Enum(members=members):
            return members[0]
        case Int(low=low):
            return str(max(low, 1))
        case Duration() | Time():
            return "5s"
        case Decimal():
            return "1"
        case Text():
            return "a text"
        case Set():
            return "bash"
        case _:
            return {"work": "w-1", "agent": "a-1"}.get(parameter.name, "name")
