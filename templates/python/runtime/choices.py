"""Keys of enum attributes: closed ones, open ones, and those without an enum class."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import TypeAlias, TypeVar

from opentelemetry.util.types import AttributeValue

from .keys import Key

Raw: TypeAlias = str | bool | int | float
"""What the value of an enum member may be."""

E = TypeVar("E", bound=Enum)
R = TypeVar("R", bound=Raw)


class Choice(Key[E]):
    """An enum attribute: a member of one of the classes. Its `value` is recorded.

    Callers without type checking may also pass the value of a member.
    """

    __slots__ = ("classes",)

    def __init__(self, name: str, *classes: type[E], deprecated: str | None = None) -> None:
        super().__init__(name, deprecated=deprecated)
        self.classes = classes

    def check(self, value: E) -> AttributeValue:
        member = _member(self, value)
        if member is not None:
            return member
        return _one_of(self, value, [known.value for kind in self.classes for known in kind])


class OpenChoice(Key[E | R]):
    """An enum attribute that takes other values too: a member of one of the classes, or any value that `raw` takes."""

    __slots__ = ("classes", "raw")

    def __init__(self, raw: Key[R], *classes: type[E]) -> None:
        super().__init__(raw.name, deprecated=raw.deprecated)
        self.raw = raw
        self.classes = classes

    def check(self, value: E | R) -> AttributeValue:
        member = _member(self, value)
        return self.raw.check(value) if member is None else member  # type: ignore[arg-type]  # no member is left: a Raw


class OneOf(Key[R]):
    """An enum attribute without a class: one of the values."""

    __slots__ = ("values",)

    def __init__(self, name: str, *values: R, deprecated: str | None = None) -> None:
        super().__init__(name, deprecated=deprecated)
        self.values = values

    def check(self, value: R) -> AttributeValue:
        return _one_of(self, value, self.values)


def _member(key: Choice[E] | OpenChoice[E, R], value: object) -> Raw | None:
    """The value of an enum member, None for what is no enum member.

    Raises:
        TypeError: it is a member of another enum.
    """
    if not isinstance(value, Enum):
        return None
    if not isinstance(value, key.classes):
        expected = " or ".join(kind.__name__ for kind in key.classes)
        raise TypeError(f"{key.name}: expected {expected}, got {type(value).__name__}")
    recorded: Raw = value.value
    return recorded


def _one_of(key: Key[R] | Key[E], value: object, allowed: Sequence[object]) -> Raw:
    """The value, if it is allowed. `True` is not `1` here: a value must also have the type of the allowed one."""
    for known in allowed:
        if type(known) is type(value) and known == value:
            return known  # type: ignore[return-value]  # the values of enum members are Raw
    names = ", ".join(map(repr, allowed))
    if not any(type(known) is type(value) for known in allowed):
        raise TypeError(f"{key.name}: expected one of {names}, got {type(value).__name__}")
    raise ValueError(f"{key.name}: {value!r} is not one of {names}")
