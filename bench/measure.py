"""Runs commands and counts the processor time of their whole process trees."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Something to measure.

    `prepare` runs before each run and is not counted. `floor` is the case that this one cannot beat, `bar` the most it
    may take, in CPU seconds. `rounds` limits how often a slow case runs.
    """

    name: str
    command: Sequence[str]
    folder: Path
    prepare: Callable[[], None] = lambda: None
    floor: str | None = None
    bar: float | None = None
    rounds: int | None = None


class CommandFailedError(Exception):
    """A command that is to be measured does not work."""


def measure(cases: Sequence[Case], rounds: int) -> Mapping[str, float]:
    """The median CPU seconds of each case, by name.

    Rounds are interleaved, so that a busy moment of the machine hits all cases alike. One more round before them warms
    the file system, the bytecode and the caches that are to be warm; it is not counted.

    Raises:
        CommandFailedError: if a command fails.
    """
    seconds: dict[str, list[float]] = {case.name: [] for case in cases}
    for round_ in range(-1, rounds):
        for case in cases:
            if case.rounds is None or round_ < case.rounds:
                case.prepare()
                spent = cpu_seconds(case.command, case.folder)
                if round_ >= 0:
                    seconds[case.name].append(spent)
    return {name: median(values) for name, values in seconds.items()}


def cpu_seconds(command: Sequence[str], folder: Path) -> float:
    """User and system time of a command and of all the processes it started and waited for.

    Raises:
        CommandFailedError: with the command's messages, if it fails.
    """
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        assert process.stderr is not None
        messages = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise CommandFailedError(
            f"{' '.join(command)}: exit code {process.returncode}\n{messages.decode(errors='replace')}"
        )
    return usage.ru_utime + usage.ru_stime
