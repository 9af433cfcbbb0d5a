"""Expressions as Promela: values with the conditions under which they hold, and conditions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from swarmgen.backends.code import Code
from swarmgen.backends.models import truth as t
from swarmgen.backends.models.roles import Domain
from swarmgen.backends.models.scope import Unit, input_domain, local
from swarmgen.backends.models.source import NUMBER_MAX, number, symbol
from swarmgen.backends.models.truth import Truth
from swarmgen.model import datatypes as d
from swarmgen.model import expressions as e

ABSENT: Final = Code("0")
_EQUAL: Final = (e.Comparison.EQUAL, e.Comparison.UNEQUAL)


@dataclass(frozen=True, slots=True)
class Option:
    """A value that an expression can have, and when it can have it."""

    when: Truth
    text: Code


Options = tuple[Option, ...]


def options(expression: e.Expression, unit: Unit) -> Options | None:
    """The values an expression can have; None when the model does not know."""
    match expression:
        case e.Choose(condition=condition, then=then, otherwise=otherwise):
            test = truth(condition, unit)
            return _either(test, options(then, unit), options(otherwise, unit))
        case e.Default(operand=operand, fallback=fallback):
            return _either(presence(operand, unit), options(operand, unit), options(fallback, unit))
        case _:
            text = _value(expression, unit)
            return None if text is None else (Option(t.ALWAYS, text),)


def present(expression: e.Expression, unit: Unit) -> Options:
    """Whether there is a value, as 1 or 0."""
    found = presence(expression, unit)
    both = (Option(found, Code("1")), Option(t.opposite(found), Code("0")))
    return tuple(each for each in both if not each.when.is_impossible)


def _either(test: Truth, then: Options | None, otherwise: Options | None) -> Options | None:
    if then is None or otherwise is None:
        return None
    sides = ((test, then), (t.opposite(test), otherwise))
    found = (Option(t.every((side, each.when)), each.text) for side, given in sides for each in given)
    return tuple(each for each in found if not each.when.is_impossible)


def _value(expression: e.Expression, unit: Unit) -> Code | None:
    match expression:
        case e.Literal(value=None):
            return ABSENT
        case e.Literal(value=str() as member, type=type_):
            plain = d.plain(type_)
            return symbol(plain.attribute, member) if isinstance(plain, d.Enum) else None
        case e.Literal(value=int() as value):
            return number(value) if 0 <= value <= NUMBER_MAX else None
        case e.Field(binding=binding, record=kind, field=name):
            return None if unit.roles.domain(kind, name) is Domain.PRESENCE else unit.cell(binding, kind, name)
        case e.Bound(binding=binding):
            return unit.bindings.get(binding)
        case e.Variable(name=name):
            return local("v", name) if unit.variables.get(name) in (Domain.MEMBER, Domain.COUNT) else None
        case e.Input(source=source, name=name):
            found = unit.input(source, name)
            is_kept = found is not None and input_domain(found[1]) is not Domain.PRESENCE
            return found[0] if found is not None and is_kept else None
        case e.Binary(operator=e.Arithmetic.ADD | e.Arithmetic.SUBTRACT as sign, left=left, right=right):
            first, second = _value(left, unit), _value(right, unit)
            return None if first is None or second is None else Code(f"{first} {sign.value} {second}")
        case _:
            return None


def presence(expression: e.Expression, unit: Unit) -> Truth:
    """Whether an expression has a value."""
    if not d.is_optional(expression.type):
        return t.ALWAYS
    match expression:
        case e.Literal(value=None):
            return t.NEVER
        case e.Field(binding=binding, record=kind, field=name):
            return _there(unit.cell(binding, kind, name))
        case e.Bound(binding=binding):
            return _there(unit.bindings.get(binding))
        case e.Variable(name=name) if name in unit.variables:
            return _there(local("v", name))
        case e.Input(source=source, name=name):
            found = unit.input(source, name)
            return _there(found[0] if found else None)
        case e.Choose(condition=condition, then=then, otherwise=otherwise):
            return _chosen(truth(condition, unit), presence(then, unit), presence(otherwise, unit))
        case e.Default(operand=operand, fallback=fallback):
            return t.some((presence(operand, unit), presence(fallback, unit)))
        case _:
            return t.OPEN


def _there(text: Code | None) -> Truth:
    return t.OPEN if text is None else Truth(Code(f"{text} != 0"), Code(f"{text} == 0"))


def _chosen(test: Truth, then: Truth, otherwise: Truth) -> Truth:
    return t.some((t.every((test, then)), t.every((t.opposite(test), otherwise))))


def truth(expression: e.Expression, unit: Unit) -> Truth:
    """When a condition can be true, and when it can be false."""
    match expression:
        case e.Literal(value=bool() as value):
            return t.ALWAYS if value else t.NEVER
        case e.Not(operand=operand):
            return t.opposite(truth(operand, unit))
        case e.All(operands=operands):
            return t.every(truth(each, unit) for each in operands)
        case e.Any(operands=operands):
            return t.some(truth(each, unit) for each in operands)
        case e.Choose(condition=condition, then=then, otherwise=otherwise):
            return _chosen(truth(condition, unit), truth(then, unit), truth(otherwise, unit))
        case e.IsAbsent(operand=operand, negated=negated):
            there = presence(operand, unit)
            return there if negated else t.opposite(there)
        case e.OneOf(operand=operand, members=members, negated=negated):
            among = _among(operand, members, unit)
            return t.opposite(among) if negated else among
        case e.Compare():
            return _compared(expression, unit)
        case e.Variable(name=name) if unit.variables.get(name) is Domain.PRESENCE:
            return _there(local("v", name))
        case e.Input(source=source, name=name, type=d.Bool()):
            found = unit.input(source, name)
            return _there(found[0] if found else None)
        case _:
            return t.OPEN


def _among(operand: e.Expression, members: tuple[str, ...], unit: Unit) -> Truth:
    text, plain = _value(operand, unit), d.plain(operand.type)
    if text is None or not isinstance(plain, d.Enum):
        return t.OPEN
    return t.known(Code(" || ").join(Code(f"{text} == {symbol(plain.attribute, each)}") for each in members))


def _compared(comparison: e.Compare, unit: Unit) -> Truth:
    left, right = _value(comparison.left, unit), _value(comparison.right, unit)
    is_ordered = isinstance(d.plain(comparison.left.type), d.Int)
    if left is None or right is None or not (comparison.operator in _EQUAL or is_ordered):
        return t.OPEN
    if comparison.operator not in _EQUAL:
        return t.known(Code(f"{left} {comparison.operator.value} {right}"))
    there = tuple(_only_one_optional(comparison, left, right)) if is_ordered else ()
    equal = t.every((*there, Truth(Code(f"{left} == {right}"), Code(f"{left} != {right}"))))
    return equal if comparison.operator is e.Comparison.EQUAL else t.opposite(equal)


def _only_one_optional(comparison: e.Compare, left: Code, right: Code) -> Iterator[Truth]:
    """A number that is absent is kept as 0, and equals no number that is there."""
    sides = ((comparison.left, left), (comparison.right, right))
    optional = [text for side, text in sides if d.is_optional(side.type)]
    if len(optional) == 1:
        yield _there(optional[0])
