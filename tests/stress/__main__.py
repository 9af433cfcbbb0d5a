"""`python -m tests.stress --seconds 60 --workers 16 --seed 1`: one run; exit code 1 when the product did wrong."""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
from pathlib import Path

from tests.stress.campaign import Campaign
from tests.stress.operations import GENERATED

_MOST, _LONGEST = 20, 3000
"""Violations that are printed, and characters of each."""


def main() -> int:
    """Runs, and says what came of it."""
    parser = argparse.ArgumentParser(prog="python -m tests.stress", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--workers", type=int, default=16)
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 31))
    parser.add_argument("--pause", type=float, default=0.05, help="seconds between two signals on average")
    given = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="swarmsh-stress-"))
    campaign = Campaign(GENERATED, folder, given.seed, given.workers, given.pause)
    again = f"again: make stress SECONDS={given.seconds:g} WORKERS={given.workers} SEED={given.seed}"
    print(f"seed {given.seed}, {given.workers} workers, {given.seconds:g} s", flush=True)
    try:
        campaign.run(given.seconds)
    except BaseException:
        print(f"store and logs: {folder}\n{again}", flush=True)
        raise
    report = campaign.report
    for name, count in sorted(report.figures.items()):
        print(f"{count:9d} {name}")
    print(f"{len(report.problems):9d} violations")
    for problem in report.problems[:_MOST]:
        print(f"violation: {problem[:_LONGEST]}")
    if report.problems:
        print(f"store and logs: {folder}\n{again}")
        return 1
    shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
