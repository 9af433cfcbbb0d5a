"""Entries of `attributes` lists: definitions and references, in both formats."""

from __future__ import annotations

from collections.abc import Iterable

from swarmgen.diagnostics import Note, Place, Sink
from swarmgen.model.conventions import (
    AttributeType,
    EnumType,
    Json,
    PrimitiveType,
    Role,
    TemplateType,
)
from swarmgen.spec import values
from swarmgen.spec.fields import Fields
from swarmgen.spec.nodes import Node
from swarmgen.spec.syntax import AttributeSpec, Reference


def attribute_v1(node: Node, sink: Sink) -> AttributeSpec | None:
    """A definition/1 entry: `id` and `type`, or `ref`; the remaining fields are the same."""
    fields = Fields(node, "an attribute", sink)
    if not fields.is_mapping:
        return None
    is_ref = fields.has("ref")
    name = fields.name("ref" if is_ref else "id")
    if is_ref and (fields.has("id") or fields.has("type")):
        key = "id" if fields.has("id") else "type"
        fields.sink.error(
            "ref-with-definition",
            f'a reference cannot have "{key}"',
            fields.key_place(key),
            hint='remove it, or remove "ref"',
        )
        fields.node("id")  # known, though wrong here
        fields.node("type")
    what = f'the attribute "{name}"'
    spec = AttributeSpec(
        name=name or "",
        type=None if is_ref else values.attribute_type(fields),
        brief=fields.text("brief"),
        examples=values.examples(fields),
        tag=fields.text("tag"),
        requirement_level=values.requirement_level(fields),
        sampling_relevant=fields.boolean("sampling_relevant"),
        note=fields.text("note"),
        stability=values.stability(fields),
        deprecated=values.deprecated(fields, what),
        prefix=fields.boolean("prefix") if is_ref else None,
        annotations=fields.mapping("annotations"),
        role=fields.choice("role", Role),
        place=fields.value_place("ref" if is_ref else "id"),
    )
    fields.finish()
    if name is None or (spec.type is None and not is_ref):
        return None
    if not is_ref:
        _check_definition(spec, fields, what)
    return spec


def _check_definition(spec: AttributeSpec, fields: Fields, what: str) -> None:
    if not fields.given("brief") and not fields.given("deprecated"):
        fields.sink.error(
            "missing-brief", f"{what} needs a brief", spec.place, hint="only a deprecated attribute may lack one"
        )
    values.check_stability(fields, what)
    check_examples(spec, fields, what)


def check_duplicate_refs(attributes: Iterable[AttributeSpec], what: str, sink: Sink) -> None:
    """A reference to the same attribute twice in one group is almost always a slip of the hand."""
    first: dict[tuple[str, bool], AttributeSpec] = {}
    for attribute in attributes:
        key = (attribute.name, attribute.prefix is True)  # the group's prefix makes another attribute of it
        known = first.setdefault(key, attribute) if attribute.type is None else attribute
        if known is not attribute:
            note = Note(message="first referred to here", place=known.place)
            message = f'{what} refers to "{attribute.name}" twice'
            sink.warning("duplicate-attribute-ref", message, attribute.place, notes=(note,))


def attribute_v2(node: Node, sink: Sink) -> AttributeSpec | None:
    """A definition/2 entry of the top-level `attributes`."""
    fields = Fields(node, "an attribute", sink)
    if not fields.is_mapping:
        return None
    name = fields.name("key")
    what = f'the attribute "{name}"'
    spec = AttributeSpec(
        name=name or "",
        type=values.attribute_type(fields),
        brief=fields.text("brief", required=True),
        examples=values.examples(fields),
        note=fields.text("note"),
        stability=values.stability(fields, required=True),
        deprecated=values.deprecated(fields, what, text_allowed=False),
        annotations=fields.mapping("annotations"),
        place=fields.value_place("key"),
    )
    fields.finish()
    if name is None or spec.type is None:
        return None
    check_examples(spec, fields, what)
    return spec


