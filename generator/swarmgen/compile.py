"""The passes in order: read → resolve → check → patterns → emit → render."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import PurePosixPath

from swarmgen.analysis.patterns import read_patterns
from swarmgen.backends.bash.emit import emit as emit_bash
from swarmgen.backends.docs.reference import emit as emit_docs
from swarmgen.backends.models.emit import emit as emit_models
from swarmgen.backends.python.emit import emit as emit_python
from swarmgen.backends.target import Target
from swarmgen.check import check
from swarmgen.diagnostics import Sink
from swarmgen.model.artifacts import Artifact, Output
from swarmgen.model.conventions import Registry
from swarmgen.model.ir import Pattern
from swarmgen.output.header import Provenance
from swarmgen.output.render import render
from swarmgen.output.tree import Tree
from swarmgen.project import Project
from swarmgen.request import GenerateRequest
from swarmgen.spec.manifest import version_of

_BACKENDS = {
    "python": emit_python,
    "bash": emit_bash,
    "docs": emit_docs,
    "models": emit_models,
}


def compile_tree(request: GenerateRequest, project: Project, sink: Sink) -> Tree:
    """Everything a request generates, as bytes.

    Raises:
        SpecErrors: if the registry or a pattern has errors.
        UsageError: if there is no such registry.
    """
    registry = check(request.registry, sink)
    patterns = read_patterns(request.registry.folder, registry, sink, display=request.registry.display)
    sink.raise_errors()
    output = emit(registry, patterns, request, project)
    provenance = Provenance(
        digests=_digests(output, request),
        folder=request.registry.identity,
        command=request.stated_command,
    )
    return render(output, provenance)


def emit(registry: Registry, patterns: Sequence[Pattern], request: GenerateRequest, project: Project) -> Output:
    """The output of every back end asked for, unformatted."""
    target = Target(
        package=request.package,
        version=version_of(registry.schema_url) if registry.schema_url else "0.0.0",
        templates=project.templates,
        registry_path=request.registry_link,
        exclude_namespaces=request.exclude_namespaces,
        closed_enums=request.closed_enums,
    )
    output: dict[PurePosixPath, Artifact] = {}
    for name in request.only:
        output |= _BACKENDS[name](registry, target, patterns)
    return output


def _digests(output: Output, request: GenerateRequest) -> dict[str, str]:
    sources = {source for artifact in output.values() for source in artifact.sources}
    folder = request.registry.folder
    return {source: hashlib.sha256((folder / source).read_bytes()).hexdigest() for source in sorted(sources)}
