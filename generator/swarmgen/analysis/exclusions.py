"""Inside a registry: what dependents can use may not itself use what they cannot."""

from __future__ import annotations

from collections.abc import Mapping

from swarmgen.analysis.inherit import Inherited
from swarmgen.analysis.order import parents_of
from swarmgen.diagnostics import Sink
from swarmgen.model.annotations import is_excluded
from swarmgen.model.conventions import Attribute, GroupType


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
        for parent in parents_of(spec):
            if parent.name in excluded_groups:
                message = f'"{spec.id}" uses the group "{parent.name}", which is excluded from dependency resolution'
                sink.error("excluded-dependency", message, parent.place, hint=hint)
        for entry in group.entries.values():
            if not entry.is_definition and entry.base in excluded_attributes:
                message = f'"{spec.id}" uses the attribute "{entry.base}", which is excluded from dependency resolution'
                sink.error("excluded-dependency", message, entry.spec.place, hint=hint)
