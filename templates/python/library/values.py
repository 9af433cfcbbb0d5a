"""Python values ↔ what operations work with: nanoseconds, JSON tokens, sorted tuples."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any

from .._hot import text, values, words
from .._hot.contracts import Field, Parameter
from .errors import InvalidValue

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_LONGEST = 3650 * 86400 * 10**9


def taken(value: object, parameter: Parameter, name: str, now: int) -> Any:
    """The value of an input.

    Args:
        value: what the caller gave; not None.
        parameter: of the operation.
        name: what messages call it.
        now: nanoseconds since 1970.

    Raises:
        InvalidValue: it has another type, or is out of range.
    """
    try:
        return _taken(value, parameter[2], parameter[3], now)
    except values.Wrong as wrong:
        said = f" {wrong}" if parameter[2] == "text" else f": {wrong}"
        raise InvalidValue(f"{name}{said}") from None
    except TypeError as error:
        raise InvalidValue(f"{name}: {error}") from None


def _taken(value: object, kind: str, allowed: Any, now: int) -> Any:
    if isinstance(value, Enum):
        value = value.value
    match kind:
        case "bool":
            return _of(value, bool)
        case "int":
            return values.between(_whole(value), *allowed)
        case "set":
            return values.names(_names(value), allowed)
        case "time":
            return _time(value, now)
        case "duration":
            return values.between(_nanoseconds(_of(value, timedelta)), 0, _LONGEST)
        case "decimal":
            return words.parsed(format(_number(value), "f"), kind, allowed, now)
        case "text":
            return words.string(_of(value, str).encode(errors="surrogatepass"), allowed)
        case _:
            return words.parsed(_of(value, str), kind, allowed, now)


def _of(value: object, kind: type[Any]) -> Any:
    if not isinstance(value, kind):
        raise TypeError(f"expected {kind.__name__}, got {type(value).__name__}")
    return value


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"expected int, got {type(value).__name__}")
    return value


def _number(value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise TypeError(f"expected int or Decimal, got {type(value).__name__}")
    return Decimal(value)


def _names(value: object) -> list[str]:
    if isinstance(value, str) or not isinstance(value, Iterable):
        raise TypeError(f"expected an iterable of str, got {type(value).__name__}")
    return [_of(each, str) for each in value]


def _time(value: object, now: int) -> int:
    if isinstance(value, timedelta):
        return values.Later.after(now, _nanoseconds(value))
    moment = _of(value, datetime)
    if moment.utcoffset() is None:
        raise TypeError("the datetime needs a time zone")
    return values.between(_nanoseconds(moment - _EPOCH), 0, 2**63 - 1)


def _nanoseconds(length: timedelta) -> int:
    return length // _MICROSECOND * 1000


def given(value: Any, field: Field, enum: type[Enum] | None = None) -> Any:
    """A value of an answer as Python has it: times are datetimes in UTC, durations timedeltas, cut to microseconds."""
    _, kind, scale = field
    if value is None:
        return None
    match kind:
        case "time":
            return _EPOCH + timedelta(microseconds=value // 1000)
        case "duration":
            return timedelta(microseconds=value // 1000)
        case "decimal":
            return Decimal(value).scaleb(-scale)
        case "text":
            return text.plain(value).decode()
        case "enum" if enum is not None:
            return enum(value)
        case _:
            return value
