"""A small disk that is really full, and one that became read-only: run in a mount namespace of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cache
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.coordinators import BASH, LANGUAGES, PYTHON, Done, Language, call, line, tree
from tests.faults.stores import OTHER, compare, noise, prepare
from tests.repository import ROOT

SIZE = 2 << 20  # of the disk in bytes: half of it is the reserve
BALLAST = 300_000  # bytes that are given back later
HELD = 8
MOST = 400  # operations that would fill the disk twice
PREPARED = (
    line("register", "alice", "--max-work", str(HELD)),
    *(line("add", f"held {number}") for number in range(HELD)),
    *(line("claim", f"w-{number}", "--agent", "alice") for number in range(1, HELD + 1)),
)


@dataclass(frozen=True)
class Found:
    """What one call on a full disk came to; `wrong` is empty if it is right."""

    fault: str
    language: str
    point: str
    exit: int
    wrong: str


@cache
def available() -> str:
    """Empty, or why no disk can be mounted here."""
    with TemporaryDirectory() as folder:
        try:
            tried = subprocess.run(
                [*_UNSHARE, "mount", "-t", "tmpfs", "-o", "size=64k", "small", folder],
                capture_output=True,
                text=True,
                check=False,
            )
        except FileNotFoundError:
            return "unshare is not installed"
    return "" if tried.returncode == 0 else f"no disk can be mounted here: {tried.stderr.strip()}"


_UNSHARE = ("unshare", "--map-root-user", "--mount")


def found(folder: Path, first: Language) -> list[Found]:
    """Runs the course of a full disk on a disk mounted at `folder`, the first language beginning."""
    folder.mkdir()
    done = subprocess.run(
        [*_UNSHARE, sys.executable, "-m", "tests.faults.disk", str(folder), first.name],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    if done.returncode != 0:
        raise AssertionError(f"the course on a full disk ended with {done.returncode}: {done.stderr[-2000:]}")
    return [Found(**json.loads(row)) for row in done.stdout.splitlines()]


class Course:
    """Calls on the small disk and, when they are done, on a store that has room: both must come to the same."""

    def __init__(self, disk: Path, roomy: Path) -> None:
        self.store, self.roomy = disk / "store", roomy
        for each in (self.store, self.roomy):
            prepare(each, PREPARED)

    def step(self, fault: str, language: Language, expected: tuple[int, ...], *words: str) -> Found:
        """One call; what is refused must leave the store as it is."""
        before = tree(self.store)
        done = call(language, self.store, *words)
        wrong = noise(done)
        if done.exit not in expected:
            wrong = wrong or f"exit {done.exit} instead of {expected}: {_said(done)}"
        if not wrong and done.exit != 0:
            wrong = compare(tree(self.store), before, spans=False) or _message(done, self.store)
        if done.exit == 0:
            again = call(language, self.roomy, *words)
            if again.exit != 0 or again.stdout != done.stdout:
                wrong = wrong or f"answered {done.stdout!r}; with room {again.exit} {again.stdout!r}"
        return Found(fault, language.name, " ".join(words)[:40], done.exit, wrong)

    def equal(self) -> str:
        """Empty, or in what the store differs from the one that always had room."""
        return compare(tree(self.store), tree(self.roomy), spans=False)


def _said(done: Done) -> str:
    return done.stderr.decode(errors="replace").strip()


def _message(done: Done, store: Path) -> str:
    ends = f"{store}: no space left or write error; nothing was changed (storage)"
    return "" if done.exit != 10 or _said(done).endswith(ends) else f"exit 10 with {_said(done)!r}"


def course(disk: Path, roomy: Path, first: Language) -> Iterator[Found]:
    """Fill the disk, end what was begun, free some room, go on; then make it read-only."""
    run = Course(disk, roomy)
    ballast = disk / "ballast"
    ballast.write_bytes(b"b" * BALLAST)
    turns = cycle((first, OTHER[first]))
    for words in (*(("add", "more", "--details", "d" * size) for size in (8000, 2000, 1)), ("register",)):
        refused: set[str] = set()
        for _ in range(MOST):
            row = run.step(f"full disk: {words[0]}", next(turns), (0, 10), *words)
            yield row
            refused = {*refused, row.language} if row.exit else set()
            if len(refused) == len(LANGUAGES):
                break
        else:
            raise AssertionError(f"the disk is not full after {MOST} times {' '.join(words)[:40]}")
    for number in range(1, HELD + 1):
        word = "complete" if number % 4 < 2 else "release"
        yield run.step(f"full disk: {word}", next(turns), (0,), word, f"w-{number}", "--agent", "alice")
    for _ in LANGUAGES:
        yield run.step("full disk: archive", next(turns), (0,), "archive", "--days", "0", "--limit", "2")
    for language in LANGUAGES:
        yield run.step("full disk: no reserve", language, (10,), "register", "bob", "--role", "r" * 64)
    ballast.unlink()
    for language in LANGUAGES:
        yield run.step("room again", language, (0,), "register", language.name)
    size = (run.store / "reserve").stat().st_size
    wrong = "" if size == 1 << 20 else f"the reserve was not remade: {size} bytes"
    yield Found("room again", "both", "reserve", 0, wrong)
    yield Found("room again", "both", "the store", 0, run.equal())
    yield from _read_only(disk, run)


def _read_only(disk: Path, run: Course) -> Iterator[Found]:
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    for language in LANGUAGES:
        yield run.step("read-only disk", language, (5,), "register", "carol")
        yield run.step("read-only disk: query", language, (0,), "show", "w-1")
    subprocess.run(["mount", "-o", "remount,rw", disk], check=True)
    for language in LANGUAGES:
        yield run.step("writable again", language, (0,), "register", language.name, "--role", "r")


def main() -> None:
    """Mounts the disk and prints one line of JSON for each call."""
    disk, first = Path(sys.argv[1]), {language.name: language for language in (BASH, PYTHON)}[sys.argv[2]]
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=700", "small", disk], check=True)
    with TemporaryDirectory() as roomy:
        for row in course(disk, Path(roomy) / "store", first):
            sys.stdout.write(json.dumps(asdict(row)) + "\n")


if __name__ == "__main__":
    main()
