"""Values from outside: the words of a command line, the environment. What does not fit raises `Wrong`, whose text
goes after the name of the option.
"""

from __future__ import annotations

from .._runtime import values as telemetry
from . import text

whole = telemetry.integer
"""The number in `-?(0|[1-9][0-9]{0,18})` if it has at most 64 bits, else None."""

_DIGITS = frozenset("0123456789")
_LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
_NAME = _LETTERS | frozenset("._-")
_UNITS = (("ms", 10**6), ("s", 10**9), ("m", 60 * 10**9), ("h", 3600 * 10**9), ("d", 86400 * 10**9))
_LONGEST = 3650 * 86400 * 10**9
_INT64 = 2**63
_SHOWN = 80  # code points of a value in a message


class Wrong(ValueError):
    """A value that does not fit; the message says what is wrong with it."""


def shown(word: str) -> str:
    """A word of the caller's in quotes, as messages show it."""
    try:
        data = word.encode(errors="surrogateescape")
    except UnicodeEncodeError:
        data = word.encode(errors="surrogatepass")
    return f'"{text.show(data, _SHOWN)}"'


def integer(word: str, low: int, high: int) -> int:
    """The whole number in `word`, between `low` and `high`.

    Raises:
        Wrong: it is none, or out of range.
    """
    number = whole(word)
    if number is None:
        raise Wrong(f"{shown(word)} is not a whole number")
    return between(number, low, high)


def between(number: int, low: int, high: int) -> int:
    """`number`, if it is in range.

    Raises:
        Wrong: it is not.
    """
    if low <= number <= high:
        return number
    raise Wrong(f"{number} is not between {low} and {high}")


def is_identifier(word: str) -> bool:
    """Whether `word` is `[A-Za-z0-9][A-Za-z0-9._-]{0,63}`."""
    return 0 < len(word) <= 64 and word[0] in _LETTERS and _NAME.issuperset(word)


def identifier(word: str) -> str:
    """`word`, if it is an identifier.

    Raises:
        Wrong: it is none.
    """
    if is_identifier(word):
        return word
    raise Wrong(f"{shown(word)} is not an identifier (1 to 64 of A-Z a-z 0-9 . _ -, the first a letter or digit)")


def enum(word: str, members: tuple[str, ...]) -> str:
    """The member that `word` is, whatever the case of its ASCII letters.

    Raises:
        Wrong: it is none.
    """
    if word in members:
        return word
    folded = word.lower() if word.isascii() else word
    for member in members:
        if member.lower() == folded:
            return member
    raise Wrong(f"{shown(word)} is not one of {', '.join(members)}")


def duration(word: str) -> int:
    """The nanoseconds in one or more `N(ms|s|m|h|d)` or in a bare number of seconds, at most 3650d.

    Raises:
        Wrong: it is none.
    """
    total = _duration(word)
    if total is None:
        raise Wrong(f"{shown(word)} is not a duration like 90s or 1h30m")
    return total


def _duration(word: str) -> int | None:
    seconds = whole(word)
    if seconds is not None:
        return seconds * 10**9 if 0 <= seconds * 10**9 <= _LONGEST else None
    total, rest = 0, word
    while rest:
        digits = rest[: len(rest) - len(rest.lstrip("0123456789"))]
        number = whole(digits)
        rest = rest[len(digits) :]
        unit = next((unit for unit in _UNITS if rest.startswith(unit[0])), None)
        if number is None or unit is None:
            return None
        rest = rest[len(unit[0]) :]
        total += number * unit[1]
    return total if word and total <= _LONGEST else None


class Later(int):
    """A time (ns) that was given as a length from now; `length` is negative for one that has passed. A request that is
    repeated gives the length again, not the time.
    """

    length: int

    @classmethod
    def after(cls, now: int, length: int) -> Later:
        """The time `length` after `now`; at least 0."""
        found = cls(max(now + length, 0))
        found.length = length
        return found


def time(word: str, now: int, past: bool) -> int:
    """The nanoseconds since 1970 in `YYYY-MM-DDTHH:MM:SS[.1 to 9 digits]Z`, `@SECONDS`, or a duration before (`past`)
    or after `now`; at least 0.

    Raises:
        Wrong: it is none.
    """
    span = _duration(word)
    if span is not None:
        return Later.after(now, -span if past else span)
    point = _since_1970(word[1:]) if word[:1] == "@" else _date(word)
    if point is None:
        raise Wrong(f"{shown(word)} is not a time like 2026-01-31T12:00:00Z, @SECONDS or 90s")
    return point


def _since_1970(digits: str) -> int | None:
    seconds = whole(digits)
    return seconds * 10**9 if seconds is not None and 0 <= seconds * 10**9 < _INT64 else None


def _date(word: str) -> int | None:
    if len(word) < 20 or word[-1] != "Z" or (word[4], word[7], word[10], word[13], word[16]) != tuple("--T::"):
        return None
    fields = (word[:4], word[5:7], word[8:10], word[11:13], word[14:16], word[17:19])
    fraction = word[20:-1]
    if not _DIGITS.issuperset("".join(fields) + fraction) or len(fraction) > 9:
        return None
    if word[19:] != "Z" and (word[19] != "." or not fraction):
        return None
    year, month, day, hour, minute, second = map(int, fields)
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    if not 1 <= month <= 12 or year < 1970 or hour > 23 or minute > 59 or second > 59:
        return None
    if not 1 <= day <= (29 if leap and month == 2 else (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]):
        return None
    # Days by the calendar that begins its years in March, so that the leap day comes last.
    shifted = year - (month <= 2)
    of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    days = shifted * 365 + shifted // 4 - shifted // 100 + shifted // 400 + of_year - 719468
    point = (((days * 24 + hour) * 60 + minute) * 60 + second) * 10**9 + int(fraction.ljust(9, "0"))
    return point if point < _INT64 else None


def decimal(word: str, scale: int) -> int:
    """The units of 10**-`scale` in a number with at most so many decimals.

    Raises:
        Wrong: it is none.
    """
    head, point, tail = word.partition(".")
    fits = (head == "-0" or whole(head) is not None) and len(head) + scale <= 19
    if not fits or (point and not (0 < len(tail) <= scale and _DIGITS.issuperset(tail))):
        raise Wrong(f"{shown(word)} is not a number with at most {scale} decimal{'' if scale == 1 else 's'}")
    units = int(f"{head.removeprefix('-')}{tail.ljust(scale, '0')}")
    return -units if head[0] == "-" else units


def names(words: list[str], most: int) -> tuple[str, ...]:
    """The sorted set of these identifiers, at most `most` of them.

    Raises:
        Wrong: one is no identifier, or there are too many.
    """
    found = tuple(sorted({identifier(word) for word in words}))
    if len(found) > most:
        raise Wrong(f"more than {most} values")
    return found
