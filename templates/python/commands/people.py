"""Values as people read them: in messages, tables and lines of text."""

from __future__ import annotations

from . import clock, text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_UNITS = ((86400 * 10**9, "d"), (3600 * 10**9, "h"), (60 * 10**9, "m"), (10**9, "s"))
_MILLISECOND = 10**6


def told(value: Any, kind: str, scale: int = 0, digits: bool = False) -> str:
    """A value of a type as the runtime knows it; nothing when it is absent. With `digits` times and durations stay
    nanoseconds, for scripts. `scale` is that of a decimal.
    """
    if value is None:
        return ""
    match kind:
        case "text":
            return text.show(text.plain(value))
        case "set":
            return ",".join(value)
        case "bool":
            return "true" if value else "false"
        case "decimal":
            return decimal(value, scale)
        case "time" if not digits:
            return clock.text_of(value)
        case "duration" if not digits:
            return duration(value)
        case _:
            return str(value)


def decimal(units: int, scale: int) -> str:
    """A number of units of 10**-`scale`, with all its decimals."""
    digits = f"{abs(units):0{scale + 1}d}"
    sign = "-" if units < 0 else ""
    return f"{sign}{digits[:-scale]}.{digits[-scale:]}" if scale else f"{sign}{digits}"


def duration(nanoseconds: int) -> str:
    """A length of time in whole units: `1h30m`; nanoseconds that make no millisecond end in `ns`."""
    rest, parts = abs(nanoseconds), []
    for unit, letter in _UNITS:
        count, rest = divmod(rest, unit)
        if count:
            parts.append(f"{count}{letter}")
    if rest % _MILLISECOND:
        parts.append(f"{rest}ns")
    elif rest:
        parts.append(f"{rest // _MILLISECOND}ms")
    return ("-" if nanoseconds < 0 else "") + ("".join(parts) or "0s")
