"""Lists, queues and due times: every record is in exactly the lists that its fields decide (part of Q13), and nobody
overtakes within a class and priority (the part of Q6 there is).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from tests.invariants.fold import Change, Fold, Record, of_kind
from tests.invariants.journal import Entry
from tests.invariants.rules import Finding, claimed


class Chain(NamedTuple):
    """A kind of list: its name in the fields of its members, their kind, the kind of its owner, the fields that hold
    the ends there, and the field of the owner that counts.
    """

    name: str
    member: str
    owner: str
    head: str
    tail: str
    counter: str | None


CHAINS = (
    *(
        Chain("ready", "work", "work_ready", f"{priority}_head", f"{priority}_tail", None)
        for priority in ("critical", "high", "medium", "low")
    ),
    Chain("holdings", "work", "agent", "holdings_head", "holdings_tail", "active"),
    Chain("leases", "work", "swarm", "leases_head", "leases_tail", "leased"),
    Chain("failures", "work", "swarm", "failures_head", "failures_tail", "failed"),
    Chain("locks", "named_lock", "lock_room", "locks_head", "locks_tail", "taken"),
    Chain("wake", "work", "work_wake_bucket", "head", "tail", None),
    Chain("dependencies", "dependency", "work", "dependencies_head", "dependencies_tail", "dependencies_count"),
    Chain("dependents", "dependency", "work", "dependents_head", "dependents_tail", "dependents_count"),
)


def owner(chain: Chain, member: Record) -> int | None:
    """In whose list a record belongs, by its own fields; None when in nobody's."""
    found: int | None
    match chain.name:
        case "ready":
            mine = member["status"] == "pending" and chain.head == f"{member['priority']}_head"
            found = member["ready_class"] if mine else None
        case "holdings":
            found = member["agent"]
        case "leases":
            found = 1 if member["lease_until"] is not None else None
        case "failures":
            found = 1 if member["failed_at"] is not None else None
        case "locks":
            found = 1 if member["acquired_at"] is not None else None
        case "wake":
            found = member["wake_bucket"]
        case "dependencies":
            found = member["item"]
        case _:
            found = member["after"]
    return found


def links(entry: Entry, changes: list[Change], fold: Fold) -> Iterator[Finding]:
    """What is wrong with the neighbours of the records that an entry changed."""
    for chain in CHAINS:
        for change in of_kind(changes, chain.member):
            yield from _neighbours(chain, change, fold)
        for change in of_kind(changes, chain.owner):
            for end, way in ((chain.head, "previous"), (chain.tail, "next")):
                number = change.after[end]
                member = fold.records[chain.member].get(number) if number else None
                if number and (
                    member is None or owner(chain, member) != change.number or member[f"{chain.name}_{way}"] is not None
                ):
                    yield "Q13", f"{end} of {chain.owner} {change.number} is {number}, which is not there"
    for change in of_kind(changes, "work_ready"):
        if change.after["length"] != fold.classes[change.number]:
            yield "Q13", f"class {change.number} counts {change.after['length']} and has {fold.classes[change.number]}"
    for change in of_kind(changes, "work"):
        yield from _membership(entry, change, fold)


def _neighbours(chain: Chain, change: Change, fold: Fold) -> Iterator[Finding]:
    member, number = change.after, change.number
    mine = owner(chain, member)
    if mine is None:
        return
    holder = fold.records[chain.owner].get(mine)
    for way, back, end in (("previous", "next", chain.head), ("next", "previous", chain.tail)):
        other = member[f"{chain.name}_{way}"]
        beside = fold.records[chain.member].get(other) if other else None
        if other is None:
            right = holder is not None and holder[end] == number
        else:
            right = beside is not None and beside[f"{chain.name}_{back}"] == number and owner(chain, beside) == mine
        if not right:
            yield "Q13", f"{chain.member} {number} has {other} as {way} in {chain.name} of {chain.owner} {mine}"


