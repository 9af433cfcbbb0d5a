"""Read, resolve and check a registry: what `check`, `resolve`, `stats` and `generate` have in common."""

from __future__ import annotations

from swarmgen.analysis.imports_check import check_imports
from swarmgen.analysis.lints import lint
from swarmgen.analysis.resolve import resolve
from swarmgen.diagnostics import Sink
from swarmgen.model.conventions import Registry
from swarmgen.request import RegistryRequest


def check(request: RegistryRequest, sink: Sink) -> Registry:
    """The resolved registry, if it is free of errors.

    Raises:
        SpecErrors: if it has errors; with `future`, also if it has warnings.
        UsageError: if there is no such registry or lint.
    """
    try:
        return _check(request, sink)
    finally:
        if request.future:
            sink.promote_warnings()
            sink.raise_errors()


def _check(request: RegistryRequest, sink: Sink) -> Registry:
    resolution = resolve(request.folder, request.display, sink, identity=request.identity)
    lint(resolution.registry, sink, select=request.select, ignore=request.ignore)
    for dependency in resolution.dependencies:
        check_imports(dependency, sink)
    sink.raise_errors()
    return resolution.registry
