"""What the runtime knows of generated modules. For type checkers only: it is never imported at run time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, Protocol, Self, TypeAlias, TypeVar

from .transaction import Transaction


class Record(Protocol):
    """A record of a kind: a generated class."""

    KIND: ClassVar[str]
    PREFIX: ClassVar[str | None]
    SLOT: ClassVar[int]
    MADE: ClassVar[bool]
    COUNTER: ClassVar[int]
    TEXTS: ClassVar[tuple[str, ...]]

    number: int
    changed: bool

    @classmethod
    def decode(cls, number: int, tokens: list[str], path: str) -> Self: ...

    @classmethod
    def empty(cls, number: int) -> Self: ...

    def encode(self) -> str: ...


R = TypeVar("R", bound=Record)
T = TypeVar("T")

Reply: TypeAlias = Any
"""What the steps of an operation return: a tuple, or rows."""

Put: TypeAlias = tuple[str, bytes | None, int | None]
"""A file that an entry changes, as `journal.puts` gives it."""

Link: TypeAlias = Callable[[Transaction, Any], None]

Enter: TypeAlias = Callable[[Transaction, Any, bool], None]

Due: TypeAlias = tuple[str, str, str, Link, Link, Link, type[Any], type[Any]]
"""Kind, name, field of the time, leave, enter, procedure, bucket class, wheel class."""


class Pattern(Protocol):
    """A generated package `_hot.<pattern>`."""

    NAME: str
    MODULES: tuple[str, ...]
    LAYOUT: str
    VERSION: str
    SCHEMA_URL: str
    SETTINGS: Sequence[tuple[str, str, int, int, int, str]]
    KINDS: dict[str, type[Any]]
    COUNTERS: tuple[str, ...]
    DUES: Sequence[Due]


class Ties(Protocol):
    """The generated module `ties` of a pattern."""

    MADE: tuple[str, ...]
    FIELDS: dict[str, tuple[str, ...]]
    LISTS: Sequence[tuple[str, str, Link]]
    QUEUES: Sequence[tuple[str, str, Enter]]
    DUES: Sequence[tuple[str, str, Link]]
    COUNTS: Sequence[tuple[str, str, str, type[Any], str]]
