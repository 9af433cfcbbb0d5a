"""Due times, by the store's own rules: these alone decide when ticks happen and which records one tick takes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from swarmgen.interpret.memory import Memory, Wheel
from swarmgen.model import ir

_LEVELS: Final = 9
_BITS: Final = 5
_SLOTS: Final = 1 << _BITS
_TICK: Final = 20
"""A tick is 2**20 nanoseconds."""
TICK_RECORDS: Final = 32
"""How many records one tick moves."""


def enter(memory: Memory, due: ir.Due, number: int, now: int) -> None:
    """Put a record with a time into the wheel, which turns to `now` if it has none."""
    at = _at(memory, due, number)
    wheel = memory.wheels[due.record, due.name]
    if not wheel.buckets:
        wheel.cursor = now >> _TICK
    wheel.buckets.setdefault(_bucket(wheel, at), []).append(number)
    memory.due = at if memory.due is None else min(memory.due, at)


def leave(memory: Memory, due: ir.Due, number: int) -> None:
    """Take a record out of the wheel, if it is there."""
    buckets = memory.wheels[due.record, due.name].buckets
    for bucket in [key for key, members in buckets.items() if number in members]:
        buckets[bucket].remove(number)
        if not buckets[bucket]:
            del buckets[bucket]


def advance(memory: Memory, dues: list[ir.Due], now: int, fire: Callable[[ir.Due, int], None]) -> bool:
    """Do one tick's worth of due work.

    Args:
        memory: where the records are.
        dues: all due times of the pattern, in its order.
        now: nanoseconds since 1970.
        fire: called with every record whose time has come, which is out of the wheel then.

    Returns:
        Whether there was any; if not, `memory.due` is now the time before which there will be none.
    """
    if memory.due is None or memory.due > now:
        return False
    earliest: list[int] = []
    for due in dues:
        wheel = memory.wheels[due.record, due.name]
        bucket = _next(wheel)
        if bucket is None:
            continue
        start = _start(wheel, bucket) << _TICK
        if start > now:
            earliest.append(start)
            continue
        if bucket > _SLOTS:
            _cascade(memory, due, bucket, now)
            return True
        come = [number for number in wheel.buckets[bucket] if _at(memory, due, number) <= now][:TICK_RECORDS]
        if not come:
            earliest.append(min(_at(memory, due, number) for number in wheel.buckets[bucket]))
            continue
        for number in sorted(come):
            leave(memory, due, number)
            fire(due, number)
        return True
    memory.due = min(earliest, default=None)
    return False


def _cascade(memory: Memory, due: ir.Due, bucket: int, now: int) -> None:
    """Spread the records of a bucket over finer ones."""
    wheel = memory.wheels[due.record, due.name]
    wheel.cursor = max(wheel.cursor, _start(wheel, bucket))
    for number in wheel.buckets[bucket][:TICK_RECORDS]:
        leave(memory, due, number)
        enter(memory, due, number, now)


def _at(memory: Memory, due: ir.Due, number: int) -> int:
    at = memory.records[due.record][number][due.at]
    assert isinstance(at, int), f"{due.record} {number} is in a wheel without a time"
    return at


def _bucket(wheel: Wheel, at: int) -> int:
    tick = max(at >> _TICK, wheel.cursor)
    for level in range(_LEVELS):
        if tick >> _BITS * (level + 1) == wheel.cursor >> _BITS * (level + 1):
            return level * _SLOTS + (tick >> _BITS * level & _SLOTS - 1) + 1
    return _LEVELS * _SLOTS


def _next(wheel: Wheel) -> int | None:
    """The bucket whose records come first; of two that start together the coarser."""
    lowest: dict[int, int] = {}
    for bucket in wheel.buckets:
        level, slot = divmod(bucket - 1, _SLOTS)
        if slot >= wheel.cursor >> _BITS * level & _SLOTS - 1:
            lowest[level] = min(bucket, lowest.get(level, bucket))
    return min(lowest.values(), key=lambda bucket: (_start(wheel, bucket), -bucket), default=None)


def _start(wheel: Wheel, bucket: int) -> int:
    """The first tick of a bucket."""
    level, slot = divmod(bucket - 1, _SLOTS)
    above = _BITS * (level + 1)
    return (wheel.cursor >> above << above) + (slot << _BITS * level)
