"""A local copy of standard attributes, held against the installed `opentelemetry-semantic-conventions` package."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from swarmgen.diagnostics import Diagnostic, Place, Severity, Sink, did_you_mean
from swarmgen.model import semconv_package
from swarmgen.model.conventions import Attribute, EnumMember, EnumType, Registry, Stability, TemplateType
from swarmgen.model.names import screaming_case
from swarmgen.model.semconv_package import StandardConstant, StandardEnum

STANDARD_URL: Final = "https://opentelemetry.io/schemas/"
"""The schema URL of a registry of standard attributes starts with this."""

_PACKAGE: Final = "opentelemetry-semantic-conventions"


def check_imports(registry: Registry, sink: Sink) -> None:
    """Report every attribute of a registry of standard attributes that the installed package does not define so.

    Name, enum members and their values, deprecation and stability must agree; stable is what stands in the package's
    stable part. The package holds no types, so of these only template and enumeration are checked.

    Codes: `standard-package`, `standard-attribute`, `standard-stability`, `standard-deprecation`, `standard-type`,
    `standard-member`.

    Args:
        registry: a resolved dependency; one with another kind of schema URL is left alone.
        sink: receives the diagnostics.
    """
    if not (registry.schema_url or "").startswith(STANDARD_URL):
        return
    places = sorted(registry.attribute_places.items())
    if places and not semconv_package.is_installed():
        message = f"{_PACKAGE} is not installed; standard attributes are checked against it"
        sink.add(_error("standard-package", message, places[0][1], "run: make setup"))
        return
    for name, place in places:
        for diagnostic in _attribute(registry.definitions[name], place):
            sink.add(diagnostic)


def _attribute(attribute: Attribute, place: Place) -> Iterator[Diagnostic]:
    constant = semconv_package.known_constant(attribute.name)
    if constant is None:
        hint = did_you_mean(attribute.name, semconv_package.known_names(attribute.name))
        yield _error("standard-attribute", f'{_PACKAGE} has no attribute "{attribute.name}"', place, hint)
        return
    yield from _stability(attribute, place)
    yield from _deprecation(attribute, constant, place)
    yield from _type(attribute, constant, place)


def _stability(attribute: Attribute, place: Place) -> Iterator[Diagnostic]:
    is_stable = semconv_package.stable_constant(attribute.name) is not None
    if is_stable != (attribute.stability is Stability.STABLE):
        level = "stable" if is_stable else "development"
        says = "stable" if is_stable else "not stable"
        message = f'{_PACKAGE} says that "{attribute.name}" is {says}'
        yield _error("standard-stability", message, place, f"write stability: {level}")


def _deprecation(attribute: Attribute, constant: StandardConstant, place: Place) -> Iterator[Diagnostic]:
    if constant.deprecated != (attribute.deprecated is not None):
        says = "deprecated" if constant.deprecated else "not deprecated"
        hint = "use what replaces it, or write deprecated:" if constant.deprecated else "remove deprecated:"
        yield _error("standard-deprecation", f'{_PACKAGE} says that "{attribute.name}" is {says}', place, hint)


def _type(attribute: Attribute, constant: StandardConstant, place: Place) -> Iterator[Diagnostic]:
    is_template = isinstance(attribute.type, TemplateType)
    if constant.is_template != is_template:
        says = "a template" if constant.is_template else "not a template"
        yield _error("standard-type", f'{_PACKAGE} says that "{attribute.name}" is {says}', place)
    enum = semconv_package.known_enum(attribute.name)
    members = attribute.type.members if isinstance(attribute.type, EnumType) else None
    if enum is not None and members is not None:
        yield from _members(attribute.name, members, enum, place)
    elif enum is not None or members is not None:
        says = "no members" if enum is None else "members"
        yield _error("standard-type", f'{_PACKAGE} says that "{attribute.name}" has {says}', place)


def _members(name: str, members: tuple[EnumMember, ...], enum: StandardEnum, place: Place) -> Iterator[Diagnostic]:
    values = {member.constant: member.value for member in enum.members}
    stable = semconv_package.stable_enum(name)
    for member in members:
        at, constant = member.place or place, screaming_case(member.id)
        if constant not in values:
            hint = did_you_mean(constant, values) or f"members: {', '.join(values)}"
            yield _error("standard-member", f'{_PACKAGE} has no member "{member.id}" of "{name}"', at, hint)
            continue
        if values[constant] != member.value:
            message = f'{_PACKAGE} gives the member "{member.id}" of "{name}" the value {values[constant]!r}'
            yield _error("standard-member", message, at, f"write value: {values[constant]}")
        if stable is not None and stable.has(constant) != (member.stability is Stability.STABLE):
            says = "stable" if stable.has(constant) else "not stable"
            yield _error("standard-member", f'{_PACKAGE} says that the member "{member.id}" of "{name}" is {says}', at)
    yield from _missing_members(name, members, stable or enum, place)


def _missing_members(
    name: str, members: tuple[EnumMember, ...], enum: StandardEnum, place: Place
) -> Iterator[Diagnostic]:
    """Other programs send all members, so a copy with some of them would refuse good values."""
    ours = {screaming_case(member.id) for member in members}
    missing = [m.constant for m in enum.members if m.constant not in ours and not m.deprecated]
    if missing:
        yield Diagnostic(
            code="standard-member",
            message=f'"{name}" lacks members that {_PACKAGE} has: {", ".join(missing)}',
            place=place,
            severity=Severity.WARNING,
            hint="add them",
        )


def _error(code: str, message: str, place: Place, hint: str | None = None) -> Diagnostic:
    return Diagnostic(code=code, message=message, place=place, hint=hint)
