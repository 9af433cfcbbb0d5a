"""Stores with items that ended, and what lies where."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.coordinators import BASH, LANGUAGES, NOW, PYTHON, Done, Language, batch, call, line

DAY = 86400 * 10**9
HEAD = '{"number":\t'


def ended(store: Path, count: int, first: int = 1, open: int = 1) -> Path:
    """A store with `count` items of which those from `first` on are cancelled, and `open` more."""
    words = [line("register", "ann"), *(line("add", f"item {number}") for number in range(1, count + open + 1))]
    words += [line("cancel", f"w-{number}") for number in range(first, count + 1)]
    answers = batch(PYTHON, store, words)
    assert {answer["exit"] for answer in answers} == {0}
    return store


def copied(store: Path, name: str) -> Path:
    """A copy of a store beside it, made anew."""
    copy = store.parent / name
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(store, copy, symlinks=True)
    return copy


def archive(language: Language, store: Path, *words: str, days: int = 0, clock: int = NOW) -> str:
    """What the operation says, which must be done."""
    done = call(language, store, "archive", "--days", str(days), *words, env={"SWARMSH_NOW_NS": str(clock)})
    assert (done.exit, done.stderr) == (0, b"")
    return done.stdout.decode().removesuffix("\n")


def slots(store: Path) -> list[int]:
    """The numbers of the items with a slot."""
    return sorted(int(path.name) for path in store.glob("records/work/*/*"))


def shard(store: Path, number: int = 0) -> list[int]:
    """The numbers of the lines in a shard."""
    lines = (store / f"archive/work/{number}").read_text().splitlines()
    return [int(each.removeprefix(HEAD).partition("\t")[0]) for each in lines]


def blocks(store: Path) -> int:
    """The bytes that the files and folders of a store occupy."""
    return sum(path.lstat().st_blocks for path in (store, *store.rglob("*"))) * 512


def agreed(store: Path) -> None:
    """Fails unless both languages find the files to be what the journal says."""
    for language in LANGUAGES:
        done = call(language, store, "replay", "--check")
        assert (done.exit, done.stderr) == (0, b""), done.stdout.decode()


def same(store: Path, *words: str, **env: str) -> Done:
    """What both languages answer, which must be the same; only for what changes nothing."""
    one, other = (call(language, store, *words, env=env) for language in (BASH, PYTHON))
    assert one == other
    return one
