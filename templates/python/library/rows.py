"""Answers that consist of several records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar, overload

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Node(Generic[T]):
    """A record in a tree; `depth` counts from 0."""

    record: T
    depth: int


class Rows(Sequence[T]):
    """Records in their order.

    Attributes:
        next: the record number to go on with, for `start=`; None when there are no more, or no numbers to go by.
        sequence: the last entry of the journal that they take into account.
    """

    def __init__(self, records: Sequence[T], next: int | None, sequence: int) -> None:
        self._records = tuple(records)
        self.next = next
        self.sequence = sequence

    def __len__(self) -> int:
        return len(self._records)

    @overload
    def __getitem__(self, place: int) -> T: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[T]: ...

    def __getitem__(self, place: int | slice) -> T | Sequence[T]:
        return self._records[place]

    def __iter__(self) -> Iterator[T]:
        return iter(self._records)

    def __repr__(self) -> str:
        return f"Rows({list(self._records)!r}, next={self.next!r}, sequence={self.sequence!r})"
