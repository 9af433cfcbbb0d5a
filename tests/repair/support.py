"""A store with some of everything, and ways to damage it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from tests.coordinators import BASH, PYTHON, Done, batch, call, line

JOURNAL = "journal/000001.jsonl"
ENTRIES, FILES = 16, 29
Damage = Callable[[Path], object]


def make(store: Path) -> Path:
    """A store of 16 entries: long and short texts, own ids with capitals, keys, claimed and finished work, a recorded
    refusal.
    """
    lines = [line("register", "Alice", "--skill", "py", "--team", "T.1"), line("register")]
    for number in range(8):
        details = "x" * (500 if number % 2 else 5)
        lines.append(line("add", f"item {number}\tü", "--details", details, "--key", f"K.{number}"))
    lines += [line("add", "own", "--id", "My.Item"), *[line("claim", "--next", "--agent", "Alice")] * 3]
    lines += [line("complete", "w-1", "--agent", "Alice", "--fence", "9"), line("complete", "w-1", "--agent", "Alice")]
    answers = batch(PYTHON, store, lines)
    assert [answer["exit"] for answer in answers] == [0] * 14 + [3, 0]
    return store


def long(store: Path) -> Path:
    """A store of 1,003 entries, in two segments."""
    answers = batch(PYTHON, store, [line("register", "Alice"), *[line("register")] * 1002])
    assert {answer["exit"] for answer in answers} == {0}
    return store


def copied(store: Path, name: str) -> Path:
    """A copy of a store beside it, made anew."""
    copy = store.parent / name
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(store, copy, symlinks=True)
    return copy


def edit(path: str, old: bytes, new: bytes) -> Damage:
    """Replaces the first `old` in a file by `new`."""

    def damage(store: Path) -> None:
        data = (store / path).read_bytes()
        assert old in data
        (store / path).write_bytes(data.replace(old, new, 1))

    return damage


def put(path: str, data: bytes) -> Damage:
    """Makes a file, or writes it anew."""

    def damage(store: Path) -> None:
        (store / path).parent.mkdir(parents=True, exist_ok=True)
        (store / path).write_bytes(data)

    return damage


def append(path: str, data: bytes) -> Damage:
    """Adds to a file."""

    def damage(store: Path) -> None:
        with (store / path).open("ab") as file:
            file.write(data)

    return damage


def cut(path: str, size: int) -> Damage:
    """Takes away the last bytes of a file."""
    return lambda store: os.truncate(store / path, (store / path).stat().st_size - size)


def both(*damages: Damage) -> Damage:
    """One damage after the other."""
    return lambda store: [damage(store) for damage in damages]


def gone(path: str) -> Damage:
    """Takes a file away."""
    return lambda store: (store / path).unlink()


def linked(path: str) -> Damage:
    """Puts a symbolic link in the place of a file or folder, to what was there."""

    def damage(store: Path) -> None:
        away = store.parent / "away"
        shutil.rmtree(away, ignore_errors=True)
        away.mkdir()
        (store / path).rename(away / "it")
        (store / path).symlink_to(away / "it")

    return damage


def lines_of(store: Path, change: Callable[[list[bytes]], object], path: str = JOURNAL) -> None:
    """Changes the lines of a segment."""
    lines = (store / path).read_bytes().splitlines(keepends=True)
    change(lines)
    (store / path).write_bytes(b"".join(lines))


def same(store: Path, *words: str, **env: str) -> Done:
    """What both languages answer, which must be the same; only for commands that change nothing."""
    one, other = (call(language, store, *words, env=env) for language in (BASH, PYTHON))
    assert one == other
    return one
