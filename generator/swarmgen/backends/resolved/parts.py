"""The parts that both shapes share. Empty values are left out; the key order is fixed."""

from __future__ import annotations

from typing import Any, TypeAlias

from swarmgen.model.conventions import (
    AllOf,
    AttributeType,
    Deprecated,
    EntityAssociation,
    EntityRef,
    EnumMember,
    EnumType,
    OneOf,
    PrimitiveType,
    RequirementLevel,
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
