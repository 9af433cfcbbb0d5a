"""Tables of a spec by number: rows count from 1, and an index outside of them means the nearest."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .shapes import T


def numbered(rows: tuple[T, ...], index: int) -> T:
    """The row of an index; beyond the last row that one holds."""
    return rows[min(max(index, 1), len(rows)) - 1]


def growing(rows: tuple[int, ...], index: int, times: int, most: int | None) -> int:
    """The row of an index; beyond the last row each is `times` the one before, at most `most`."""
    value = numbered(rows, index)
    if value <= 0 or times <= 1:
        return value
    for _ in range(index - len(rows)):
        value *= times
        if most is not None and value >= most:
            return most
    return value
