"""Stores to try things on: a fixed clock, fixed ids, copies, and processes that die where they are told to."""

from __future__ import annotations

import contextlib
import itertools
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from swarmsh._hot import stops
from swarmsh._hot.store import Call, Store
from swarmsh._runtime import ids
from tests.store.python import small

NOW = 1_800_000_000 * 10**9
SECOND = 10**9


def fix(monkeypatch: pytest.MonkeyPatch, now: int = NOW, seed: int = 7) -> None:
    """Holds the clock and the ids of this process."""
    for name in ("TRACEPARENT", "TRACESTATE", "TELEMETRY_ENABLED", "SWARMSH_LOCK_TIMEOUT", "SWARMSH_DURABILITY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SWARMSH_NOW_NS", str(now))
    monkeypatch.setenv("SWARMSH_ID_SEED", str(seed))
    monkeypatch.setattr(ids, "_words", itertools.count())


def opened(folder: Path) -> Store:
    """The store in a directory, as a process sees it that has not seen it before."""
    return Store(str(folder), small)


def act(folder: Path, call: Call) -> None:
    """Runs an operation as the first one of a process; it may be refused."""
    ids._words = itertools.count()
    with contextlib.suppress(stops.Refused):
        opened(folder).run(call)


def entries(folder: Path) -> list[list[str]]:
    """The tokens of every line of the journal."""
    lines: list[str] = []
    for path in sorted(folder.glob("journal/*.jsonl")):
        lines += path.read_text().splitlines()
    return [line.split("\t") for line in lines]


def snapshot(folder: Path) -> dict[str, bytes]:
    """What every file holds, but for what differs from run to run (`reserve`, spans on the side) and for empty files,
    which an interrupted operation may leave.
    """
    found = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return {
        path: data for path, data in sorted(found.items()) if data and path != "reserve" and "/side/" not in f"/{path}"
    }


def copied(folder: Path, name: str) -> Path:
    """A fresh copy of a store beside it; its reserve is all holes."""
    copy = folder.with_name(name)
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("reserve"))
    if (folder / "reserve").exists():
        with (copy / "reserve").open("wb") as reserve:
            reserve.truncate((folder / "reserve").stat().st_size)
    return copy


def apart(action: Callable[[], object]) -> int:
    """Runs `action` in a process of its own, and gives its exit code: 0, or 1 after an exception."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            action()
            code = 0
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


CHANGING = ("write", "pwrite", "ftruncate", "mkdir", "rename", "unlink", "chmod", "fchmod")


class Trouble:
    """Calls of the system that change something, counted. At call number `place` something happens instead.

    Take the patches back (`monkeypatch`).
    """

    def __init__(self, place: int, happens: Callable[[str, tuple[object, ...]], None]) -> None:
        self.place = place
        self.count = 0
        self.happens = happens

    def install(self, patch: Callable[[str, object], object]) -> None:
        for name in CHANGING:
            patch(name, self._watched(name, getattr(os, name)))
        patch("open", self._opening(os.open))

    def _watched(self, name: str, real: Callable[..., object]) -> Callable[..., object]:
        def watched(*words: object, **options: object) -> object:
            self._count(name, words)
            return real(*words, **options)

        return watched

    def _opening(self, real: Callable[..., int]) -> Callable[..., int]:
        def watched(path: str, flags: int, *rest: int, **options: int) -> int:
            if flags & os.O_CREAT and not os.path.lexists(path):
                self._count("open", (path,))
            return real(path, flags, *rest, **options)

        return watched

    def _count(self, name: str, words: tuple[object, ...]) -> None:
        self.count += 1
        if self.count == self.place:
            self.happens(name, words)


class Killed(BaseException):
    """The end of a process that a test only pretends to kill."""


def dying(die: Callable[[], object], torn: bool) -> Callable[[str, tuple[object, ...]], None]:
    """What happens at the place where a process dies; with `torn` half of what it writes there is written still."""
    real = {"write": os.write, "pwrite": os.pwrite}

    def happens(name: str, words: tuple[object, ...]) -> None:
        if torn and name in real:
            descriptor, data, *rest = words
            assert isinstance(data, bytes)
            if not data.startswith(b'{"dirty"'):  # a slot in one page is written whole or not at all
                real[name](descriptor, data[: len(data) // 2], *rest)  # type: ignore[operator]
        die()

    return happens


def killing(action: Callable[[], object], place: int, torn: bool) -> bool:
    """Runs `action` until just before it changes anything for the `place`-th time. It dies there by an exception, after
    which it can change nothing any more. Whether it ended before.
    """

    def die() -> None:
        trouble.happens = dying(die, False)
        trouble.place = trouble.count + 1
        raise Killed

    trouble = Trouble(place, dying(die, torn))
    with pytest.MonkeyPatch.context() as patch:
        trouble.install(lambda name, value: patch.setattr(os, name, value))
        try:
            action()
        except Killed:
            return False
    return True
