"""What holds for items and agents after every entry: Q2 to Q5, Q8 to Q11, Q13. A rule yields (invariant, what is
wrong); it sees the entry, the records it changed, and the fold after it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from tests.invariants.fold import FINAL, HELD, Change, Fold, Record, of_kind
from tests.invariants.journal import Entry
from tests.invariants.locks import lock_rules

Finding = tuple[str, str]
SECOND = 10**9
_OPEN = ("waiting", "pending", "blocked", *HELD)
_BACK = {(held, status) for held in HELD for status in ("pending", "waiting")}

MOVES: dict[str, set[tuple[str, str]]] = {
    "claim": {("pending", "claimed")},
    "assign": {("pending", "claimed")},
    "progress": {("claimed", "in_progress")},
    "complete": {(held, end) for held in HELD for end in ("completed", "poisoned", "blocked")}
    | _BACK
    | {("waiting", "pending")},
    "release": _BACK,
    "deregister": _BACK,
    "unblock": {("blocked", "pending"), ("blocked", "waiting")},
    "cancel": {(status, "cancelled") for status in _OPEN},
    "edit": {("waiting", "pending"), ("pending", "waiting")},
    "tick": {("waiting", "pending")},
    "recover-stale": _BACK | {(held, "poisoned") for held in HELD},
    "retry": {("waiting", "pending")},
    "poison": {(status, "poisoned") for status in _OPEN},
    "unpoison": {("poisoned", "pending"), ("poisoned", "waiting")},
}
"""What an operation may do to the status of an item; whatever is not named here moves none."""

FENCES = {"progress": 3, "complete": 5, "release": 1, "heartbeat": 1, "lock-acquire": 3, "lock-release": 1}
"""Operations of a holder, and where `request` has the fence they offered."""


ENDS = ("complete", "release", "cancel", "deregister", "poison", "recover-stale")
"""Operations that take an item from its holder."""


def backoff(failures: int) -> int:
    """How long (ns) an item waits after its n-th failure."""
    rows = (0, 300, 900)
    return (rows[failures - 1] if failures <= 3 else min(900 * 3 ** min(failures - 3, 9), 86400)) * SECOND


def claimed(change: Change) -> bool:
    """Whether the entry gave the item to somebody."""
    return change.after["agent"] is not None and (change.before is None or change.before["agent"] is None)


def ended(change: Change) -> bool:
    """Whether the entry took the item from its holder."""
    return change.before is not None and change.before["agent"] is not None and change.after["agent"] is None


def rules(entry: Entry, changes: list[Change], fold: Fold, threshold: int) -> Iterator[Finding]:
    """Everything that is wrong with an entry; `threshold` (ns) is the store's setting."""
    if entry.exit:
        if changes or entry.writes or entry.exit != 3 or entry.operation not in FENCES:
            yield "Q3", f"a refused {entry.operation} (exit {entry.exit}) changes something, or is none to record"
        return
    for change in of_kind(changes, "work"):
        yield from _status(entry, change)
        yield from _lease(entry, change, threshold)
        yield from _fence(entry, change)
        yield from _attempts(entry, change)
        if claimed(change):
            yield from _eligible(entry, change.after, fold)
    for change in of_kind(changes, "dependency"):
        yield from _edge(entry, change)
    for change in of_kind(changes, "named_lock"):
        yield from lock_rules(entry, change, fold)
    yield from _archived(entry, fold)
    yield from _whole(entry, changes, fold)
    yield from _counts(changes, fold)


def _name(change: Change) -> str:
    return f"work {change.after['id']}"


def _status(entry: Entry, change: Change) -> Iterator[Finding]:
    after = change.after["status"]
    if change.before is None:
        if entry.operation != "add" or after not in ("waiting", "pending", "claimed"):
            yield "Q2", f"{_name(change)} begins as {after} by {entry.operation}"
        return
    before = change.before["status"]
    if before != after and (before, after) not in MOVES.get(entry.operation, ()):
        invariant = "Q9" if before in FINAL else "Q2"
        yield invariant, f"{entry.operation} moves {_name(change)} from {before} to {after}"


def _lease(entry: Entry, change: Change, threshold: int) -> Iterator[Finding]:
    after, before = change.after, change.before
    holder = after["agent"]
    if (holder is not None) != (after["status"] in HELD) or (holder is None) != (after["lease_until"] is None):
        yield "Q2", f"{_name(change)} is {after['status']} with agent {holder}, lease {after['lease_until']}"
    if before is not None and None not in (before["agent"], holder) and before["agent"] != holder:
        yield "Q2", f"{_name(change)} goes from agent {before['agent']} to {holder} while held"
    if claimed(change) and entry.operation not in ("claim", "add", "assign"):
        yield "Q2", f"{entry.operation} gives {_name(change)} to agent {holder}"
    if ended(change) and entry.operation not in ENDS:
        yield "Q8", f"{entry.operation} ends the lease of {_name(change)}"
    if entry.operation == "recover-stale" and before is not None and before["lease_until"] is not None:
        leased = change.moved("lease_until")
        if leased and before["lease_until"] > entry.time:
            yield "Q8", f"{_name(change)} is recovered before its lease ends at {before['lease_until']}"
    renewed = holder is not None and change.moved("lease_until")
    if renewed and after["lease_until"] != entry.time + threshold:
        yield (
            "Q8",
            f"the lease of {_name(change)} ends at {after['lease_until']}, not {threshold} ns after {entry.time}",
        )


