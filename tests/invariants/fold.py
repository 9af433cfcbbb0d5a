"""What a journal comes to: every record, text, own id and key, after each of its entries."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from tests.invariants.journal import Entry, number, value

Record = dict[str, Any]
HELD = ("claimed", "in_progress")
FINAL = ("completed", "poisoned", "cancelled")


@dataclass(frozen=True, slots=True)
class Change:
    """One record before and after an entry; `before` is None when the entry made it."""

    kind: str
    number: int
    before: Record | None
    after: Record

    def moved(self, name: str) -> bool:
        """Whether a field has another value than before."""
        return self.before is None or self.before[name] != self.after[name]


@dataclass(slots=True)
class Fold:
    """The store after some entries. `lines`, `shards`, `texts`, `ids` and `keys` are what stands in files: `lines` in
    slots, `shards` what was put away, by kind and thousand, in the order in which it came. `edges` and `dependents`
    lead from an item to those it waits for and to those that wait for it; `holdings` from an agent to its items, by the
    field `agent` of the items and not by any list; `classes` count the items that say so.
    """

    lines: dict[tuple[str, int], str] = field(default_factory=dict)
    records: dict[str, dict[int, Record]] = field(default_factory=lambda: defaultdict(dict))
    shards: dict[tuple[str, int], str] = field(default_factory=lambda: defaultdict(str))
    texts: dict[tuple[str, str, int], str] = field(default_factory=dict)
    ids: dict[tuple[str, str], int] = field(default_factory=dict)
    keys: dict[str, int] = field(default_factory=dict)
    edges: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    dependents: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    holdings: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    classes: Counter[int] = field(default_factory=Counter)
    last: Entry | None = None
    _names: dict[tuple[str, ...], list[str]] = field(default_factory=dict)

    def work(self, number: int) -> Record:
        """An item; KeyError when there is none."""
        return self.records["work"][number]

    def named(self, kind: str, number: int) -> str:
        """The id of a record, or what to call one that is not there."""
        return str(self.records[kind].get(number, {}).get("id", f"{kind} {number}"))

    def apply(self, entry: Entry) -> list[Change]:
        """Takes an entry into account and gives the records it changed. Raises ValueError when a write has no form."""
        changes = []
        for write in entry.writes:
            if not write.field:
                self.lines[write.kind, write.number] = write.token
                changes.append(self._record(write.kind, write.number, write.token.split("\t")))
            elif write.field == "archive":
                self._put_away(write.kind, write.number, number(write.token))
            elif write.field == "id":
                self.ids[write.kind, write.token[1:-1]] = write.number
            else:
                self.texts[write.kind, write.field, write.number] = write.token
        if entry.key is not None:
            self.keys[entry.key] = entry.sequence
        self.last = entry
        return changes

    def _put_away(self, kind: str, number: int, offset: int) -> None:
        shard = self.shards[kind, number // 1000]
        if len(shard.encode()) != offset:
            raise ValueError(f"{kind} {number} is put away at {offset}, the shard has {len(shard.encode())} bytes")
        self.shards[kind, number // 1000] = f"{shard}{self.lines.pop((kind, number))}\n"

    def _record(self, kind: str, number: int, tokens: list[str]) -> Change:
        keys = tuple(tokens[::2])
        names = self._names.get(keys)
        if names is None:
            names = self._names[keys] = [key.strip('{,":') for key in keys[:-1]]
        after: Record = dict(zip(names, map(value, tokens[1::2]), strict=True))
        before = self.records[kind].get(number)
        if after["number"] != number:
            raise ValueError(f"the line of {kind} {number} has number {after['number']}")
        self.records[kind][number] = after
        if kind == "work":
            self._hold(number, before, after)
        elif kind == "dependency" and before is None:
            self.edges[after["item"]].add(after["after"])
            self.dependents[after["after"]].add(after["item"])
        return Change(kind, number, before, after)

    def _hold(self, number: int, before: Record | None, after: Record) -> None:
        if before is not None and before["agent"] is not None:
            self.holdings[before["agent"]].discard(number)
        if after["agent"] is not None:
            self.holdings[after["agent"]].add(number)
        for record, one in ((before, -1), (after, 1)):
            if record is not None and record["ready_class"] is not None:
                self.classes[record["ready_class"]] += one

    def open_dependencies(self, number: int) -> int:
        """How many of those that an item waits for are not completed."""
        return sum(self.work(needed)["status"] != "completed" for needed in self.edges.get(number, ()))


def of_kind(changes: Iterable[Change], kind: str) -> list[Change]:
    """The changes of records of one kind."""
    return [change for change in changes if change.kind == kind]
