"""Due times: a wheel of nine levels of 32 slots, each slot a list of records. A tick is 2**20 ns; a slot of one level
spans all slots of the level below.
"""

from __future__ import annotations

from . import paths, stops

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from .shapes import Due, R
    from .transaction import Transaction

LEVELS = 9
BATCH = 32
"""Records that one tick moves."""

_FIELDS = [f"level_{level}" for level in range(LEVELS)]


def place(cursor: int, at: int) -> int:
    """The number of the bucket for a record that is due at `at` (ns), when the wheel has come to tick `cursor`."""
    tick = max(at >> 20, cursor)
    level = 0
    while level < LEVELS - 1 and tick >> 5 * (level + 1) != cursor >> 5 * (level + 1):
        level += 1
    slot = tick >> 5 * level & 31 if tick >> 5 * (level + 1) == cursor >> 5 * (level + 1) else 31
    return level * 32 + slot + 1


def enter(tx: Transaction, member: R, name: str, at: int, bucket: type[Any], wheel: type[Any]) -> None:
    """Puts a record in the wheel of due `name`; `at` is its time (ns)."""
    turning = tx.load(wheel, 1)
    _turn(tx, turning)
    number = place(turning.cursor, at)
    owner = tx.load(bucket, number)
    tail = owner.tail
    tx.touch(member)
    setattr(member, f"{name}_bucket", number)
    setattr(member, f"{name}_previous", tail)
    setattr(member, f"{name}_next", None)
    if tail is not None:
        last = tx.load(type(member), tail)
        tx.touch(last)
        setattr(last, f"{name}_next", member.number)
    tx.touch(owner)
    owner.tail = member.number
    if tail is None:
        owner.head = member.number
        _mark(tx, turning, number, True)
    if tx.due is None or at < tx.due:
        tx.due = at


def leave(tx: Transaction, member: R, name: str, bucket: type[Any], wheel: type[Any]) -> None:
    """Takes a record out of the wheel of due `name`."""
    number = getattr(member, f"{name}_bucket")
    previous, following = getattr(member, f"{name}_previous"), getattr(member, f"{name}_next")
    owner = tx.load(bucket, number)
    tx.touch(member)
    setattr(member, f"{name}_bucket", None)
    setattr(member, f"{name}_previous", None)
    setattr(member, f"{name}_next", None)
    if previous is not None:
        before = tx.load(type(member), previous)
        tx.touch(before)
        setattr(before, f"{name}_next", following)
    if following is not None:
        after = tx.load(type(member), following)
        tx.touch(after)
        setattr(after, f"{name}_previous", previous)
    tx.touch(owner)
    if previous is None:
        owner.head = following
    if following is None:
        owner.tail = previous
    if owner.head is None:
        _mark(tx, tx.load(wheel, 1), number, False)


def _turn(tx: Transaction, turning: Any) -> None:
    """Turns a wheel without records to now: from where it stood the first one would come down level by level."""
    if turning.cursor != tx.now >> 20 and not any(getattr(turning, field) for field in _FIELDS):
        tx.touch(turning)
        turning.cursor = tx.now >> 20


def _mark(tx: Transaction, turning: Any, number: int, used: bool) -> None:
    level, slot = divmod(number - 1, 32)
    tx.touch(turning)
    bits = getattr(turning, _FIELDS[level])
    setattr(turning, _FIELDS[level], bits | 1 << slot if used else bits & ~(1 << slot))


def advance(tx: Transaction, dues: Sequence[Due], kinds: dict[str, type[Any]]) -> int | None:
    """Moves what is due by one tick, which is then to be committed, and gives the number of records whose time had
    come. None when nothing was due: `tx.due` is then the time at which to look again.

    Raises:
        as the procedures of the dues.
    """
    soonest: int | None = None
    for due in dues:
        moved, bound = _advance(tx, due, kinds[due[0]])
        if moved is not None:
            return moved
        if bound is not None and (soonest is None or bound < soonest):
            soonest = bound
    tx.due = soonest
    return None


def _advance(tx: Transaction, due: Due, cls: type[Any]) -> tuple[int | None, int | None]:
    """The records that one wheel moved in a tick, or None and the lower bound of its next due time."""
    _, _, at, leaving, entering, procedure, _, wheel = due
    turning = tx.load(wheel, 1)
    number, start = _soonest(turning)
    if number == 0:
        return None, None
    if start << 20 > tx.now:
        return None, start << 20
    if number > 32:
        if turning.cursor < start:
            tx.touch(turning)
            turning.cursor = start
        for member in list(_members(tx, due, cls, number, BATCH)):
            leaving(tx, member)
            entering(tx, member)
        return 0, None
    ripe, soonest = [], None
    for member in _members(tx, due, cls, number, None):
        time = getattr(member, at)
        if time <= tx.now:
            ripe.append(member)
            if len(ripe) == BATCH:
                break
        elif soonest is None or time < soonest:
            soonest = time
    for member in sorted(ripe, key=lambda one: one.number):
        leaving(tx, member)
        procedure(tx, member)
    return (len(ripe), None) if ripe else (None, soonest)


def _soonest(turning: Any) -> tuple[int, int]:
    """The bucket that the wheel comes to first, and its first tick; bucket 0 when all are empty."""
    found, first = 0, 0
    cursor = turning.cursor
    for level in range(LEVELS):
        ahead = getattr(turning, _FIELDS[level]) >> (cursor >> 5 * level & 31)
        if not ahead:
            continue
        slot = (cursor >> 5 * level & 31) + (ahead & -ahead).bit_length() - 1
        start = (cursor >> 5 * (level + 1) << 5 * (level + 1)) + (slot << 5 * level)
        if not found or start <= first:
            found, first = level * 32 + slot + 1, start
    return found, first


def _members(tx: Transaction, due: Due, cls: type[Any], number: int, most: int | None) -> Iterator[Any]:
    """The members of a bucket in their order, at most so many.

    Raises:
        Damaged: the list is not that of this bucket.
    """
    kind, name, at, _, _, _, bucket, _ = due
    following, seen = tx.load(bucket, number).head, 0
    while following is not None and seen != most:
        member = tx.load(cls, following)
        seen += 1
        if getattr(member, f"{name}_bucket") != number or getattr(member, at) is None or seen > tx.count(cls):
            raise stops.Damaged(f"{tx.folders.root}/{paths.slot(kind, following)}")
        yield member
        following = getattr(member, f"{name}_next")
