"""What was told of named locks: fences rise, nobody shares one, and refusals were true at some moment."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tests.stress.history import Journal, Lock
from tests.stress.logs import Call

_HELD = re.compile(r'is held by agent "([^"]*)"')


def fences(calls: Iterable[Call]) -> Iterator[str]:
    """What the callers alone can say, without the journal: who was given a lock after another was told of his has a
    higher fence, and no fence was given to two.
    """
    taken = [call for call in calls if call.operation.name == "lock-acquire" and call.exit == 0]
    given: dict[tuple[str, int], Call] = {}
    for call in taken:
        if call.operation.fence is None:
            other = given.setdefault((str(call.operation.lock), _fence(call)), call)
            if other is not call:
                yield f"{call}: its fence was told before: {other}"
    for lock in sorted({str(call.operation.lock) for call in taken}):
        own = [call for call in given.values() if call.operation.lock == lock]
        ended = sorted(own, key=lambda call: call.end)
        highest, place = None, 0
        for call in sorted(own, key=lambda call: call.begin):
            while place < len(ended) and ended[place].end < call.begin:
                highest = max(highest or ended[place], ended[place], key=_fence)
                place += 1
            if highest is not None and _fence(highest) >= _fence(call):
                yield f"{call}: fences went back after {highest}"


def _fence(call: Call) -> int:
    assert call.outcome is not None
    return int(call.outcome.answer["fence"])


def lock_explained(call: Call, journal: Journal, low: int, high: int) -> bool:
    """Whether what was told of a lock was true at some moment between two entries."""
    name = str(call.operation.lock)
    versions = [journal.lock(name, sequence) for sequence in journal.lock_moments(low, high, name)]
    return any(_true(call, lock) for lock in versions)


def _true(call: Call, lock: Lock | None) -> bool:
    assert call.outcome is not None
    message, agent = call.outcome.message, call.operation.agent
    if call.exit == 0 and call.operation.name != "lock-check":
        return False  # it should have an entry
    if call.exit == 0:
        answer = call.outcome.answer
        known = (None, None) if lock is None else (lock.owner, lock.fence)
        return (answer["owner"], answer["fence"]) == known
    if call.exit == 6 or lock is None:
        return lock is None and (call.exit == 6 or "is free" in message)
    if held := _HELD.search(message):
        return lock.owner == held[1]
    if "is free" in message:
        return lock.owner is None
    return "is not held by agent" in message and lock.owner != agent
