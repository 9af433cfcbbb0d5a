"""Results of whole runs, kept by content: the text a command prints, and the diagnostics that came with it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final

from swarmgen.analysis.dependencies import find_dependencies
from swarmgen.cache import cache_key
from swarmgen.diagnostics import Diagnostic, Note, Place, Severity, Sink
from swarmgen.project import Project
from swarmgen.request import RegistryRequest
from swarmgen.spec.manifest import read_manifest

TOOLS: Final = ("black", "jinja2", "opentelemetry-semantic-conventions", "pyyaml", "shfmt-py")
"""The installed distributions that results depend on."""

Result = tuple[str, tuple[Diagnostic, ...]]


def result_key(purpose: str, request: RegistryRequest, project: Project, options: Mapping[str, object]) -> str | None:
    """The digest of all that a result for this registry depends on: its files, those of its dependencies, compiler,
    templates. None if one of them cannot be read; whoever reads it next says so.
    """
    folders = {"registry": request.folder, "compiler": project.compiler, "templates": project.templates}
    sink = Sink()
    graph = find_dependencies(request.folder, "", read_manifest(request.folder, "", sink), sink)
    folders |= {f"dependency {name}": found.folder for name, found in graph.registries.items()}
    asked = {
        **options,
        "manifests": list(map(repr, sink)),  # also of dependencies that lost against a newer version
        "display": request.display,
        "identity": request.identity,
        "select": request.select,
        "ignore": request.ignore,
        "future": request.future,
    }
    try:
        return cache_key(purpose, inputs=folders, tools=TOOLS, options=asked)
    except OSError:
        return None


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
