"""Names and types as people read them: `WORK`, `--max-work`, "1 to 21", "a duration like 90s or 1h30m"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

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
    Plain,
    Reference,
    Set,
    Text,
    Time,
    plain,
)
from swarmgen.model.ir import Parameter

DURATION = "a duration like 90s or 1h30m"
TIME = "a time like 2026-01-31T12:00:00Z, @SECONDS or 90s"
IDENTIFIER = "1 to 64 of A-Z a-z 0-9 . _ -, the first a letter or digit"
_UNITS = ((86_400_000_000_000, "d"), (3_600_000_000_000, "h"), (60_000_000_000, "m"), (1_000_000_000, "s"))
_MILLISECOND = 1_000_000


def argument_word(name: str) -> str:
    """An argument as usage lines and messages show it: in capitals, dashes for underscores."""
    return name.replace("_", "-").upper()


def option_word(name: str) -> str:
    """An option as it is typed: `--max-work`."""
    return f"--{name.replace('_', '-')}"


def is_flag(parameter: Parameter) -> bool:
    """Whether an option takes no value."""
    return isinstance(plain(parameter.type), Bool)


def is_repeated(parameter: Parameter) -> bool:
    """Whether it may be given several times, each time with one name."""
    return isinstance(plain(parameter.type), Set)


def value_word(parameter: Parameter) -> str:
    """What stands for an option's value: `N`, `TIME`, `DURATION`, `ID`, `NAME`, `TEXT`, or the option's own name."""
    match plain(parameter.type):
        case Bool():
            return ""
        case Int():
            return "N"
        case Time():
            return "TIME"
        case Duration():
            return "DURATION"
        case Decimal():
            return "NUMBER"
        case Enum():
            return argument_word(parameter.name)
        case Identifier():
            return "ID" if (parameter.attribute or "").endswith(".id") or parameter.name == "id" else "NAME"
        case Set():
            return "NAME"
        case Reference():
            return "ID"
        case Text():
            return "TEXT"
        case other:
            assert_never(other)


def allowed(type_: Plain) -> str:
    """What values a type has, as a phrase; nothing for what is evident: flags, names, texts of any content."""
    match type_:
        case Int(low, high):
            return _range(low, high, "") or "a whole number"
        case Time():
            return TIME
        case Duration():
            return DURATION
        case Decimal(scale, low, high):
            return _of_decimal(scale, low, high)
        case Enum(members=members):
            return f"one of {', '.join(members)}"
        case Text(max_bytes):
            return f"at most {max_bytes} bytes"
        case Set(max_items):
            return f"repeat it for several, at most {max_items}"
        case Bool() | Identifier() | Reference():
            return ""
        case other:
            assert_never(other)


def value_text(type_: Plain, value: bool | int | str | tuple[str, ...]) -> str:
    """A value as it is typed on a command line. A time is not one: it is shown as `@SECONDS`."""
    match type_:
        case Duration():
            return duration_text(int(value)) if isinstance(value, int) else str(value)
        case Decimal(scale):
            return decimal_text(int(value), scale) if isinstance(value, int) else str(value)
        case Time():
            return f"@{value // 10**9}" if isinstance(value, int) else str(value)
        case Bool():
            return "true" if value else "false"
        case _:
            return ",".join(value) if isinstance(value, tuple) else str(value)


def duration_text(nanoseconds: int) -> str:
    """`90m` as `1h30m`. Parts of a millisecond are left out, as no command line can say them."""
    if nanoseconds < 0:
        return f"-{duration_text(-nanoseconds)}"
    text, rest = "", nanoseconds
    for unit, letter in _UNITS:
        count, rest = divmod(rest, unit)
        text += f"{count}{letter}" if count else ""
    milliseconds = rest // _MILLISECOND
    return (text + (f"{milliseconds}ms" if milliseconds else "")) or "0s"


def listed(words: Sequence[str], conjunction: str) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {conjunction} {words[-1]}"


def _range(low: int, high: int, unit: str, scale: int = 0) -> str:
    least, most = decimal_text(low, scale), decimal_text(high, scale)
    has_low, has_high = low not in (INT64_MIN, -COUNT_MAX), high not in (COUNT_MAX, INT64_MAX)
    if has_low and has_high:
        return f"{least} to {most}{unit}"
    if has_high:
        return f"at most {most}{unit}"
    return f"at least {least}{unit}" if has_low and low != 0 else ""


def _of_decimal(scale: int, low: int, high: int) -> str:
    form = f"a number with at most {scale} decimal{'s' if scale > 1 else ''}"
    span = _range(low, high, "", scale)
    return f"{form}, {span}" if span else form


def decimal_text(units: int, scale: int) -> str:
    """A fixed-point number of `units` of 10**-scale: `12` with scale 1 is `1.2`."""
    if scale == 0:
        return str(units)
    whole, part = divmod(abs(units), 10**scale)
    return f"{'-' if units < 0 else ''}{whole}.{part:0{scale}d}"
