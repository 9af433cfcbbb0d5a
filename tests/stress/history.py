"""The journal as the checks of a history need it: read by itself, with nothing of the product."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Item:
    """What counts of an item. `agent` is the id of its holder."""

    id: str
    status: str
    type: str
    agent: str | None
    fence: int
    attempts: int
    max_attempts: int
    lease_until: int | None


@dataclass(frozen=True, slots=True)
class Lock:
    """What counts of a named lock. `owner` is the id of its holder."""

    id: str
    owner: str | None
    fence: int


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry. `tag` is the correlation id of who made it, with the line of a batch behind a colon.

    Attributes:
        items: those that it wrote.
        agents: how many items an agent holds and may hold, of those that it wrote.
        locks: those that it wrote.
    """

    sequence: int
    time: int
    operation: str
    agent: str | None
    subject: str | None
    exit: int
    key: str | None
    tag: str
    items: tuple[Item, ...]
    agents: tuple[tuple[str, int, int], ...]
    locks: tuple[Lock, ...] = ()

    @property
    def client(self) -> str:
        """Whose log tells of it: the threads of a library all have one correlation id."""
        owner = self.tag.partition(".")[0]
        return self.agent or "" if owner == "library" else owner


class Journal:
    """All entries, and what every item and agent was after each of them.

    Raises:
        ValueError: a line has not its form, or the sequence has gaps.
    """

    def __init__(self, store: Path) -> None:
        self._agents: dict[int, str] = {}
        self.entries = list(self._read(store))
        self.items: dict[str, tuple[list[int], list[Item]]] = {}
        self.agents: dict[str, tuple[list[int], list[tuple[int, int]]]] = {}
        self._locks: dict[str, tuple[list[int], list[Lock]]] = {}
        self.waiting: list[dict[str, int]] = [{}]
        """How many items of each type were pending after each entry."""
        self.counts = [0]
        """How many items there were."""
        for entry in self.entries:
            self._fold(entry)

    def item(self, id: str, sequence: int) -> Item | None:
        """An item after an entry."""
        return _at(self.items.get(id), sequence)

    def lock(self, id: str, sequence: int) -> Lock | None:
        """A lock after an entry."""
        return _at(self._locks.get(id), sequence)

    def lock_moments(self, low: int, high: int, id: str) -> list[int]:
        """The entries after which a lock was another than before, from `low` to `high`, and `low`."""
        return [low, *(sequence for sequence in self._locks.get(id, ([], []))[0] if low < sequence <= high)]

    def load(self, agent: str, sequence: int) -> tuple[int, int]:
        """How many items an agent held, and may hold, after an entry."""
        return _at(self.agents.get(agent), sequence) or (0, 0)

    def moments(self, low: int, high: int, item: str | None, agent: str | None) -> list[int]:
        """The entries after which an item or an agent was another than before, from `low` to `high`, and `low`."""
        found = {low}
        for history in (self.items.get(item or ""), self.agents.get(agent or "")):
            if history is not None:
                found |= {sequence for sequence in history[0] if low < sequence <= high}
        return sorted(found)

    def _fold(self, entry: Entry) -> None:
        waiting = self.waiting[-1]
        for item in entry.items:
            before = self.item(item.id, entry.sequence)
            for one, step in ((before, -1), (item, 1)):
                if one is not None and one.status == "pending":
                    waiting = {**waiting, one.type: waiting.get(one.type, 0) + step}
            places, versions = self.items.setdefault(item.id, ([], []))
            places.append(entry.sequence)
            versions.append(item)
        for lock in entry.locks:
            numbers_of, locks = self._locks.setdefault(lock.id, ([], []))
            numbers_of.append(entry.sequence)
            locks.append(lock)
        for id, active, most in entry.agents:
            numbers, loads = self.agents.setdefault(id, ([], []))
            numbers.append(entry.sequence)
            loads.append((active, most))
        self.waiting.append(waiting)
        self.counts.append(len(self.items))

    def _read(self, store: Path) -> Iterator[Entry]:
        sequence = 0
        for path in sorted((store / "journal").iterdir()):
            data = path.read_bytes()
            if not data.endswith(b"\t]}\n"):
                raise ValueError(f"{path.name} ends in the middle of a line")
            for number, line in enumerate(data[:-1].split(b"\n"), start=1):
                sequence += 1
                try:
                    entry = self._entry(json.loads(line))
                except (ValueError, KeyError, TypeError) as error:
                    raise ValueError(f"{path.name}:{number}: {error}") from None
                if entry.sequence != sequence:
                    raise ValueError(f"{path.name}:{number}: entry {entry.sequence} where {sequence} should be")
                yield entry

    def _entry(self, line: dict[str, Any]) -> Entry:
        agents = []
        for write in line["writes"]:
            if write[0] == "agent":
                self._agents[write[1]] = write[2]["id"]
                agents.append((write[2]["id"], write[2]["active"], write[2]["max_work"]))
        items = [self._item(write[2]) for write in line["writes"] if write[0] == "work"]
        locks = [self._lock(write[2]) for write in line["writes"] if write[0] == "named_lock"]
        found = {each["key"]: each["value"] for each in (line["span"] or {"attributes": []})["attributes"]}
        tag = found.get("swarmsh.coordination.correlation.id", {}).get("stringValue", "")
        number = found.get("swarmsh.coordination.batch.line", {}).get("intValue")
        return Entry(
            line["sequence"],
            line["time"],
            line["operation"],
            line["agent"],
            line["subject"],
            line["exit"],
            line["key"],
            tag if number is None else f"{tag}:{number}",
            tuple(items),
            tuple(agents),
            tuple(locks),
        )

    def _lock(self, record: dict[str, Any]) -> Lock:
        owner = record["owner"]
        return Lock(record["id"], None if owner is None else self._agents[owner], record["fence"])

    def _item(self, record: dict[str, Any]) -> Item:
        return Item(
            record["id"],
            record["status"],
            record["type"],
            None if record["agent"] is None else self._agents[record["agent"]],
            record["fence"],
            record["attempts"],
            record["max_attempts"],
            record["lease_until"],
        )


def _at(history: tuple[list[int], list[T]] | None, sequence: int) -> T | None:
    if history is None:
        return None
    place = bisect_right(history[0], sequence)
    return history[1][place - 1] if place else None
