"""When two types are one: for comparisons, for the two sides of a choice, for assignments."""

from __future__ import annotations

from swarmgen.model.datatypes import (
    Bool,
    Decimal,
    Duration,
    Enum,
    Identifier,
    Int,
    Optional,
    Plain,
    Reference,
    Set,
    Text,
    Time,
    Type,
    is_optional,
    plain,
)


def type_name(type_: Type) -> str:
    """A type as messages call it."""
    match plain(type_):
        case Bool():
            return "true or false"
        case Int():
            return "a whole number"
        case Time():
            return "a time"
        case Duration():
            return "a duration"
        case Decimal(scale=scale):
            return f"a decimal with {scale} digit{'' if scale == 1 else 's'}"
        case Enum(attribute=attribute):
            return f"a member of {attribute}"
        case Identifier():
            return "an identifier"
        case Text():
            return "a text"
        case Set():
            return "a set of names"
        case Reference(record=record):
            return f'a record of kind "{record}"'


def unified(left: Plain, right: Plain) -> Plain | None:
    """The type that holds the values of both; None when they cannot be one."""
    match left, right:
        case (Int(), Int()) | (Decimal(), Decimal()):
            return _wider(left, right)
        case Text(max_bytes=a), Text(max_bytes=b):
            return Text(max(a, b))
        case Set(max_items=a), Set(max_items=b):
            return Set(max(a, b))
        case Enum(), Enum():
            return left if left.members == right.members else None
        case _:
            return left if left == right else None


def _wider(left: Plain, right: Plain) -> Plain | None:
    if isinstance(left, Int) and isinstance(right, Int):
        return Int(min(left.low, right.low), max(left.high, right.high))
    if isinstance(left, Decimal) and isinstance(right, Decimal) and left.scale == right.scale:
        return Decimal(left.scale, min(left.low, right.low), max(left.high, right.high))
    return None


def joined(left: Type, right: Type) -> Type | None:
    """The type of a value that is one of two; optional if one of them is."""
    found = unified(plain(left), plain(right))
    if found is None:
        return None
    return Optional(found) if is_optional(left) or is_optional(right) else found


def is_ordered(type_: Plain) -> bool:
    """Whether `<` is defined."""
    return isinstance(type_, Int | Time | Duration | Decimal | Enum | Identifier)


def is_integer(type_: Plain) -> bool:
    """Whether values are integers that can be calculated with."""
    return isinstance(type_, Int | Time | Duration | Decimal)
