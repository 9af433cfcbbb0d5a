"""`python -m bench.coordinator.stats [--spans N] [--rounds N]`: what `stats` costs over many spans, with each awk."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from random import Random
from statistics import median

from bench.coordinator.processes import cpu_seconds
from bench.coordinator.programs import BASH, PYTHON, Program, environment

_BARS = {"bash, busybox": 4.0, "python": 1.0}
_PER_SEGMENT = 1000
_TOOLS = ("awk", "sort", "cat", "tr")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; the exit code tells whether all said the same."""
    parser = argparse.ArgumentParser(prog="bench.coordinator.stats", description=__doc__)
    parser.add_argument("--spans", type=int, default=100_000, help="spans in the store (default: 100000)")
    parser.add_argument("--rounds", type=int, default=5, help="measured rounds (default: 5)")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="bench-") as temporary:
        store = Path(temporary) / "store"
        size = _filled(store, options.spans)
        print(f"stats --window all over {options.spans} spans, {size / 1e6:.0f} MB; median CPU seconds\n")
        told = set()
        for name, program, path in _programs(Path(temporary)):
            env = {**environment(store, TELEMETRY_ENABLED="false", SWARMSH_NOW_NS="2000000000000000000"), **path}
            spent = []
            for _ in range(options.rounds):
                seconds, printed = cpu_seconds((*program.command, "stats", "--window", "all"), env)
                spent.append(seconds)
                told.add(printed)
            verdict = ""
            if name in _BARS:
                verdict = f"  bar {_BARS[name]:.1f}: {'ok' if median(spent) <= _BARS[name] else 'NOT REACHED'}"
            print(f"{name:22}{median(spent):6.2f} s{verdict}")
    return int(len(told) != 1)


def _programs(folder: Path) -> list[tuple[str, Program, dict[str, str]]]:
    """Name, program and what its environment has besides; awks that are not here are left out."""
    found: list[tuple[str, Program, dict[str, str]]] = [("python", PYTHON, {})]
    busybox = shutil.which("busybox")
    if busybox:
        tools = folder / "busybox"
        tools.mkdir()
        for tool in _TOOLS:
            (tools / tool).symlink_to(busybox)
        found.append(("bash, busybox", BASH, {"PATH": f"{tools}:/usr/local/bin:/usr/bin:/bin"}))
    for awk in ("mawk", "gawk", "original-awk"):
        program = shutil.which(awk)
        if program:
            (folder / awk).mkdir()
            (folder / awk / "awk").symlink_to(program)
            found.append((f"bash, {awk}", BASH, {"PATH": f"{folder / awk}:/usr/local/bin:/usr/bin:/bin"}))
    return found


def _filled(store: Path, count: int) -> int:
    """Makes a store with so many spans, a fifth of them on the side, from one of each operation; gives their bytes."""
    words = (
        ("register",),
        ("add", "an item of the benchmark"),
        ("claim", "--next"),
        ("complete", "w-1"),
        ("list",),
    )
    for each in words:
        cpu_seconds((*PYTHON.command, *each), environment(store))
    folder = store / "telemetry"
    lines = [line for path in sorted(folder.rglob("*.jsonl")) for line in path.read_text().splitlines()]
    random, time, size = Random(1), 1_767_225_600_000_000_000, 0
    for first in range(0, count, _PER_SEGMENT):
        part = "side" if first // _PER_SEGMENT % 5 == 4 else "traces"
        text = []
        for _ in range(min(_PER_SEGMENT, count - first)):
            time += random.randrange(10**9)
            text.append(_timed(random.choice(lines), time, random.randrange(10**7)))
        path = folder / part / f"{first // _PER_SEGMENT + 1:06d}.jsonl"
        size += path.write_text("\n".join(text) + "\n")
    return size


def _timed(line: str, start: int, took: int) -> str:
    """A span line with other times."""
    before, _, rest = line.partition('"startTimeUnixNano":"')
    after = rest.partition('"endTimeUnixNano":"')[2].partition('"')[2]
    return f'{before}"startTimeUnixNano":"{start}","endTimeUnixNano":"{start + took}"{after}'


if __name__ == "__main__":
    sys.exit(main())
