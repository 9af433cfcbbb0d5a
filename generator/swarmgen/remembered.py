"""Results of whole runs, kept by content: the text a command prints, and the diagnostics that came with it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from swarmgen.analysis.dependencies import find_dependencies
from swarmgen.cache import Cache, cache_key
from swarmgen.diagnostics import Diagnostic, Note, Place, Severity, Sink
from swarmgen.project import Project
from swarmgen.request import RegistryRequest
from swarmgen.spec.manifest import read_manifest

TOOLS: Final = ("black", "jinja2", "opentelemetry-semantic-conventions", "pyyaml", "shfmt-py")
"""The installed distributions that results depend on."""

Result = tuple[str, tuple[Diagnostic, ...]]


def result_key(purpose: str, request: RegistryRequest, project: Project, options: Mapping[str, object]) -> str:
    """The digest of all that a result for this registry depends on: its files, those of its dependencies, compiler,
    templates.

    Raises:
        OSError: if a file cannot be read.
    """
    folders = {"registry": request.folder, "compiler": project.compiler, "templates": project.templates}
    graph = find_dependencies(request.folder, "", read_manifest(request.folder, "", Sink()), Sink())
    folders |= {f"dependency {name}": found.folder for name, found in graph.registries.items()}
    asked = {
        **options,
        "display": request.display,
        "identity": request.identity,
        "select": request.select,
        "ignore": request.ignore,
        "future": request.future,
    }
    return cache_key(purpose, inputs=_readable(folders), tools=TOOLS, options=asked)


def _readable(folders: Mapping[str, Path]) -> dict[str, Path]:
    return {name: folder for name, folder in folders.items() if folder.is_dir()}


def remembered(cache: Cache, key: Callable[[], str], compute: Callable[[], Result]) -> Result:
    """The result under `key()`, computed if need be; a computation that raises is not remembered."""
    return decode(cache.remember(key, lambda: encode(compute())))


def encode(result: Result) -> bytes:
    """A result as bytes: one line of JSON for the diagnostics, then the text."""
    text, diagnostics = result
    return json.dumps([asdict(d) for d in diagnostics]).encode() + b"\n" + text.encode()


def decode(data: bytes) -> Result:
    """The inverse of `encode`."""
    head, _, text = data.partition(b"\n")
    return text.decode(), tuple(_diagnostic(item) for item in json.loads(head))


def _diagnostic(data: dict[str, Any]) -> Diagnostic:
    return Diagnostic(
        code=data["code"],
        message=data["message"],
        place=Place(**data["place"]),
        severity=Severity(data["severity"]),
        hint=data["hint"],
        notes=tuple(Note(message=note["message"], place=Place(**note["place"])) for note in data["notes"]),
    )
