"""Words of a caller → values, with the messages that COMMANDS.md gives for each kind of mistake."""

from __future__ import annotations

import re
from typing import Final, assert_never

from swarmgen.interpret.refusals import Refused
from swarmgen.interpret.texts import NANOSECONDS, Value, shorten
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
from swarmgen.model.dump_expressions import decimal_text

_INTEGER: Final = re.compile(r"-?(0|[1-9][0-9]{0,18})")
_IDENTIFIER: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_DURATION: Final = re.compile(r"(?:(?:0|[1-9][0-9]{0,18})(?:ms|[smhd]))+")
_DURATION_PART: Final = re.compile(r"([0-9]+)(ms|[smhd])")
_NATURAL: Final = re.compile(r"0|[1-9][0-9]{0,18}")
_TIME: Final = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,9}))?Z")
_UNITS: Final = {"ms": 1_000_000, "s": NANOSECONDS, "m": 60 * NANOSECONDS}
_UNITS["h"] = 60 * _UNITS["m"]
_UNITS["d"] = 24 * _UNITS["h"]
DURATION_MAX: Final = 3650 * _UNITS["d"]


def parse(word: str, type_: Plain, label: str, *, now: int) -> Value:
    """The value that a word stands for.

    Args:
        word: as the caller wrote it; bytes that are not UTF-8 as lone surrogates.
        type_: what the parameter takes; for a set, `word` is one of its members.
        label: how messages call the parameter: `--points`, `WORK`.
        now: nanoseconds since 1970, what durations are added to where a time is meant.

    Raises:
        Refused: with exit 2.
    """
    match type_:
        case Bool():
            return _either(word, label)
        case Int(low=low, high=high):
            return _whole(word, low, high, label)
        case Time():
            return _time(word, label, now)
        case Duration():
            return _length(word, label)
        case Decimal():
            return _decimal(word, type_, label)
        case Enum(members=members):
            return _member(word, members, label)
        case Identifier() | Set():
            return identifier(word, label)
        case Text(max_bytes=most):
            return _text(word, most, label)
        case Reference():
            raise TypeError("a caller names a record by its id, never by a reference")
        case _:
            assert_never(type_)


def identifier(word: str, label: str) -> str:
    """A short name."""
    if not _IDENTIFIER.fullmatch(word):
        rule = "1 to 64 of A-Z a-z 0-9 . _ -, the first a letter or digit"
        raise _wrong(label, word, f"an identifier ({rule})")
    return word


def duration(word: str) -> int | None:
    """Nanoseconds, or None if the word is no duration or one of more than 3,650 days."""
    if _NATURAL.fullmatch(word):
        total = int(word) * NANOSECONDS
    elif _DURATION.fullmatch(word):
        total = sum(int(count) * _UNITS[unit] for count, unit in _DURATION_PART.findall(word))
    else:
        return None
    return total if total <= DURATION_MAX else None


def _wrong(label: str, word: str, wanted: str) -> Refused:
    return Refused(2, f'{label}: "{shorten(word)}" is not {wanted}')


def _either(word: str, label: str) -> bool:
    folded = _fold(word)
    if folded not in ("true", "false"):
        raise _wrong(label, word, "one of true, false")
    return folded == "true"


def _whole(word: str, low: int, high: int, label: str) -> int:
    if not _INTEGER.fullmatch(word):
        raise _wrong(label, word, "a whole number")
    if not low <= int(word) <= high:
        raise Refused(2, f"{label}: {int(word)} is not between {low} and {high}")
    return int(word)


def _length(word: str, label: str) -> int:
    value = duration(word)
    if value is None:
        raise _wrong(label, word, "a duration like 90s or 1h30m")
    return value


def _time(word: str, label: str, now: int) -> int:
    value = _moment(word, now)
    if value is None or value > INT64_MAX:
        raise _wrong(label, word, "a time like 2026-01-31T12:00:00Z, @SECONDS or 90s")
    return value


def _moment(word: str, now: int) -> int | None:
    if word.startswith("@"):
        return int(word[1:]) * NANOSECONDS if _NATURAL.fullmatch(word[1:]) else None
    written = _TIME.fullmatch(word)
    if written is None:
        length = duration(word)
        return None if length is None else now + length
    year, month, day, hour, minute, second = (int(part) for part in written.groups()[:6])
    if year < 1970 or not 1 <= month <= 12 or not 1 <= day <= _month_days(year, month):
        return None
    if hour > 23 or minute > 59 or second > 59:
        return None
    seconds = _days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second
    return seconds * NANOSECONDS + int((written[7] or "").ljust(9, "0"))


def _leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _month_days(year: int, month: int) -> int:
    return 29 if month == 2 and _leap(year) else (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]


def _days(year: int, month: int, day: int) -> int:
    before = 365 * (year - 1970) + (year - 1969) // 4 - (year - 1901) // 100 + (year - 1601) // 400
    return before + sum(_month_days(year, earlier) for earlier in range(1, month)) + day - 1


def _decimal(word: str, type_: Decimal, label: str) -> int:
    shape = rf"-?(?:0|[1-9][0-9]{{0,17}})(?:\.[0-9]{{1,{type_.scale}}})?" if type_.scale else _INTEGER.pattern
    if not re.fullmatch(shape, word):
        noun = "decimal" if type_.scale == 1 else "decimals"
        raise _wrong(label, word, f"a number with at most {type_.scale} {noun}")
    whole, _, rest = word.lstrip("-").partition(".")
    units = int(whole + rest.ljust(type_.scale, "0")) * (-1 if word.startswith("-") else 1)
    if not type_.low <= units <= type_.high:
        low, high = (decimal_text(bound, type_.scale) for bound in (type_.low, type_.high))
        raise Refused(2, f"{label}: {word} is not between {low} and {high}")
    return units


def _member(word: str, members: tuple[str, ...], label: str) -> str:
    folded = _fold(word)
    if folded not in members:
        raise _wrong(label, word, f"one of {', '.join(members)}")
    return folded


def _fold(word: str) -> str:
    """Lower case, ASCII only."""
    return "".join(chr(ord(c) + 32) if "A" <= c <= "Z" else c for c in word)


def _text(word: str, most: int, label: str) -> str:
    data = word.encode(errors="surrogateescape")
    if len(data) > most:
        raise Refused(2, f"{label} is longer than {most} bytes")
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise Refused(2, f"{label} is not UTF-8") from None


def is_inside(value: Value, type_: Plain) -> bool:
    """Whether a value lies in the range of its type, if that has one."""
    if isinstance(type_, Int | Decimal) and isinstance(value, int):
        return type_.low <= value <= type_.high
    return True
