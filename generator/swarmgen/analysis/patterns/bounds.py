"""Intervals: the least and the greatest value an integer expression can have, from declared ranges alone."""

from __future__ import annotations

from typing import Final

from swarmgen.analysis.patterns.constants import DURATION_MAX
from swarmgen.analysis.patterns.scope import Flow, Variable, World
from swarmgen.model import expressions as e
from swarmgen.model import ir
from swarmgen.model.datatypes import (
    COUNT_MAX,
    INT64_MAX,
    INT64_MIN,
    Bool,
    Decimal,
    Duration,
    Enum,
    Identifier,
    Int,
    Reference,
    Set,
    Text,
    Time,
    Type,
    plain,
)
from swarmgen.model.expressions import Arithmetic

Interval = tuple[int, int]

TIME_MAX: Final = 8_900_000_000_000_000_000
"""The greatest time that values are taken to have (the year 2252): any duration can be added to it within 64 bits."""
CLOCK_MAX: Final = 8_500_000_000_000_000_000
"""The greatest time that the clock is taken to show: the longest duration from now is still a time as above."""


def within(interval: Interval, limits: Interval) -> bool:
    """Whether all of an interval lies within limits."""
    return limits[0] <= interval[0] and interval[1] <= limits[1]


def limits(type_: Type) -> Interval | None:
    """The range of a type; None for what is no integer."""
    match plain(type_):
        case Int(low=low, high=high) | Decimal(low=low, high=high):
            return low, high
        case Time():
            return 0, TIME_MAX
        case Duration():
            return -DURATION_MAX, DURATION_MAX
        case Bool() | Enum() | Identifier() | Text() | Set() | Reference():
            return None


def join(first: Interval, second: Interval) -> Interval:
    """The least interval that holds both."""
    return min(first[0], second[0]), max(first[1], second[1])


def arithmetic(operator: Arithmetic, left: Interval, right: Interval) -> Interval:
    """The interval of a result. Of `//` and `%` the left side is at least 0 and the right side at least 1."""
    match operator:
        case Arithmetic.ADD:
            return left[0] + right[0], left[1] + right[1]
        case Arithmetic.SUBTRACT:
            return left[0] - right[1], left[1] - right[0]
        case Arithmetic.MULTIPLY:
            products = [a * b for a in left for b in right]
            return min(products), max(products)
        case Arithmetic.DIVIDE:
            return left[0] // right[1], left[1] // right[0]
        case Arithmetic.MODULO:
            return 0, min(left[1], right[1] - 1)


def fits(interval: Interval) -> bool:
    """Whether an interval lies within 64 bits."""
    return within(interval, (INT64_MIN, INT64_MAX))


class Bounds:
    """Intervals of expressions of one pattern: settings and tables have narrower ones than their types."""

    def __init__(self, world: World, flow: Flow) -> None:
        self._settings = world.settings
        self._tables = world.tables
        self._names = flow.names

    def of(self, expression: e.Expression) -> Interval:
        """The interval of an integer expression, where it is present."""
        match expression:
            case e.Literal(value=int() as value):
                return value, value
            case e.Clock():
                return 0, CLOCK_MAX
            case e.Sequence():
                return 1, COUNT_MAX
            case e.Input(source=e.Source.SETTING, name=name):
                return self._setting(self._settings[name])
            case e.Negate(operand=operand):
                low, high = self.of(operand)
                return -high, -low
            case e.Binary(operator=operator, left=left, right=right):
                return arithmetic(operator, self.of(left), self.of(right))
            case e.Choose(then=left, otherwise=right):
                return self._both(left, right)
            case e.Default(operand=left, fallback=right):
                return self._both(left, right)
            case e.Extreme(largest=largest, left=left, right=right):
                (a, b), (c, d) = self.of(left), self.of(right)
                return (max(a, c), max(b, d)) if largest else (min(a, c), min(b, d))
            case e.Lookup():
                return self._lookup(expression)
            case e.Variable(name=name) if (known := self._variable(name)) is not None:
                return known
            case _:
                found = limits(expression.type)
                assert found is not None, f"{expression} is no integer"
                return found

    def _both(self, left: e.Expression, right: e.Expression) -> Interval:
        sides = [self.of(side) for side in (left, right) if not is_absent(side)]
        return join(sides[0], sides[-1])

    def _variable(self, name: str) -> Interval | None:
        local = self._names.get(name)
        return local.interval if isinstance(local, Variable) else None

    def _setting(self, setting: ir.Setting) -> Interval:
        low, high = limits(setting.type) or (0, 0)
        return (low if setting.low is None else setting.low), (high if setting.high is None else setting.high)

    def _lookup(self, lookup: e.Lookup) -> Interval:
        table = self._tables[lookup.table]
        column = next(index for index, column in enumerate(table.columns) if column.name == lookup.column)
        values = [value for row in table.rows if isinstance(value := row[column], int)]
        if table.most is not None:
            values.append(table.most)
        return min(values), max(values)


def is_absent(expression: e.Expression) -> bool:
    """Whether an expression is the constant None."""
    return isinstance(expression, e.Literal) and expression.value is None
