"""`python -m bench.coordinator.looks [--sizes 10,100000] [--rounds N]`: does a look depend on the number of items?"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from bench.coordinator.processes import cpu_seconds
from bench.coordinator.programs import PROGRAMS, environment
from bench.coordinator.stores import make_store

LOOKS = ("health", "metrics", "dashboard")
_FLAT = 1.3


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print. The exit code tells whether everything ran, not whether it was fast."""
    parser = argparse.ArgumentParser(prog="bench.coordinator.looks", description=__doc__)
    parser.add_argument("--rounds", type=int, default=15, help="measured rounds, all sizes in turns (default: 15)")
    parser.add_argument("--sizes", default="10,100000", help="items, by ascending number; 1000000 takes long to make")
    options = parser.parse_args(arguments)
    sizes = [int(size) for size in options.sizes.split(",")]
    with tempfile.TemporaryDirectory(prefix="bench-") as temporary:
        stores = {size: make_store(Path(temporary) / f"items-{size}", size) for size in sizes}
        print("CPU of the process tree, medians" + "".join(f"{size:>12}" for size in sizes) + f"{'last/first':>12}")
        for program in PROGRAMS:
            for look in LOOKS:
                command = (*program.command, look)
                spent: dict[int, list[float]] = {size: [] for size in sizes}
                for _ in range(options.rounds + 1):
                    for size, store in stores.items():
                        spent[size].append(cpu_seconds(command, environment(store))[0])
                found = [median(spent[size][1:]) for size in sizes]
                ratio = found[-1] / found[0]
                cells = "".join(f"{each * 1000:>9.2f} ms" for each in found)
                verdict = "ok" if ratio <= _FLAT else "NOT REACHED"
                print(f"{f'{program.name} {look}':32}{cells}{ratio:>12.2f}  {_FLAT} flat: {verdict}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
