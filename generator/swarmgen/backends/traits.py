"""What an attribute of a group means for the group's helper.

Entries of `annotations.swarmsh` that are malformed count as absent; to report them is the work of lints.
"""

from __future__ import annotations

from collections.abc import Mapping

from swarmgen.backends.target import Target
from swarmgen.model.conventions import Attribute, EnumType, Group, Json, Registry, RequirementKind, Role

_OTHER = "_OTHER"
"""The value by which conventions say that an enumeration cannot name everything."""


def annotation(attribute: Attribute, name: str) -> Json:
    """One entry of `annotations.swarmsh`, or None."""
    entries = (attribute.annotations or {}).get("swarmsh")
    return entries.get(name) if isinstance(entries, Mapping) else None


def bounds(attribute: Attribute) -> tuple[int | float | None, int | float | None]:
    """The smallest and the largest allowed value; None where there is no bound."""
    span = annotation(attribute, "range")
    return (_number(span.get("min")), _number(span.get("max"))) if isinstance(span, Mapping) else (None, None)


def fixed_value(attribute: Attribute) -> str | bool | int | float | tuple[Json, ...] | None:
    """The constant that every signal of the group records, or None when the caller says the value."""
    value = annotation(attribute, "value")
    return value if isinstance(value, str | bool | int | float | tuple) else None


def is_open(attribute: Attribute, registry: Registry, target: Target) -> bool:
    """Whether an enumeration takes values besides its members.

    It does unless the target has closed enums. Even then it does when it has the member value `_OTHER`, as `error.type`
    has; when `annotations.swarmsh.open` is true; and when it belongs to a dependency, whose next version may have more
    members.
    """
    if not target.closed_enums or attribute.name not in registry.attribute_groups:
        return True
    definition = registry.definitions.get(attribute.name, attribute)
    if annotation(definition, "open") is True:
        return True
    return isinstance(attribute.type, EnumType) and any(member.value == _OTHER for member in attribute.type.members)


def is_required(attribute: Attribute) -> bool:
    """Whether a helper cannot be called without it: required, or what identifies an entity."""
    return attribute.is_required or attribute.role is Role.IDENTIFYING


def description(metric: Group) -> str:
    """What a metric's instrument tells about itself: its brief on one line."""
    return metric.brief.strip().replace("\n", " ")


def has_setter(attribute: Attribute) -> bool:
    """Whether a running span takes it: neither required at the start nor fixed."""
    return not is_required(attribute) and fixed_value(attribute) is None


def is_setter_only(attribute: Attribute) -> bool:
    """Whether only a running span takes it: it is opt-in, and not for samplers, which look at a span when it starts."""
    is_opt_in = attribute.requirement_level.kind is RequirementKind.OPT_IN
    return is_opt_in and not attribute.sampling_relevant and has_setter(attribute)


def _number(value: Json) -> int | float | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None
