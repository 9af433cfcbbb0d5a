"""The types of the pattern language. Each means the same in Python, in bash arithmetic and in SQL."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

INT64_MIN = -(2**63)
INT64_MAX = 2**63 - 1
COUNT_MAX = 2**53 - 1  # the range of an integer that declares none: exact in every JSON reader


@dataclass(frozen=True, slots=True)
class Bool:
    """True or false."""


@dataclass(frozen=True, slots=True)
class Int:
    """A whole number within an inclusive range."""

    low: int = 0
    high: int = COUNT_MAX


@dataclass(frozen=True, slots=True)
class Time:
    """A point in time: nanoseconds since 1970, UTC, never negative."""


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time: nanoseconds, at most 3,650 days either way."""


@dataclass(frozen=True, slots=True)
class Decimal:
    """A fixed-point number, held as an integer of 10**-scale units within an inclusive range of such units."""

    scale: int
    low: int = 0
    high: int = COUNT_MAX


@dataclass(frozen=True, slots=True)
class Enum:
    """One of the members of a convention attribute, in the convention's order, which is also the order of `<`."""

    attribute: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Identifier:
    """A short name, `[A-Za-z0-9][A-Za-z0-9._-]{0,63}`, compared as bytes."""


@dataclass(frozen=True, slots=True)
class Text:
    """Any UTF-8 text without NUL, of at most `max_bytes` bytes. It is kept and shown, never compared."""

    max_bytes: int = 65536


@dataclass(frozen=True, slots=True)
class Set:
    """A byte-sorted set of identifiers."""

    max_items: int = 16


@dataclass(frozen=True, slots=True)
class Reference:
    """A record of a kind, by its number."""

    record: str


@dataclass(frozen=True, slots=True)
class Optional:
    """A value that may be absent."""

    inner: Plain


Plain: TypeAlias = Bool | Int | Time | Duration | Decimal | Enum | Identifier | Text | Set | Reference
Type: TypeAlias = Plain | Optional


def plain(type_: Type) -> Plain:
    """The type of a value that is there."""
    return type_.inner if isinstance(type_, Optional) else type_


def is_optional(type_: Type) -> bool:
    """Whether the value may be absent."""
    return isinstance(type_, Optional)
