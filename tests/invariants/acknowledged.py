"""Q7 and Q14: what callers were told is in the journal, and a key made one effect and one answer."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from tests.invariants.fold import Change, Fold, of_kind
from tests.invariants.journal import Entry
from tests.invariants.locks import answered
from tests.invariants.rules import Finding

REMEMBERED = 7 * 86400 * 10**9
RETURNS: dict[str, tuple[str, ...]] = {
    "register": ("id",),
    "deregister": ("id", "released"),
    "add": ("id", "status", "fence", "lease_until"),
    "claim": ("id", "fence", "lease_until", "attempt", "attempts_left"),
    "progress": ("id", "lease_until"),
    "complete": ("id", "status", "released"),
    "release": ("id", "status"),
    "unblock": ("id", "status"),
    "cancel": ("id", "status"),
    "reprioritize": ("id", "priority"),
    "edit": ("id", "status"),
    "retry": ("id", "status", "attempts_left"),
    "poison": ("id", "status"),
    "unpoison": ("id", "status", "max_attempts"),
    "heartbeat": ("renewed", "lease_until"),
    "recover-stale": ("recovered", "remaining"),
    "purge-failures": ("purged",),
    "assign": ("id", "agent", "fence", "lease_until", "attempt", "active"),
    "lock-acquire": ("name", "fence", "lease_until", "taken_over"),
    "lock-release": ("name", "owner", "forced", "hold_time"),
    "lock-clean": ("removed", "remaining"),
    "archive": ("archived", "looked", "left"),
}
"""Operations that change something, and what they answer (texts left out)."""
BULK = {"recover-stale": "recovered", "purge-failures": "purged", "lock-clean": "removed", "archive": "archived"}
"""Those that deal with several items, and the return that counts them: with 0 there need be no entry."""

Facts = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """An operation as its caller saw it end: with `answer`, the members of the JSON answer, or refused, with `message`
    and the `subject` it was about, if there was one. `fence` is the one it offered, if any.
    """

    operation: str
    exit: int
    answer: Mapping[str, Any] | None
    key: str | None = None
    fence: int | None = None
    subject: str | None = None
    message: str | None = None


def seen(words: Sequence[str], exit: int, answer: Mapping[str, Any] | None, message: str | None = None) -> Acknowledged:
    """The acknowledgement of a call: its words (operation first, then the item), how it ended, what `--json` or a line
    of `batch` answered, and the message of a refusal.
    """
    if words[0] == "lock" and len(words) > 1:
        words = (f"lock-{words[1]}", *words[2:])
    options = {name: value for name, value in pairwise(words) if name.startswith("--")}
    options |= {name: value for name, equals, value in (word.partition("=") for word in words) if equals}
    fence = options.get("--fence", "")
    subject = words[1] if len(words) > 1 and words[0] != "add" and not words[1].startswith("-") else None
    offered = int(fence) if re.fullmatch("[0-9]+", fence) else None  # what is no number was refused
    return Acknowledged(words[0], exit, answer, options.get("--key"), offered, subject, message)


def facts(entry: Entry, changes: list[Change], fold: Fold) -> Facts:
    """What the operation of an entry must have answered: its name, then the members of RETURNS in their order."""
    if entry.operation == "heartbeat":
        return (entry.operation, *_renewed(entry, changes))
    if entry.operation == "archive":
        return (entry.operation, *_archived(entry, changes, fold))
    if entry.operation in BULK:
        return (entry.operation, *_bulk(entry, changes, fold))
    kind = "agent" if entry.operation in ("register", "deregister") else "work"
    kind = "named_lock" if entry.operation in ("lock-acquire", "lock-release") else kind
    change = next((one for one in of_kind(changes, kind) if one.after["id"] == entry.subject), None)
    if change is None:
        return (entry.operation, None)
    known = {**change.after, **(answered(entry, change, fold) if kind == "named_lock" else {})}
    if entry.operation == "assign":
        known |= {"active": fold.records["agent"][known["agent"]]["active"]}
        known |= {"agent": fold.named("agent", known["agent"])}
    mine = of_kind(changes, "work")
    known["released"] = (
        sum(one.before is not None and one.before["agent"] is not None for one in mine)
        if entry.operation == "deregister"
        else sum(one.number != change.number and one.moved("status") for one in mine)
    )
    if entry.operation == "add" and known["status"] != "claimed":
        known["fence"] = None
    if kind == "work":
        known["attempt"] = known["attempts"] + 1
        this = 0 if entry.operation == "retry" else 1
        known["attempts_left"] = max(known["max_attempts"] - known["attempts"] - this, 0)
    return (entry.operation, *(known[name] for name in RETURNS[entry.operation]))


def _renewed(entry: Entry, changes: list[Change]) -> tuple[int, int | None]:
    """The items whose leases a heartbeat renewed, and until when: those of the agent that it changed."""
    agents = {change.number for change in of_kind(changes, "agent")}
    named = [one.after["lease_until"] for one in of_kind(changes, "work") if one.after["id"] == entry.subject]
    if named:
        return 1, named[0]
    leases = [change.after["lease_until"] for change in of_kind(changes, "work") if change.after["agent"] in agents]
    until = max(leases, default=None)
    return leases.count(until) if until is not None else 0, until


def _archived(entry: Entry, changes: list[Change], fold: Fold) -> tuple[int, int, int]:
    """How many items were put away, how many numbers looked at, how many are left."""
    highest = max(fold.records["work"], default=0)
    rounds = of_kind(changes, "archiving")
    first = rounds[0].before["place"] if rounds and rounds[0].before else 0
    last = (rounds[0].after["place"] if rounds else 0) or highest
    return sum(write.field == "archive" for write in entry.writes), last - first, highest - last


def _bulk(entry: Entry, changes: list[Change], fold: Fold) -> Iterator[int]:
    """How many items an operation dealt with, and how many it left."""
    fields = {"recover-stale": "lease_until", "purge-failures": "failed_at", "lock-clean": "owner"}
    kind = "named_lock" if entry.operation == "lock-clean" else "work"
    yield sum(change.moved(fields[entry.operation]) for change in of_kind(changes, kind))
    if entry.operation == "recover-stale":
        leases = [item["lease_until"] for item in fold.records["work"].values()]
        yield min(sum(until is not None and until <= entry.time for until in leases), 1000)
    if entry.operation == "lock-clean":
        leases = [lock["lease_until"] for lock in fold.records["named_lock"].values()]
        yield sum(until is not None and until <= entry.time for until in leases)


def _idle(operation: Acknowledged) -> bool:
    """Whether there was nothing to do, so that there is no entry."""
    return operation.operation in BULK and (operation.answer or {}).get(BULK[operation.operation]) == 0


def told(operation: Acknowledged) -> Facts:
    """The facts that a caller was told."""
    answer = operation.answer or {}
    return (operation.operation, *(_plain(answer.get(name)) for name in RETURNS[operation.operation]))


def _plain(value: Any) -> Any:
    """Whole numbers above 2^53 are strings in answers."""
    return int(value) if isinstance(value, str) and value.isdigit() and len(value) > 15 else value


class Effects:
    """What the entries of a journal did, to be compared with what callers were told."""

    def __init__(self) -> None:
        self._done: Counter[Facts] = Counter()
        self._refused: Counter[tuple[str, str | None]] = Counter()
        self._keys: dict[str, list[tuple[int, Facts]]] = {}
        self._fences: set[tuple[str, str | None, int]] = set()

    def add(self, entry: Entry, changes: list[Change], fold: Fold) -> Iterator[Finding]:
        """Takes an entry into account; what is wrong with its key is yielded."""
        remembers = entry.key is not None or entry.operation == "redact"
        if remembers != (entry.request is not None) or remembers != (entry.answer is not None):
            yield "Q14", f"an entry with key {entry.key} has request {entry.request} and answer {entry.answer}"
        if entry.exit:
            self._refused[entry.operation, entry.subject] += 1
        elif entry.operation in RETURNS:
            found = facts(entry, changes, fold)
            for change in (*of_kind(changes, "work"), *of_kind(changes, "named_lock")):
                if change.after["id"] == entry.subject:
                    self._fences.add((entry.operation, entry.subject, change.after["fence"]))
            if entry.key is None:
                self._done[found] += 1
            else:
                yield from self._keyed(entry, entry.key, found)

    def _keyed(self, entry: Entry, key: str, found: Facts) -> Iterator[Finding]:
        earlier = self._keys.setdefault(key, [])
        if earlier and entry.time - earlier[-1][0] <= REMEMBERED:
            yield "Q14", f"key {key} makes a second entry"
        earlier.append((entry.time, found))
        answer = json.loads(entry.answer or "[]")
        if tuple(answer[: len(found) - 1]) != found[1:]:
            yield "Q14", f"key {key} remembers {entry.answer}, the entry did {found[1:]}"

    def compare(self, acknowledged: Iterable[Acknowledged]) -> Iterator[Finding]:
        """What callers were told and is not so."""
        done: Counter[Facts] = Counter()
        refused: Counter[tuple[str, str | None]] = Counter()
        for one in acknowledged:
            if one.exit and "is stale" in (one.message or ""):
                refused[one.operation, one.subject] += 1
            elif one.exit == 0 and one.operation in RETURNS and not _idle(one):
                yield from self._told(one)
                if one.key is None:
                    done[told(one)] += 1
        for found, count in done.items():
            if self._done[found] < count:
                yield "Q7", f"{found} was acknowledged {count} times and is there {self._done[found]} times"
        for pair, count in refused.items():
            if self._refused[pair] < count:
                yield "Q7", f"{pair} was refused {count} times and is recorded {self._refused[pair]} times"

    def _told(self, one: Acknowledged) -> Iterator[Finding]:
        if one.fence is not None and (one.operation, one.subject, one.fence) not in self._fences:
            yield "Q3", f"{told(one)} went through with fence {one.fence}, which no such entry had"
        if one.key is not None:
            effects = [found for _, found in self._keys.get(one.key, [])]
            if told(one) not in effects:
                yield "Q14" if effects else "Q7", f"{one.key} was answered {told(one)}, the journal has {effects}"