def reference_v2(
    node: Node, sink: Sink, *, role: Role | None = None, on_span: bool = False, groups: bool = True
) -> AttributeSpec | Reference | None:
    """An entry of a definition/2 signal: `ref` with overrides, or (where `groups`) `ref_group`."""
    fields = Fields(node, "an entry", sink)
    if not fields.is_mapping:
        return None
    if groups and fields.has("ref_group"):
        group = fields.name("ref_group")
        fields.finish()
        return Reference(group, fields.value_place("ref_group")) if group else None
    name = fields.name("ref")
    spec = AttributeSpec(
        name=name or "",
        brief=fields.text("brief"),
        examples=values.examples(fields),
        requirement_level=values.requirement_level(fields),
        sampling_relevant=fields.boolean("sampling_relevant") if on_span else None,
        note=fields.text("note"),
        stability=values.stability(fields),
        deprecated=values.deprecated(fields, f'the attribute "{name}"', text_allowed=False),
        annotations=fields.mapping("annotations"),
        role=role,
        place=fields.value_place("ref"),
    )
    fields.finish()
    return spec if name else None


def check_examples(spec: AttributeSpec, fields: Fields, what: str) -> None:
    """Examples must fit the type; a list for an array type is accepted with a warning (the legacy form)."""
    if fields.is_empty("examples"):
        if spec.type in (PrimitiveType.STRING, PrimitiveType.STRINGS):
            fields.sink.warning("missing-examples", f"{what} has no examples", spec.place, hint="add examples: […]")
        return
    if spec.examples is None:
        return  # reported when read
    element = _element(spec.type)
    if element is None:
        return
    place = fields.value_place("examples")
    items = spec.examples if isinstance(spec.examples, tuple) else (spec.examples,)
    if not element.is_array:
        if not _all_of(items, element):
            _wrong_example(fields, what, f"{element} values", place)
        return
    inner = element.element
    if all(isinstance(row, tuple) for row in items) and _all_of(_flat(items), inner):
        return
    if _is_legacy(spec) and _all_of(items, inner):
        message = f"the examples of {what} should be a list of lists"
        fields.sink.warning("legacy-examples", message, place, hint="write [[…], […]]")
    else:
        _wrong_example(fields, what, f"lists of {inner} values", place)


def _is_legacy(spec: AttributeSpec) -> bool:
    """Whether the legacy form is known for the type: a list, and for `template[string[]]` also a single text."""
    if isinstance(spec.type, TemplateType):
        return spec.type.element is PrimitiveType.STRINGS
    return isinstance(spec.examples, tuple)


def _flat(rows: tuple[Json, ...]) -> tuple[Json, ...]:
    return tuple(item for row in rows if isinstance(row, tuple) for item in row)


def _wrong_example(fields: Fields, what: str, expected: str, place: Place) -> None:
    fields.sink.error("invalid-example", f"the examples of {what} must be {expected}", place)


def _element(kind: AttributeType | None) -> PrimitiveType | None:
    """The type that examples must have; None when anything goes."""
    match kind:
        case TemplateType(element):
            return None if element is PrimitiveType.ANY else element
        case PrimitiveType.ANY | EnumType() | None:
            return None
        case PrimitiveType():
            return kind


def _all_of(items: tuple[Json, ...], kind: PrimitiveType) -> bool:
    match kind:
        case PrimitiveType.STRING:
            return all(isinstance(i, str) for i in items)
        case PrimitiveType.BOOLEAN:
            return all(isinstance(i, bool) for i in items)
        case PrimitiveType.INT:
            return all(isinstance(i, int) and not isinstance(i, bool) for i in items)
        case PrimitiveType.DOUBLE:
            # Numbers that are all integers are read as ints, not as doubles; one decimal makes them doubles.
            numbers = all(isinstance(i, (int, float)) and not isinstance(i, bool) for i in items)
            return numbers and (not items or any(isinstance(i, float) for i in items))
        case _:
            return False
