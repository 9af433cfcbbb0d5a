"""The cases of the corpus: every folder beside this file that holds a folder `patterns`."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from swarmgen.analysis.patterns import read_patterns
from swarmgen.analysis.resolve import resolve
from swarmgen.diagnostics import Sink
from swarmgen.model.conventions import Registry
from swarmgen.model.dump import dump
from swarmgen.report import Format, render

ROOT: Final = Path(__file__).parent
DIAGNOSTICS: Final = "errors.txt"
DUMP: Final = "patterns.txt"


def cases() -> list[Path]:
    """The folder of every case, by name."""
    return sorted(path.parent for path in ROOT.glob("*/patterns"))


@cache
def conventions() -> Registry:
    """The conventions that all cases share."""
    sink = Sink()
    registry = resolve(ROOT / "conventions", "conventions", sink).registry
    assert list(sink) == []
    return registry


def run(case: Path) -> dict[str, str]:
    """The files that should stand in the folder of a case, by name: what is said, and the patterns if there are any.

    The working directory must be the case's folder; messages are relative to it.
    """
    sink = Sink()
    patterns = read_patterns(case, conventions(), sink, display=".")
    said = render(sink, Format.TEXT)
    files = {DIAGNOSTICS: said} if said else {}
    return files | ({DUMP: "\n".join(map(dump, patterns))} if patterns and not said else {})
