"""Expressions and types as text: the syntax authors write, so that a dump can be read next to the spec."""

from __future__ import annotations

from typing import Final, assert_never

from swarmgen.model import expressions as e
from swarmgen.model.datatypes import (
    COUNT_MAX,
    Bool,
    Decimal,
    Duration,
    Enum,
    Identifier,
    Int,
    Optional,
    Reference,
    Set,
    Text,
    Time,
    Type,
    is_optional,
    plain,
)

_CHOOSE, _OR, _AND, _NOT, _COMPARE, _SUM, _PRODUCT, _NEGATE, _ATOM = range(9)
"""How tightly forms bind, loosest first."""

_UNITS: Final = (("d", 86_400_000_000_000), ("h", 3_600_000_000_000), ("m", 60_000_000_000), ("s", 1_000_000_000))
_MILLISECOND: Final = 1_000_000

Value = None | bool | int | str | tuple[str, ...]


def type_text(type_: Type) -> str:
    """A type in one word: `int[1..21]?` is an optional integer within a range."""
    if isinstance(type_, Optional):
        return f"{type_text(type_.inner)}?"
    match type_:
        case Bool():
            return "bool"
        case Int(low=low, high=high):
            return f"int{_range(low, high)}"
        case Time():
            return "time"
        case Duration():
            return "duration"
        case Decimal(scale=scale, low=low, high=high):
            return f"decimal({scale}){_range(low, high)}"
        case Enum(attribute=attribute):
            return f"enum {attribute}"
        case Identifier():
            return "identifier"
        case Text(max_bytes=most):
            return f"text[{most}]"
        case Set(max_items=most):
            return f"set[{most}]"
        case Reference(record=record):
            return f"-> {record}"
        case _:
            assert_never(type_)


def value_text(value: Value, type_: Type) -> str:
    """A constant of a type, as authors write it."""
    if value is None:
        return "None"
    if isinstance(value, tuple):
        return "[" + ", ".join(map(quoted, value)) + "]"
    if isinstance(value, str):
        return value if isinstance(plain(type_), Enum) else quoted(value)
    if isinstance(value, bool):
        return str(value)
    match plain(type_):
        case Duration():
            return f"duration('{duration_text(value)}')"
        case Decimal(scale=scale):
            return f"decimal('{decimal_text(value, scale)}')"
        case _:
            return str(value)


def duration_text(nanoseconds: int) -> str:
    """A length of time in the units authors write; nanoseconds that make no whole millisecond end in `ns`."""
    if nanoseconds < 0:
        return f"-{duration_text(-nanoseconds)}"
    parts = []
    for unit, size in _UNITS:
        count, nanoseconds = divmod(nanoseconds, size)
        parts += [f"{count}{unit}"] if count else []
    if nanoseconds % _MILLISECOND:
        parts.append(f"{nanoseconds}ns")
    elif nanoseconds:
        parts.append(f"{nanoseconds // _MILLISECOND}ms")
    return "".join(parts) or "0s"


def decimal_text(units: int, scale: int) -> str:
    """A fixed-point number of 10**-scale units, with all of its decimals."""
    whole, rest = divmod(abs(units), 10**scale)
    digits = f"{whole}.{rest:0{scale}}" if scale else str(whole)
    return f"-{digits}" if units < 0 else digits


def expression_text(expression: e.Expression) -> str:
    """An expression in the author's syntax, with no more parentheses than it needs."""
    return _text(expression)[0]


def quoted(text: str) -> str:
    """A text in single quotes on one line."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return "'" + "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in escaped) + "'"


def _range(low: int, high: int) -> str:
    return "" if (low, high) == (0, COUNT_MAX) else f"[{low}..{high}]"


def _inside(expression: e.Expression, least: int) -> str:
    text, binding = _text(expression)
    return text if binding >= least else f"({text})"


def _text(expression: e.Expression) -> tuple[str, int]:  # one row a form: shorter than any other way to say it
    match expression:
        case e.Literal(value=value, type=type_):
            return value_text(value, type_), _ATOM if not isinstance(value, int) or value >= 0 else _NEGATE
        case e.Variable(name=name):
            return name, _ATOM
        case e.Input(source=source, name=name):
            return f"{source}.{name}", _ATOM
        case e.Clock():
            return "now", _ATOM
        case e.Sequence():
            return "sequence", _ATOM
        case e.Field(binding=binding, field=field):
            return f"{binding}.{field}", _ATOM
        case e.Bound(binding=binding):
            return binding, _ATOM
        case e.Negate(operand=operand):
            return f"-{_inside(operand, _NEGATE)}", _NEGATE
        case e.Not(operand=operand):
            return f"not {_inside(operand, _NOT)}", _NOT
        case e.Binary(operator=operator, left=left, right=right):
            level = _SUM if operator in (e.Arithmetic.ADD, e.Arithmetic.SUBTRACT) else _PRODUCT
            return f"{_inside(left, level)} {operator} {_inside(right, level + 1)}", level
        case e.Compare(operator=operator, left=left, right=right):
            return _compared(left, operator, right)
        case e.IsAbsent(operand=operand, negated=negated):
            return f"{_inside(operand, _SUM)} {'!=' if negated else '=='} None", _COMPARE
        case e.Subset(left=left, right=right):
            return _compared(left, "<=", right)
        case e.Member(item=item, container=container, negated=negated):
            return _compared(item, "not in" if negated else "in", container)
        case e.OneOf(operand=operand, members=members, negated=negated):
            words = "not in" if negated else "in"
            return f"{_inside(operand, _SUM)} {words} ({', '.join(members)})", _COMPARE
        case e.All(operands=operands):
            return " and ".join(_inside(operand, _AND + 1) for operand in operands), _AND
        case e.Any(operands=operands):
            return " or ".join(_inside(operand, _OR + 1) for operand in operands), _OR
        case e.Choose(condition=condition, then=then, otherwise=otherwise):
            chosen = f"{_inside(then, _OR)} if {_inside(condition, _OR)} else {_inside(otherwise, _CHOOSE)}"
            return chosen, _CHOOSE
        case e.Default(operand=operand, fallback=fallback):
            return _called("default", operand, fallback)
        case e.Extreme(largest=largest, left=left, right=right):
            return _called("max" if largest else "min", left, right)
        case e.Size(operand=operand):
            return _called("len", operand)
        case e.Created(record=record):
            return f"created({record})", _ATOM
        case e.Glob(operand=operand, pattern=pattern):
            return f"glob({_inside(operand, _CHOOSE)}, {quoted(pattern)})", _ATOM
        case e.Lookup(table=table, column=column, index=index):
            suffix = "" if column == "value" else f".{column}"
            return f"table.{table}[{_inside(index, _CHOOSE)}]{suffix}", _ATOM
        case e.Stored(count=count):
            return f"store({count})", _ATOM
        case e.Phrase(parts=parts):
            inside = "".join(part if isinstance(part, str) else f"{{{_inside(part, _CHOOSE)}}}" for part in parts)
            return f"text({quoted(inside)})", _ATOM
        case _:
            assert_never(expression)


def _compared(left: e.Expression, operator: str, right: e.Expression) -> tuple[str, int]:
    return f"{_inside(left, _SUM)} {operator} {_inside(right, _SUM)}", _COMPARE


def _called(name: str, *operands: e.Expression) -> tuple[str, int]:
    return f"{name}({', '.join(_inside(operand, _CHOOSE) for operand in operands)})", _ATOM


def optional_mark(type_: Type) -> str:
    """`?` after the name of a thing that may be absent."""
    return "?" if is_optional(type_) else ""
