"""The catalog of attribute variants: each once, in an order that does not depend on where it was found.

Order: by name, then field by field, an absent value before any present one; texts by code points, closed vocabularies
in the order of their declaration, values of different kinds by kind.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, TypeAlias, assert_never

from swarmgen.model.conventions import (
    Attribute,
    AttributeType,
    Deprecated,
    DeprecatedReason,
    EnumMember,
    EnumType,
    Json,
    PrimitiveType,
    RequirementKind,
    RequirementLevel,
    Role,
    Stability,
    TemplateType,
)

_Key: TypeAlias = tuple[Any, ...]
"""Compares with the keys of other values of the same field."""

_STABILITY: Final = {stability: index for index, stability in enumerate(Stability)}
_TYPE: Final = {kind: index for index, kind in enumerate(PrimitiveType)}
_REASON: Final = {reason: index for index, reason in enumerate(DeprecatedReason)}
_ROLE: Final = {role: index for index, role in enumerate(Role)}
_LEVEL: Final = {
    kind: index
    for index, kind in enumerate((RequirementKind.REQUIRED, RequirementKind.RECOMMENDED, RequirementKind.OPT_IN))
}
_LEVEL_WITH_TEXT: Final = {
    kind: index
    for index, kind in enumerate(
        (RequirementKind.CONDITIONALLY_REQUIRED, RequirementKind.RECOMMENDED, RequirementKind.OPT_IN), start=len(_LEVEL)
    )
}


class Catalog:
    """Deduplicated variants in their fixed order, and the index of each."""

    def __init__(self, variants: Iterable[Attribute]) -> None:
        by_key = {sort_key(variant): variant for variant in variants}
        self.variants = tuple(by_key[key] for key in sorted(by_key))
        self._index = {sort_key(variant): index for index, variant in enumerate(self.variants)}

    def index(self, attribute: Attribute) -> int:
        return self._index[sort_key(attribute)]


def sort_key(attribute: Attribute) -> _Key:
    """The place of a variant in the catalog. Variants with equal keys are equal."""
    return (
        attribute.name,
        _type(attribute.type),
        attribute.brief,
        _json(attribute.examples),
        _json(attribute.tag),
        _level(attribute.requirement_level),
        _json(attribute.sampling_relevant),
        attribute.note,
        _ranked(attribute.stability, _STABILITY),
        _deprecated(attribute.deprecated),
        attribute.prefix,
        _json(attribute.annotations),
        _ranked(attribute.role, _ROLE),
    )


def _ranked(value: object, ranks: Mapping[Any, int]) -> int:
    return -1 if value is None else ranks[value]


def _type(kind: AttributeType) -> _Key:
    match kind:
        case PrimitiveType():
            return (0, _TYPE[kind])
        case TemplateType(element):
            return (1, _TYPE[element])
        case EnumType(members):
            return (2, tuple(map(_member, members)))
        case _:
            assert_never(kind)


def _member(member: EnumMember) -> _Key:
    return (
        member.id,
        _json(member.value),
        _json(member.brief),
        _json(member.note),
        _ranked(member.stability, _STABILITY),
        _deprecated(member.deprecated),
        _json(member.annotations),
    )


def _level(level: RequirementLevel) -> _Key:
    if level.text is None:
        return (_LEVEL.get(level.kind, len(_LEVEL)), "")
    return (_LEVEL_WITH_TEXT.get(level.kind, 0), level.text)


def _deprecated(deprecated: Deprecated | None) -> _Key:
    if deprecated is None:
        return ()
    return (_REASON[deprecated.reason], deprecated.renamed_to or "", deprecated.note)


def _json(value: Json) -> _Key:
    """A key for any value: its kind decides first, so that values of different kinds compare."""
    match value:
        case None:
            return ()
        case bool():
            return (0, value)
        case int():
            return (1, value)
        case float():
            return (2, value)
        case str():
            return (3, value)
        case tuple():
            return (4, tuple(map(_json, value)))
        case Mapping():
            return (5, tuple((key, _json(value[key])) for key in sorted(value)))
        case _:
            assert_never(value)
