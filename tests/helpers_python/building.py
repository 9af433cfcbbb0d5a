"""Generates a package from a registry and makes it importable."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path, PurePosixPath
from types import ModuleType

from swarmgen.backends.python.constants import emit_constants
from swarmgen.backends.python.enums import emit_enums
from swarmgen.backends.python.helpers import emit_helpers
from swarmgen.backends.python.package import emit_package
from swarmgen.backends.target import Target
from swarmgen.model.artifacts import Artifact
from swarmgen.model.conventions import Registry
from swarmgen.output.format import format_text

TEMPLATES = Path(__file__).parents[2] / "templates"


def target(package: str, version: str = "1.2.3") -> Target:
    return Target(package=package, version=version, templates=TEMPLATES, registry_path="conventions")


def emit(registry: Registry, package: str) -> dict[PurePosixPath, Artifact]:
    """All Python files of a package."""
    aim = target(package)
    parts = emit_constants(registry, aim) | emit_enums(registry, aim) | emit_helpers(registry, aim)
    return parts | emit_package(registry, aim, parts)


def build(registry: Registry, package: str, folder: Path, *, formatted: bool = True) -> Path:
    """Write the package below `folder`, formatted or not (black is slow); returns the folder for the import path."""
    for path, artifact in emit(registry, package).items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(format_text(path, artifact.text) if formatted else artifact.text, encoding="utf-8")
    return folder / "python" / "src"


def load(source: Path, package: str) -> ModuleType:
    """Import a package from `source`, which stays on the import path for modules that are loaded later."""
    sys.path.insert(0, str(source))
    return importlib.import_module(package)
