"""`imports`: signals of direct dependencies that become part of this registry."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from swarmgen.analysis.globs import glob
from swarmgen.analysis.privacy import is_private
from swarmgen.diagnostics import Place, Sink
from swarmgen.model.conventions import Group, GroupType, Registry
from swarmgen.spec.syntax import Imports, Reference


def import_groups(imports: tuple[Imports, ...], dependencies: tuple[Registry, ...], sink: Sink) -> tuple[Group, ...]:
    """The groups that the patterns of all files select, each once by its origin.

    A pattern that selects nothing is a warning. Only direct dependencies are looked into, but what they import
    themselves is theirs to offer.
    """
    chosen: dict[Place, Group] = {}
    for spec in imports:
        for kind, patterns in (
            (GroupType.METRIC, spec.metrics),
            (GroupType.EVENT, spec.events),
            (GroupType.ENTITY, spec.entities),
            (GroupType.SPAN, spec.spans),
            (GroupType.ATTRIBUTE_GROUP, spec.attribute_groups),
        ):
            for pattern in patterns:
                for group in _select(pattern, kind, dependencies, sink):
                    chosen.setdefault(group.place, replace(group, imported=True))
    return tuple(chosen.values())


def _select(pattern: Reference, kind: GroupType, dependencies: tuple[Registry, ...], sink: Sink) -> list[Group]:
    matches = glob(pattern.name)
    matching = [g for registry in dependencies for g in registry.of_type(kind) if any(map(matches, _keys(g)))]
    usable = [group for group in matching if not is_private(group)]
    if not usable:
        what = "only what the dependencies keep private" if matching else "nothing in the direct dependencies"
        message = f'the import "{pattern.name}" matches {what}'
        sink.warning("unmatched-import", message, pattern.place, hint="remove it, or check the spelling")
    return usable


def _keys(group: Group) -> Iterator[str]:
    """The names an import pattern is matched against."""
    if group.is_v2:
        yield group.id
        yield group.id.removeprefix(f"{group.type}.")
    match group.type:
        case GroupType.METRIC:
            yield group.metric_name or group.id
        case GroupType.EVENT:
            yield group.name or group.id
        case GroupType.ENTITY:
            yield group.id
            yield group.name or group.id
        case _ if group.is_v2:
            yield group.name or group.id.removeprefix("registry.")
        case _:
            yield group.id
