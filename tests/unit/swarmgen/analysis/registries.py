"""Registries written to a folder and resolved, for what does not make a readable case of the corpus."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from swarmgen.analysis.resolve import resolve
from swarmgen.diagnostics import Diagnostic, Sink, SpecErrors
from swarmgen.model.conventions import Registry


def write(folder: Path, files: Mapping[str, str]) -> None:
    """Write files by path."""
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)


def resolved(folder: Path) -> tuple[Registry | None, list[Diagnostic]]:
    """The registry of a folder, None if it has errors, and everything that was said."""
    sink = Sink()
    try:
        registry: Registry | None = resolve(folder, folder.name, sink).registry
    except SpecErrors:
        registry = None
    return registry, list(sink)
