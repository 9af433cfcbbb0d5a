"""The span of an operation: which of its attributes are filled, and from what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from swarmgen.analysis.patterns.assign import Target, fitted
from swarmgen.analysis.patterns.expressions import read_expression
from swarmgen.analysis.patterns.mistakes import Mistake, reported, unknown
from swarmgen.analysis.patterns.scope import Flow
from swarmgen.analysis.patterns.types import attribute_type
from swarmgen.analysis.patterns.unit import Unit
from swarmgen.analysis.patterns.walk import parts
from swarmgen.diagnostics import Note, Place
from swarmgen.model import expressions as e
from swarmgen.model import ir
from swarmgen.model.conventions import Attribute, Group, GroupType, PrimitiveType, Registry, RequirementKind
from swarmgen.model.datatypes import Identifier, Optional, Plain, Set, Text, is_optional, plain
from swarmgen.spec.patterns.source import Name, Written
from swarmgen.spec.patterns.syntax import OperationSpec

_SHARED: Final = frozenset(
    {
        *("error.type", "process.pid"),
        *(
            f"swarmsh.coordination.{name}"
            for name in (
                *("outcome", "exit_code", "pattern", "language", "sequence", "store_lock_wait", "due_count"),
                *("idempotency.key", "idempotency.repeated", "correlation.id", "batch.line"),
            )
        ),
    }
)
"""Attributes that the runtime fills in every span that has them."""


class Spans:
    """The spans of a registry, and what they were claimed for."""

    def __init__(self, registry: Registry) -> None:
        self._spans = {name: group for group in registry.of_type(GroupType.SPAN) for name in _names(group)}
        self._registry = registry

    def attributes(
        self,
        spec: OperationSpec,
        arguments: tuple[ir.Parameter, ...],
        options: tuple[ir.Parameter, ...],
        returns: tuple[ir.Return, ...],
        unit: Unit,
    ) -> tuple[ir.SpanAttribute, ...]:
        """What the operation fills in, required attributes first.

        Raises:
            Mistake: if the operation names no span.
        """
        group = self._find(spec)
        given = {name.text: (name, written) for name, written in spec.attributes}
        known = {attribute.name for attribute in group.attributes}
        for name, _ in spec.attributes:
            if name.text not in known:
                with reported(unit.world.sink):
                    raise unknown("attribute", name.text, name.place, known, of=f'the span "{spec.span}"')
        inputs = [("arguments", one) for one in arguments] + [("options", one) for one in options]
        found = []
        for attribute in sorted(group.attributes, key=lambda one: (not one.is_required, one.name)):
            with reported(unit.world.sink):
                defined = self._registry.find(attribute.name) or attribute  # a reference may have other annotations
                filled = _filled(attribute, defined, given, inputs, returns, unit)
                found += [filled] if filled is not None else []
                if attribute.is_required and attribute.name not in _SHARED:
                    _check_required(attribute, filled, inputs, spec, group)
        return tuple(found)

    def _find(self, spec: OperationSpec) -> Group:
        if spec.span is None:
            message = f'the operation "{spec.name}" has no span'
            hint = "add span: with the name of a span of the conventions"
            raise Mistake("missing-span", message, spec.name.place, hint=hint)
        found = self._spans.get(spec.span.text)
        if found is None:
            raise unknown("span", spec.span.text, spec.span.place, self._spans)
        return found


def _names(group: Group) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in (group.name, group.id.removeprefix("span.")) if name))


def _filled(
    attribute: Attribute,
    defined: Attribute,
    given: Mapping[str, tuple[Name, Written]],
    inputs: list[tuple[str, ir.Parameter]],
    returns: tuple[ir.Return, ...],
    unit: Unit,
) -> ir.SpanAttribute | None:
    """How an attribute is filled; None if the operation does not."""
    key = attribute.name
    if key in given:
        return _expressed(attribute, defined, *given[key], unit)
    value = _constant(attribute)
    if value is not None:
        return ir.SpanAttribute(key=key, type=_type(defined, unit.name.place), constant=value)
    if key in _SHARED or attribute.requirement_level.kind is RequirementKind.OPT_IN:
        return None
    source = next(((kind, one) for kind, one in inputs if one.attribute == key), None)
    returned = next((one for one in returns if one.attribute == key), None)
    if source is None and returned is None:
        return None
    type_ = _type(defined, unit.name.place)
    if isinstance(type_, Text):  # shown by nobody without being asked for
        return None
    only = source is not None and isinstance(plain(source[1].type), Set) and not isinstance(type_, Set)
    is_sure = source is not None and not only and not is_optional(source[1].type)
    return ir.SpanAttribute(
        key=key,
        type=type_ if is_sure else Optional(type_),
        input=(source[0], source[1].name) if source is not None else None,
        only=only,
        returned=returned.name if returned is not None else None,
    )


def _type(attribute: Attribute, place: Place) -> Plain:
    """The type of an attribute; texts that the runtime alone fills need not say what they are."""
    said = (attribute.annotations or {}).get("swarmsh")
    if attribute.type is PrimitiveType.STRING and not (isinstance(said, Mapping) and said.get("type")):
        return Identifier()
    return attribute_type(attribute, place)


def _constant(attribute: Attribute) -> str | None:
    """The value that the conventions give an attribute of this span."""
    said = (attribute.annotations or {}).get("swarmsh")
    value = said.get("value") if isinstance(said, Mapping) else None
    return None if value is None else str(value)


def _expressed(attribute: Attribute, defined: Attribute, name: Name, written: Written, unit: Unit) -> ir.SpanAttribute:
    """An attribute that the operation gives an expression."""
    if attribute.name in _SHARED or _constant(attribute) is not None:
        raise Mistake("managed-field", f'"{name}" is filled by itself', name.place, hint="drop it")
    type_ = attribute_type(defined, name.place)
    scope = replace(unit.scope(), flow=Flow(), reads=False)
    value = read_expression(written, scope, Optional(type_))
    if any(isinstance(part, e.Sequence) for part in parts(value)):
        raise Mistake("type-error", "the span of an operation speaks of inputs and of now", written.place)
    fitted(value, Target(f'the attribute "{name}"', Optional(type_)), written.place, scope)
    return ir.SpanAttribute(
        key=attribute.name, type=Optional(type_) if is_optional(value.type) else type_, expression=value
    )


def _check_required(
    attribute: Attribute,
    filled: ir.SpanAttribute | None,
    inputs: list[tuple[str, ir.Parameter]],
    spec: OperationSpec,
    group: Group,
) -> None:
    """A required attribute is known as soon as the inputs are."""
    notes = (Note(message="the span requires it", place=group.place_of(attribute.name)),)
    place = spec.span.place if spec.span is not None else spec.name.place
    if filled is None or (filled.constant is None and filled.input is None and filled.expression is None):
        message = f'nothing fills the attribute "{attribute.name}", which the span requires'
        hint = "give an argument or option with it, or an expression under attributes:"
        raise Mistake("span-attribute-unset", message, place, hint=hint, notes=notes)
    source = next((one for kind, one in inputs if (kind, one.name) == filled.input), None)
    if is_optional(filled.type) and (source is None or source.environment is None):
        message = f'the attribute "{attribute.name}", which the span requires, may be absent'
        where = source.place if source is not None else place
        raise Mistake("span-attribute-unset", message, where, notes=notes)
