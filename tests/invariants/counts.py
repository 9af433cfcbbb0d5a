"""What the single records count, against what is counted here, entry by entry (part of Q13)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tests.invariants.fold import Change, Fold
from tests.invariants.rules import Finding

STATES = ("waiting", "in_progress", "blocked", "completed", "poisoned", "cancelled")
"""Statuses of items that have a count of their own."""


class Counts:
    """Agents and items by state, and totals, added up from the changes of records alone."""

    def __init__(self) -> None:
        self.crew: Counter[str] = Counter()
        self.swarm: Counter[str] = Counter()

    def add(self, changes: list[Change], fold: Fold) -> Iterator[Finding]:
        """Takes the changes of an entry into account and gives the counts that the store has wrong after it."""
        for change in changes:
            if change.kind == "agent":
                self._agent(change)
            elif change.kind == "work":
                self._item(change)
        names = ("points", "failed_attempts", "lost_leases", *STATES)
        yield from _differences("swarm", {name: self.swarm[name] for name in names}, fold)
        yield from _differences("crew", {name: self.crew[name] for name in ("active", "capacity")}, fold)

    def _agent(self, change: Change) -> None:
        for record, one in ((change.before, -1), (change.after, 1)):
            if record is not None and record["status"] == "active":
                self.crew["active"] += one
                self.crew["capacity"] += one * record["max_work"]

    def _item(self, change: Change) -> None:
        before, after = change.before, change.after
        for record, one in ((before, -1), (after, 1)):
            if record is not None:
                self.swarm[record["status"]] += one
        if after["status"] == "completed" and change.moved("status"):
            self.swarm["points"] += after["points"] or 0
        if before is not None and after["attempts"] > before["attempts"]:
            self.swarm["failed_attempts"] += 1
            self.swarm["lost_leases"] += after["failure"] == "stale"


def _differences(kind: str, expected: dict[str, int], fold: Fold) -> Iterator[Finding]:
    found = fold.records[kind].get(1, {})
    for name, count in expected.items():
        if found.get(name, 0) != count:
            yield "Q13", f"{kind} counts {found.get(name, 0)} for {name}, not {count}"
