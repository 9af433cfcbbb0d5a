"""The patterns of this repository, compiled to the IR."""

from __future__ import annotations

from functools import cache

from swarmgen.diagnostics import Sink
from swarmgen.model import ir
from swarmgen.patterns import named
from swarmgen.patterns import read as read_all
from swarmgen.project import Project
from swarmgen.request import RegistryRequest


@cache
def read(name: str) -> ir.Pattern:
    """A pattern by its name."""
    return named(read_all(RegistryRequest.of(Project.at(None), None), Sink()), name)