def _fence(entry: Entry, change: Change) -> Iterator[Finding]:
    before = change.before["fence"] if change.before else 0
    expected = before + 1 if claimed(change) else before
    if change.after["fence"] != expected:
        yield "Q3", f"{entry.operation} takes the fence of {_name(change)} from {before} to {change.after['fence']}"
    place = FENCES.get(entry.operation)
    if place is not None and entry.request is not None and change.after["id"] == entry.subject:
        offered = json.loads(entry.request)[place]
        if offered not in (None, before):
            yield "Q3", f"{entry.operation} of {_name(change)} was let through with fence {offered} instead of {before}"


def _attempts(entry: Entry, change: Change) -> Iterator[Finding]:
    before, after = change.before or {"attempts": 0, "due_at": None, "max_attempts": 0}, change.after
    ends = ended(change) and entry.operation in ("complete", "recover-stale")
    failed = ends and after["status"] in ("pending", "waiting", "poisoned")
    is_reset = entry.operation == "unpoison" and after["id"] == entry.subject  # others are its neighbours in a list
    if after["attempts"] != (0 if is_reset else before["attempts"] + failed):
        yield "Q5", f"{entry.operation} takes the attempts of {_name(change)} to {after['attempts']}"
    if failed and after["status"] != "poisoned":
        if after["attempts"] >= after["max_attempts"]:
            yield "Q5", f"{_name(change)} comes back after {after['attempts']} of {after['max_attempts']} attempts"
        wait = backoff(after["attempts"])
        if wait and (after["due_at"] is None or after["due_at"] < entry.time + wait):
            yield "Q5", f"{_name(change)} is due at {after['due_at']}, less than {wait} ns after its failure"
    if failed and after["failed_at"] != entry.time:
        yield "Q5", f"{_name(change)} failed at {after['failed_at']}, not at {entry.time}"
    early = before["due_at"] is not None and before["due_at"] > entry.time and after["due_at"] != before["due_at"]
    if early and entry.operation not in ("edit", "cancel", "retry", "poison"):
        yield "Q5", f"{entry.operation} cuts the delay of {_name(change)} short"


def _eligible(entry: Entry, item: Record, fold: Fold) -> Iterator[Finding]:
    name = f"{entry.operation} of work {item['id']}"
    holder = fold.records["agent"].get(item["agent"])
    if holder is None:
        yield "Q4", f"{name} by an agent that is not there"
        return
    if holder["status"] != "active":
        yield "Q4", f"{name} by {holder['id']}, who is {holder['status']}"
    if holder["active"] > holder["max_work"]:
        yield "Q4", f"{name} makes {holder['active']} of {holder['max_work']} for {holder['id']}"
    if not set(item["skills"]) <= set(holder["skills"]):
        yield "Q4", f"{name} by {holder['id']}, who lacks skills"
    if item["team"] not in (None, holder["team"]):
        yield "Q4", f"{name} by {holder['id']}, who is in another team"
    if fold.open_dependencies(item["number"]) or item["due_at"] is not None:
        yield "Q4", f"{name}, which still waits"


def _edge(entry: Entry, change: Change) -> Iterator[Finding]:
    item, after = change.after["item"], change.after["after"]
    if after >= item:
        yield "Q10", f"work {item} waits for work {after}, which is not older"
    if change.before is None and entry.operation != "add":
        yield "Q10", f"{entry.operation} makes work {item} wait for work {after}"
    if change.before is not None and (change.moved("item") or change.moved("after")):
        yield "Q10", f"dependency {change.number} leads elsewhere now"


def _archived(entry: Entry, fold: Fold) -> Iterator[Finding]:
    """What is put away is final, and nothing leads through it but dependencies."""
    away = [write for write in entry.writes if write.field == "archive"]
    if away and (entry.operation != "archive" or len(away) > 100):
        yield "Q15", f"{entry.operation} puts {len(away)} records away"
    for write in away:
        item = fold.records[write.kind][write.number] if write.kind == "work" else {}
        if item.get("status") not in FINAL or item["finished_at"] > entry.time or item["failed_at"] is not None:
            yield "Q15", f"{write.kind} {write.number} is put away as {item}"


def _whole(entry: Entry, changes: list[Change], fold: Fold) -> Iterator[Finding]:
    """What one entry must do altogether or not at all."""
    for change in of_kind(changes, "agent"):
        if change.after["status"] == "inactive" and fold.holdings[change.number]:
            yield "Q11", f"agent {change.after['id']} is gone and holds {sorted(fold.holdings[change.number])}"
    for number in sorted({change.number for change in of_kind(changes, "work")}):
        for item in (number, *sorted(fold.dependents.get(number, ()))):
            record, expected = fold.work(item), fold.open_dependencies(item)
            if record["open_dependencies"] != expected:
                yield "Q11", f"work {record['id']} waits for {record['open_dependencies']}, not {expected}"
            elif record["status"] == "waiting" and not expected and record["due_at"] is None:
                yield "Q11", f"work {record['id']} waits for nothing"


def _counts(changes: list[Change], fold: Fold) -> Iterator[Finding]:
    agents = {change.number for change in of_kind(changes, "agent")}
    for change in of_kind(changes, "work"):
        agents |= {record["agent"] for record in (change.before, change.after) if record and record["agent"]}
    for number in sorted(agents):
        agent, held = fold.records["agent"].get(number), fold.holdings[number]
        if agent is not None and agent["active"] != len(held):
            yield "Q13", f"agent {agent['id']} counts {agent['active']} items and holds {len(held)}"
