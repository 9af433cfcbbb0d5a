"""Expressions → values."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, assert_never

from swarmgen.interpret.memory import Memory
from swarmgen.interpret.texts import Value, people_text
from swarmgen.model import expressions as e
from swarmgen.model import ir
from swarmgen.model.datatypes import INT64_MAX, INT64_MIN, Enum, Reference, plain

_ARITHMETIC: Final[Mapping[e.Arithmetic, Callable[[int, int], int]]] = {
    e.Arithmetic.ADD: operator.add,
    e.Arithmetic.SUBTRACT: operator.sub,
    e.Arithmetic.MULTIPLY: operator.mul,
    e.Arithmetic.DIVIDE: operator.floordiv,
    e.Arithmetic.MODULO: operator.mod,
}
_ORDER: Final[Mapping[e.Comparison, Callable[[int, int], bool]]] = {
    e.Comparison.LESS: operator.lt,
    e.Comparison.AT_MOST: operator.le,
    e.Comparison.GREATER: operator.gt,
    e.Comparison.AT_LEAST: operator.ge,
}


_PER_SEGMENT: Final = 1000
"""Entries in a segment of the journal."""


@dataclass(slots=True)
class Scope:
    """What the names of an expression stand for.

    `bindings` are records by number, None where `find` found nothing; each goes with its kind in the expression itself.
    """

    memory: Memory
    pattern: ir.Pattern
    inputs: Mapping[tuple[str, str], Value]
    now: int
    bindings: dict[str, int | None] = field(default_factory=dict)
    variables: dict[str, Value] = field(default_factory=dict)

    def inner(self) -> Scope:
        """The scope of a procedure: nothing of the caller's but the operation's own."""
        return Scope(self.memory, self.pattern, self.inputs, self.now)


def evaluate(expression: e.Expression, scope: Scope) -> Value:  # one row a form
    """The value of an expression; None where it is absent."""
    match expression:
        case e.Literal(value=value):
            return value
        case e.Variable(name=name):
            return scope.variables[name]
        case e.Input(source=e.Source.SETTING, name=name):
            return scope.memory.settings[name]
        case e.Input(source=source, name=name):
            return scope.inputs[source, name]
        case e.Clock():
            return scope.now
        case e.Sequence():
            return scope.memory.sequence + 1
        case e.Field(binding=binding, record=record, field=name):
            number = scope.bindings[binding]
            assert number is not None, f"{binding} is bound to nothing"
            return scope.memory.records[record][number][name]
        case e.Bound(binding=binding):
            return scope.bindings[binding]
        case e.Negate(operand=operand):
            return _whole(-integer(operand, scope))
        case e.Not(operand=operand):
            return not truth(operand, scope)
        case e.Binary(operator=sign, left=left, right=right):
            return _whole(_ARITHMETIC[sign](integer(left, scope), integer(right, scope)))
        case e.Compare():
            return _compare(expression, scope)
        case e.IsAbsent(operand=operand, negated=negated):
            return (evaluate(operand, scope) is None) is not negated
        case e.Subset(left=left, right=right):
            return set(names(left, scope)) <= set(names(right, scope))
        case e.Member(item=item, container=container, negated=negated):
            return (evaluate(item, scope) in names(container, scope)) is not negated
        case e.OneOf(operand=operand, members=members, negated=negated):
            return (evaluate(operand, scope) in members) is not negated
        case e.All(operands=operands):
            return all(truth(operand, scope) for operand in operands)
        case e.Any(operands=operands):
            return any(truth(operand, scope) for operand in operands)
        case e.Choose(condition=condition, then=then, otherwise=otherwise):
            return evaluate(then if truth(condition, scope) else otherwise, scope)
        case e.Default(operand=operand, fallback=fallback):
            value = evaluate(operand, scope)
            return evaluate(fallback, scope) if value is None else value
        case e.Extreme(largest=largest, left=left, right=right):
            return (max if largest else min)(integer(left, scope), integer(right, scope))
        case e.Size(operand=operand):
            return len(names(operand, scope))
        case e.Created(record=record):
            return len(scope.memory.records[record])
        case e.Glob(operand=operand, pattern=pattern):
            return matches(str(evaluate(operand, scope)), pattern)
        case e.Lookup(table=table, column=column, index=index):
            found = next(one for one in scope.pattern.tables if one.name == table)
            return look_up(found, column, evaluate(index, scope))
        case e.Stored(count=e.Count.ENTRIES):
            return scope.memory.sequence
        case e.Stored(count=e.Count.SEGMENTS):
            return max(scope.memory.sequence - 1, 0) // _PER_SEGMENT + 1
        case e.Stored():
            return 0
        case e.Phrase(parts=parts):
            return message(ir.Message(parts), scope)
        case _:
            assert_never(expression)


def truth(expression: e.Expression, scope: Scope) -> bool:
    """The value of a condition."""
    value = evaluate(expression, scope)
    assert isinstance(value, bool), f"{value!r} is no truth value"
    return value


def integer(expression: e.Expression, scope: Scope) -> int:
    """The value of an integer that is there."""
    value = evaluate(expression, scope)
    assert isinstance(value, int), f"{value!r} is no integer"
    return value


def names(expression: e.Expression, scope: Scope) -> tuple[str, ...]:
    """The members of a set that is there."""
    value = evaluate(expression, scope)
    assert isinstance(value, tuple), f"{value!r} is no set"
    return value


def look_up(table: ir.Table, column: str, index: Value) -> Value:
    """A cell of a table; beyond the rows of a table by number, what its rule gives."""
    place = next(i for i, one in enumerate(table.columns) if one.name == column)
    if table.key is not None:
        return table.rows[table.keys.index(str(index))][place]
    assert isinstance(index, int), f"{index!r} is no row of {table.name}"
    beyond = max(index - len(table.rows), 0)
    value = table.rows[min(max(index, 1), len(table.rows)) - 1][place]
    if table.times is None or not beyond:
        return value
    assert isinstance(value, int), f"table {table.name} does not hold integers"
    for _ in range(beyond):
        value *= table.times
        if table.most is not None and value >= table.most:
            return table.most
    return _whole(value)


def matches(name: str, pattern: str) -> bool:
    """Whether a name fits a pattern of `*`, `?` and plain characters."""
    parts = (".*" if c == "*" else "." if c == "?" else re.escape(c) for c in pattern)
    return re.fullmatch("".join(parts), name, re.DOTALL) is not None


def message(text: ir.Message, scope: Scope) -> str:
    """A message with its values."""
    return "".join(part if isinstance(part, str) else _told(part, scope) for part in text.parts)


def _told(expression: e.Expression, scope: Scope) -> str:
    value = evaluate(expression, scope)
    if value is None:
        return ""
    type_ = plain(expression.type)
    if isinstance(type_, Reference) and isinstance(value, int):
        return str(scope.memory.records[type_.record][value].get("id", value))
    return people_text(value, type_)


def _compare(comparison: e.Compare, scope: Scope) -> bool:
    left, right = evaluate(comparison.left, scope), evaluate(comparison.right, scope)
    if comparison.operator is e.Comparison.EQUAL:
        return left == right
    if comparison.operator is e.Comparison.UNEQUAL:
        return left != right
    if isinstance(left, int) and isinstance(right, int):
        return _ORDER[comparison.operator](left, right)
    assert isinstance(left, str) and isinstance(right, str), f"{left!r} and {right!r} have no order"
    known = [type_ for type_ in map(plain, (comparison.left.type, comparison.right.type)) if isinstance(type_, Enum)]
    if known:
        return _ORDER[comparison.operator](known[0].members.index(left), known[0].members.index(right))
    return _ORDER[comparison.operator]((left > right) - (left < right), 0)


def _whole(value: int) -> int:
    assert INT64_MIN <= value <= INT64_MAX, f"{value} leaves 64 bits, which the compiler has ruled out"
    return value
