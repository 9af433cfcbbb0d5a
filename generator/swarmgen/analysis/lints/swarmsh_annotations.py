"""The lint about `annotations.swarmsh`: what OpenTelemetry's types cannot say about an attribute.

| Key | Meaning | On attributes of type |
| --- | --- | --- |
| `type` | how the value is read and written: a row of `_CARRIERS` | as that row says |
| `range` | `min` and `max`, either may be missing | int |
| `scale` | decimal places of a `decimal`, 1 to 18 | int |
| `max_bytes` | longest text, 1 to 65536 | string, string[] |
| `max_items` | longest list, 1 to 65536 | any array |
| `to` | the attribute whose values these are | `reference`, `set` |
| `value` | the one value it has: a constant of its type, or the value of a member | any but templates |
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from swarmgen.analysis.lints.findings import Finding
from swarmgen.analysis.lints.lookups import own_attributes, own_groups
from swarmgen.analysis.lints.values import is_integer, type_name, value_problem
from swarmgen.diagnostics import Place, did_you_mean
from swarmgen.model.conventions import Attribute, EnumType, Json, PrimitiveType, Registry, TemplateType

_KEY: Final = "swarmsh"
_CARRIERS: Final = {
    "identifier": PrimitiveType.STRING,
    "text": PrimitiveType.STRING,
    "time": PrimitiveType.INT,
    "duration": PrimitiveType.INT,
    "decimal": PrimitiveType.INT,
    "set": PrimitiveType.STRINGS,
    "reference": PrimitiveType.STRING,
}
"""Our type → the attribute type that carries it. Times, durations and decimals are integers in telemetry."""
_WITH_TARGET: Final = ("reference", "set")
_MAX_SCALE: Final = 18
_MAX_SIZE: Final = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class _Subject:
    """An attribute, its `swarmsh` annotations, and the registry its references lead into."""

    attribute: Attribute
    options: Mapping[str, Json]
    registry: Registry

    @property
    def carrier(self) -> PrimitiveType | EnumType:
        """The type of the attribute, or of each attribute of the family a template stands for."""
        declared = self.attribute.type
        return declared.element if isinstance(declared, TemplateType) else declared

    def carries(self, *elements: PrimitiveType) -> bool:
        """Whether its values, or the items of its lists, are of one of these types."""
        return not isinstance(self.carrier, EnumType) and self.carrier.element in elements


@dataclass(frozen=True, slots=True)
class _Problem:
    message: str
    hint: str | None = None


def swarmsh_annotations(registry: Registry) -> Iterator[Finding]:
    """Each annotation is known, well formed, and fits the attribute it stands on."""
    for attribute, place in own_attributes(registry):
        yield from _findings(attribute, place, registry)
    for group in own_groups(registry):
        for attribute in group.attributes:
            definition = registry.definitions.get(attribute.name)
            if definition is None or attribute.annotations != definition.annotations:
                yield from _findings(attribute, group.place_of(attribute.name), registry)


def _findings(attribute: Attribute, place: Place, registry: Registry) -> Iterator[Finding]:
    options = (attribute.annotations or {}).get(_KEY)
    if options is None:
        return
    name = f'annotations.{_KEY} of attribute "{attribute.name}"'
    if not isinstance(options, Mapping):
        yield Finding(message=f"{name} must be a mapping", place=place, hint=f"keys: {', '.join(_CHECKS)}")
        return
    for problem in _problems(_Subject(attribute=attribute, options=options, registry=registry)):
        yield Finding(message=f"{name}: {problem.message}", place=place, hint=problem.hint)


def _problems(subject: _Subject) -> Iterator[_Problem]:
    for key, value in subject.options.items():
        if key in _CHECKS:
            yield from _CHECKS[key](subject, value)
        else:
            yield _Problem(f'there is no "{key}"', did_you_mean(key, _CHECKS) or f"keys: {', '.join(_CHECKS)}")
    kind = subject.options.get("type")
    if kind == "decimal" and "scale" not in subject.options:
        yield _Problem('a decimal needs "scale"', "scale: 1 stores 3.5 as 35")
    if kind == "reference" and "to" not in subject.options:
        yield _Problem('a reference needs "to"', "name the attribute whose values it holds")


def _type(subject: _Subject, value: Json) -> Iterator[_Problem]:
    if not isinstance(value, str) or value not in _CARRIERS:
        hint = did_you_mean(value, _CARRIERS) if isinstance(value, str) else None
        yield _Problem(f"there is no type {_shown(value)}", hint or f"types: {', '.join(_CARRIERS)}")
    elif subject.carrier is not _CARRIERS[value]:
        yield _Problem(f"{value} needs an attribute of type {_CARRIERS[value].value}, not {type_name(subject.carrier)}")


def _range(subject: _Subject, value: Json) -> Iterator[_Problem]:
    if not subject.carries(PrimitiveType.INT):
        yield _Problem(f"a range needs an attribute of type int, not {type_name(subject.carrier)}")
    if not isinstance(value, Mapping) or not value or not value.keys() <= {"min", "max"}:
        yield _Problem('"range" must be a mapping with "min", "max" or both')
        return
    for key, bound in value.items():
        if not is_integer(bound):
            yield _Problem(f'"{key}" of the range must be an integer, not {_shown(bound)}')
    low, high = value.get("min"), value.get("max")
    if is_integer(low) and is_integer(high) and low > high:
        yield _Problem(f"the range is empty: min {low} is above max {high}", "exchange them")


def _scale(subject: _Subject, value: Json) -> Iterator[_Problem]:
    if subject.options.get("type") != "decimal":
        yield _Problem('"scale" needs "type: decimal"')
    yield from _size("scale", value, _MAX_SCALE)


def _max_bytes(subject: _Subject, value: Json) -> Iterator[_Problem]:
    if not subject.carries(PrimitiveType.STRING):
        yield _Problem(f'"max_bytes" needs an attribute of type string or string[], not {type_name(subject.carrier)}')
    yield from _size("max_bytes", value, _MAX_SIZE)


def _max_items(subject: _Subject, value: Json) -> Iterator[_Problem]:
    if isinstance(subject.carrier, EnumType) or not subject.carrier.is_array:
        yield _Problem(f'"max_items" needs an attribute of an array type, not {type_name(subject.carrier)}')
    yield from _size("max_items", value, _MAX_SIZE)


def _size(key: str, value: Json, most: int) -> Iterator[_Problem]:
    if not is_integer(value) or not 1 <= value <= most:
        yield _Problem(f'"{key}" must be an integer from 1 to {most}, not {_shown(value)}')


def _to(subject: _Subject, value: Json) -> Iterator[_Problem]:
    if subject.options.get("type") not in _WITH_TARGET:
        yield _Problem('"to" needs "type: reference" or "type: set"')
    target = subject.registry.find(value) if isinstance(value, str) else None
    if target is None:
        known = (*subject.registry.definitions, *subject.registry.foreign_definitions)
        hint = did_you_mean(value, known) if isinstance(value, str) else None
        yield _Problem(f'"to" must name an attribute; there is no {_shown(value)}', hint)
    elif target.type is not PrimitiveType.STRING:
        yield _Problem(f'"to" must name an attribute of type string; "{target.name}" is {type_name(target.type)}')


def _open(subject: _Subject, value: Json) -> Iterator[_Problem]:
    if not isinstance(subject.attribute.type, EnumType):
        yield _Problem(f'"open" needs an enumeration, not {type_name(subject.carrier)}')
    if not isinstance(value, bool):
        yield _Problem(f'"open" must be true or false, not {_shown(value)}')


def _value(subject: _Subject, value: Json) -> Iterator[_Problem]:
    reason = value_problem(value, subject.attribute.type)
    if reason is not None:
        yield _Problem(f'"value" {reason}')
    bounds = subject.options.get("range")
    if is_integer(value) and isinstance(bounds, Mapping):
        low, high = bounds.get("min"), bounds.get("max")
        if (is_integer(low) and value < low) or (is_integer(high) and value > high):
            yield _Problem(f'"value" {value} is outside the range')


def _shown(value: Json) -> str:
    match value:
        case str():
            return f'"{value}"'
        case bool():
            return str(value).lower()
        case int() | float():
            return str(value)
        case None:
            return "nothing"
        case Mapping():
            return "a mapping"
        case _:
            return "a list"


_CHECKS: Final[Mapping[str, Callable[[_Subject, Json], Iterator[_Problem]]]] = {
    "type": _type,
    "range": _range,
    "scale": _scale,
    "max_bytes": _max_bytes,
    "max_items": _max_items,
    "to": _to,
    "open": _open,
    "value": _value,
}
