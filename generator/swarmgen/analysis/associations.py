"""`entity_associations`: every entity named exists, here or in exactly one direct dependency."""

from __future__ import annotations

from collections.abc import Iterable

from swarmgen.analysis.privacy import is_private
from swarmgen.diagnostics import Sink, did_you_mean
from swarmgen.model.conventions import Group, GroupType, Registry
from swarmgen.spec.syntax import GroupSpec, Reference


def check_associations(
    specs: tuple[GroupSpec, ...], groups: tuple[Group, ...], dependencies: tuple[Registry, ...], sink: Sink
) -> None:
    """Report entity names that lead nowhere, to several entities, or only to private ones.

    Args:
        specs: the groups as written; associations that came with an imported group were checked at home.
        groups: the resolved groups of the registry, imported ones included. A registry may use what it keeps private.
        dependencies: its direct dependencies.
        sink: receives what is wrong.
    """
    local = {_entity_name(group) for group in groups if group.type is GroupType.ENTITY}
    foreign = [g for registry in dependencies for g in registry.of_type(GroupType.ENTITY)]
    for spec in specs:
        for leaf in spec.association_places:
            if leaf.name not in local:
                _check_foreign(leaf, foreign, local, sink)


def _entity_name(group: Group) -> str:
    """How an association names an entity: by its type, a refinement by its id without `entity.`."""
    if group.name and group.refines is None:
        return group.name
    return group.id.removeprefix("entity.")


def _check_foreign(leaf: Reference, foreign: list[Group], local: Iterable[str], sink: Sink) -> None:
    holders = [group for group in foreign if _entity_name(group) == leaf.name]
    origins = {group.place: group.lineage.schema_url for group in holders if not is_private(group)}
    if len(origins) == 1:
        return
    if origins:
        urls = ", ".join(sorted(origins.values()))
        message = f'the entity "{leaf.name}" is in several dependencies: {urls}'
        sink.error("ambiguous-entity", message, leaf.place, hint="import one of them, or define it here")
    elif holders:
        message = f'the entity "{leaf.name}" is private to the registry that defines it'
        sink.error("excluded-dependency", message, leaf.place)
    else:
        hint = did_you_mean(leaf.name, [*local, *(_entity_name(g) for g in foreign if not is_private(g))])
        sink.error("unknown-entity", f'there is no entity "{leaf.name}"', leaf.place, hint=hint)
