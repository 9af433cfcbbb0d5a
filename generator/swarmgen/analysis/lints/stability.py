"""Lints about promises that rest on weaker ones."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from swarmgen.analysis.lints.findings import Finding
from swarmgen.analysis.lints.lookups import SIGNALS, own_groups, signal_name
from swarmgen.diagnostics import Note
from swarmgen.model.conventions import Registry, RequirementKind, Stability

_MATURITY: Final = {
    Stability.DEPRECATED: 0,
    Stability.DEVELOPMENT: 0,
    Stability.ALPHA: 1,
    Stability.BETA: 2,
    Stability.RELEASE_CANDIDATE: 3,
    Stability.STABLE: 4,
}


def stable_signal_unstable_attribute(registry: Registry) -> Iterator[Finding]:
    """A stable signal has only stable attributes, apart from opt-in ones.

    Opt-in attributes are excepted, as in OpenTelemetry's own policy: nobody receives them without asking.
    """
    for group in own_groups(registry, *SIGNALS):
        if group.stability is not Stability.STABLE or group.deprecated is not None:
            continue
        for attribute in group.attributes:
            if attribute.stability is Stability.STABLE or attribute.requirement_level.kind is RequirementKind.OPT_IN:
                continue
            place = registry.attribute_places.get(attribute.name)
            notes = (Note(message=f'"{attribute.name}" is defined here', place=place),) if place else ()
            yield Finding(
                message=f'{group.type.value} "{signal_name(group)}" is stable, but the stability of its attribute '
                f'"{attribute.name}" is {_level(attribute.stability)}',
                place=group.place_of(attribute.name),
                hint="make the attribute stable or opt_in, or the signal not stable",
                notes=notes,
            )


def refinement_more_stable_than_base(registry: Registry) -> Iterator[Finding]:
    """A refinement promises no more than the signal it refines."""
    groups = {group.id: group for group in registry.groups}
    for group in own_groups(registry):
        base = groups.get(group.refines) if group.refines is not None else None
        if base is None or _maturity(group.stability) <= _maturity(base.stability):
            continue
        yield Finding(
            message=f'"{group.id}" is {_level(group.stability)}, but the stability of "{base.id}", '
            f"which it refines, is {_level(base.stability)}",
            place=group.place,
            hint=f"lower it to {_level(base.stability)}" if base.stability else None,
            notes=(Note(message=f'"{base.id}" is defined here', place=base.place),),
        )


def _maturity(stability: Stability | None) -> int:
    return _MATURITY[stability] if stability is not None else 0


def _level(stability: Stability | None) -> str:
    return stability.value if stability is not None else "not given"
