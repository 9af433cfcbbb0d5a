"""`python -m bench [--rounds N]`: print the table that README.md explains."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from bench.cases import cases
from bench.measure import Case, CommandFailedError, measure

CHECKOUT = Path(__file__).resolve().parents[1]
_HEADING: tuple[str, ...] = ("median CPU seconds", "", "floor", "times", "bar", "")
_NUMBERS = frozenset({1, 3, 4})
"""The columns of the table that hold numbers."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print. The exit code tells whether everything ran, not whether it was fast."""
    parser = argparse.ArgumentParser(prog="bench", description="Measure CPU time against floors of the same run.")
    parser.add_argument("--rounds", type=int, default=7, help="measured runs of each fast case (default: 7)")
    options = parser.parse_args(arguments)
    try:
        with tempfile.TemporaryDirectory(prefix="bench-") as temporary:
            synthetic = Path(temporary) / "synthetic"
            subprocess.run((sys.executable, "-m", "tests.synthetic", str(synthetic)), cwd=CHECKOUT, check=True)
            current = _is_current()
            found = tuple(cases(CHECKOUT, Path(temporary), synthetic, with_make=current))
            sys.stdout.write(table(found, measure(found, max(1, options.rounds))))
    except CommandFailedError as error:
        print(f"bench: {error}", file=sys.stderr)
        return 1
    if not current:
        print("\nmake generate was not measured: generated/ is not up to date; run: make generate")
    return 0


def table(found: Sequence[Case], seconds: Mapping[str, float]) -> str:
    """The results, one line a case, with a heading."""
    rows = [_HEADING, *(_row(case, seconds) for case in found)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "".join(_line(row, widths) for row in rows)


def _row(case: Case, seconds: Mapping[str, float]) -> tuple[str, ...]:
    spent = seconds[case.name]
    floor = times = bar = verdict = ""
    if case.floor is not None:
        floor, times = case.floor, f"{spent / seconds[case.floor]:.1f}"
    if case.bar is not None:
        bar, verdict = f"{case.bar:.2f}", "ok" if spent <= case.bar else "NOT REACHED"
    return case.name, f"{spent:.3f}", floor, times, bar, verdict


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    """Texts to the left, numbers to the right."""
    cells = (
        text.rjust(width) if column in _NUMBERS else text.ljust(width)
        for column, (text, width) in enumerate(zip(row, widths, strict=True))
    )
    return "  ".join(cells).rstrip() + "\n"


def _is_current() -> bool:
    """Whether generated/ is what the conventions compile to, so that `make generate` would write nothing."""
    command = (sys.executable, "-m", "swarmgen", "generate", "--check")
    return subprocess.run(command, cwd=CHECKOUT, capture_output=True, check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main())
