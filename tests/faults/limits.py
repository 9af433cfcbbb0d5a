"""Writes that end in the middle: files may not grow beyond a limit, and what fits below it is really written."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass

from tests.coordinators import Language, call
from tests.faults.inject import judged
from tests.faults.stores import BY_NAME, Operation, Stores

_WRAPPER = """
import os, resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
limit = int(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
os.execvp(sys.argv[2], sys.argv[2:])
"""


@dataclass(frozen=True)
class Point:
    """An operation that may make no file longer than `limit` bytes."""

    operation: Operation
    limit: int

    def __str__(self) -> str:
        return f"{self.operation.name}: files of at most {self.limit} bytes"


def limited(language: Language, limit: int) -> Language:
    """The same coordinator under a limit; it ignores the signal that goes with it."""
    words = (sys.executable, "-ISc", _WRAPPER, str(limit), *language.command)
    return Language(language.name, words, language.program)


def points(stores: Stores, step: int) -> Iterator[Point]:
    """Limits that cut the line of the journal (`full` store: it is the longest file), or slots and texts (a new
    segment: they are longer than its first line), or what a new store begins with; one in `step` bytes.
    """
    for name in ("add", "complete", "progress", "recovery"):
        size = _journal(stores, name)
        for extra in range(0, 9000, 2 * step):
            yield Point(BY_NAME[name], size + extra)
    for limit in range(0, 4200, step):
        yield Point(BY_NAME["new segment"], limit)
    for limit in (*range(0, 4200, 4 * step), 65536, 100_000, (1 << 20) - 1):
        yield Point(BY_NAME["first use"], limit)


def _journal(stores: Stores, name: str) -> int:
    return (stores.base(BY_NAME[name].base) / "journal/000001.jsonl").stat().st_size


def check(stores: Stores, language: Language, point: Point) -> tuple[int, str]:
    """The exit code under the limit, and what is wrong with it, if anything is."""
    store = stores.copy(point.operation.base, "victim")
    under = limited(language, point.limit)
    done = call(under, store, *point.operation.words, env=point.operation.env)
    return done.exit, judged(stores, language, point.operation, store, done, spans=False)
