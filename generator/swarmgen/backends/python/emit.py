"""All Python files of a registry."""

from __future__ import annotations

from collections.abc import Sequence

from swarmgen.backends.python.constants import emit_constants
from swarmgen.backends.python.enums import emit_enums
from swarmgen.backends.python.helpers import emit_helpers
from swarmgen.backends.python.package import emit_package
from swarmgen.backends.python.patterns.emit import emit as emit_patterns
from swarmgen.backends.target import Target
from swarmgen.model.artifacts import Output
from swarmgen.model.conventions import Registry
from swarmgen.model.ir import Pattern


def emit(registry: Registry, target: Target, patterns: Sequence[Pattern] = ()) -> Output:
    """The distribution `python/`: a package with everything the registry and the patterns define, its project file, and
    the command that runs the patterns' operations."""
    parts = {**emit_constants(registry, target), **emit_enums(registry, target), **emit_helpers(registry, target)}
    parts |= emit_patterns(patterns, registry, target)
    return parts | emit_package(registry, target, parts, patterns)
