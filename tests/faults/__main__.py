"""`make faults`: every fault at every place, in both languages, with a table of what came of it."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.coordinators import LANGUAGES
from tests.faults import damage, disk, inject, limits, places, tails
from tests.faults.stores import OPERATIONS, Stores
from tests.faults.table import Table


def injected(stores: Stores, table: Table) -> str:
    """Failing system calls."""
    if reason := inject.available():
        return reason
    for operation in OPERATIONS:
        exits: dict[object, dict[str, int]] = {}
        for language in LANGUAGES:
            for point in inject.points(stores, language, operation, inject.ERRORS):
                code, wrong = inject.check(stores, language, point)
                table.add(f"{point.error} {'lasting' if point.lasting else 'once'}", language.name, point, code, wrong)
                if point.alike is not None and not wrong:
                    exits.setdefault(point.alike, {})[language.name] = code
        for alike, pair in exits.items():
            if len(pair) == len(LANGUAGES):
                differs = "" if len(set(pair.values())) == 1 else f"the languages answer {pair}"
                table.add("the same exit code", "both", alike, None, differs)
    return ""


def short(stores: Stores, table: Table) -> str:
    """Writes that end in the middle."""
    for point in limits.points(stores, 20):
        codes = set()
        for language in LANGUAGES:
            code, wrong = limits.check(stores, language, point)
            codes.add(code)
            table.add("short write", language.name, point, code, wrong)
        table.add("the same exit code", "both", point, None, "" if len(codes) == 1 else f"the languages answer {codes}")
    return ""


def full(stores: Stores, table: Table) -> str:
    """A disk that is full, and one that is read-only."""
    if reason := disk.available():
        return reason
    for first in LANGUAGES:
        for row in disk.found(stores.folder / f"disk-{first.name}", first):
            table.add(row.fault, row.language, row.point, row.exit, row.wrong)
    return ""


def elsewhere(stores: Stores, table: Table) -> str:
    """Something else where a file or folder belongs."""
    for point in places.points():
        for language in LANGUAGES:
            code, wrong = places.check(stores, language, point)
            table.add(f"{point.thing.name} where a file belongs", language.name, point, code, wrong)
    return ""


def flipped(stores: Stores, table: Table) -> str:
    """Every bit of one file of each kind."""
    with damage.Sessions(stores) as sessions:
        for each in damage.TARGETS:
            target = each.at(stores.base("full"))
            size = (stores.base("full") / target.path).stat().st_size
            for place, bit in damage.flips(size, 1, 1 if target.name == "text" else 8):  # a long text takes bash long
                codes, wrong = sessions.flip(target, place, bit)
                for language, code in codes.items():
                    table.add(f"bit of {target.name}", language, f"{target.name} byte {place} bit {bit}", code, wrong)
    return ""


def cut(stores: Stores, table: Table) -> str:
    """Every length of the journal's last line."""
    tail = tails.prepared(stores)
    for language in LANGUAGES:
        with damage.Session(language, stores.copy("full", "cut")) as session:
            for size in tails.cuts(tail, 1):
                point = f"journal of {size} bytes"
                table.add("journal cut, dirty", language.name, point, *tails.dirty(session, tail, size))
                if size < tails.length(tail):
                    table.add("journal cut, clean", language.name, point, *tails.clean(session, tail, size))
    return ""


CAMPAIGNS: dict[str, Callable[[Stores, Table], str]] = {
    "injected": injected,
    "short": short,
    "full": full,
    "places": elsewhere,
    "cut": cut,
    "flipped": flipped,
}


def main() -> int:
    """Runs the campaigns that are named, or all."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("campaign", nargs="*", choices=[[], *CAMPAIGNS], help="which faults; all by default")
    parser.add_argument("--folder", type=Path, help="where the stores are; a temporary folder by default")
    given = parser.parse_args()
    table = Table()
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        stores = Stores(Path(folder).resolve() / "faults")
        for name in given.campaign or CAMPAIGNS:
            if reason := CAMPAIGNS[name](stores, table):
                sys.stdout.write(f"{name}: skipped: {reason}\n")
    sys.stdout.writelines(f"{line}\n" for line in [*table.bad[:200], *table.lines()])
    return 1 if table.bad else 0


if __name__ == "__main__":
    sys.exit(main())
