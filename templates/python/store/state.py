"""The file `state`: what the journal comes to, in one slot. It tells readers whether anything changed, and the next
operation whether the last one was interrupted.
"""

from __future__ import annotations

from .._runtime.values import integer
from . import files, slots, stops

SIZE = 512
_FIELDS = ("dirty", "sequence", "journal", "traces", "time", "due", "lost")

AHEAD = 600 * 10**9
"""How far (ns) the last entry may be ahead of the clock."""


class State:
    """The state after entry `sequence`. `journal` and `traces` are bytes of the segment of that entry; `due` is the
    lower bound of the next due time, if there is any; `counts` are the highest numbers given, in the pattern's order.
    """

    __slots__ = ("counts", "dirty", "due", "journal", "lost", "sequence", "time", "traces")

    def __init__(
        self,
        dirty: int,
        sequence: int,
        journal: int,
        traces: int,
        time: int,
        due: int | None,
        lost: int,
        counts: tuple[int, ...],
    ) -> None:
        self.dirty = dirty
        self.sequence = sequence
        self.journal = journal
        self.traces = traces
        self.time = time
        self.due = due
        self.lost = lost
        self.counts = counts


def keys(counters: tuple[str, ...]) -> list[str]:
    """The constant tokens of the slot."""
    names = (*_FIELDS, *counters)
    return [f'{"," if place else "{"}"{name}":' for place, name in enumerate(names)] + ["}"]


def new(counters: tuple[str, ...]) -> State:
    """The state of a new store."""
    return State(0, 0, 0, 0, 0, None, 0, (0,) * len(counters))


def read(data: bytes, keys: list[str], path: str) -> State:
    """The state in the bytes of the slot.

    Raises:
        Damaged: they are none.
    """
    try:
        tokens = slots.tokens(data, path, SIZE)
    except stops.Damaged:
        raise stops.Damaged(path, "repair") from None
    found = [None if token == "null" else integer(token) for token in tokens[1::2]]
    numbers = [number for number in found if number is not None and number >= 0]
    expected = len(found) if tokens[11:12] != ["null"] else len(found) - 1
    if tokens[0::2] != keys or len(numbers) != expected or numbers[0] > 1:
        raise stops.Damaged(path, "repair")
    if expected < len(found):
        dirty, sequence, journal, traces, time, lost, *counts = numbers
        return State(dirty, sequence, journal, traces, time, None, lost, tuple(counts))
    dirty, sequence, journal, traces, time, due, lost, *counts = numbers
    return State(dirty, sequence, journal, traces, time, due, lost, tuple(counts))


def line(state: State, keys: list[str], dirty: int) -> str:
    """The line of the slot."""
    due = "null" if state.due is None else state.due
    values = (dirty, state.sequence, state.journal, state.traces, state.time, due, state.lost, *state.counts)
    return "\t%s\t".join(keys) % values


def write(path: str, state: State, keys: list[str], dirty: int, shared: bool = False) -> bytes:
    """Overwrites the slot, and gives its bytes.

    Raises:
        Forbidden: as `files.opened`.
        OSError: the storage failed.
    """
    data = slots.padded(line(state, keys, dirty), SIZE)
    files.write(path, data, shared)
    return data


def in_step(time: int, present: int) -> None:
    """Refuse to work by a clock (`present`, ns) that the last entry (`time`, ns) is far ahead of.

    Raises:
        Stop: 9, it is more than `AHEAD` ahead.
    """
    if time > present + AHEAD:
        message = "the last entry of the store is more than 10 minutes ahead of the clock"
        raise stops.Stop(9, message, "doctor --accept-clock")
