"""The value types of both formats: attribute types, deprecation, requirement levels, entity associations."""

from __future__ import annotations

from collections.abc import Mapping as MappingOf

from swarmgen.diagnostics import Sink, did_you_mean
from swarmgen.model.conventions import (
    AllOf,
    AttributeType,
    Deprecated,
    DeprecatedReason,
    EntityAssociation,
    EntityRef,
    EnumMember,
    EnumType,
    Json,
    OneOf,
    PrimitiveType,
    RequirementKind,
    RequirementLevel,
    Stability,
    TemplateType,
)
from swarmgen.spec.fields import Fields
from swarmgen.spec.nodes import Mapping, Node, Scalar, Sequence
from swarmgen.spec.syntax import Reference

_STABILITY_ALIASES = {"experimental": Stability.DEVELOPMENT}
_TYPES: MappingOf[str, AttributeType] = {
    **{t.value: t for t in PrimitiveType},
    **{f"template[{t.value}]": TemplateType(t) for t in PrimitiveType},
}
_LEVELS = {
    kind.value: RequirementLevel(kind=kind)
    for kind in (RequirementKind.REQUIRED, RequirementKind.RECOMMENDED, RequirementKind.OPT_IN)
}
_LEVELS_WITH_TEXT = (RequirementKind.CONDITIONALLY_REQUIRED, RequirementKind.RECOMMENDED, RequirementKind.OPT_IN)
_DEFAULT_NOTES = {DeprecatedReason.OBSOLETED: "Obsoleted.", DeprecatedReason.UNCATEGORIZED: "Uncategorized."}


def stability(fields: Fields, *, required: bool = False) -> Stability | None:
    """The `stability` field; the legacy `deprecated` is a warning, `experimental` means development."""
    found = fields.choice("stability", Stability, required=required, aliases=_STABILITY_ALIASES)
    if found is Stability.DEPRECATED:
        hint = 'say how mature it was, and use the field "deprecated"'
        fields.sink.warning(
            "legacy-stability", '"deprecated" is no stability', fields.value_place("stability"), hint=hint
        )
    return found


def attribute_type(fields: Fields) -> AttributeType | None:
    """The `type` field; None after a diagnostic."""
    node = fields.node("type", required=True)
    if node is None:
        return None
    if isinstance(node, Mapping):
        enum = Fields(node, "an enum type", fields.sink)
        found = members(enum, required=True)
        enum.ignore("allow_custom_values")
        enum.finish()
        return EnumType(found)
    if isinstance(node, Scalar) and isinstance(node.value, str):
        known = _TYPES.get(node.value)
        if known is None:
            hint = (
                did_you_mean(node.value, _TYPES)
                or f"one of {', '.join(t.value for t in PrimitiveType)}, template[…] or members"
            )
            fields.sink.error("unknown-type", f'there is no attribute type "{node.value}"', node.place, hint=hint)
        return known
    fields.sink.error(
        "wrong-type", f'"type" must be a type name or a mapping with members, not {node.kind}', node.place
    )
    return None


def members(fields: Fields, *, required: bool) -> tuple[EnumMember, ...]:
    """The `members` of an enum type."""
    return tuple(m for item in fields.nodes("members", required=required) if (m := _member(item, fields.sink)))


def _member(node: Node, sink: Sink) -> EnumMember | None:
    fields = Fields(node, "an enum member", sink)
    member_id = fields.name("id")
    value = _member_value(fields)
    member = EnumMember(
        id=member_id or "",
        value=member_id or "" if value is None else value,
        brief=fields.text("brief"),
        note=fields.text("note"),
        stability=stability(fields),
        deprecated=deprecated(fields, f'the member "{member_id}"'),
        annotations=fields.mapping("annotations"),
        place=fields.value_place("id"),
    )
    fields.finish()
    if member_id is None:
        return None
    check_stability(fields, f'the member "{member_id}"')
    return member


def _member_value(fields: Fields) -> str | int | float | bool | None:
    node = fields.node("value")
    if node is None:
        return None
    if isinstance(node, Scalar):
        return node.value
    fields.sink.error("wrong-type", f'"value" must be a text, a number or a boolean, not {node.kind}', node.place)
    return None


def check_stability(fields: Fields, what: str) -> None:
    """Warn of something that says nothing about its stability."""
    if not fields.given("stability"):
        hint = "add stability: development, alpha, beta, release_candidate or stable"
        fields.sink.warning("missing-stability", f"{what} has no stability", fields.value_place("id"), hint=hint)


