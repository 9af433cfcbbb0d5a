"""What the command line and the library know of a generated operation. For type checkers only."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeAlias

from .shapes import Pattern

Parameter: TypeAlias = tuple[str, str, str, Any, Any, bool, str | None, str | None]
"""An input: its attribute in `Given`, how messages call it (`WORK`, `--max-work`), its type, what the type allows, its
default, whether it is required, its environment variable, the attribute of the input it goes with.

Types and what they allow: int (low, high), decimal (scale, low, high), enum (members), text (most bytes), set (most
members), bool, time, duration, identifier (nothing).
"""

Field: TypeAlias = tuple[str, str, int]
"""A value of an answer: its name, its type, the scale of a decimal."""


Part: TypeAlias = str | tuple[int | str | tuple[object], str, int]
"""A piece of a line of text: a text, or a value with its type and scale: the place in the reply, the name of an input,
or the value itself in a tuple.
"""


class Shape(Protocol):
    """What is known of an answer."""

    SHAPE: str
    FIELDS: tuple[Field, ...]


class Operation(Shape, Protocol):
    """A generated module of `_hot.<pattern>`."""

    NAME: str
    SPAN: str
    READS: bool
    FREES: bool
    ARGUMENTS: tuple[Parameter, ...]
    OPTIONS: tuple[Parameter, ...]
    EXACTLY_ONE: tuple[tuple[str, ...], ...]
    WAITS: str | None
    AGENT: str | None
    SUBJECT: tuple[str | None, int | None]
    COLUMNS: tuple[str, ...]
    PRINTS: tuple[Part, ...]

    @property
    def Given(self) -> type[Any]: ...  # noqa: N802  # a class of the module

    def steps(self, tx: Any, given: Any, /) -> Any: ...

    def attributes(self, given: Any, reply: Any, /) -> list[str]: ...


class Traced(Protocol):
    """The span of a caller's own tracer."""

    def ids(self) -> tuple[int, int, int, int, str] | None: ...

    def keep(self, attributes: Callable[[Any], list[str]]) -> Callable[[Any], list[str]]: ...


class PatternModule(Pattern, Protocol):
    """A generated package `_hot.<pattern>`."""

    __name__: str
    PACKAGE: str
    OPERATIONS: dict[str, str]
    FAMILIES: dict[str, tuple[str, ...]]


Words: TypeAlias = Sequence[str]
