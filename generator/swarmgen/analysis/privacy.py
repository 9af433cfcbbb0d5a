"""What a registry keeps to itself: groups and attributes that dependents cannot use."""

from __future__ import annotations

from collections.abc import Mapping

from swarmgen.model.conventions import Group, GroupType, Json


def is_excluded(annotations: Mapping[str, Json] | None) -> bool:
    """`annotations.dependency_resolution.exclude: true`."""
    resolution = (annotations or {}).get("dependency_resolution")
    return isinstance(resolution, Mapping) and resolution.get("exclude") is True


def is_private(group: Group) -> bool:
    """Whether a dependent may not extend, import or associate the group."""
    if is_excluded(group.annotations):
        return True
    return group.type is GroupType.ATTRIBUTE_GROUP and group.visibility != "public"
