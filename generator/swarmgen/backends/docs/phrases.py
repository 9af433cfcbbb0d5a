"""The facts of a convention in words: types, requirement levels, stability, limits, deprecation, associations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import assert_never

from swarmgen.backends.code import Code
from swarmgen.backends.docs import markdown
from swarmgen.backends.docs.markdown import code, compose, joined, literal
from swarmgen.backends.docs.pages import Kind, Pages
from swarmgen.backends.traits import fixed_value
from swarmgen.model.conventions import (
    AllOf,
    Attribute,
    AttributeType,
    Deprecated,
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

_REQUIREMENTS = {
    RequirementKind.REQUIRED: "required",
    RequirementKind.RECOMMENDED: "recommended",
    RequirementKind.OPT_IN: "opt-in",
    RequirementKind.CONDITIONALLY_REQUIRED: "conditionally required",
}
_VALUE_TYPES = {bool: "boolean", int: "int", float: "double", str: "string"}
_LABELS = {"type": "Kind", "max_bytes": "Most bytes", "max_items": "Most items", "value": "Always"}
_UNSTATED = "not stated"


def attribute_type(kind: AttributeType) -> Code:
    """The type as authors write it; an enumeration by the type of its values."""
    match kind:
        case PrimitiveType():
            return code(kind.value)
        case TemplateType(element):
            return code(f"template[{element.value}]")
        case EnumType(members):
            return compose("enum of {}", joined(map(code, _value_types(members)), " or "))
        case _:
            assert_never(kind)


def requirement(level: RequirementLevel | None) -> Code:
    """The requirement level and, after a colon, its condition or advice; nothing for None."""
    if level is None:
        return Code("")
    text = markdown.inline(level.text or "")
    return compose("{}: {}" if text else "{}", Code(_REQUIREMENTS[level.kind]), text)


def stability(value: Stability | None) -> Code:
    return Code(value.replace("_", " ") if value else _UNSTATED)


def deprecation(deprecated: Deprecated | None, replacement: Code) -> Code:
    """Why not to use something; `replacement` is a link to what to use instead, or empty. Nothing for None."""
    if deprecated is None:
        return Code("")
    pattern = "**Deprecated** ({}): {} See {}." if replacement else "**Deprecated** ({}): {}"
    return compose(pattern, Code(deprecated.reason), markdown.inline(deprecated.note), replacement)


def examples(attribute: Attribute) -> Code:
    """The examples as JSON, one or several."""
    given = attribute.examples
    if given is None:
        return Code("")
    return joined(map(literal, given if isinstance(given, tuple) else (given,)))


def limits(attribute: Attribute) -> Iterator[tuple[Code, Code]]:
    """Label and value of everything `annotations.swarmsh` says about an attribute, in the order of the keys."""
    stated = (attribute.annotations or {}).get("swarmsh")
    if isinstance(stated, Mapping):
        for key, value in sorted(stated.items()):
            yield markdown.plain(_LABELS.get(key, key.replace("_", " ").capitalize())), _limit(value)


def always(attribute: Attribute) -> Code:
    """The value that the attribute has wherever it is used so; nothing where the caller gives it."""
    value = fixed_value(attribute)
    return Code("") if value is None else compose("always {}", literal(value))


def associations(found: Iterable[EntityAssociation], site: Pages) -> Code:
    """The entities of a signal, with links."""
    return joined(_association(one, site) for one in found)


def _association(association: EntityAssociation, site: Pages) -> Code:
    match association:
        case EntityRef(entity):
            return site.signal(Kind.ENTITIES, entity)
        case OneOf(of):
            return compose("one of ({})", associations(of, site))
        case AllOf(of):
            return compose("all of ({})", associations(of, site))
        case _:
            assert_never(association)


def _value_types(members: Iterable[EnumMember]) -> list[str]:
    return sorted({_VALUE_TYPES[type(member.value)] for member in members}) or ["string"]


def _limit(value: Json) -> Code:
    match value:
        case {"min": low, "max": high, **rest} if not rest:
            return compose("{} to {}", literal(low), literal(high))
        case {"min": low, **rest} if not rest:
            return compose("at least {}", literal(low))
        case {"max": high, **rest} if not rest:
            return compose("at most {}", literal(high))
        case str() if value:
            return code(value)
        case _:
            return literal(value)
