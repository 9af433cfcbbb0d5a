"""Reads one specification text, the way the compiler does."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from swarmgen.diagnostics import Diagnostic, Sink
from swarmgen.model.conventions import Json
from swarmgen.spec.fields import to_json
from swarmgen.spec.load import load
from swarmgen.spec.registry import read_registry

PATH = "a.yaml"


def loaded(data: bytes | str) -> tuple[Json, list[str]]:
    """The plain value of a file, None if it was refused, and what was said about it, one line each."""
    sink = Sink()
    node = load(data.encode() if isinstance(data, str) else data, PATH, sink)
    return (None if node is None else to_json(node)), told(sink)


def read(folder: Path, text: str) -> list[Diagnostic]:
    """What is said about a registry that consists of one file with this text."""
    (folder / PATH).write_text(text)
    sink = Sink()
    read_registry(folder, ".", sink)
    return list(sink)


def told(diagnostics: Iterable[Diagnostic]) -> list[str]:
    """`line:column code` of each diagnostic."""
    return [f"{d.place.line}:{d.place.column} {d.code}" for d in diagnostics]
