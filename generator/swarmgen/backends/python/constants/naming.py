"""The names of constants, enumeration classes, members and factories, by the rules of the published packages.

A registry may hold names that collide after case conversion or that Python reserves. Then, and only then, a name is
altered: see `distinct` and `member_names`.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from swarmgen.backends.code import Code
from swarmgen.backends.python.constants.selection import members
from swarmgen.backends.python.source import identifier
from swarmgen.model.conventions import Attribute, EnumMember, Group, PrimitiveType, Stability, TemplateType
from swarmgen.model.names import pascal_case, screaming_case

Key = TypeVar("Key", bound=Hashable)

_CLASS_NAMES = {"cpython.gc.generation": "CPythonGCGenerationValues"}
"""Where the published package departs from the case rule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeNames:
    """The names in one attribute module, by attribute name; `classes` holds enumerations only."""

    constants: Mapping[str, Code]
    classes: Mapping[str, Code]


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricNames:
    """The names in one metric module, by metric name."""

    constants: Mapping[str, Code]
    factories: Mapping[str, Code]


def attribute_names(attributes: Iterable[Attribute]) -> AttributeNames:
    """Name the constants and classes of one module. Both trees take their names from the whole, so that they agree."""
    ranked = sorted(attributes, key=_precedence)
    return AttributeNames(
        constants=distinct((attribute.name, _constant_name(attribute)) for attribute in ranked),
        classes=distinct((attribute.name, class_name(attribute.name)) for attribute in ranked if members(attribute)),
    )


def metric_names(metrics: Iterable[Group]) -> MetricNames:
    """Name the constants and factories of one module."""
    ranked = [metric.metric_name or "" for metric in sorted(metrics, key=_precedence)]
    return MetricNames(
        constants=distinct((name, screaming_case(name)) for name in ranked),
        factories=distinct((name, "create_" + name.replace(".", "_")) for name in ranked),
    )


def member_names(declared: Iterable[EnumMember]) -> dict[str, Code]:
    """Name the members of an enumeration, by member id.

    Names that `enum` would take for its own (`_X_`, `__X`) lose their outer underscores; a name without any letter or
    digit becomes `VALUE`.
    """
    ranked = sorted(declared, key=lambda member: member.deprecated is not None)
    return distinct((member.id, _member_name(member.id)) for member in ranked)


def class_name(attribute: str) -> str:
    """`http.request.method` → `HttpRequestMethodValues`."""
    return _CLASS_NAMES.get(attribute) or f"{pascal_case(attribute)}Values"


def distinct(wanted: Iterable[tuple[Key, str]]) -> dict[Key, Code]:
    """Give every key an identifier of its own.

    The first to ask for a name gets it; later ones get it with `_2`, `_3` and so on. A key that asks twice is answered
    once.
    """
    names: dict[Key, Code] = {}
    taken: set[str] = set()
    for key, name in wanted:
        if key in names:
            continue
        candidate, number = identifier(name or "_"), 1
        while candidate in taken:
            number += 1
            candidate = identifier(f"{name}_{number}")
        names[key] = candidate
        taken.add(candidate)
    return names


def _constant_name(attribute: Attribute) -> str:
    # `template[any]` has no suffix in the published package; that is how its generator's test for templates works.
    is_template = isinstance(attribute.type, TemplateType) and attribute.type.element is not PrimitiveType.ANY
    return screaming_case(attribute.name) + ("_TEMPLATE" if is_template else "")


def _member_name(member_id: str) -> str:
    name = identifier(screaming_case(member_id) or "_").strip("_")
    return identifier(name or "VALUE")


def _precedence(definition: Attribute | Group) -> tuple[bool, bool, str]:
    """Who keeps a name that several ask for: what is in use before what is deprecated, stable before unstable."""
    name = definition.name if isinstance(definition, Attribute) else definition.metric_name
    return definition.deprecated is not None, definition.stability is not Stability.STABLE, name or ""
