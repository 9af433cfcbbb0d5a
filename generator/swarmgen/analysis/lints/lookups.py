"""What lints ask a registry. Only the registry's own definitions are judged: an author cannot mend a dependency."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from swarmgen.diagnostics import Place
from swarmgen.model.conventions import Attribute, EnumMember, EnumType, Group, GroupType, Registry

SIGNALS: Final = (GroupType.SPAN, GroupType.EVENT, GroupType.METRIC, GroupType.ENTITY)


def own_attributes(registry: Registry) -> Iterator[tuple[Attribute, Place]]:
    """The attributes this registry defines, by name, each with its place."""
    for name, place in sorted(registry.attribute_places.items()):
        yield registry.definitions[name], place


def own_groups(registry: Registry, *types: GroupType) -> Iterator[Group]:
    """The groups of these types that this registry defines, or of all types, by id."""
    return (group for group in registry.groups if not group.imported and (not types or group.type in types))


def own_members(registry: Registry) -> Iterator[tuple[Attribute, tuple[EnumMember, ...], Place]]:
    """The attributes with members that this registry defines, each with its members and its place."""
    for attribute, place in own_attributes(registry):
        if isinstance(attribute.type, EnumType):
            yield attribute, attribute.type.members, place


def signal_name(group: Group) -> str:
    """What telemetry calls a signal: a metric's, event's or entity's name, a span's type; the id of any other group."""
    match group.type:
        case GroupType.METRIC:
            return group.metric_name or group.id
        case GroupType.EVENT | GroupType.ENTITY:
            return group.name or group.id.removeprefix(f"{group.type.value}.")
        case GroupType.SPAN:
            return group.id.removeprefix("span.")
        case _:
            return group.id
