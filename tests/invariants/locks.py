"""What holds for named locks after every entry: one owner at a time, fences that go on (Q2, Q3, Q8 for locks)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.invariants.fold import Change, Fold
from tests.invariants.journal import Entry

_ENDS = ("lock-release", "lock-clean")


def lock_rules(entry: Entry, change: Change, fold: Fold) -> Iterator[tuple[str, str]]:
    """Everything that is wrong with what an entry does to a lock."""
    name, after = f"lock {change.after['id']}", change.after
    before = change.before or {"owner": None, "fence": 0, "lease_until": None, "acquired_at": None}
    holder, past = after["owner"], before["owner"]
    if len({after[field] is None for field in ("owner", "lease_until", "acquired_at")}) != 1:
        yield "Q2", f"{name} has owner {holder}, lease {after['lease_until']}, taken at {after['acquired_at']}"
        return
    taken = holder is not None and (past is None or after["acquired_at"] != before["acquired_at"] or holder != past)
    if after["fence"] != before["fence"] + taken:
        yield "Q3", f"{entry.operation} takes the fence of {name} from {before['fence']} to {after['fence']}"
    if taken:
        if entry.operation != "lock-acquire" or entry.subject != after["id"] or after["acquired_at"] != entry.time:
            yield "Q2", f"{entry.operation} of {entry.subject} gives {name} to agent {holder}"
        if past is not None and before["lease_until"] > entry.time:
            yield "Q2", f"{name} goes from agent {past} to {holder} before its lease ends"
        if fold.named("agent", holder) != entry.agent:
            yield "Q2", f"{name} goes to agent {holder}, asked for by {entry.agent}"
    if past is not None and holder is None:
        yield from _ended(entry, change, fold)


def answered(entry: Entry, change: Change, fold: Fold) -> dict[str, Any]:
    """What an operation on a lock has answered besides what the lock says."""
    before = change.before or {"owner": None, "acquired_at": None}
    found = {"name": change.after["id"]}
    if entry.operation == "lock-acquire":
        taken = change.after["acquired_at"] != before["acquired_at"]
        return found | {"taken_over": before["owner"] is not None and taken}
    owner = fold.named("agent", before["owner"])
    return found | {"owner": owner, "forced": owner != entry.agent, "hold_time": entry.time - before["acquired_at"]}


def _ended(entry: Entry, change: Change, fold: Fold) -> Iterator[tuple[str, str]]:
    """A lock that nobody has any more."""
    name, before = f"lock {change.after['id']}", change.before or {}
    if entry.operation not in _ENDS:
        yield "Q8", f"{entry.operation} frees {name}"
    if entry.operation == "lock-clean" and before["lease_until"] > entry.time:
        yield "Q8", f"{name} is cleaned before its lease ends at {before['lease_until']}"
    if entry.operation == "lock-release":
        is_own = fold.named("agent", before["owner"]) == entry.agent
        forced = change.after["forced_by"]
        if not is_own and (forced is None or fold.named("agent", forced) != entry.agent):
            yield "Q2", f"{name} is released by {entry.agent}, and nothing says that it was by force"
