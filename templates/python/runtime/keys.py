"""Typed attribute names: each key knows the name of an attribute and what values it takes.

`check` returns the value to record. It raises `TypeError` for a value of another Python type and `ValueError` for a
value that is not allowed; both messages name the attribute. The type parameter is what a caller may pass, so that a
type checker refuses the same mistakes.
"""

from __future__ import annotations

import warnings
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from typing import Generic, NoReturn, Self, TypeAlias, TypeVar

from opentelemetry.util.types import AttributeValue

Pair: TypeAlias = tuple[str, AttributeValue]

T = TypeVar("T")
T_contra = TypeVar("T_contra", contravariant=True)

INT64_LOW = -(2**63)
INT64_HIGH = 2**63 - 1


def collect(*given: Iterable[Pair]) -> dict[str, AttributeValue]:
    """The attributes of one span, event, measurement or entity."""
    return {name: value for pairs in given for name, value in pairs}


class Key(ABC, Generic[T_contra]):
    """The name of an attribute and the rule for its values. `deprecated` is the advice printed when it is passed."""

    __slots__ = ("deprecated", "name")

    def __init__(self, name: str, *, deprecated: str | None = None) -> None:
        self.name = name
        self.deprecated = deprecated

    @abstractmethod
    def check(self, value: T_contra) -> AttributeValue:
        """The value to record.

        Raises:
            TypeError: the value has another type.
            ValueError: the value is not allowed.
        """

    def required(self, value: T_contra) -> tuple[Pair, ...]:
        """The attribute with its value; None is refused like any other wrong type."""
        return self._given(value)

    def optional(self, value: T_contra | None) -> tuple[Pair, ...]:
        """The attribute with its value, or nothing for None."""
        return () if value is None else self._given(value)

    def named(self, name: str) -> Self:
        """The same rule for another attribute."""
        other = copy(self)
        other.name = name
        return other

    def _given(self, value: T_contra) -> tuple[Pair, ...]:
        if self.deprecated is not None:
            # Up from here: required or optional, the generated helper, and its caller, who should see the warning.
            warnings.warn(f"{self.name} is deprecated: {self.deprecated}", DeprecationWarning, stacklevel=4)
        return ((self.name, self.check(value)),)

    def _refuse_type(self, expected: str, value: object) -> NoReturn:
        raise TypeError(f"{self.name}: expected {expected}, got {type(value).__name__}")


class Text(Key[str]):
    """A `string` attribute."""

    __slots__ = ()

    def check(self, value: str) -> AttributeValue:
        if not isinstance(value, str):
            self._refuse_type("str", value)
        return value


class Flag(Key[bool]):
    """A `boolean` attribute."""

    __slots__ = ()

    def check(self, value: bool) -> AttributeValue:
        if not isinstance(value, bool):
            self._refuse_type("bool", value)
        return value


class Integer(Key[int]):
    """An `int` attribute: a signed 64-bit integer within `low` and `high`, both included."""

    __slots__ = ("high", "low")

    def __init__(
        self, name: str, *, low: int | None = None, high: int | None = None, deprecated: str | None = None
    ) -> None:
        super().__init__(name, deprecated=deprecated)
        self.low = INT64_LOW if low is None else low
        self.high = INT64_HIGH if high is None else high

    def check(self, value: int) -> AttributeValue:
        if not isinstance(value, int) or isinstance(value, bool):
            self._refuse_type("int", value)
        if not self.low <= value <= self.high:
            raise ValueError(f"{self.name}: {value} is outside {self.low} to {self.high}")
        return int(value)


class Double(Key[float]):
    """A `double` attribute within `low` and `high`, both included. An int is recorded as a float."""

    __slots__ = ("high", "low")

    def __init__(
        self, name: str, *, low: float | None = None, high: float | None = None, deprecated: str | None = None
    ) -> None:
        super().__init__(name, deprecated=deprecated)
        self.low = low
        self.high = high

    def check(self, value: float) -> AttributeValue:
        if not isinstance(value, int | float) or isinstance(value, bool):
            self._refuse_type("float", value)
        try:
            number = float(value)
        except OverflowError:
            raise ValueError(f"{self.name}: the integer is too large for a double") from None
        if (self.low is not None and not number >= self.low) or (self.high is not None and not number <= self.high):
            raise ValueError(f"{self.name}: {value} is outside {_bound(self.low)} to {_bound(self.high)}")
        return number


class Anything(Key[AttributeValue]):
    """An `any` attribute: text, bool, number, bytes, and sequences and string-keyed mappings of these."""

    __slots__ = ()

    def check(self, value: AttributeValue) -> AttributeValue:
        if value is None:
            self._refuse_type("a value", value)
        self._check_part(value)
        return value

    def _check_part(self, value: object) -> None:
        match value:
            case None | bool() | str() | float() | bytes():
                pass
            case int():
                Integer(self.name).check(value)
            case Mapping():
                for key, part in value.items():
                    Text(self.name).check(key)
                    self._check_part(part)
            case Sequence():
                for part in value:
                    self._check_part(part)
            case _:
                self._refuse_type("an attribute value", value)


class Several(Key[Sequence[T]]):
    """An array attribute; `element` checks each value. Recorded as a tuple."""

    __slots__ = ("element",)

    def __init__(self, element: Key[T]) -> None:
        super().__init__(element.name, deprecated=element.deprecated)
        self.element = element

    def check(self, value: Sequence[T]) -> AttributeValue:
        # A text is a sequence too, of its letters: never what was meant.
        if not isinstance(value, Sequence) or isinstance(value, str | bytes | bytearray):
            self._refuse_type("a sequence", value)
        return tuple(self.element.check(item) for item in value)

    def named(self, name: str) -> Self:
        other = super().named(name)
        other.element = self.element.named(name)
        return other


class Family(Generic[T]):
    """A template attribute: any number of attributes `<name>.<key>`, each with a value that `element` takes."""

    __slots__ = ("element",)

    def __init__(self, element: Key[T]) -> None:
        self.element = element

    def member(self, key: str) -> Key[T]:
        """The attribute of one key.

        Raises:
            TypeError: the key is no text.
            ValueError: the key is empty.
        """
        if not isinstance(key, str):
            raise TypeError(f"{self.element.name}: expected a str as key, got {type(key).__name__}")
        if not key:
            raise ValueError(f"{self.element.name}: a key must not be empty")
        return self.element.named(f"{self.element.name}.{key}")

    def required(self, values: Mapping[str, T]) -> tuple[Pair, ...]:
        """One attribute for each entry of `values`."""
        return self._given(values)

    def optional(self, values: Mapping[str, T] | None) -> tuple[Pair, ...]:
        """One attribute for each entry of `values`; nothing for None."""
        return () if values is None else self._given(values)

    def _given(self, values: Mapping[str, T]) -> tuple[Pair, ...]:
        name = self.element.name
        if not isinstance(values, Mapping):
            raise TypeError(f"{name}: expected a mapping, got {type(values).__name__}")
        if self.element.deprecated is not None:
            warnings.warn(f"{name} is deprecated: {self.element.deprecated}", DeprecationWarning, stacklevel=4)
        members = ((self.member(key), value) for key, value in values.items())
        return tuple((member.name, member.check(value)) for member, value in members)


def _bound(bound: float | None) -> str:
    return "any" if bound is None else str(bound)