def _membership(entry: Entry, change: Change, fold: Fold) -> Iterator[Finding]:
    item, before = change.after, change.before
    pending = item["status"] == "pending"
    row = fold.records["work_ready"].get(item["ready_class"]) if item["ready_class"] else None
    if pending != (row is not None) or (row and any(row[name] != item[name] for name in ("team", "type", "skills"))):
        yield "Q13", f"work {item['id']} is {item['status']} in class {item['ready_class']}"
    if (item["wake_bucket"] is None) != (item["due_at"] is None):
        yield "Q13", f"work {item['id']} is due at {item['due_at']} in bucket {item['wake_bucket']}"
    enters = pending and (before is None or before["status"] != "pending" or change.moved("priority"))
    if enters and item["queued_sequence"] != entry.sequence:
        yield "Q6", f"work {item['id']} enters the queue with the age of entry {item['queued_sequence']}"
    best = '"swarmsh.work.selection","value":{"stringValue":"next"}' in (entry.span or "")
    if best and claimed(change) and before is not None and before["ready_previous"] is not None:
        yield "Q6", f"work {item['id']} was taken before work {before['ready_previous']} of its class and priority"


def walk(fold: Fold) -> Iterator[Finding]:
    """What is wrong with all lists: each is followed from head to tail and must hold its members, no more, no less."""
    for chain in CHAINS:
        members: dict[int, set[int]] = {}
        for number, member in fold.records[chain.member].items():
            mine = owner(chain, member)
            if mine is not None:
                members.setdefault(mine, set()).add(number)
        for number, record in fold.records[chain.owner].items():
            found, end = _followed(chain, record, fold)
            expected = members.pop(number, set())
            if set(found) != expected or len(found) != len(expected) or end != record[chain.tail]:
                yield "Q13", f"{chain.head} of {chain.owner} {number} leads to {found}, not {sorted(expected)}"
            if chain.counter and record[chain.counter] != len(expected):
                yield (
                    "Q13",
                    f"{chain.counter} of {chain.owner} {number} is {record[chain.counter]}, not {len(expected)}",
                )
        for number in members:
            yield "Q13", f"{sorted(members[number])} belong to {chain.owner} {number}, which is not there"
    yield from _ages(fold)
    yield from _times(fold)
    yield from _due(fold)


def _followed(chain: Chain, record: Record, fold: Fold) -> tuple[list[int], int | None]:
    found: list[int] = []
    place, last = record[chain.head], None
    while place is not None and place in fold.records[chain.member] and len(found) <= len(fold.records[chain.member]):
        found.append(place)
        place, last = fold.records[chain.member][place][f"{chain.name}_next"], place
    return found, last


def _ages(fold: Fold) -> Iterator[Finding]:
    for number, row in fold.records["work_ready"].items():
        length = 0
        for chain in CHAINS[:4]:
            found, _ = _followed(chain, row, fold)
            ages = [fold.work(member)["queued_sequence"] for member in found]
            length += len(found)
            if ages != sorted(ages) or row[chain.head.replace("head", "sequence")] != (ages[0] if ages else None):
                yield "Q6", f"{chain.head} of class {number} leads to items of the ages {ages}"
        if row["length"] != length:
            yield "Q13", f"class {number} counts {row['length']} items and has {length}"


def _times(fold: Fold) -> Iterator[Finding]:
    """The leases end, and the failures happened, in the order of their lists."""
    for number, swarm in fold.records["swarm"].items():
        for name, field in (("leases", "lease_until"), ("failures", "failed_at")):
            chain = next(chain for chain in CHAINS if chain.name == name)
            found, _ = _followed(chain, swarm, fold)
            times = [fold.work(member)[field] for member in found]
            if times != sorted(times):
                yield "Q8", f"{name} of swarm {number} leads to items with {field} {times}"


def _due(fold: Fold) -> Iterator[Finding]:
    dues = [item["due_at"] for item in fold.records["work"].values() if item["due_at"] is not None]
    bound = fold.last.due if fold.last else None
    if dues and (bound is None or bound > min(dues)):
        yield "Q13", f"the next due time is {min(dues)}, the store looks again at {bound}"
    wheel: dict[str, Any] = fold.records["work_wake_wheel"].get(1, {})
    for number, bucket in fold.records["work_wake_bucket"].items():
        level, slot = divmod(number - 1, 32)
        if bool(wheel.get(f"level_{level}", 0) >> slot & 1) != (bucket["head"] is not None):
            yield "Q13", f"the wheel does not know bucket {number}"
