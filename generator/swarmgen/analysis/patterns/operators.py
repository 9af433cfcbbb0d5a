"""Operators of the expression language."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from swarmgen.analysis.patterns.bounds import arithmetic, fits
from swarmgen.analysis.patterns.calls import ranged
from swarmgen.analysis.patterns.constants import member
from swarmgen.analysis.patterns.unify import is_integer, is_ordered, type_name, unified
from swarmgen.model import expressions as e
from swarmgen.model.datatypes import (
    Bool,
    Decimal,
    Duration,
    Enum,
    Identifier,
    Int,
    Plain,
    Set,
    Text,
    Time,
    Type,
    is_optional,
    plain,
)
from swarmgen.model.expressions import Arithmetic, Comparison

if TYPE_CHECKING:
    from swarmgen.analysis.patterns.expressions import Reader

_ARITHMETIC: Final[dict[type[ast.operator], Arithmetic]] = {
    ast.Add: Arithmetic.ADD,
    ast.Sub: Arithmetic.SUBTRACT,
    ast.Mult: Arithmetic.MULTIPLY,
    ast.FloorDiv: Arithmetic.DIVIDE,
    ast.Mod: Arithmetic.MODULO,
}
_COMPARISONS: Final[dict[type[ast.cmpop], Comparison]] = {
    ast.Eq: Comparison.EQUAL,
    ast.NotEq: Comparison.UNEQUAL,
    ast.Lt: Comparison.LESS,
    ast.LtE: Comparison.AT_MOST,
    ast.Gt: Comparison.GREATER,
    ast.GtE: Comparison.AT_LEAST,
}


def operation(
    reader: Reader, node: ast.BoolOp | ast.UnaryOp | ast.BinOp | ast.Compare, expected: Type | None
) -> e.Expression:
    """An operator with its operands.

    Raises:
        Mistake: if the language has no such operator, or none for these types.
    """
    match node:
        case ast.BoolOp():
            return _logic(reader, node)
        case ast.UnaryOp():
            return _unary(reader, node, expected)
        case ast.BinOp():
            return _binary(reader, node, expected)
        case ast.Compare():
            return _compare(reader, node)


def _logic(reader: Reader, node: ast.BoolOp) -> e.Expression:
    """Every operand may rely on those before it."""
    is_and = isinstance(node.op, ast.And)
    operands: list[e.Expression] = []
    for value in node.values:
        operands.append(reader.condition(value))
        reader = reader.after(operands[-1], is_and)
    return e.All(tuple(operands), Bool()) if is_and else e.Any(tuple(operands), Bool())


def _unary(reader: Reader, node: ast.UnaryOp, expected: Type | None) -> e.Expression:
    match node.op:
        case ast.Not():
            return e.Not(reader.condition(node.operand), Bool())
        case ast.USub():
            operand = reader.present(node.operand, expected)
            if not is_integer(plain(operand.type)) or isinstance(operand.type, Time):
                raise reader.mistake("type-error", f"{type_name(operand.type)} has no opposite", node)
            low, high = reader.bounds.of(operand)
            _check_fits(reader, (-high, -low), node)
            if isinstance(operand, e.Literal) and isinstance(operand.value, int):
                return e.Literal(-operand.value, ranged(operand.type, (-high, -low)))
            return e.Negate(operand, ranged(operand.type, (-high, -low)))
        case _:
            raise reader.mistake("expression-syntax", "this operator is not part of the language", node)


def _binary(reader: Reader, node: ast.BinOp, expected: Type | None) -> e.Expression:
    operator = _ARITHMETIC.get(type(node.op))
    if operator is None:
        hint = "known: + - * // %"
        raise reader.mistake("expression-syntax", "this operator is not part of the language", node, hint)
    left = reader.present(node.left)
    right = reader.present(node.right)
    type_ = _result(operator, plain(left.type), plain(right.type))
    if type_ is None:
        message = f"{type_name(left.type)} {operator} {type_name(right.type)} has no meaning"
        raise reader.mistake("type-error", message, node)
    first, second = reader.bounds.of(left), reader.bounds.of(right)
    if operator in (Arithmetic.DIVIDE, Arithmetic.MODULO):
        _check_division(reader, node, first, second)
    interval = arithmetic(operator, first, second)
    _check_fits(reader, interval, node)
    return e.Binary(operator, left, right, ranged(type_, interval))


def _check_division(reader: Reader, node: ast.BinOp, left: tuple[int, int], right: tuple[int, int]) -> None:
    if left[0] < 0:
        message = f"{ast.unparse(node.left)} may be negative: rounding would differ between languages"
        raise reader.mistake("division", message, node.left, "make it 0 or more with max(…, 0)")
    if right[0] <= 0:
        message = f"{ast.unparse(node.right)} may be 0 or less"
        raise reader.mistake("division", message, node.right, "make it 1 or more with max(…, 1)")


def _check_fits(reader: Reader, interval: tuple[int, int], node: ast.expr) -> None:
    if not fits(interval):
        message = f"{ast.unparse(node)} can be from {interval[0]} to {interval[1]}, beyond 64 bits"
        raise reader.mistake("overflow", message, node, "bound an operand with min(…) or max(…)")


def _result(operator: Arithmetic, left: Plain, right: Plain) -> Plain | None:
    """The type of a result, None where the operator has no meaning."""
    is_sum = operator in (Arithmetic.ADD, Arithmetic.SUBTRACT)
    match left, right:
        case Int(), Int():
            return left
        case (Duration(), Duration()) if is_sum or operator is Arithmetic.MODULO:
            return left
        case (Duration(), Duration()) if operator is Arithmetic.DIVIDE:
            return Int()
        case (Time(), Time()) if operator is Arithmetic.SUBTRACT:
            return Duration()
        case (Time(), Duration()) if is_sum:
            return left
        case (Duration(), Time()) if operator is Arithmetic.ADD:
            return right
        case (Duration() | Decimal(), Int()) if operator in (Arithmetic.MULTIPLY, Arithmetic.DIVIDE):
            return left
        case (Int(), Duration() | Decimal()) if operator is Arithmetic.MULTIPLY:
            return right
        case (Decimal(scale=a), Decimal(scale=b)) if is_sum and a == b:
            return left
        case _:
            return None


def _compare(reader: Reader, node: ast.Compare) -> e.Expression:
    if len(node.ops) != 1:
        hint = "join comparisons with and: a < b and b < c"
        raise reader.mistake("expression-syntax", "comparisons cannot be chained", node, hint)
    operator, right = node.ops[0], node.comparators[0]
    if isinstance(operator, ast.In | ast.NotIn):
        return _membership(reader, node, right, isinstance(operator, ast.NotIn))
    comparison = _COMPARISONS.get(type(operator))
    if comparison is None:
        hint = "absence is asked for with == None and != None"
        raise reader.mistake("expression-syntax", "this operator is not part of the language", node, hint)
    for one, other in ((node.left, right), (right, node.left)):
        if isinstance(one, ast.Constant) and one.value is None:
            return _absent(reader, other, comparison, node)
    first, second = reader.sides(node.left, right, None)
    if isinstance(plain(first.type), Set) and isinstance(plain(second.type), Set):
        return _sets(reader, node, comparison, first, second)
    return _ordinary(reader, node, comparison, first, second)


def _absent(reader: Reader, node: ast.expr, comparison: Comparison, whole: ast.Compare) -> e.Expression:
    if comparison not in (Comparison.EQUAL, Comparison.UNEQUAL):
        raise reader.mistake("type-error", "None has no order", whole)
    operand = reader.read(node)
    if not is_optional(operand.type):
        raise reader.mistake("always-there", f"{ast.unparse(node)} is always there", node, "drop the question")
    return e.IsAbsent(operand, comparison is Comparison.UNEQUAL, Bool())


def _ordinary(
    reader: Reader, node: ast.Compare, comparison: Comparison, left: e.Expression, right: e.Expression
) -> e.Expression:
    type_ = unified(plain(left.type), plain(right.type))
    if type_ is None:
        message = f"{type_name(left.type)} cannot be compared with {type_name(right.type)}"
        raise reader.mistake("type-error", message, node)
    if isinstance(type_, Text):
        raise reader.mistake("type-error", "texts are kept and shown, never compared", node)
    if comparison in (Comparison.EQUAL, Comparison.UNEQUAL):
        return e.Compare(comparison, left, right, Bool())
    if not is_ordered(type_):
        raise reader.mistake("type-error", f"{type_name(type_)} has no order", node)
    for side, found in ((node.left, left), (node.comparators[0], right)):
        if is_optional(found.type):
            reader.present(side, type_)
    return e.Compare(comparison, left, right, Bool())


def _sets(
    reader: Reader, node: ast.Compare, comparison: Comparison, left: e.Expression, right: e.Expression
) -> e.Expression:
    if comparison in (Comparison.EQUAL, Comparison.UNEQUAL):
        return e.Compare(comparison, left, right, Bool())
    if comparison not in (Comparison.AT_MOST, Comparison.AT_LEAST):
        raise reader.mistake("type-error", "sets know <= and >= (all of one in the other), == and !=", node)
    for side, found in ((node.left, left), (node.comparators[0], right)):
        if is_optional(found.type):
            reader.present(side)
    return e.Subset(*((left, right) if comparison is Comparison.AT_MOST else (right, left)), Bool())


def _membership(reader: Reader, node: ast.Compare, right: ast.expr, negated: bool) -> e.Expression:
    if isinstance(right, ast.Tuple):
        return _one_of(reader, node, right, negated)
    container = reader.present(right)
    if not isinstance(plain(container.type), Set):
        hint = "write the members of an enum in parentheses: status in (pending, claimed)"
        raise reader.mistake("type-error", f"in asks a set, not {type_name(container.type)}", right, hint)
    item = reader.present(node.left, Identifier())
    if not isinstance(plain(item.type), Identifier):
        raise reader.mistake("type-error", f"a set holds identifiers, not {type_name(item.type)}", node.left)
    return e.Member(item, container, negated, Bool())


def _one_of(reader: Reader, node: ast.Compare, right: ast.Tuple, negated: bool) -> e.Expression:
    operand = reader.present(node.left)
    type_ = plain(operand.type)
    if not isinstance(type_, Enum):
        message = f"members in parentheses are those of an enum, not of {type_name(type_)}"
        raise reader.mistake("type-error", message, node.left)
    members = []
    for item in right.elts:
        word = item.id if isinstance(item, ast.Name) else item.value if isinstance(item, ast.Constant) else None
        if not isinstance(word, str):
            raise reader.mistake("type-error", "a member of the enum is needed", item)
        members.append(member(word, type_, reader.parsed.place(item)))
    if not members:
        raise reader.mistake("type-error", "the parentheses are empty", right)
    return e.OneOf(operand, tuple(dict.fromkeys(members)), negated, Bool())
