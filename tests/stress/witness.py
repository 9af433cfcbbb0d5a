"""Whether the journal's order explains what all clients saw: every call took effect between its beginning and its end,
with the answer that it got.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from tests.stress.fences import lock_explained
from tests.stress.history import Item, Journal
from tests.stress.logs import Call

HELD = ("claimed", "in_progress")
FINAL = ("completed", "poisoned", "cancelled")
ASTRAY = "astray"
"""What the names of clients begin with whose clock the store refuses."""


class Order:
    """What real time says about entries: those of calls that were over before, and of calls that began after."""

    def __init__(self, calls: Iterable[Call], last: int) -> None:
        made = [call for call in calls if call.sequence is not None]
        ends = sorted((call.end, call.sequence or 0) for call in made)
        begins = sorted(((call.begin, call.sequence or 0) for call in made), reverse=True)
        self._ends = [end for end, _ in ends]
        self._highest = list(accumulate((sequence for _, sequence in ends), max))
        self._begins = [begin for begin, _ in reversed(begins)]
        self._lowest = list(accumulate((sequence for _, sequence in begins), min))[::-1]
        self._last = last

    def bounds(self, call: Call) -> tuple[int, int]:
        """The first and the last entry after which `call` can have looked at the store."""
        before = bisect_left(self._ends, call.begin)
        after = bisect_right(self._begins, call.end)
        low = self._highest[before - 1] if before else 0
        high = self._lowest[after] - 1 if after < len(self._lowest) else self._last
        return low, high


def witness(calls: Sequence[Call], journal: Journal, threshold: int) -> Iterator[str]:
    """What the journal does not explain. `threshold` is how long a lease is (ns)."""
    order = Order(calls, len(journal.entries))
    for call in calls:
        low, high = order.bounds(call)
        if call.sequence is not None:
            if not low < call.sequence <= high:
                yield f"{call} is entry {call.sequence}, but real time puts it between {low + 1} and {high}"
            yield from _granted(call, journal, threshold)
        elif call.outcome is not None and not _explained(call, journal, low, high):
            yield f"{call}: nothing between entries {low} and {high} explains it"
        yield from _repeated(call)


def _granted(call: Call, journal: Journal, threshold: int) -> Iterator[str]:
    """What an entry must look like against the state before it."""
    sequence = call.sequence or 0
    entry = journal.entries[sequence - 1]
    item = journal.item(entry.subject or "", sequence)
    before = journal.item(entry.subject or "", sequence - 1)
    if entry.exit != 0 or item is None:
        return
    if entry.operation == "claim":
        if before is None or before.status != "pending" or item.fence != before.fence + 1:
            yield f"{call}: entry {sequence} claims {before}"
        if item.lease_until != entry.time + threshold or item.agent != call.operation.agent:
            yield f"{call}: entry {sequence} gives {item}"
    elif entry.operation in ("progress", "complete", "release") and not _holds(call, before):
        yield f"{call}: entry {sequence} was let through, though the item was {before}"


def _explained(call: Call, journal: Journal, low: int, high: int) -> bool:
    """Whether what was told was true at some moment between two entries."""
    operation, exit = call.operation, call.exit
    if call.client.startswith(ASTRAY):
        return exit in (4, 9)
    if exit == 4 or call.idle:
        return True
    if operation.lock is not None:
        return lock_explained(call, journal, low, high)
    if operation.name == "claim" and operation.next:
        return any(_nothing(call, journal, sequence) for sequence in range(low, high + 1))
    agent = operation.agent if operation.name == "claim" else None
    if operation.name == "add":
        return any(_needless(call, journal, sequence) for sequence in range(low, high + 1))
    return any(
        _told(call, journal.item(operation.work or "", sequence), journal, sequence)
        for sequence in journal.moments(low, high, operation.work, agent)
    )


def _needless(call: Call, journal: Journal, sequence: int) -> bool:
    """Whether an item that was added needed one that did not exist (6), or itself (3)."""
    own = f"w-{journal.counts[sequence] + 1}"
    wrong = [name for name in call.operation.after if journal.item(name, sequence) is None]
    return bool(wrong) and call.exit == (3 if wrong[0] == own else 6)


def _nothing(call: Call, journal: Journal, sequence: int) -> bool:
    """Whether `claim --next` had nothing to take (7), or the agent no room for it (8)."""
    kind, pending = call.operation.type, journal.waiting[sequence]
    some = pending.get(kind, 0) if kind is not None else sum(pending.values())
    active, most = journal.load(call.operation.agent, sequence)
    return (call.exit == 7 and not some) or (call.exit == 8 and some > 0 and active >= most)


def _told(call: Call, item: Item | None, journal: Journal, sequence: int) -> bool:
    """Whether an item that was like this explains what was told of it."""
    name, exit = call.operation.name, call.exit
    if item is None:
        return exit == 6
    if name == "show":
        return exit == 0 and _shown(call, item)
    if name == "claim":
        active, most = journal.load(call.operation.agent, sequence)
        return exit == 3 if item.status != "pending" else exit == 8 and active >= most
    if name in ("cancel", "reprioritize"):
        return exit == 3 and item.status in FINAL
    if name == "unblock":
        return exit == 3 and item.status != "blocked"
    return exit == 3 and not _holds(call, item)


def _holds(call: Call, item: Item | None) -> bool:
    operation = call.operation
    if item is None or item.status not in HELD or item.agent != operation.agent:
        return False
    return operation.fence is None or operation.fence == item.fence


def _shown(call: Call, item: Item) -> bool:
    assert call.outcome is not None
    answer = call.outcome.answer
    return all(
        answer[name] == getattr(item, name) for name in ("status", "agent", "fence", "attempts") if name in answer
    )


def _repeated(call: Call) -> Iterator[str]:
    """A key yields one answer, texts apart."""
    answers = [other.answer for other in call.others if other.exit == 0]
    if call.outcome is not None and call.exit != 0 and answers:
        yield f"{call}: its key had been answered with {answers[0]}"
    for answer in answers:
        mine = call.outcome.answer if call.outcome is not None else {}
        if {**answer, "title": None} != {**mine, "title": None}:
            yield f"{call}: its key had been answered with {answer}"
