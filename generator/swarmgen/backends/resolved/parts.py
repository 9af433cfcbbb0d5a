"""The parts that both shapes share. Empty values are left out; the key order is fixed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from swarmgen.model.conventions import (
    AllOf,
    Attribute,
    AttributeType,
    Deprecated,
    EntityAssociation,
    EntityRef,
    EnumMember,
    EnumType,
    OneOf,
    PrimitiveType,
    RequirementKind,
    RequirementLevel,
    Stability,
    TemplateType,
)

Data: TypeAlias = dict[str, Any]
"""A JSON object; what is in it is decided here and nowhere looked into again."""


def compact(**fields: object) -> Data:
    """An object without its empty fields."""
    return {
        key: value for key, value in fields.items() if value is not None and value != "" and value != [] and value != ()
    }


def deprecated(value: Deprecated | None) -> Data | None:
    if value is None:
        return None
    data: Data = {"reason": value.reason.value}
    if value.renamed_to is not None:
        data["renamed_to"] = value.renamed_to
    return data | {"note": value.note}


def requirement_level(level: RequirementLevel | None) -> str | Data | None:
    if level is None:
        return None
    return level.kind.value if level.text is None else {level.kind.value: level.text}


def attribute_type(kind: AttributeType) -> str | Data:
    match kind:
        case PrimitiveType():
            return kind.value
        case TemplateType(element):
            return f"template[{element.value}]"
        case EnumType(members):
            return {"members": [member(m) for m in members]}


def member(value: EnumMember) -> Data:
    head: Data = {"id": value.id, "value": value.value}
    return head | compact(
        brief=value.brief,
        note=value.note,
        stability=value.stability,
        deprecated=deprecated(value.deprecated),
        annotations=value.annotations,
    )


def association(value: EntityAssociation) -> str | Data:
    match value:
        case EntityRef(entity):
            return entity
        case OneOf(of):
            return {"one_of": [association(a) for a in of]}
        case AllOf(of):
            return {"all_of": [association(a) for a in of]}


_STABILITY_ORDER = {stability: index for index, stability in enumerate(Stability)}
_TYPE_ORDER = {kind: index for index, kind in enumerate(PrimitiveType)}
_LEVEL_ORDER = {RequirementKind.REQUIRED: 0, RequirementKind.RECOMMENDED: 1, RequirementKind.OPT_IN: 2}
_LEVEL_TEXT_ORDER = {
    RequirementKind.CONDITIONALLY_REQUIRED: 3,
    RequirementKind.RECOMMENDED: 4,
    RequirementKind.OPT_IN: 5,
}


def sort_key(attribute: Attribute) -> tuple[Any, ...]:
    """The place of a variant in the catalog: by name, then by every field, absent before present."""
    level = attribute.requirement_level
    order = _LEVEL_ORDER if level.text is None else _LEVEL_TEXT_ORDER
    return (
        attribute.name,
        _type_key(attribute.type),
        attribute.brief,
        _json_key(attribute.examples),
        attribute.tag or "",
        (order.get(level.kind, 3), level.text or ""),
        -1 if attribute.sampling_relevant is None else int(attribute.sampling_relevant),
        attribute.note,
        -1 if attribute.stability is None else _STABILITY_ORDER[attribute.stability],
        repr(attribute.deprecated or ""),
        attribute.prefix,
        _json_key(attribute.annotations),
        attribute.role or "",
    )


def _type_key(kind: AttributeType) -> tuple[int, int, str]:
    match kind:
        case PrimitiveType():
            return (0, _TYPE_ORDER[kind], "")
        case TemplateType(element):
            return (1, _TYPE_ORDER[element], "")
        case EnumType(members):
            return (2, 0, repr([(m.id, m.value) for m in members]))


def _json_key(value: object) -> str:
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{key!r}:{_json_key(value[key])}" for key in sorted(value)) + "}"
    return "" if value is None else repr(value)


class Catalog:
    """Deduplicated variants in their fixed order, and the index of each."""

    def __init__(self, variants: Iterable[Attribute]) -> None:
        by_key = {sort_key(variant): variant for variant in variants}
        self.variants = tuple(by_key[key] for key in sorted(by_key))
        self._index = {sort_key(variant): index for index, variant in enumerate(self.variants)}

    def index(self, attribute: Attribute) -> int:
        return self._index[sort_key(attribute)]
