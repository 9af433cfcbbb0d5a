"""The patterns of this checkout, read once per process."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from swarmgen.analysis.patterns import read_patterns
from swarmgen.check import check
from swarmgen.diagnostics import Sink
from swarmgen.project import Project
from swarmgen.request import RegistryRequest
from tests.repository import ROOT

if TYPE_CHECKING:
    from swarmgen.model import ir


@cache
def patterns() -> tuple[ir.Pattern, ...]:
    """All of them, by name."""
    project, sink = Project.at(ROOT), Sink()
    registry = check(RegistryRequest.of(project, None), sink)
    found = read_patterns(project.registry, registry, sink)
    sink.raise_errors()
    return found


def atomic() -> ir.Pattern:
    """The everyday coordinator."""
    return next(pattern for pattern in patterns() if pattern.name == "atomic")
