"""Hostile words in every argument and option of every command; `HOSTILE=300` gives so many to each, which are all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from swarmgen.backends.commands import holding, offered
from tests.coordinators import LANGUAGES, PYTHON, Language, call, difference, line, tree
from tests.hostile.calls import COMMANDS, filled, lasts, options
from tests.hostile.room import assert_untouched, room
from tests.hostile.words import words
from tests.patterns_here import atomic

WORDS = tuple(words())
FEW = int(os.environ.get("HOSTILE", "3"))
"""Words that each place is given; together the places are given all."""
CALLS = tuple(each for calls in COMMANDS.values() for each in calls)
ITEMS = 20 + FEW


def test_every_command_and_option_has_a_place() -> None:
    """A command or an option that is new must be given hostile words too."""
    names = {command.name for command in holding.commands_of(atomic())}
    assert names - COMMANDS.keys() == set()
    for command in offered.words(atomic()):
        if command.name in names:
            wanted = {option.word for option in command.options} - {"-h", "--help"}
            given = {option for each in COMMANDS[command.name] for option in options(each)}
            assert given == wanted, command.name
    exported = [operation.name for operation in atomic().operations if holding.exports(operation)]
    assert all(any(" --output " in each for each in COMMANDS[name]) for name in exported)


def test_all_words_are_given() -> None:
    assert {word for place in range(len(CALLS)) for word in _chosen(place)} == set(WORDS)


def _chosen(place: int) -> tuple[bytes, ...]:
    return (WORDS * 2)[place * FEW % len(WORDS) :][: min(FEW, len(WORDS))]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_place(command: str, tmp_path: Path) -> None:
    stores = {language: _prepared(tmp_path, language) for language in LANGUAGES}
    for each in COMMANDS[command]:
        for word in _chosen(CALLS.index(each)):
            if lasts(each, word):
                continue
            env, given = filled(each, word)
            done = [_done(language, store, env, given) for language, store in stores.items()]
            assert done[0] == done[1], f"{each} with {word[:300]!r}"
            assert done[0][0] != 1, f"{each} with {word[:300]!r}: {done[0]}"
    assert difference(*(tree(store) for store in stores.values())) == ""
    for store in stores.values():
        assert_untouched(store)


def _done(language: Language, store: Path, env: dict[str, bytes], given: list[bytes]) -> tuple[int, bytes, bytes]:
    variables = {name: os.fsdecode(value) for name, value in env.items()}
    done = call(language, store, *given, env=variables, folder=store.parent)
    place = str(store).encode()
    stdout = b"" if given[0] in (b"doctor", b"completion") else done.stdout.replace(place, b"STORE")
    return done.exit, stdout, done.stderr.replace(place, b"STORE")


def _prepared(tmp_path: Path, language: Language) -> Path:
    store = room(tmp_path, language) / "store"
    lines = [line("register", "ann"), *(line("add", f"item {number}") for number in range(ITEMS))]
    done = call(PYTHON, store, "batch", stdin=b"\n".join(lines), folder=store.parent)
    assert done.exit == 0 and done.stdout.count(b'"exit":0,') == len(lines)
    return store
