"""One operation as a whole process, on stores of different sizes: user and system time against the floor."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from bench.coordinator.programs import PROGRAMS, Program, environment, floor
from bench.measure import CommandFailedError

OPERATIONS = ("add", "claim", "complete")


def cpu_seconds(command: Sequence[str], env: dict[str, str]) -> tuple[float, str]:
    """CPU seconds of a process tree, and what it printed.

    Raises:
        CommandFailedError: if it fails.
    """
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None and process.stderr is not None
        printed, messages = process.stdout.read(), process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise CommandFailedError(f"{' '.join(command)}: exit code {process.returncode}\n{messages}")
    return usage.ru_utime + usage.ru_stime, printed.strip()


def measure_store(store: Path, rounds: int) -> dict[tuple[str, str], float]:
    """The median ratio to the floor by (program, operation); also ("bash", "floor") in seconds.

    Each round adds an item, claims the best one and completes it, in each language in turn, with a floor beside each:
    the number of items waiting stays what it was.
    """
    ratios: dict[tuple[str, str], list[float]] = {}
    floors: dict[str, list[float]] = {program.name: [] for program in PROGRAMS}
    env = environment(store)
    for round_ in range(-2, rounds):
        for program in PROGRAMS:
            spent = _round(program, store, env)
            if round_ < 0:
                continue
            for operation, (seconds, least) in spent.items():
                ratios.setdefault((program.name, operation), []).append(seconds / least)
                floors[program.name].append(least)
    found = {key: median(values) for key, values in ratios.items()}
    return found | {(name, "floor"): median(values) for name, values in floors.items()}


def _round(program: Program, store: Path, env: dict[str, str]) -> dict[str, tuple[float, float]]:
    spent: dict[str, tuple[float, float]] = {}
    item = ""
    for operation in OPERATIONS:
        least, _ = cpu_seconds(floor(program, store), env)
        words = {"add": ("measured item",), "claim": ("--next",), "complete": (item,)}[operation]
        seconds, printed = cpu_seconds((*program.command, operation, *words), env)
        item = printed if operation == "claim" else item
        spent[operation] = (seconds, least)
    return spent
