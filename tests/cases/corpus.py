"""The cases of the corpus: every folder beside this file that holds a folder `registry`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from swarmgen.analysis.resolve import resolve
from swarmgen.backends.resolved.v1 import resolved_v1
from swarmgen.backends.resolved.v2 import resolved_v2
from swarmgen.diagnostics import Sink, SpecErrors
from swarmgen.model.conventions import Registry
from swarmgen.report import Format, render

ROOT: Final = Path(__file__).parent
DIAGNOSTICS: Final = "errors.txt"
RESOLVED: Final = "resolved.json"
OPTIONAL: Final = ("catalog.json", "resolved-v2.json")
"""Compared where a case has them; a new one begins as an empty file."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a case: the registry, unless it has errors, and all diagnostics as text."""

    registry: Registry | None
    diagnostics: str

    def expected(self, case: Path) -> dict[str, str]:
        """The files that should stand in the folder of the case, by name."""
        files = {DIAGNOSTICS: self.diagnostics} if self.diagnostics else {}
        if self.registry is None:
            return files
        asked = [name for name in OPTIONAL if (case / name).exists()]
        if not self.diagnostics or (case / RESOLVED).exists():
            asked.append(RESOLVED)
        return files | {name: _dumped(_shape(self.registry, name)) for name in asked}


def cases() -> list[Path]:
    """The folder of every case, by name."""
    return sorted(path.parent for path in ROOT.glob("*/registry"))


def run(registry: str = "registry") -> Outcome:
    """Resolve a registry below the working directory, which messages are relative to."""
    sink = Sink()
    try:
        resolved: Registry | None = resolve(Path(registry), registry, sink).registry
    except SpecErrors:
        resolved = None
    return Outcome(resolved, render(sink, Format.TEXT))


def _shape(registry: Registry, name: str) -> Any:
    match name:
        case "resolved-v2.json":
            return resolved_v2(registry)
        case _:
            return resolved_v1(registry, with_catalog=name == "catalog.json")


def _dumped(data: Any) -> str:
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"
