"""Where the constant, the enumeration class or the factory of a definition is.

Definitions of the registry itself are in the constants modules generated beside the helpers. Those of dependencies
are in the stable part of the installed `opentelemetry-semantic-conventions`, if that has them. Everything else has no
place: helpers then use literals.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from importlib import import_module

from swarmgen.backends.code import Code
from swarmgen.backends.python.constants.enums import has_stable_class
from swarmgen.backends.python.constants.naming import attribute_names, class_name, member_names, metric_names
from swarmgen.backends.python.constants.selection import Module, Tier, attribute_modules, members, metric_modules
from swarmgen.backends.python.source import identifier
from swarmgen.backends.target import Target
from swarmgen.model.conventions import Attribute, Group, Registry
from swarmgen.model.names import root_namespace, screaming_case, snake_case

_PUBLISHED = "opentelemetry.semconv.attributes"


@dataclass(frozen=True, slots=True)
class Place:
    """A name in a module."""

    module: str
    name: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class EnumPlace:
    """An enumeration class and, by member value, the names of its members. A stable class has stable members only."""

    place: Place
    members: Mapping[str | int | float | bool, Code]


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricPlaces:
    """A metric's constant and the function that creates its instrument."""

    constant: Place
    factory: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """All places, by attribute name and by id of the metric's group. Built by `find_places`."""

    constants: Mapping[str, Place] = field(default_factory=dict)
    enums: Mapping[str, tuple[EnumPlace, ...]] = field(default_factory=dict)
    metrics: Mapping[str, MetricPlaces] = field(default_factory=dict)


def find_places(registry: Registry, target: Target) -> Places:
    """The places of everything in the registry and the attributes of its dependencies."""
    constants: dict[str, Place] = {}
    enums: dict[str, tuple[EnumPlace, ...]] = {}
    for name, attribute in registry.definitions.items():
        if name not in registry.attribute_groups:
            _find_published(attribute, constants, enums)
    for module in attribute_modules(registry, target):
        names = attribute_names(module.definitions)
        for attribute in module.definitions:
            tier = Tier.STABLE if Tier.STABLE.keeps(attribute) else Tier.INCUBATING
            constants[attribute.name] = Place(module.path(tier, target.package), names.constants[attribute.name])
            if attribute.name in names.classes:
                enums[attribute.name] = _own_classes(attribute, module, names.classes[attribute.name], target.package)
    return Places(constants=constants, enums=enums, metrics=_metric_places(registry, target))


def _own_classes(attribute: Attribute, module: Module[Attribute], name: Code, package: str) -> tuple[EnumPlace, ...]:
    """The class that has every member and, if another, the stable one before it."""
    tiers = [Tier.STABLE] if has_stable_class(attribute) else []
    if not tiers or not all(map(Tier.STABLE.keeps, members(attribute))):
        tiers.append(Tier.INCUBATING)
    declared = members(attribute)
    names = member_names(declared)
    return tuple(
        EnumPlace(
            place=Place(module.path(tier, package), name),
            members={member.value: names[member.id] for member in declared if tier.keeps(member)},
        )
        for tier in tiers
    )


def _find_published(attribute: Attribute, constants: dict[str, Place], enums: dict[str, tuple[EnumPlace, ...]]) -> None:
    path = f"{_PUBLISHED}.{snake_case(root_namespace(attribute.name))}_attributes"
    try:
        module = vars(import_module(path))
    except ImportError:
        return
    constant = screaming_case(attribute.name)
    for name in (constant, f"{constant}_TEMPLATE"):
        if module.get(name) == attribute.name:
            constants[attribute.name] = Place(path, identifier(name))
    kind = module.get(class_name(attribute.name))
    if members(attribute) and isinstance(kind, type) and issubclass(kind, Enum):
        names = {member.value: identifier(member.name) for member in kind}
        enums[attribute.name] = (EnumPlace(place=Place(path, identifier(kind.__name__)), members=names),)


def _metric_places(registry: Registry, target: Target) -> dict[str, MetricPlaces]:
    places: dict[str, MetricPlaces] = {}
    for module in metric_modules(registry, target):
        names = metric_names(module.definitions)
        path = module.path(Tier.INCUBATING, target.package)
        for metric in module.definitions:
            name = _metric_name(metric)
            places[metric.id] = MetricPlaces(
                constant=Place(path, names.constants[name]), factory=Place(path, names.factories[name])
            )
    return places


def _metric_name(metric: Group) -> str:
    return metric.metric_name or ""
