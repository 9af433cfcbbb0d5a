"""What a command line asks for, as data: which registry, where to, under which name."""

from __future__ import annotations

import keyword
import os
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from swarmgen.diagnostics import UsageError
from swarmgen.project import Project

BACKENDS: Final = ("python", "bash", "docs", "models")
PROJECT_PACKAGE: Final = "swarmsh"

_PACKAGE = re.compile(r"[a-z][a-z0-9_]*")
_TAKEN = frozenset({*keyword.kwlist, *sys.stdlib_module_names, "opentelemetry"})
"""Names that a package cannot have, or that would hide what the generated code itself imports."""


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

        Generated text must not depend on where the checkout is, nor on where in it the command was typed, so the folder
        counts by its last name only.
        """
        if registry == "":  # an unset variable of a script must not mean the working directory
            raise UsageError("--registry: the name of a folder is needed")
        folder = project.registry if registry is None else Path(registry)
        display = os.path.relpath(folder) if registry is None else registry.rstrip("/") or "/"
        return cls(folder=folder, display=display, identity=last_name(folder), **options)  # type: ignore[arg-type]  # the same fields


@dataclass(frozen=True, slots=True, kw_only=True)
class GenerateRequest:
    """A tree to generate.

    `command` generates it again, as a drift report tells the user to do here and now; `stated_command` is what headers
    say, the same on every machine.
    """

    registry: RegistryRequest
    output: Path
    package: str
    command: str
    stated_command: str
    only: tuple[str, ...] = BACKENDS
    exclude_namespaces: frozenset[str] = field(default=frozenset())
    closed_enums: bool = True

    def __post_init__(self) -> None:
        if not _PACKAGE.fullmatch(self.package):
            rule = "begin with a lower-case letter and go on with lower-case letters, digits and underscores"
            raise UsageError(f'--package "{self.package}": the name must {rule}')
        if self.package in _TAKEN:
            raise UsageError(f'--package "{self.package}": Python or OpenTelemetry has this name already')

    @property
    def registry_link(self) -> str:
        """The way from the pages to the registry; empty where it would lead through the root of this machine."""
        pages, folder = (self.output / "docs").resolve(), self.registry.folder.resolve()
        return os.path.relpath(folder, pages) if os.path.commonpath((pages, folder)) != "/" else ""


def last_name(folder: Path) -> str:
    """The name of a folder, also of one that is given as `.` or `..`."""
    return os.path.basename(os.path.abspath(folder))
