"""What a back end is told besides the registry."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One generation: where the templates are and what the output is called.

    `package` is the Python import package and the prefix of bash functions; `version` is the last segment of the
    registry's schema URL (`0.0.0` without one). `registry_path` leads from the folder `docs` of the output to the
    registry's folder, for links; it is empty where no relative path does. Root namespaces in
    `exclude_namespaces` get no Python constants. With `closed_enums` an enumeration takes its members only, as this
    project's vocabulary means it; OpenTelemetry's own conventions allow other values everywhere.
    """

    package: str
    version: str
    templates: Path
    registry_path: str
    exclude_namespaces: frozenset[str] = field(default=frozenset())
    closed_enums: bool = True
