"""Runs one lint, the way the command line does."""

from __future__ import annotations

from swarmgen.analysis.lints import lint
from swarmgen.diagnostics import Diagnostic, Sink
from swarmgen.model.conventions import Registry


def found(code: str, registry: Registry) -> list[Diagnostic]:
    """What the lint `code` finds, in source order."""
    sink = Sink()
    lint(registry, sink, select=[code])
    return list(sink)


def messages(code: str, registry: Registry) -> list[str]:
    return [diagnostic.message for diagnostic in found(code, registry)]
