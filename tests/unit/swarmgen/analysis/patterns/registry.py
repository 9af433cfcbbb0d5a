"""This checkout's conventions, and patterns written to a folder and compiled against them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from swarmgen.analysis.patterns import read_patterns
from swarmgen.analysis.resolve import resolve
from swarmgen.diagnostics import Sink
from swarmgen.model import ir
from swarmgen.model.conventions import Registry
from tests.repository import ROOT

FOLDER = ROOT / "semantic-conventions"


@cache
def conventions() -> Registry:
    sink = Sink()
    registry = resolve(FOLDER, "semantic-conventions", sink).registry
    assert [one for one in sink if one.is_error] == []
    return registry


def compiled(folder: Path) -> tuple[tuple[ir.Pattern, ...], list[str]]:
    """The patterns of a folder, and what was said of them: line, column and code of each."""
    sink = Sink()
    patterns = read_patterns(folder, conventions(), sink, display=".")
    return patterns, [f"{one.place.path}:{one.place.line}:{one.place.column} {one.code}" for one in sink]
