"""What a command line asks for, as data: which registry, where to, under which name."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from swarmgen.diagnostics import UsageError
from swarmgen.project import Project

BACKENDS: Final = ("python", "bash", "docs")
PROJECT_PACKAGE: Final = "swarmsh"

_PACKAGE = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryRequest:
    """A registry to read. `display` is the folder as messages name it; `identity` as generated text does."""

    folder: Path
    display: str
    identity: str
    ignore: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    future: bool = False

    @classmethod
    def of(cls, project: Project, registry: str | None, **options: object) -> RegistryRequest:
        """The registry of a folder as typed, or the project's own.

        Generated text must not depend on where the checkout is, so an absolute path counts by its last name only.
        """
        folder = project.registry if registry is None else Path(registry)
        display = os.path.relpath(folder) if registry is None else registry.rstrip("/") or "/"
        identity = project.registry.name if registry is None else os.path.normpath(registry)
        if os.path.isabs(identity) or identity.startswith("..") or identity == ".":
            identity = folder.resolve().name
        return cls(folder=folder, display=display, identity=identity, **options)  # type: ignore[arg-type]  # the same fields


@dataclass(frozen=True, slots=True, kw_only=True)
class GenerateRequest:
    """A tree to generate. `command` is what headers and drift reports tell the user to run."""

    registry: RegistryRequest
    output: Path
    package: str
    command: str
    only: tuple[str, ...] = BACKENDS
    exclude_namespaces: frozenset[str] = field(default=frozenset())
    closed_enums: bool = True

    def __post_init__(self) -> None:
        if not _PACKAGE.fullmatch(self.package):
            raise UsageError(
                f'--package "{self.package}": a name of lower-case letters, digits and underscores is needed'
            )
