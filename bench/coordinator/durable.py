"""`python -m bench.coordinator.durable [--rounds N]`: what durable stores cost, by the clock and in CPU time."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median

from bench.coordinator.processes import OPERATIONS, cpu_seconds
from bench.coordinator.programs import PROGRAMS, Program, environment

_MODES = ("none", "fsync")
_Spent = dict[tuple[str, str, str], tuple[float, float]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; the exit code tells whether everything ran."""
    parser = argparse.ArgumentParser(prog="bench.coordinator.durable", description=__doc__)
    parser.add_argument("--rounds", type=int, default=31, help="measured rounds (default: 31)")
    parser.add_argument("--folder", help="where the stores are made (default: the system's temporary folder)")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="bench-", dir=options.folder) as temporary:
        spent = _processes(Path(temporary), options.rounds)
        print(f"{'one process':18}{'none':>18}{'fsync':>18}   medians: wall, CPU")
        for program in PROGRAMS:
            for operation in OPERATIONS:
                cells = (spent[program.name, operation, mode] for mode in _MODES)
                numbers = "".join(f"{wall * 1000:>9.2f}{cpu * 1000:>6.2f} ms" for wall, cpu in cells)
                print(f"{program.name} {operation:13}{numbers}")
        print(f"\n{'adds a second':18}{'none':>12}{'fsync':>12}")
        for program in PROGRAMS:
            for writers in (1, 4):
                rates = (
                    _rate(program, Path(temporary) / f"{program.name}-{writers}-{mode}", mode, writers)
                    for mode in _MODES
                )
                print(f"{program.name} {writers} at once".ljust(18) + "".join(f"{rate:>10.0f}/s" for rate in rates))
    return 0


def _processes(folder: Path, rounds: int) -> _Spent:
    """Medians of wall and CPU seconds by program, operation and mode; all take turns."""
    found: dict[tuple[str, str, str], list[tuple[float, float]]] = {}
    for mode in _MODES:
        _call(PROGRAMS[1], folder / mode, mode, "register")
    for number in range(-2, rounds):
        for program in PROGRAMS:
            for mode in _MODES:
                item = ""
                for operation in OPERATIONS:
                    words = {"add": ("item",), "claim": ("--next",), "complete": (item,)}[operation]
                    started = time.perf_counter()
                    cpu, printed = _call(program, folder / mode, mode, operation, *words)
                    wall = time.perf_counter() - started
                    item = printed if operation == "claim" else item
                    if number >= 0:
                        found.setdefault((program.name, operation, mode), []).append((wall, cpu))
    return {
        key: (median(wall for wall, _ in values), median(cpu for _, cpu in values)) for key, values in found.items()
    }


def _call(program: Program, store: Path, mode: str, *words: str) -> tuple[float, str]:
    return cpu_seconds((*program.command, *words), environment(store, SWARMSH_DURABILITY=mode))


def _rate(program: Program, store: Path, mode: str, writers: int, each: int = 40) -> float:
    """Adds a second by so many processes, each running `batch`; the lock is taken for every line."""
    _call(program, store, mode, "register")
    env = environment(store, SWARMSH_DURABILITY=mode)

    def write(_: int) -> int:
        words = (*program.command, "batch")
        done = subprocess.run(words, input="add\titem\n" * each, env=env, capture_output=True, text=True, check=True)
        return done.stdout.count('"exit":0')

    started = time.perf_counter()
    with ThreadPoolExecutor(writers) as pool:
        count = sum(pool.map(write, range(writers)))
    if count != writers * each:
        raise RuntimeError(f"{program.name}: {count} of {writers * each} adds succeeded")
    return count / (time.perf_counter() - started)


if __name__ == "__main__":
    sys.exit(main())
