"""`entity_associations`: every entity named exists, here or in exactly one direct dependency."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from swarmgen.analysis.privacy import is_private
from swarmgen.diagnostics import Sink, did_you_mean
from swarmgen.model.conventions import Group, GroupType, Registry
from swarmgen.spec.syntax import GroupSpec, Reference


def check_associations(
    specs: tuple[GroupSpec, ...], groups: Iterable[Group], dependencies: tuple[Registry, ...], sink: Sink
) -> None:
    """Report entity names that lead nowhere, to several places, or to something private."""
    local = _entities(groups)
    foreign = [_entities(registry.groups) for registry in dependencies]
    for spec in specs:
        for leaf in spec.association_places:
            if leaf.name not in local:
                _check_foreign(leaf, foreign, local, sink)


def _entities(groups: Iterable[Group]) -> dict[str, Group]:
    """Entities by every name they answer to: type, and id without `entity.`."""
    found: dict[str, Group] = {}
    for group in groups:
        if group.type is GroupType.ENTITY:
            for name in (group.name, group.id.removeprefix("entity.")):
                if name:
                    found.setdefault(name, group)
    return found


def _check_foreign(leaf: Reference, foreign: list[dict[str, Group]], local: Mapping[str, Group], sink: Sink) -> None:
    holders = [entities[leaf.name] for entities in foreign if leaf.name in entities]
    if not holders:
        known = [*local, *(name for entities in foreign for name in entities)]
        message = f'there is no entity "{leaf.name}"'
        sink.error("unknown-entity", message, leaf.place, hint=did_you_mean(leaf.name, known))
    elif len(holders) > 1:
        message = f'the entity "{leaf.name}" is in {len(holders)} dependencies'
        sink.error("ambiguous-entity", message, leaf.place, hint="define it here")
    elif is_private(holders[0]):
        message = f'the entity "{leaf.name}" is excluded from dependency resolution'
        sink.error("excluded-dependency", message, leaf.place)
