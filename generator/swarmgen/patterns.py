"""The patterns of a registry, compiled to the IR."""

from __future__ import annotations

from collections.abc import Sequence

from swarmgen.analysis.patterns import read_patterns
from swarmgen.check import check
from swarmgen.diagnostics import Sink, UsageError, did_you_mean
from swarmgen.model import ir
from swarmgen.request import RegistryRequest


def read(request: RegistryRequest, sink: Sink) -> tuple[ir.Pattern, ...]:
    """All patterns of a registry, by name.

    Raises:
        SpecErrors: if they or the conventions have errors; with `future`, also if they have warnings.
        UsageError: if there is no such registry.
    """
    patterns = read_patterns(request.folder, check(request, sink), sink, display=request.display)
    if request.future:
        sink.promote_warnings()
    sink.raise_errors()
    return patterns


def named(patterns: Sequence[ir.Pattern], name: str) -> ir.Pattern:
    """One of the patterns.

    Raises:
        UsageError: if none has that name.
    """
    found = next((pattern for pattern in patterns if pattern.name == name), None)
    if found is None:
        known = [pattern.name for pattern in patterns]
        hint = did_you_mean(name, known)
        rest = f"; {hint}" if hint else f"; there are: {', '.join(known)}" if known else "; there are none"
        raise UsageError(f'no pattern "{name}"{rest}')
    return found
