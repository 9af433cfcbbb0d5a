"""What an attribute's `annotations.swarmsh` says, read leniently: anything malformed counts as absent, because lints report it."""

from __future__ import annotations

from collections.abc import Mapping

from swarmgen.model.conventions import Attribute, Json


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


def _number(value: Json) -> int | float | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None
