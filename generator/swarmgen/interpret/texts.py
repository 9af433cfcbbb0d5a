"""Values as people and programs see them: printable text, JSON, times."""

from __future__ import annotations

import unicodedata
from typing import Final

from swarmgen.model.datatypes import (
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
from swarmgen.model.dump_expressions import decimal_text, duration_text

Value = None | bool | int | str | tuple[str, ...]

NANOSECONDS: Final = 1_000_000_000
_DAY: Final = 86_400
_EXACT: Final = 2**53
"""Integers beyond this are strings in answers: many JSON readers hold doubles."""
_SHOWN: Final = 80

_ESCAPES: Final = {code: f"\\u{code:04x}" for code in range(0x20)} | {
    ord('"'): '\\"',
    ord("\\"): "\\\\",
    ord("\n"): "\\n",
    ord("\r"): "\\r",
    ord("\t"): "\\t",
}


def only(value: Value) -> Value:
    """The one name of a set, None where it has none or several; whatever is no set as it is."""
    if not isinstance(value, tuple):
        return value
    return value[0] if len(value) == 1 else None


def json_string(text: str) -> str:
    """A JSON string token with the shortest escapes that rule 16 of the shell reference allows."""
    return f'"{text.translate(_ESCAPES)}"'


def json_value(value: Value) -> str:
    """A JSON token; integers that a double cannot hold are strings."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value) if -_EXACT <= value <= _EXACT else f'"{value}"'
    if isinstance(value, str):
        return json_string(value)
    return "[" + ",".join(map(json_string, value)) + "]"


def json_object(members: dict[str, str]) -> str:
    """A JSON object from tokens."""
    return "{" + ",".join(f"{json_string(name)}:{token}" for name, token in members.items()) + "}"


def show(text: str) -> str:
    """Text that cannot move a terminal's cursor: control characters and what is not UTF-8 are bytes as `\\xNN`."""
    return "".join(_shown(character) for character in text)


def shorten(text: str) -> str:
    """A caller's value as messages quote it: at most 80 code points of it."""
    return show(text) if len(text) <= _SHOWN else f"{show(text[:_SHOWN])}..."


def _shown(character: str) -> str:
    if unicodedata.category(character) in ("Cc", "Cs"):  # Cs: a byte that is not UTF-8, as Python carries it
        return "".join(f"\\x{byte:02x}" for byte in character.encode(errors="surrogateescape"))
    return character


def time_text(nanoseconds: int) -> str:
    """RFC 3339 in UTC with milliseconds, cut off, not rounded."""
    seconds, rest = divmod(nanoseconds, NANOSECONDS)
    days, second = divmod(seconds, _DAY)
    year, month, day = civil(days)
    clock = f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}.{rest // 1_000_000:03}"
    return f"{year:04}-{month:02}-{day:02}T{clock}Z"


def civil(days: int) -> tuple[int, int, int]:
    """Year, month and day of a number of days since 1970, in the Gregorian calendar."""
    shifted = days + 719_468  # days since 0000-03-01: leap days come last
    era, day_of_era = divmod(shifted, 146_097)
    year_of_era = (day_of_era - day_of_era // 1_460 + day_of_era // 36_524 - day_of_era // 146_096) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    month_index = (5 * day_of_year + 2) // 153
    month = month_index + 3 if month_index < 10 else month_index - 9
    return year_of_era + era * 400 + (month <= 2), month, day_of_year - (153 * month_index + 2) // 5 + 1


def people_text(value: Value, type_: Type, *, digits: bool = False) -> str:
    """A present value for people, or with `digits` for scripts: times and durations are nanoseconds then."""
    match plain(type_):
        case Time() if not digits and isinstance(value, int):
            return time_text(value)
        case Duration() if not digits and isinstance(value, int):
            return duration_text(value)
        case Decimal(scale=scale) if isinstance(value, int):
            return decimal_text(value, scale)
        case Bool():
            return "true" if value else "false"
        case Set() if isinstance(value, tuple):
            return ",".join(value)
        case Text() if isinstance(value, str):
            return show(value)
        case Int() | Time() | Duration() | Decimal() | Enum() | Identifier() | Reference() | Set() | Text():
            return str(value)
