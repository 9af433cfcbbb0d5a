"""Whether a constant has an attribute's type."""

from __future__ import annotations

from typing import TypeGuard

from swarmgen.model.conventions import AttributeType, EnumType, Json, PrimitiveType, TemplateType


def is_integer(value: Json) -> TypeGuard[int]:
    """An int that is not one of the two booleans."""
    return isinstance(value, int) and not isinstance(value, bool)


def type_name(declared: AttributeType) -> str:
    """A type as messages name it."""
    match declared:
        case EnumType():
            return "an enumeration"
        case TemplateType(element=element):
            return f"template[{element.value}]"
        case PrimitiveType():
            return declared.value


def value_problem(value: Json, declared: AttributeType) -> str | None:
    """Why `value` cannot be a value of type `declared` ("must be …"); None when it can."""
    match declared:
        case EnumType(members=members):
            known = [member.value for member in members]
            fits = any(type(value) is type(other) and value == other for other in known)
            return None if fits else f"must be one of {', '.join(str(other) for other in known)}"
        case TemplateType():
            return "cannot stand on a template: its attributes have names of their own"
        case PrimitiveType():
            return None if _fits(value, declared) else f"must be of type {declared.value}"


def _fits(value: Json, declared: PrimitiveType) -> bool:
    match declared:
        case PrimitiveType.ANY:
            return value is not None
        case PrimitiveType.STRING:
            return isinstance(value, str)
        case PrimitiveType.BOOLEAN:
            return isinstance(value, bool)
        case PrimitiveType.INT:
            return is_integer(value)
        case PrimitiveType.DOUBLE:
            return is_integer(value) or isinstance(value, float)
        case _:
            return isinstance(value, tuple) and all(_fits(item, declared.element) for item in value)
