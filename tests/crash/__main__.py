"""`make crash`: the sweep of all cases, as a table; `--sample` is the short one that `make test` runs."""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import time
from concurrent.futures import ProcessPoolExecutor, as_completed

from tests.coordinators import LANGUAGES
from tests.crash import tracer
from tests.crash.campaign import MODES, Options, lines, scratch, swept
from tests.crash.cases import CASES
from tests.crash.sweep import Result


def main() -> int:
    """Runs what the words of the command line ask for."""
    parser = argparse.ArgumentParser(prog="python -m tests.crash", description="Kill operations at every change.")
    parser.add_argument("--case", action="append", help="only this operation (repeatable)")
    parser.add_argument("--language", choices=[language.name for language in LANGUAGES], help="killed in this language")
    parser.add_argument("--place", type=int, default=0, help="only at this point")
    parser.add_argument("--mode", choices=MODES, default="all", help="with --place: who dies")
    parser.add_argument("--once", action="store_true", help="no second crash during the recovery")
    parser.add_argument("--sample", action="store_true", help="one point of most operations, a few whole")
    parser.add_argument("--portable", action="store_true", help="as where ptrace is not allowed")
    parser.add_argument("--jobs", type=int, default=2, help="processes (default: 2)")
    words = parser.parse_args()
    reason = "it is asked for" if words.portable else tracer.unavailable()
    if reason:
        print(f"without ptrace, since {reason}: only killed between commands of bash and between calls of Python")
    options = Options(words.language, words.place, words.mode, words.once, words.sample, reason is not None)
    begun = time.monotonic()
    names = [case.name for case in CASES if words.case is None or case.name in words.case]
    results: list[Result] = []
    with scratch() as folder, ProcessPoolExecutor(words.jobs, multiprocessing.get_context("spawn")) as pool:
        for future in as_completed([pool.submit(swept, name, options, folder) for name in names]):
            for result in future.result():
                results.append(result)
                print(*result.bad, sep="\n", end="\n" if result.bad else "", flush=True)
                if not words.sample:
                    print(f"{result.case}, {result.language}: {time.monotonic() - begun:.0f} s", file=sys.stderr)
    results.sort(key=lambda result: (names.index(result.case), result.language))
    print(*lines(results), sep="\n")
    kills = sum(sum(result.kills.values()) for result in results)
    totals = f"{kills} kills, {sum(result.second for result in results)} second crashes"
    bad = sum(len(result.bad) for result in results)
    print(f"{len(names)} operations, {totals}, {bad} bad, {time.monotonic() - begun:.0f} s")
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main())
