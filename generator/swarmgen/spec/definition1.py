"""`definition/1`: a list of groups, each with the checks that need nothing but the group itself."""

from __future__ import annotations

from swarmgen.diagnostics import Sink
from swarmgen.model.conventions import (
    BodyField,
    GroupType,
    Instrument,
    SpanKind,
)
from swarmgen.spec import values
from swarmgen.spec.attributes import attribute_v1, check_duplicate_refs
from swarmgen.spec.body import body_field
from swarmgen.spec.fields import Fields
from swarmgen.spec.nodes import Node
from swarmgen.spec.syntax import GroupSpec, Reference

_TYPE_ALIASES = {"resource": GroupType.ENTITY}
_ASSOCIATED = (GroupType.SPAN, GroupType.EVENT, GroupType.METRIC)


def parse_groups(fields: Fields, path: str) -> tuple[GroupSpec, ...]:
    """The `groups` of a file. `path` is the file's path relative to the registry's folder."""
    return tuple(g for node in fields.nodes("groups") if (g := _group(node, path, fields.sink)) is not None)


def _group(node: Node, path: str, sink: Sink) -> GroupSpec | None:
    fields = Fields(node, "a group", sink)
    if not fields.is_mapping:
        return None
    group_id = fields.name("id")
    what = f'the group "{group_id}"'
    kind = fields.choice("type", GroupType, aliases=_TYPE_ALIASES)
    extends = fields.name("extends", required=False)
    associations, association_places = values.entity_associations(fields)
    group = GroupSpec(
        id=group_id or "",
        type=kind or GroupType.UNDEFINED,
        brief=fields.text("brief", required=True) or "",
        note=fields.text("note"),
        prefix=fields.text("prefix") or None,
        extends=Reference(extends, fields.value_place("extends")) if extends is not None else None,
        stability=values.stability(fields),
        deprecated=values.deprecated(fields, what),
        attributes=tuple(a for item in fields.nodes("attributes") if (a := attribute_v1(item, sink)) is not None),
        span_kind=fields.choice("span_kind", SpanKind),
        events=tuple(text for text, _ in fields.texts("events")),
        metric_name=fields.name("metric_name", required=False),
        instrument=fields.choice("instrument", Instrument),
        unit=fields.text("unit"),
        name=fields.name("name", required=False),
        display_name=fields.text("display_name"),
        body=_body(fields),
        annotations=fields.mapping("annotations"),
        entity_associations=associations,
        association_places=association_places,
        requirement_level=None,
        path=path,
        place=fields.value_place("id"),
    )
    fields.finish()
    if group_id is None:
        return None
    _check_form(group, fields, what)
    if kind is not None or not fields.given("type"):
        _check_type(group, fields, what)
    return group


def _body(fields: Fields) -> BodyField | None:
    node = fields.node("body")
    return body_field(node, fields.sink) if node is not None else None


def _check_form(group: GroupSpec, fields: Fields, what: str) -> None:
    """What holds for groups of every type."""
    sink = fields.sink
    if group.prefix is not None:
        sink.warning(
            "group-prefix",
            f"{what} uses the legacy prefix",
            fields.key_place("prefix"),
            hint="write full attribute ids",
        )
    if not fields.given("type"):
        sink.warning(
            "missing-type",
            f"{what} has no type",
            group.place,
            hint="add type: attribute_group, span, event, metric or entity",
        )
    if group.type is not GroupType.ATTRIBUTE_GROUP:
        values.check_stability(fields, what)
    check_duplicate_refs(group.attributes, what, sink)


def _check_type(group: GroupSpec, fields: Fields, what: str) -> None:
    """What a field needs of the group's type, and a type of the group's fields."""
    sink = fields.sink
    for key, used, owners in (
        ("span_kind", fields.given("span_kind"), (GroupType.SPAN,)),
        ("events", not fields.is_empty("events"), (GroupType.SPAN,)),
        ("body", fields.given("body"), (GroupType.EVENT,)),
        ("entity_associations", not fields.is_empty("entity_associations"), _ASSOCIATED),
    ):
        is_untyped_span = group.type is GroupType.UNDEFINED and owners == (GroupType.SPAN,)  # only its type is missing
        if used and group.type not in owners and not is_untyped_span:
            allowed = ", ".join(owner.value for owner in owners)
            sink.error(
                "field-of-other-type",
                f'"{key}" belongs to groups of type {allowed}, not {group.type}',
                fields.key_place(key),
            )
    is_bare = fields.is_empty("attributes") and not fields.given("extends")
    if is_bare and group.type not in (GroupType.METRIC, GroupType.EVENT):
        sink.warning("missing-attributes", f"{what} has neither attributes nor extends", group.place)
    match group.type:
        case GroupType.SPAN:
            if not fields.given("span_kind"):
                hint = f"add span_kind: {', '.join(SpanKind)}"
                sink.warning("missing-span-kind", f"{what} has no span_kind", group.place, hint=hint)
        case GroupType.EVENT:
            if not fields.given("name") and (fields.given("body") or group.prefix is None):
                sink.error("missing-field", f'{what} needs "name"', group.place)
        case GroupType.METRIC:
            for key in ("metric_name", "instrument", "unit"):
                if not fields.given(key):
                    sink.error("missing-field", f'{what} needs "{key}"', group.place)
        case _:
            pass
