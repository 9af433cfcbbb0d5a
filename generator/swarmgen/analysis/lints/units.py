"""The lint about metric units."""

from __future__ import annotations

from collections.abc import Iterator

from swarmgen.analysis.lints.findings import Finding
from swarmgen.analysis.lints.lookups import own_groups, signal_name
from swarmgen.analysis.lints.ucum import unit_problem
from swarmgen.model.conventions import GroupType, Registry


def ucum_units(registry: Registry) -> Iterator[Finding]:
    """The unit of every metric in use is one that UCUM knows."""
    for group in own_groups(registry, GroupType.METRIC):
        problem = unit_problem(group.unit) if group.unit is not None and group.deprecated is None else None
        if problem is not None:
            message = f'the unit "{group.unit}" of metric "{signal_name(group)}" {problem.reason}'
            yield Finding(message=message, place=group.place, hint=problem.hint)
