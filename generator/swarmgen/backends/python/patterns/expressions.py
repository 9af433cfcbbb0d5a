"""Expressions of the pattern language as Python source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import Final, assert_never

from swarmgen.backends.code import Code, json_string
from swarmgen.backends.python.patterns.module import Module
from swarmgen.backends.python.patterns.names import attribute, local
from swarmgen.backends.python.source import literal
from swarmgen.model import expressions as e
from swarmgen.model.datatypes import Decimal, Enum, Int, Text, Type, is_optional, plain


class Level(IntEnum):
    """How tightly a form of Python's grammar binds, loosest first."""

    CHOICE = 1
    OR = 2
    AND = 3
    NOT = 4
    COMPARISON = 5
    SUM = 6
    PRODUCT = 7
    SIGN = 8
    ATOM = 9


@dataclass(frozen=True, slots=True)
class Names:
    """What the names of expressions are in the source around them.

    `bindings` are those not called as in the spec. With `whole_texts` a text is read from its file where it has one.
    `row` are the values of the row that lines speak of.
    """

    module: Module
    bindings: Mapping[str, Code] = field(default_factory=dict)
    whole_texts: bool = False
    row: tuple[str, ...] = ()

    def binding(self, name: str) -> Code:
        """A bound record."""
        return self.bindings.get(name, local(name))

    def renamed(self, **bindings: Code) -> Names:
        """The same names but for these bindings."""
        return replace(self, bindings={**self.bindings, **bindings})

    def whole(self) -> Names:
        """The same names, with whole texts."""
        return replace(self, whole_texts=True)

    def procedure(self, name: str) -> Code:
        """A procedure of the pattern; the module that holds them all says it without another's name."""
        if self.module.name == "procedures":
            return local(name)
        self.module.use(".", "procedures")
        return Code(f"procedures.{local(name)}")

    def checked(self, value: Code, type_: Type, what: Code) -> Code:
        """The value of an integer, refused where it leaves the range of its type; `what` is a string's source."""
        kind = plain(type_)
        if not isinstance(kind, Int | Decimal):
            return value
        function = self.module.use("..tokens", "inside") if is_optional(type_) or self.module.is_query else "tx.check"
        return Code(f"{function}({value}, {constant(kind.low)}, {constant(kind.high)}, {what})")


_Source = tuple[str, Level]

_OPPOSITE: Final[Mapping[e.Comparison, e.Comparison]] = {
    e.Comparison.EQUAL: e.Comparison.UNEQUAL,
    e.Comparison.UNEQUAL: e.Comparison.EQUAL,
    e.Comparison.LESS: e.Comparison.AT_LEAST,
    e.Comparison.AT_LEAST: e.Comparison.LESS,
    e.Comparison.GREATER: e.Comparison.AT_MOST,
    e.Comparison.AT_MOST: e.Comparison.GREATER,
}
_LEVELS: Final[Mapping[e.Arithmetic, Level]] = {
    e.Arithmetic.ADD: Level.SUM,
    e.Arithmetic.SUBTRACT: Level.SUM,
    e.Arithmetic.MULTIPLY: Level.PRODUCT,
    e.Arithmetic.DIVIDE: Level.PRODUCT,
    e.Arithmetic.MODULO: Level.PRODUCT,
}


def expression(value: e.Expression, names: Names, at_least: Level = Level.CHOICE) -> Code:
    """The source of an expression, in parentheses where its surroundings bind tighter than `at_least` allows."""
    text, level = _source(value, names)
    return Code(text if level >= at_least else f"({text})")


def opposite(condition: e.Expression, names: Names) -> Code:
    """The source of `not condition`, the way people write it."""
    match condition:
        case e.Not(operand=operand):
            return expression(operand, names)
        case e.Compare(operator=operator, left=left, right=right, type=type_):
            return expression(e.Compare(_OPPOSITE[operator], left, right, type_), names)
        case e.IsAbsent(operand=operand, negated=negated, type=type_):
            return expression(e.IsAbsent(operand, not negated, type_), names)
        case e.Member(item=item, container=container, negated=negated, type=type_):
            return expression(e.Member(item, container, not negated, type_), names)
        case e.OneOf(operand=operand, members=members, negated=negated, type=type_):
            return expression(e.OneOf(operand, members, not negated, type_), names)
        case _:
            return Code(f"not {expression(condition, names, Level.NOT)}")


def constant(value: None | bool | int | str | tuple[str, ...] | tuple[int, ...]) -> Code:
    """A literal that evaluates to the value; a long number gets underscores."""
    if isinstance(value, tuple):
        inside = ", ".join(literal(each) for each in value)
        return Code(f"({inside},)" if len(value) == 1 else f"({inside})")
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 10_000:
        return Code(f"{value:_}")
    return literal(value)


