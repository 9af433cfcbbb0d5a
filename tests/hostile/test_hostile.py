"""Hostile words in every argument and option of every operation: one behaviour, nothing executed, nothing touched."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from swarmgen.model import ir
from swarmgen.model.datatypes import Bool, Decimal, Duration, Enum, Int, Set, Text, Time, plain
from tests.coordinators import BASH, LANGUAGES, PYTHON, Language, batch, call, difference, line, tree
from tests.hostile.words import CANARY, words
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
    answers, trees = [], []
    for language in LANGUAGES:
        store = _room(tmp_path, language) / "store"
        answers.append(batch(language, store, lines, folder=store.parent))
        trees.append(tree(store))
        _assert_untouched(store)
    for number, (one, other) in enumerate(zip(*answers, strict=True)):
        assert one == other, f"line {number + 1}: {lines[number][:300]!r}"
    assert difference(*trees) == ""


@pytest.mark.parametrize("part", range(4))
def test_as_words_of_a_process(part: int, tmp_path: Path) -> None:
    stores = {language: _room(tmp_path, language) / "store" for language in (BASH, PYTHON)}
    for number, word in enumerate(WORDS[part::4]):
        for before, after in PLACES[number % 2 :: 2]:
            done = [
                call(language, store, *before, word, *after, folder=store.parent) for language, store in stores.items()
            ]
            assert done[0] == done[1], f"{before} {word[:300]!r} {after}"
            assert done[0].exit != 1, f"{before} {word[:300]!r} {after}: {done[0].stderr!r}"
    assert difference(*(tree(store) for store in stores.values())) == ""
    for store in stores.values():
        _assert_untouched(store)


def _room(tmp_path: Path, language: Language) -> Path:
    """A folder with an odd name and a bystander in it."""
    room = tmp_path / language.name / "-a $(touch canary) b"
    room.mkdir(parents=True)
    (room / "bystander").write_text("untouched")
    return room


def _assert_untouched(store: Path) -> None:
    room = store.parent
    assert sorted(path.name for path in room.iterdir()) == ["bystander", "store"]
    assert (room / "bystander").read_text() == "untouched"
    assert [path.name for path in room.parent.iterdir()] == [room.name]
    assert not list(store.rglob(f"*{CANARY}"))
    assert not Path("/tmp/canary-outside").exists()


def _line(operation: ir.Operation, parameter: ir.Parameter, word: bytes) -> bytes:
    """A line that is right but for one word."""
    given: list[str | bytes] = [operation.name]
    for argument in operation.arguments:
        if argument is parameter:
            given.append(word)
        elif argument.required or parameter in operation.arguments:
            given.append(_usual(argument))
    for option in operation.options:
        name = f"--{option.name.replace('_', '-')}"
        if option is parameter:
            given += [f"{name}=".encode() + word] if _is_flag(option) else [name, word]
        elif option.required:
            given += [name, _usual(option)]
    if operation.name == "claim" and parameter.name != "work":
        given.append("--next")
    return line(*given)


def _waits(operation: ir.Operation, parameter: ir.Parameter, word: bytes) -> bool:
    """Whether the call would really wait, for hours or years."""
    return parameter.name == operation.waits and re.fullmatch(rb"[0-9]+|([0-9]+(ms|s|m|h|d))+", word) is not None


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
