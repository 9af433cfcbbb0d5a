"""Lints about names that differ in the conventions but not in generated code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from swarmgen.analysis.lints.findings import Finding
from swarmgen.analysis.lints.lookups import SIGNALS, own_attributes, own_groups, own_members, signal_name
from swarmgen.diagnostics import Note, Place, Severity
from swarmgen.model.annotations import is_generated
from swarmgen.model.conventions import Attribute, EnumMember, GroupType, PrimitiveType, Registry, TemplateType
from swarmgen.model.names import common_root, pascal_case, root_namespace, screaming_case, short_names, snake_case


@dataclass(frozen=True, slots=True, kw_only=True)
class _Name:
    """A name in generated code and what it is made from. Names of different `scope`s cannot meet."""

    scope: str
    code: str
    source: str
    place: Place
    is_deprecated: bool


def constant_collisions(registry: Registry) -> Iterator[Finding]:
    """Attribute constants, enum classes, enum members and metric constants differ within their module or class.

    Metric factories need no check of their own: names with equal factories have equal constants.
    """
    yield from _clashes(_constants(registry), "the constant")


def short_name_collisions(registry: Registry) -> Iterator[Finding]:
    """The names of helpers, of their arguments and of enum aliases stay different without the root namespace.

    A clash of two short names is harmless (both get their full names); this finds what stays ambiguous after that.
    """
    yield from _clashes(_helpers(registry), "the helper name")
    yield from _clashes(_arguments(registry), "the argument")
    yield from _clashes(_aliases(registry), "the alias")


def _clashes(names: Iterable[_Name], what: str) -> Iterator[Finding]:
    """Where only one of two is in use, the other gets a number in generated code: that surprises, but breaks nobody."""
    first: dict[tuple[str, str], _Name] = {}
    for name in names:
        earlier = first.setdefault((name.scope, name.code), name)
        if earlier.source != name.source:
            yield Finding(
                message=f"{name.source} and {earlier.source} both become {what} {name.code}",
                place=name.place,
                hint="rename one, or exclude the deprecated one with annotations.code_generation.exclude: true",
                notes=(Note(message=f"{earlier.source} is defined here", place=earlier.place),),
                severity=Severity.WARNING if name.is_deprecated or earlier.is_deprecated else None,
            )


def _constants(registry: Registry) -> Iterator[_Name]:
    for attribute, place in own_attributes(registry):
        if is_generated(attribute.annotations):
            yield _attribute_constant(attribute, place)
    for attribute, members, place in own_members(registry):
        if is_generated(attribute.annotations):
            class_name = f"{pascal_case(attribute.name)}Values"
            module = _module(attribute.name)
            yield _Name(
                scope=f"classes of {module}",
                code=class_name,
                source=f'attribute "{attribute.name}"',
                place=place,
                is_deprecated=attribute.deprecated is not None,
            )
            yield from _member_constants(attribute, members, place)
    for group in own_groups(registry, GroupType.METRIC):
        metric = group.metric_name
        if metric and group.id == f"metric.{metric}" and is_generated(group.annotations):
            yield _Name(
                scope=f"metrics of {_module(metric)}",
                code=screaming_case(metric),
                source=f'metric "{metric}"',
                place=group.place,
                is_deprecated=group.deprecated is not None,
            )


def _attribute_constant(attribute: Attribute, place: Place) -> _Name:
    is_template = isinstance(attribute.type, TemplateType) and attribute.type.element is not PrimitiveType.ANY
    return _Name(
        scope=f"attributes of {_module(attribute.name)}",
        code=screaming_case(attribute.name) + ("_TEMPLATE" if is_template else ""),
        source=f'attribute "{attribute.name}"',
        place=place,
        is_deprecated=attribute.deprecated is not None,
    )


def _member_constants(attribute: Attribute, members: Iterable[EnumMember], place: Place) -> Iterator[_Name]:
    for member in members:
        if is_generated(member.annotations):
            yield _Name(
                scope=f"members of {attribute.name}",
                code=screaming_case(member.id),
                source=f'member "{member.id}" of attribute "{attribute.name}"',
                place=member.place or place,
                is_deprecated=member.deprecated is not None,
            )


def _helpers(registry: Registry) -> Iterator[_Name]:
    for kind in SIGNALS:
        groups = {signal_name(g): g for g in own_groups(registry, kind) if is_generated(g.annotations)}
        short = short_names(groups, common_root(groups))
        for name, group in groups.items():
            yield _Name(
                scope=kind.value,
                code=short[name],
                source=f'{kind.value} "{name}"',
                place=group.place,
                is_deprecated=group.deprecated is not None,
            )


def _arguments(registry: Registry) -> Iterator[_Name]:
    root = common_root(registry.attribute_places)
    for group in own_groups(registry, *SIGNALS):
        attributes = {a.name: a for a in group.attributes if is_generated(a.annotations)}
        for name, short in sorted(short_names(attributes, root).items()):
            yield _Name(
                scope=group.id,
                code=short,
                source=f'attribute "{name}" of {group.type.value} "{signal_name(group)}"',
                place=group.place_of(name),
                is_deprecated=attributes[name].deprecated is not None,
            )


def _aliases(registry: Registry) -> Iterator[_Name]:
    found = {a.name: (a, place) for a, _, place in own_members(registry) if is_generated(a.annotations)}
    short = short_names(found, common_root(registry.attribute_places))
    for name, (attribute, place) in found.items():
        yield _Name(
            scope="aliases",
            code=pascal_case(short[name]),
            source=f'attribute "{name}"',
            place=place,
            is_deprecated=attribute.deprecated is not None,
        )


def _module(name: str) -> str:
    return snake_case(root_namespace(name))
