"""What a registry keeps to itself: groups and attributes that dependents cannot use."""

from __future__ import annotations

from collections.abc import Mapping

from swarmgen.analysis.inherit import Inherited
from swarmgen.diagnostics import Sink
from swarmgen.model.conventions import Attribute, Group, GroupType, Json


def is_excluded(annotations: Mapping[str, Json] | None) -> bool:
    """`annotations.dependency_resolution.exclude: true`."""
    resolution = (annotations or {}).get("dependency_resolution")
    return isinstance(resolution, Mapping) and resolution.get("exclude") is True


def is_private(group: Group) -> bool:
    """Whether a dependent may not extend, import or associate the group."""
    if is_excluded(group.annotations):
        return True
    return group.type is GroupType.ATTRIBUTE_GROUP and group.visibility != "public"


def check_exclusions(groups: tuple[Inherited, ...], roots: Mapping[str, Attribute], sink: Sink) -> None:
    """A group that dependents can use may not itself use what they cannot.

    Attribute groups that are not public cannot be used by dependents anyway.
    """
    excluded_groups = {g.spec.id for g in groups if is_excluded(g.spec.annotations)}
    excluded_attributes = {name for name, attribute in roots.items() if is_excluded(attribute.annotations)}
    if not excluded_groups and not excluded_attributes:
        return
    hint = "exclude this group too, or use something else"
    for group in groups:
        spec = group.spec
        if spec.id in excluded_groups or (spec.type is GroupType.ATTRIBUTE_GROUP and spec.visibility != "public"):
            continue
        for parent in (*((spec.extends,) if spec.extends else ()), *spec.includes):
            if parent.name in excluded_groups:
                message = f'"{spec.id}" uses the group "{parent.name}", which is excluded from dependency resolution'
                sink.error("excluded-dependency", message, parent.place, hint=hint)
        for entry in group.entries.values():
            if not entry.is_definition and entry.base in excluded_attributes:
                message = f'"{spec.id}" uses the attribute "{entry.base}", which is excluded from dependency resolution'
                sink.error("excluded-dependency", message, entry.spec.place, hint=hint)
