"""`definition/2`, lowered to the groups of definition/1 while it is read: there is one resolver."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from swarmgen.diagnostics import Note, Sink
from swarmgen.model.conventions import GroupType, Instrument, Role, SpanKind
from swarmgen.spec import values
from swarmgen.spec.attributes import attribute_v2, check_duplicate_refs, reference_v2
from swarmgen.spec.fields import Fields
from swarmgen.spec.nodes import Node
from swarmgen.spec.syntax import AttributeSpec, GroupSpec, Reference

SYNTHETIC_BRIEF = "<synthetic v2>"
_SIGNALS = (
    ("entities", "entity_refinements", GroupType.ENTITY),
    ("events", "event_refinements", GroupType.EVENT),
    ("metrics", "metric_refinements", GroupType.METRIC),
    ("spans", "span_refinements", GroupType.SPAN),
)
_NAME_KEY = {GroupType.ENTITY: "type", GroupType.EVENT: "name", GroupType.METRIC: "name", GroupType.SPAN: "type"}


def parse_items(fields: Fields, path: str, identity: str) -> tuple[GroupSpec, ...]:
    """Every top-level list of a definition/2 file, as groups.

    Args:
        fields: the file's mapping; `imports` is left to the caller.
        path: the file's path relative to the registry's folder.
        identity: the file's path from the registry's folder on; it names the group that holds the file's attributes.
    """
    groups = list(_attribute_definitions(fields, path, identity))
    for key, refinements, kind in _SIGNALS:
        groups += (g for node in fields.nodes(key) if (g := _signal(node, kind, path, fields.sink)))
        groups += (g for node in fields.nodes(refinements) if (g := _refinement(node, kind, path, fields.sink)))
    groups += (g for node in fields.nodes("attribute_groups") if (g := _attribute_group(node, path, fields.sink)))
    return tuple(groups)


def _attribute_definitions(fields: Fields, path: str, identity: str) -> Iterator[GroupSpec]:
    attributes = tuple(a for node in fields.nodes("attributes") if (a := attribute_v2(node, fields.sink)) is not None)
    if attributes:
        parts = [PurePosixPath(part).stem for part in PurePosixPath(identity).parts if part not in ("/", "..")]
        yield GroupSpec(
            id=".".join(("registry", *parts)),
            type=GroupType.ATTRIBUTE_GROUP,
            brief=SYNTHETIC_BRIEF,
            attributes=attributes,
            is_v2=True,
            path=path,
            place=fields.key_place("attributes"),
        )


def _signal(node: Node, kind: GroupType, path: str, sink: Sink) -> GroupSpec | None:
    fields = Fields(node, _with_article(kind), sink)
    if not fields.is_mapping:
        return None
    name_key = _NAME_KEY[kind]
    is_metric, is_span = kind is GroupType.METRIC, kind is GroupType.SPAN
    name = fields.name(name_key)
    what = f'the {kind} "{name}"' if name else f"the {kind}"
    attributes, includes = _entries(fields, kind, identity_required=True)
    associations, places = ((), ()) if kind is GroupType.ENTITY else values.entity_associations(fields)
    group = GroupSpec(
        id=f"{kind}.{name}",
        type=kind,
        brief=fields.text("brief", required=True) or "",
        note=fields.text("note"),
        stability=values.stability(fields, required=True),
        deprecated=values.deprecated(fields, what, text_allowed=False),
        annotations=fields.mapping("annotations"),
        requirement_level=values.signal_requirement_level(fields, what),
        attributes=attributes,
        includes=includes,
        entity_associations=associations,
        association_places=places,
        name=None if is_metric else name,
        metric_name=name if is_metric else None,
        instrument=fields.choice("instrument", Instrument, required=True) if is_metric else None,
        unit=fields.text("unit", required=True) if is_metric else None,
        span_kind=fields.choice("kind", SpanKind, required=True) if is_span else None,
        span_name_note=_span_name(fields, required=True) if is_span else None,
        is_v2=True,
        path=path,
        place=fields.value_place(name_key),
    )
    fields.finish()
    return group if name else None


def _with_article(kind: GroupType) -> str:
    return f"{'an' if kind.value[0] in 'ae' else 'a'} {kind}"


def _span_name(fields: Fields, *, required: bool) -> str | None:
    node = fields.node("name", required=required)
    if node is None:
        return None
    inner = Fields(node, "a span's name", fields.sink)
    note = inner.text("note", required=True)
    inner.finish()
    return note


def _refinement(node: Node, kind: GroupType, path: str, sink: Sink) -> GroupSpec | None:
    fields = Fields(node, f"a refinement of {_with_article(kind)}", sink)
    if not fields.is_mapping:
        return None
    group_id = fields.name("id")
    base = fields.name("ref")
    attributes, includes = _entries(fields, kind, identity_required=False)
    associations, places = ((), ()) if kind is GroupType.ENTITY else values.entity_associations(fields)
    group = GroupSpec(
        id=group_id or "",
        type=kind,
        brief=fields.text("brief"),
        note=fields.text("note"),
        extends=Reference(f"{kind}.{base}", fields.value_place("ref")),
        includes=includes,
        stability=values.stability(fields),
        deprecated=values.deprecated(fields, f'the refinement "{group_id}"', text_allowed=False),
        annotations=fields.mapping("annotations"),
        attributes=attributes,
        entity_associations=associations,
        association_places=places,
        span_name_note=_span_name(fields, required=False) if kind is GroupType.SPAN else None,
        is_refinement=True,
        is_v2=True,
        path=path,
        place=fields.value_place("id"),
    )
    fields.finish()
    return group if group_id and base else None


def _entries(
    fields: Fields, kind: GroupType, *, identity_required: bool
) -> tuple[tuple[AttributeSpec, ...], tuple[Reference, ...]]:
    """The attribute references and the included groups of a signal."""
    if kind is GroupType.ENTITY:
        return _entity_entries(fields, identity_required=identity_required), ()
    entries = [
        e
        for node in fields.nodes("attributes")
        if (e := reference_v2(node, fields.sink, on_span=kind is GroupType.SPAN)) is not None
    ]
    own = tuple(e for e in entries if isinstance(e, AttributeSpec))
    check_duplicate_refs(own, f"the {kind}", fields.sink)
    return own, tuple(e for e in entries if isinstance(e, Reference))


def _entity_entries(fields: Fields, *, identity_required: bool) -> tuple[AttributeSpec, ...]:
    """The references of an entity. In one list a repeated one is odd, in both lists it contradicts itself."""
    entries: list[AttributeSpec] = []
    first: dict[str, AttributeSpec] = {}
    identity = fields.nodes("identity", required=identity_required)
    if identity_required and fields.given("identity") and fields.is_empty("identity"):
        fields.sink.error(
            "empty-identity", "an entity needs at least one identifying attribute", fields.value_place("identity")
        )
    for nodes, role in ((identity, Role.IDENTIFYING), (fields.nodes("description"), Role.DESCRIPTIVE)):
        for node in nodes:
            entry = reference_v2(node, fields.sink, role=role, groups=False)
            if not isinstance(entry, AttributeSpec):
                continue
            known = first.setdefault(entry.name, entry)
            if known.role is not role:
                note = Note(message="it identifies the entity here", place=known.place)
                message = f'"{entry.name}" cannot both identify and describe the entity'
                fields.sink.error("duplicate-entity-attribute", message, entry.place, notes=(note,))
                continue
            entries.append(entry)
    check_duplicate_refs(entries, "the entity", fields.sink)
    return tuple(entries)


def _attribute_group(node: Node, path: str, sink: Sink) -> GroupSpec | None:
    fields = Fields(node, "an attribute group", sink)
    if not fields.is_mapping:
        return None
    group_id = fields.name("id")
    visibility = fields.text("visibility", required=True)
    if visibility not in ("internal", "public"):
        if visibility is not None:
            fields.not_one_of("visibility", visibility, ["internal", "public"])
        return None
    attributes, includes = _entries(fields, GroupType.ATTRIBUTE_GROUP, identity_required=False)
    is_public = visibility == "public"
    what = f'the attribute group "{group_id}"'
    group = GroupSpec(
        id=group_id or "",
        type=GroupType.ATTRIBUTE_GROUP,
        brief=(fields.text("brief", required=True) or "") if is_public else group_id or "",
        note=fields.text("note") if is_public else None,
        stability=values.stability(fields, required=True) if is_public else None,
        deprecated=values.deprecated(fields, what, text_allowed=False) if is_public else None,
        annotations=fields.mapping("annotations") if is_public else None,
        attributes=attributes,
        includes=includes,
        visibility=visibility,
        is_v2=True,
        path=path,
        place=fields.value_place("id"),
    )
    fields.finish()
    return group if group_id else None