def _source(value: e.Expression, names: Names) -> _Source:  # one row a form
    match value:
        case e.Literal(value=str() as given, type=type_) if isinstance(plain(type_), Text):
            return literal(json_string(given)), Level.ATOM
        case e.Literal(value=given):
            is_negative = isinstance(given, int) and given < 0
            return constant(given), Level.SIGN if is_negative else Level.ATOM
        case e.Variable(name=name):
            return local(name), Level.ATOM
        case e.Input(source=e.Source.SETTING, name=name):
            return f"tx.settings[{literal(name)}]", Level.ATOM
        case e.Input(source=e.Source.RETURN, name=name):
            return str(local(name)), Level.ATOM
        case e.Input(source=e.Source.ROW, name=name):
            return f"row[{names.row.index(name)}]", Level.ATOM
        case e.Input(name=name):
            return f"given.{attribute(name)}", Level.ATOM
        case e.Clock():
            return "tx.now", Level.ATOM
        case e.Sequence():
            return "tx.sequence", Level.ATOM
        case e.Field(binding=binding, field=name, type=type_) if names.whole_texts and isinstance(plain(type_), Text):
            return _whole_text(binding, name, is_optional(type_), names)
        case e.Field(binding=binding, field=name):
            return f"{names.binding(binding)}.{attribute(name)}", Level.ATOM
        case e.Bound():
            return _bound(value, names)
        case e.Negate(operand=operand):
            return f"-{expression(operand, names, Level.SIGN)}", Level.SIGN
        case e.Not():
            return opposite(value.operand, names), _level_of_opposite(value.operand, names)
        case e.Binary(operator=operator, left=left, right=right):
            level = _LEVELS[operator]
            tighter = Level(level + 1)
            return f"{expression(left, names, level)} {operator} {expression(right, names, tighter)}", level
        case e.Compare():
            return _comparison(value, names)
        case e.IsAbsent(operand=operand, negated=negated):
            return f"{_absentable(operand, names)} {'is not' if negated else 'is'} None", Level.COMPARISON
        case e.Subset(left=left, right=right):
            return f"set({expression(left, names)}) <= set({expression(right, names)})", Level.COMPARISON
        case e.Member(item=item, container=container, negated=negated):
            return _in(item, expression(container, names, Level.SUM), negated, names)
        case e.OneOf(operand=operand, members=members, negated=negated):
            return _in(operand, constant(members), negated, names)
        case e.All(operands=operands):
            return " and ".join(expression(each, names, Level.NOT) for each in operands), Level.AND
        case e.Any(operands=operands):
            return " or ".join(expression(each, names, Level.AND) for each in operands), Level.OR
        case e.Choose(condition=condition, then=then, otherwise=otherwise):
            test, first = expression(condition, names, Level.OR), expression(then, names, Level.OR)
            return f"{first} if {test} else {expression(otherwise, names)}", Level.CHOICE
        case e.Default(operand=operand, fallback=fallback):
            given = expression(operand, names, Level.OR)
            test = _absentable(operand, names)
            return f"{given} if {test} is not None else {expression(fallback, names)}", Level.CHOICE
        case e.Extreme(largest=largest, left=left, right=right):
            word = "max" if largest else "min"
            return f"{word}({expression(left, names)}, {expression(right, names)})", Level.ATOM
        case e.Size(operand=operand):
            return f"len({expression(operand, names)})", Level.ATOM
        case e.Created(record=record):
            return f"tx.count({names.module.record(record)})", Level.ATOM
        case e.Glob(operand=operand, pattern=pattern):
            match_ = names.module.use("..tokens", "glob")
            return f"{match_}({expression(operand, names)}, {literal(pattern)})", Level.ATOM
        case e.Lookup(table=table, column=column, index=index):
            function = local(f"{table}_{column}" if column != "value" else table)
            names.module.is_looking_up = True
            return f"lookups.{function}({expression(index, names)})", Level.ATOM
        case e.Stored(count=count):
            source = {e.Count.ENTRIES: "tx.sequence", e.Count.LOST_SPANS: "tx.lost"}.get(count)
            return source or f"{names.module.use('..paths', 'segment')}(tx.sequence)", Level.ATOM
        case e.Phrase():
            from swarmgen.backends.python.patterns.texts import phrase

            return phrase(value, names), Level.ATOM
        case _:
            assert_never(value)


def _whole_text(binding: str, field_: str, is_absentable: bool, names: Names) -> _Source:
    given = f"{names.binding(binding)}, {literal(field_)}"
    if is_absentable:
        return f"tx.text({given})", Level.ATOM
    return f"{names.module.use('..tokens', 'text_of')}(tx, {given})", Level.ATOM


def _bound(value: e.Bound, names: Names) -> _Source:
    name = names.binding(value.binding)
    if is_optional(value.type):
        return f"{name}.number if {name} is not None else None", Level.CHOICE
    return f"{name}.number", Level.ATOM


def _absentable(operand: e.Expression, names: Names) -> Code:
    """What is tested for absence: of a bound record the record itself."""
    if isinstance(operand, e.Bound):
        return names.binding(operand.binding)
    return expression(operand, names, Level.SUM)


def _level_of_opposite(operand: e.Expression, names: Names) -> Level:
    match operand:
        case e.Not(operand=inner):
            return _source(inner, names)[1]
        case e.Compare() | e.IsAbsent() | e.Member() | e.OneOf():
            return Level.COMPARISON
        case _:
            return Level.NOT


def _comparison(value: e.Compare, names: Names) -> _Source:
    sides = []
    by_order = value.operator not in (e.Comparison.EQUAL, e.Comparison.UNEQUAL)
    for side in (value.left, value.right):
        kind = plain(side.type)
        if by_order and isinstance(kind, Enum):
            sides.append(f"{constant(kind.members)}.index({expression(side, names)})")
        else:
            sides.append(expression(side, names, Level.SUM))
    return f"{sides[0]} {value.operator} {sides[1]}", Level.COMPARISON


def _in(item: e.Expression, container: Code, negated: bool, names: Names) -> _Source:
    return f"{expression(item, names, Level.SUM)} {'not in' if negated else 'in'} {container}", Level.COMPARISON
