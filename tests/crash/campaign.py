"""Sweeps of many cases, and their table."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

from tests.coordinators import LANGUAGES, Language
from tests.crash import portable, tracer
from tests.crash.cases import CASES
from tests.crash.sweep import Result, Sweep
from tests.crash.tracer import Mode

MODES: tuple[Mode, ...] = ("all", "one", "torn", "orphan")
WHOLE = ("add, key", "complete")
"""What is swept whole in a sample, but for second crashes."""


@dataclass(frozen=True, slots=True)
class Options:
    """What to sweep: one language or all; one `place` (0: all), one `mode` there; `once` without crashes of the
    recovery; `sample` one place for most cases; `portable` without ptrace.
    """

    language: str | None
    place: int
    mode: Mode
    once: bool
    sample: bool
    portable: bool


def scratch() -> tempfile.TemporaryDirectory[str]:
    """A folder in memory, where there is one: nothing here needs a disk."""
    memory = "/dev/shm"
    return tempfile.TemporaryDirectory(prefix="crash-", dir=memory if os.access(memory, os.W_OK) else None)


def swept(name: str, options: Options, scratch: str) -> list[Result]:
    """The results of a case in the languages asked for; each process has a folder of its own in `scratch`."""
    folder = Path(scratch, str(os.getpid()))
    folder.mkdir(exist_ok=True)
    sweep = Sweep(
        next(case for case in CASES if case.name == name), folder, portable.run if options.portable else tracer.run
    )
    found = []
    for language in LANGUAGES:
        if options.language not in (None, language.name):
            continue
        if options.place:
            found.append(sweep.single(language, options.place, options.mode, not options.once))
        elif options.sample and name not in WHOLE:
            found.append(sampled(sweep, language))
        else:
            found.append(sweep.sweep(language, not options.once and not options.sample))
    return found


def sampled(sweep: Sweep, language: Language) -> Result:
    """One kill: always the same, nearer to the beginning when the operation does not come that far."""
    place = 2 + crc32(f"{sweep.case.name} {language.name}".encode()) % 14
    result = sweep.single(language, place, "all", False)
    while result.points == 0 and not result.bad and place > 0:
        place //= 2
        result = sweep.single(language, place, "all", False)
    return result


def lines(results: list[Result]) -> Iterator[str]:
    """The table."""
    modes = "  ".join(f"{mode:>6}" for mode in MODES)
    yield f"{'operation':28} {'language':8} {'points':>6}  {modes}  states  second  bad"
    for result in results:
        kills = "  ".join(f"{result.kills[mode]:6}" for mode in MODES)
        numbers = f"{result.states:6}  {result.second:6}  {len(result.bad):3}"
        yield f"{result.case:28} {result.language:8} {result.points:6}  {kills}  {numbers}"
