"""The body of a definition/1 event: a typed value, possibly nested."""

from __future__ import annotations

from typing import Final

from swarmgen.diagnostics import Sink, did_you_mean
from swarmgen.model.conventions import BodyField, RequirementKind, RequirementLevel
from swarmgen.spec import values
from swarmgen.spec.fields import Fields
from swarmgen.spec.nodes import Node

_TYPES: Final = (
    "boolean", "int", "double", "string", "string[]", "int[]", "double[]", "boolean[]",
    "map", "map[]", "bytes", "undefined", "enum",
)  # fmt: skip  # one line for the primitive types, one for the others
_OPTIONAL: Final = RequirementLevel(kind=RequirementKind.RECOMMENDED)


def body_field(node: Node, sink: Sink) -> BodyField | None:
    """A value of an event body; None after a diagnostic."""
    fields = Fields(node, "a body value", sink)
    if not fields.is_mapping:
        return None
    field_id = fields.name("id")
    kind = fields.text("type", required=True)
    is_map, is_enum = kind in ("map", "map[]"), kind == "enum"
    fields.node("requirement_level", required=True)
    parsed = BodyField(
        id=field_id or "",
        type=kind or "undefined",
        requirement_level=values.requirement_level(fields) or _OPTIONAL,
        brief=fields.text("brief") or "",
        note=fields.text("note") or "",
        stability=values.stability(fields),
        examples=values.examples(fields),
        fields=tuple(f for item in fields.nodes("fields", required=is_map) if (f := body_field(item, sink))),
        members=values.members(fields, required=is_enum),
    )
    fields.finish()
    if kind is not None and kind not in _TYPES:
        hint = did_you_mean(kind, _TYPES) or f"one of {', '.join(_TYPES)}"
        sink.error("unknown-type", f'there is no body type "{kind}"', fields.value_place("type"), hint=hint)
    values.check_stability(fields, f'the body value "{field_id}"')
    if kind in ("string", "string[]") and not fields.given("examples"):
        sink.error(
            "missing-examples",
            f'the body value "{field_id}" has no examples',
            fields.value_place("id"),
            hint="add examples: […]",
        )
    if parsed.fields and not is_map:
        sink.error("field-of-other-type", '"fields" belongs to a map', fields.key_place("fields"))
    if parsed.members and not is_enum:
        sink.error("field-of-other-type", '"members" belongs to an enum', fields.key_place("members"))
    return parsed if field_id is not None else None
