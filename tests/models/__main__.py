"""`python -m tests.models [--bounds AGENTSxITEMSxFENCES …] [--guards]`: the table that README.md here explains."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.models.mutants import EDITS, MUTANTS, READER, defines, edited, guards
from tests.models.spin import Verdict, missing, search
from tests.repository import ROOT

FOLDER = ROOT / "generated" / "models"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a row for each search. The exit code tells whether the models hold and all mutants are refuted: 1 if not,
    2 when a program is missing."""
    parser = argparse.ArgumentParser(prog="tests.models", description=__doc__)
    parser.add_argument("--bounds", action="append", default=[], help="larger ones, e.g. 3x2x1 (repeatable)")
    parser.add_argument("--guards", action="store_true", help="leave out each requirement of the spec alone")
    parser.add_argument("--memory", type=int, default=12000, help="MiB for a search with --bounds (default: 12000)")
    options = parser.parse_args(arguments)
    if missing():
        print(f"make model: {missing()}", file=sys.stderr)
        return 2
    print(f"{'search':40}{'states':>12}{'seconds':>9}{'MiB':>7}  verdict")
    with tempfile.TemporaryDirectory(prefix="models-") as temporary:
        return 0 if all(_rows(Path(temporary), options)) else 1


def _rows(folder: Path, options: argparse.Namespace) -> Iterator[bool]:
    """Whether each row is as it should be."""
    for model in sorted(FOLDER.glob("*.pml")):
        name = model.stem
        if options.bounds:
            for given in options.bounds:
                yield _bounds(model, folder / name / given, given, options.memory)
        elif options.guards:
            for guard in guards(model.read_text("utf-8")):
                verdict = search(model, folder / name / guard, (guard,), fast=True)
                yield _print(f"{name} {guard}", verdict, verdict.complete or bool(verdict.wrong))
        else:
            verdict = search(model, folder / name / "model", fast=True)
            yield _print(f"{name}, 2 agents, 2 items", verdict, verdict.holds)
            verdict = search(model, folder / name / "reader", READER, fast=True)
            yield _print(f"{name}, 2 agents, 1 item, a query", verdict, verdict.holds)
            for mutant in MUTANTS:
                verdict = search(model, folder / name / mutant, defines(mutant))
                yield _print(f"{name} {mutant}", verdict, bool(verdict.wrong))
    if not (options.bounds or options.guards):
        yield from _edits(folder)


def _edits(folder: Path) -> Iterator[bool]:
    for name, edits in EDITS.items():
        here = folder / name
        here.mkdir()
        model = here / "atomic.pml"
        model.write_text(edited(edits, here), "utf-8")
        verdict = search(model, here / "search")
        yield _print(f"atomic, spec edited: {name}", verdict, bool(verdict.wrong))


def _bounds(model: Path, folder: Path, given: str, memory: int) -> bool:
    agents, items, fences = map(int, given.split("x"))
    defines = (f"AGENTS={agents}", f"ITEMS={items}", f"FENCES={fences}")
    verdict = search(model, folder, defines, fast=True, memory=memory)
    return _print(f"{model.stem}, {agents} agents, {items} items, {fences} fences", verdict, verdict.holds)


def _print(what: str, verdict: Verdict, is_right: bool) -> bool:
    mark = "" if is_right else "  WRONG"
    figures = f"{verdict.states:>12,}{verdict.seconds:>9.1f}{verdict.memory:>7.0f}"
    print(f"{what:40}{figures}  {verdict}{mark}", flush=True)
    return is_right


if __name__ == "__main__":
    sys.exit(main())
