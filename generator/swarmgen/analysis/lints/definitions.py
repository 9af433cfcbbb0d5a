"""The lint about attributes defined more than once."""

from __future__ import annotations

from collections.abc import Iterator

from swarmgen.analysis.lints.findings import Finding
from swarmgen.analysis.lints.lookups import own_groups
from swarmgen.diagnostics import Note
from swarmgen.model.conventions import GroupType, Registry


def duplicate_inline_attribute(registry: Registry) -> Iterator[Finding]:
    """One group defines an attribute, others refer to it.

    Two attribute groups that define one attribute are an error of resolution: this is about definitions elsewhere.
    A group's own definitions are those without lineage.
    """
    types = {group.id: group.type for group in registry.groups}
    for group in own_groups(registry):
        for attribute in group.attributes:
            owner = registry.attribute_groups.get(attribute.name, group.id)
            if owner == group.id or attribute.name in group.lineage.attributes:
                continue
            if group.type is types.get(owner) is GroupType.ATTRIBUTE_GROUP:
                continue
            yield Finding(
                message=f'attribute "{attribute.name}" is defined in "{group.id}" again; "{owner}" defines it already',
                place=group.place_of(attribute.name),
                hint=f'refer to it: "ref: {attribute.name}"',
                notes=(Note(message="first defined here", place=registry.attribute_places[attribute.name]),),
            )
