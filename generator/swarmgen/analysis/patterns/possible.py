"""Whether a condition on a record can hold when some of its fields are known."""

from __future__ import annotations

from collections.abc import Mapping

from swarmgen.model import expressions as e
from swarmgen.model.expressions import Comparison


def may_hold(condition: e.Expression, values: Mapping[str, e.Expression]) -> bool:
    """False only if the condition cannot hold; `values` are those of the fields of the record it speaks of."""
    return _truth(condition, values) is not False


def _truth(condition: e.Expression, values: Mapping[str, e.Expression]) -> bool | None:
    """Whether a condition holds, None where it cannot be told."""
    match condition:
        case e.Not(operand=operand):
            found = _truth(operand, values)
            return None if found is None else not found
        case e.All(operands=operands):
            return _all([_truth(operand, values) for operand in operands])
        case e.Any(operands=operands):
            found = _all([None if (one := _truth(operand, values)) is None else not one for operand in operands])
            return None if found is None else not found
        case e.IsAbsent(operand=operand, negated=negated):
            known = _known(operand, values)
            return None if known is None else (known.value is None) != negated
        case e.OneOf(operand=operand, members=members, negated=negated):
            known = _known(operand, values)
            return None if known is None else (known.value in members) != negated
        case e.Compare(operator=operator, left=left, right=right):
            return _compared(operator, _known(left, values), _known(right, values))
        case e.Literal(value=bool() as value):
            return value
        case _:
            return None


def _all(found: list[bool | None]) -> bool | None:
    if False in found:
        return False
    return None if None in found else True


def _compared(operator: Comparison, left: e.Literal | None, right: e.Literal | None) -> bool | None:
    if left is None or right is None:
        return None
    match operator:
        case Comparison.EQUAL:
            return left.value == right.value
        case Comparison.UNEQUAL:
            return left.value != right.value
        case _:
            return None


def _known(expression: e.Expression, values: Mapping[str, e.Expression]) -> e.Literal | None:
    """The constant that an expression is."""
    if isinstance(expression, e.Field):
        expression = values.get(expression.field, expression)
    return expression if isinstance(expression, e.Literal) else None
