"""Everything in bash: the telemetry library, and a coordinator for each pattern."""

from __future__ import annotations

from collections.abc import Sequence

from swarmgen.backends.bash import library
from swarmgen.backends.bash.patterns.emit import emit as emit_coordinators
from swarmgen.backends.target import Target
from swarmgen.model.artifacts import Output
from swarmgen.model.conventions import Registry
from swarmgen.model.ir import Pattern


def emit(registry: Registry, target: Target, patterns: Sequence[Pattern]) -> Output:
    """The files of the folder `bash`."""
    return {**library.emit(registry, target), **emit_coordinators(patterns, registry, target)}
