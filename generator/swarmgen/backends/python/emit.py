"""All Python files of a registry."""

from __future__ import annotations

from swarmgen.backends.python.constants import emit_constants
from swarmgen.backends.python.enums import emit_enums
from swarmgen.backends.python.helpers import emit_helpers
from swarmgen.backends.python.package import emit_package
from swarmgen.backends.target import Target
from swarmgen.model.artifacts import Output
from swarmgen.model.conventions import Registry


def emit(registry: Registry, target: Target) -> Output:
    """The distribution `python/`: a package with everything the registry defines, and its project file."""
    parts = emit_constants(registry, target) | emit_enums(registry, target) | emit_helpers(registry, target)
    return parts | emit_package(registry, target, parts)
