"""Constants: YAML scalars and quoted texts → values of a type."""

from __future__ import annotations

import re
from typing import Final, assert_never

from swarmgen.analysis.patterns.mistakes import Mistake
from swarmgen.diagnostics import Place, did_you_mean
from swarmgen.model.datatypes import (
    INT64_MAX,
    Bool,
    Decimal,
    Duration,
    Enum,
    Identifier,
    Int,
    Plain,
    Reference,
    Set,
    Text,
    Time,
)
from swarmgen.spec.nodes import Node, Scalar, Sequence
from swarmgen.spec.scalars import shortened

IDENTIFIER: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
DURATION_MAX: Final = 3650 * 86_400_000_000_000
_UNITS: Final = {
    "ms": 1_000_000,
    "s": 1_000_000_000,
    "m": 60_000_000_000,
    "h": 3_600_000_000_000,
    "d": 86_400_000_000_000,
}
_DURATION: Final = re.compile(r"(?:(?:0|[1-9][0-9]{0,18})(?:ms|[smhd]))+")
_DURATION_PART: Final = re.compile(r"([0-9]+)(ms|[smhd])")
_TIME: Final = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,9}))?Z")
_DECIMAL: Final = re.compile(r"(-?)(0|[1-9][0-9]{0,17})(?:\.([0-9]{1,17}))?")

Constant = bool | int | str | tuple[str, ...]


def duration_value(text: str) -> int | None:
    """Nanoseconds of `5m` or `1h30m`; None if it is no duration, or one of more than 3,650 days."""
    if not _DURATION.fullmatch(text):
        return None
    total = sum(int(count) * _UNITS[unit] for count, unit in _DURATION_PART.findall(text))
    return total if total <= DURATION_MAX else None


def time_value(text: str) -> int | None:
    """Nanoseconds since 1970 of `2026-01-31T12:00:00Z`; None if it is no time from 1970 on that fits 64 bits."""
    from datetime import UTC, datetime  # rarely needed, and slow to import

    found = _TIME.fullmatch(text)
    if found is None:
        return None
    try:
        moment = datetime(*(int(part) for part in found.groups()[:6]), tzinfo=UTC)  # type: ignore[arg-type, misc]  # six numbers
    except ValueError:
        return None
    value = int(moment.timestamp()) * 1_000_000_000 + int((found[7] or "").ljust(9, "0"))
    return value if 0 <= value <= INT64_MAX else None


def decimal_value(text: str, scale: int | None) -> tuple[int, int] | None:
    """Units and scale of `1.5`; with `scale` None the number of digits decides. None if it is no such number."""
    found = _DECIMAL.fullmatch(text)
    if found is None:
        return None
    digits = found[3] or ""
    places = len(digits) if scale is None else scale
    if len(digits) > places:
        return None
    units = int(found[2] + digits.ljust(places, "0"))
    return (-units if found[1] else units), places


def constant(node: Node, type_: Plain, what: str) -> Constant:
    """The value of a YAML node.

    Raises:
        Mistake: if it is no value of the type; `what` names the thing it is for.
    """
    match type_:
        case Bool():
            if isinstance(node, Scalar) and isinstance(node.value, bool):
                return node.value
            raise _wrong(node, what, "true or false")
        case Int():
            return _whole(node, type_, what)
        case Duration() | Time() | Decimal():
            return _spelled(node, type_, what)
        case Enum():
            return member(_text(node, what, "one of its members"), type_, node.place)
        case Identifier():
            return identifier(_text(node, what, "an identifier"), node.place)
        case Text(max_bytes=most):
            text = _text(node, what, "a text")
            if len(text.encode()) > most:
                raise Mistake("value-range", f"{what} is longer than {most} bytes", node.place)
            return text
        case Set(max_items=most):
            return _names(node, most, what)
        case Reference():
            raise Mistake("type-error", f"{what}: a reference has no constants", node.place)
        case _:
            assert_never(type_)


def member(word: str, type_: Enum, place: Place) -> str:
    """A member of an enum.

    Raises:
        Mistake: if it is none.
    """
    if word in type_.members:
        return word
    hint = did_you_mean(word, type_.members) or f"one of {', '.join(type_.members)}"
    raise Mistake("unknown-member", f'"{word}" is no member of {type_.attribute}', place, hint=hint)


def identifier(text: str, place: Place) -> str:
    """A text that is an identifier.

    Raises:
        Mistake: if it is none.
    """
    if IDENTIFIER.fullmatch(text):
        return text
    hint = "a letter or digit, then up to 63 letters, digits, dots, underscores, dashes"
    raise Mistake("type-error", f'"{text}" is not an identifier', place, hint=hint)


def _wrong(node: Node, what: str, wanted: str) -> Mistake:
    text = node.value if isinstance(node, Scalar) else None
    found = f'"{shortened(text)}"' if isinstance(text, str) else node.kind
    return Mistake("type-error", f"{what} must be {wanted}, not {found}", node.place)


def _text(node: Node, what: str, wanted: str) -> str:
    if isinstance(node, Scalar) and isinstance(node.value, str):
        return node.value
    raise _wrong(node, what, wanted)


def _whole(node: Node, type_: Int, what: str) -> int:
    if not isinstance(node, Scalar) or isinstance(node.value, bool) or not isinstance(node.value, int):
        raise _wrong(node, what, "a whole number")
    if not type_.low <= node.value <= type_.high:
        message = f"{what} must be between {type_.low} and {type_.high}, not {node.value}"
        raise Mistake("value-range", message, node.place)
    return node.value


def _spelled(node: Node, type_: Duration | Time | Decimal, what: str) -> int:
    """A number that is written with units, a date or a point."""
    text = str(node.value) if isinstance(node, Scalar) and node.value is not None else ""
    match type_:
        case Duration():
            value, wanted = duration_value(text), "a duration like 90s or 1h30m, at most 3650d"
        case Time():
            value, wanted = time_value(text), "a time like 2026-01-31T12:00:00Z"
        case Decimal(scale=scale):
            found = decimal_value(text, scale)
            value, wanted = None if found is None else found[0], f"a number with at most {scale} digits after the point"
    if value is None:
        raise _wrong(node, what, wanted)
    if isinstance(type_, Decimal) and not type_.low <= value <= type_.high:
        raise Mistake("value-range", f"{what} is outside its range", node.place)
    return value


def _names(node: Node, most: int, what: str) -> tuple[str, ...]:
    if not isinstance(node, Sequence):
        raise _wrong(node, what, "a list of names")
    names = {identifier(_text(item, f"an item of {what}", "a name"), item.place) for item in node.items}
    if len(names) > most:
        raise Mistake("value-range", f"{what} has more than {most} names", node.place)
    return tuple(sorted(names))
