"""What a registry keeps to itself: groups and attributes that dependents cannot use."""

from __future__ import annotations

from swarmgen.model.annotations import is_excluded
from swarmgen.model.conventions import Group, GroupType


def is_private(group: Group) -> bool:
    """Whether a dependent may not extend, import or associate the group."""
    if is_excluded(group.annotations):
        return True
    return group.type is GroupType.ATTRIBUTE_GROUP and group.visibility != "public"
