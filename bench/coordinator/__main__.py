"""`python -m bench.coordinator [--sizes N,…] [--rounds N]`: print the table that bench/README.md explains."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench.coordinator.processes import OPERATIONS, measure_store
from bench.coordinator.programs import PROGRAMS
from bench.coordinator.rates import batch_rate, claim_rate, library_rate
from bench.coordinator.stores import make_store

_BARS = {"bash": 2.5, "python": 1.4}
_BATCH_BARS = {"bash": (450, 1000), "python": (5000, 5000)}
"""A lock for each line, and for as many lines as are there."""
_FLAT = 1.15


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print. The exit code tells whether everything ran, not whether it was fast."""
    parser = argparse.ArgumentParser(prog="bench.coordinator", description=__doc__)
    parser.add_argument("--rounds", type=int, default=21, help="measured rounds for each size (default: 21)")
    parser.add_argument("--sizes", default="10,1000,10000", help="items waiting, by ascending number")
    options = parser.parse_args(arguments)
    sizes = [int(size) for size in options.sizes.split(",")]
    with tempfile.TemporaryDirectory(prefix="bench-") as temporary:
        _processes(Path(temporary), sizes, options.rounds)
        _rates(Path(temporary))
    return 0


def _processes(folder: Path, sizes: Sequence[int], rounds: int) -> None:
    results = {}
    for size in sizes:
        results[size] = measure_store(make_store(folder / f"items-{size}", size), rounds)
    print("one process an operation, CPU of the process tree / floor; medians of pairs")
    print(f"{'':18}" + "".join(f"{size:>12}" for size in sizes) + f"{'last/first':>12}  bar")
    for program in PROGRAMS:
        floors = "".join(f"{results[size][program.name, 'floor'] * 1000:>9.2f} ms" for size in sizes)
        print(f"{program.name + ' floor':18}{floors}")
        for operation in OPERATIONS:
            ratios = [results[size][program.name, operation] for size in sizes]
            flat = ratios[-1] / ratios[0]
            bar = _BARS[program.name]
            verdict = "ok" if max(ratios) <= bar and flat <= _FLAT else "NOT REACHED"
            numbers = "".join(f"{ratio:>11.2f}x" for ratio in ratios)
            print(f"{program.name + ' ' + operation:18}{numbers}{flat:>12.2f}  {bar}x, {_FLAT} flat: {verdict}")


def _rates(folder: Path) -> None:
    print("\nmany operations")
    _rate("library, one process", library_rate(folder / "library"), 5000)
    for program in PROGRAMS:
        for is_answered, bar in zip((True, False), _BATCH_BARS[program.name], strict=True):
            name = f"{program.name} batch, {'one by one' if is_answered else 'at once'}"
            _rate(name, batch_rate(program, folder / name, is_answered), bar)
    two, many = claim_rate(folder / "claim-2", 2), claim_rate(folder / "claim-64", 64)
    print(f"bash claimers     2: {two:.0f}/s   64: {many:.0f}/s   64/2 = {many / two:.2f}   bar 0.75, no item twice")


def _rate(name: str, rate: float, bar: int) -> None:
    print(f"{name:26}{rate:>8.0f}/s  bar {bar}/s: {'ok' if rate >= bar else 'NOT REACHED'}")


if __name__ == "__main__":
    sys.exit(main())