def deprecated(fields: Fields, what: str, *, text_allowed: bool = True) -> Deprecated | None:
    """The `deprecated` field: a mapping with a reason or, in definition/1 with a warning, a text."""
    node = fields.node("deprecated")
    if node is None:
        return None
    if text_allowed and isinstance(node, Scalar) and isinstance(node.value, str):
        message = f'{what} has a text in "deprecated"'
        hint = "write a mapping with reason: renamed, obsoleted or uncategorized"
        fields.sink.warning("deprecated-text", message, node.place, hint=hint)
        return Deprecated(reason=DeprecatedReason.UNSPECIFIED, note=node.value)
    inner = Fields(node, '"deprecated"', fields.sink)
    reason = inner.choice("reason", DeprecatedReason, required=True)
    renamed_to = inner.name("renamed_to") if reason is DeprecatedReason.RENAMED else None
    if reason is None:
        inner.node("renamed_to")  # may be right for the reason that was meant
    needs_note = not text_allowed and reason is not None and reason is not DeprecatedReason.RENAMED
    note = inner.text("note", required=needs_note)
    inner.finish()
    if reason is None:
        return None
    if note is None:
        note = f"Replaced by `{renamed_to}`." if renamed_to else _DEFAULT_NOTES.get(reason, "")
    return Deprecated(reason=reason, note=note, renamed_to=renamed_to)


def requirement_level(fields: Fields) -> RequirementLevel | None:
    """An attribute's requirement level: a word, or one word with a text."""
    node = fields.node("requirement_level")
    if node is None:
        return None
    if isinstance(node, Mapping):
        return _level_with_text(node, fields.sink)
    text = fields.text("requirement_level")
    if text is None:
        return None
    if text in _LEVELS:
        return _LEVELS[text]
    hint = 'write "conditionally_required: when"' if text == RequirementKind.CONDITIONALLY_REQUIRED else None
    if hint:
        fields.sink.error("unknown-value", f'"{text}" needs its condition', node.place, hint=hint)
    else:
        fields.not_one_of("requirement_level", text, [*_LEVELS, RequirementKind.CONDITIONALLY_REQUIRED.value])
    return None


def _level_with_text(node: Mapping, sink: Sink) -> RequirementLevel | None:
    inner = Fields(node, "a requirement level", sink)
    texts = {kind: inner.text(kind.value) for kind in _LEVELS_WITH_TEXT}
    inner.ignore("note")
    inner.finish()
    keys = node.entries.keys() - {"note"}
    if len(keys) != 1:
        sink.error("invalid-requirement-level", "a requirement level with a text has exactly one key", node.place)
        return None
    (key,) = keys
    if not inner.given(key):
        sink.error("missing-field", f'"{key}" needs a text', inner.value_place(key))
    return next((RequirementLevel(kind=kind, text=text) for kind, text in texts.items() if text is not None), None)


def signal_requirement_level(fields: Fields, what: str) -> RequirementLevel | None:
    """A definition/2 signal's requirement level: recommended or opt_in; a missing one is a warning."""
    text = fields.text("requirement_level")
    if text is None:
        if not fields.given("requirement_level"):
            hint, message = "add requirement_level: recommended or opt_in", f"{what} has no requirement level"
            fields.sink.warning("missing-requirement-level", message, fields.place, hint=hint)
        return None
    if text in (RequirementKind.RECOMMENDED, RequirementKind.OPT_IN):
        return _LEVELS[text]
    fields.not_one_of("requirement_level", text, [RequirementKind.RECOMMENDED.value, RequirementKind.OPT_IN.value])
    return None


def examples(fields: Fields) -> Json:
    """A scalar, a list of scalars or a list of lists of scalars; None when absent or wrong."""
    node = fields.node("examples")
    if node is None:
        return None
    return _example(node, fields.sink, depth=0)


def _example(node: Node, sink: Sink, depth: int) -> Json:
    match node:
        case Scalar():
            return node.value
        case Sequence() if depth < 2:
            return tuple(_example(item, sink, depth + 1) for item in node.items)
        case _:
            sink.error("wrong-type", f"an example must be a value or a list of values, not {node.kind}", node.place)
            return None


def entity_associations(fields: Fields) -> tuple[tuple[EntityAssociation, ...], tuple[Reference, ...]]:
    """The associations, and each entity name in them with its place."""
    names: list[Reference] = []
    nodes = fields.nodes("entity_associations")
    found = tuple(a for node in nodes if (a := _association(node, fields.sink, names)) is not None)
    return found, tuple(names)


def _association(node: Node, sink: Sink, names: list[Reference]) -> EntityAssociation | None:
    if isinstance(node, Scalar) and isinstance(node.value, str) and node.value.strip():
        names.append(Reference(node.value, node.place))
        return EntityRef(node.value)
    if isinstance(node, Mapping) and len(node.entries) == 1:
        (key, value), *_ = node.entries.items()
        if key in ("one_of", "all_of") and isinstance(value, Sequence):
            parts = tuple(a for item in value.items if (a := _association(item, sink, names)) is not None)
            if not value.items:
                sink.error("empty-association", f'"{key}" needs at least one entity', value.place)
            return OneOf(parts) if key == "one_of" else AllOf(parts)
    hint = "write an entity's name, one_of: […] or all_of: […]"
    sink.error("invalid-association", "this is not an entity association", node.place, hint=hint)
    return None
