"""Which call made which entry. A client makes one call after the other, so both stand in the same order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tests.stress.history import Entry
from tests.stress.logs import Call
from tests.stress.operations import BULK, CHANGES, WITHOUT_AGENT, Outcome

_STALE = "is stale"
"""What the message of a refusal says that is recorded."""

SERVICES = frozenset(("tick", "register"))
"""Entries that belong to no call of a client."""


def match(calls: Mapping[str, Sequence[Call]], entries: Sequence[Entry]) -> list[str]:
    """Sets the `sequence` of every call that made an entry; gives what does not fit."""
    made: dict[str, list[Entry]] = {client: [] for client in calls}
    problems = []
    keyed = _keyed(calls)
    for entry in entries:
        if entry.operation in SERVICES:
            continue
        if entry.key is not None:
            problems += _matched_by_key(keyed.get(entry.key, []), entry)
        elif entry.client in made:
            made[entry.client].append(entry)
        else:
            problems.append(f"entry {entry.sequence} ({entry.operation}, {entry.tag}) is by nobody")
    for client, own in calls.items():
        problems += _matched(own, made[client])
    told = [call for same in keyed.values() for call in same if call.exit == 0 and not call.idle]
    lost = [call for call in told if call.sequence is None]
    return problems + [f"{call} is not in the journal" for call in lost]


def _keyed(calls: Mapping[str, Sequence[Call]]) -> dict[str, list[Call]]:
    """The calls with keys, those first whose clients were told that they are done."""
    found: dict[str, list[Call]] = {}
    for call in (call for own in calls.values() for call in own):
        key = call.operation.key
        if key is not None and call.exit in (0, None):
            found.setdefault(key, []).insert(0 if call.exit == 0 else 1, call)
    return found


def _matched_by_key(calls: list[Call], entry: Entry) -> list[str]:
    if any(call.sequence is not None for call in calls):
        return [f"{_said(entry)}, and its key {entry.key} made an entry before"]
    for call in calls:
        if fits(call, entry):
            call.sequence = entry.sequence
            return []
    return [f"{_said(entry)}, which does not fit {' or '.join(map(str, calls)) or 'any call'}"]


def _matched(calls: Sequence[Call], entries: Sequence[Entry]) -> list[str]:
    """All ways to walk both lists at once: how many entries are used up after each call, and by which choice."""
    ways: list[dict[int, int]] = [{0: 0}]
    for call in calls:
        following: dict[int, int] = {}
        for used in ways[-1]:
            if call.sequence is None and may(call) and used < len(entries) and fits(call, entries[used]):
                following[used + 1] = used
            if not must(call):
                following.setdefault(used, used)
        if not following:
            furthest = max(ways[-1])
            found = _said(entries[furthest]) if furthest < len(entries) else "there is none"
            return [f"{call} should be the next entry of {call.client}; {found}"]
        ways.append(following)
    if len(entries) not in ways[-1]:
        return [f"{_said(entries[max(ways[-1])])}, which no call of {entries[0].client} explains"]
    used = len(entries)
    for call, way in zip(reversed(calls), reversed(ways[1:]), strict=True):
        if way[used] != used:
            call.sequence = entries[used - 1].sequence
        used = way[used]
    return []


def must(call: Call) -> bool:
    """Whether a call certainly made an entry; those with keys are not looked for in order."""
    if call.outcome is None or call.operation.name not in CHANGES:
        return False
    if call.idle:
        return False
    return (call.exit == 0 and call.operation.key is None) or (call.exit == 3 and _STALE in call.outcome.message)


def may(call: Call) -> bool:
    """Whether it may have made one."""
    return call.operation.name in CHANGES and (call.outcome is None or must(call) or call.idle)


def fits(call: Call, entry: Entry) -> bool:
    """Whether an entry can be the one of a call, by all that either says."""
    operation, outcome = call.operation, call.outcome
    named = operation.work or operation.lock
    return (
        entry.operation == operation.name
        and (entry.exit in (0, 3) if outcome is None else entry.exit == outcome.exit)
        and (entry.exit != 0 or not call.again)
        and (entry.tag in call.tags or call.tags == [""])
        and entry.agent == (None if operation.name in WITHOUT_AGENT else operation.agent)
        and entry.key == (operation.key if entry.exit == 0 else None)
        and (named is None or entry.subject == named)
        and (outcome is None or entry.exit != 0 or answers(outcome, entry))
    )


def answers(outcome: Outcome, entry: Entry) -> bool:
    """Whether an answer says what the entry wrote; what is counted the invariants compare."""
    if entry.operation in ("lock-acquire", "lock-release"):
        lock = next(one for one in entry.locks if one.id == entry.subject)
        return (outcome.answer["name"], outcome.answer.get("fence", lock.fence)) == (lock.id, lock.fence)
    if entry.operation in BULK or entry.operation == "heartbeat":
        return True
    item = next((item for item in entry.items if item.id == entry.subject), None)
    if item is None:
        return False
    values = {
        "id": item.id,
        "fence": item.fence,
        "status": item.status,
        "lease_until": item.lease_until,
        "attempt": item.attempts + 1,
        "attempts_left": max(item.max_attempts - item.attempts - 1, 0),
    }
    told = {name: value for name, value in outcome.answer.items() if name in values and value is not None}
    return "id" in told and all(str(values[name]) == str(value) for name, value in told.items())


def _said(entry: Entry) -> str:
    words = (entry.operation, entry.agent, entry.subject, f"exit {entry.exit}", entry.tag)
    return f"entry {entry.sequence} is {' '.join(map(str, words))} {' '.join(map(str, entry.items))}"
