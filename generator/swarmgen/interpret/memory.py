"""A store in memory: records as plain mappings, and what the journal would tell of them."""

from __future__ import annotations

from dataclasses import dataclass, field

from swarmgen.interpret.texts import Value

Record = dict[str, Value]
"""Field → value; a reference is the number of a record. "number" is there too."""


@dataclass(slots=True)
class Wheel:
    """When a due time is found: `cursor` in ticks, buckets of record numbers in the order in which they came."""

    cursor: int = 0
    buckets: dict[int, list[int]] = field(default_factory=dict)

    def copy(self) -> Wheel:
        """A wheel of its own with the same records in the same places."""
        return Wheel(self.cursor, {number: list(members) for number, members in self.buckets.items()})


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What one line of the journal says, the records left out."""

    sequence: int
    time: int
    operation: str
    agent: str | None = None
    subject: str | None = None
    exit: int = 0
    key: str | None = None
    request: tuple[Value, ...] | None = None
    answer: dict[str, Value] | None = None


@dataclass(slots=True)
class Memory:
    """Everything a store holds.

    `entered` gives for (kind, link, number) when the record last entered that queue or list, on a counter of its own;
    `away` are the records (kind, number) that were put away and not changed since.
    """

    records: dict[str, dict[int, Record]]
    wheels: dict[tuple[str, str], Wheel]
    settings: dict[str, int] = field(default_factory=dict)
    entered: dict[tuple[str, str, int], int] = field(default_factory=dict)
    steps: int = 0
    sequence: int = 0
    time: int = 0
    due: int | None = None
    entries: list[Entry] = field(default_factory=list)
    away: set[tuple[str, int]] = field(default_factory=set)

    def copy(self) -> Memory:
        """A draft: what is done to it is not seen here."""
        return Memory(
            {kind: {n: dict(record) for n, record in records.items()} for kind, records in self.records.items()},
            {place: wheel.copy() for place, wheel in self.wheels.items()},
            self.settings,
            dict(self.entered),
            self.steps,
            self.sequence,
            self.time,
            self.due,
            list(self.entries),
            set(self.away),
        )

    def touch(self, kind: str, number: int) -> None:
        """Say that a record is written: it is put away no longer."""
        self.away.discard((kind, number))

    def enter(self, kind: str, link: str, number: int) -> None:
        """Put a record at the end of a queue or list."""
        self.steps += 1
        self.entered[kind, link, number] = self.steps

    def members(self, kind: str, link: str) -> list[int]:
        """The records in a queue, or in all lists of that name, in the order in which they entered."""
        found = ((step, number) for (of, name, number), step in self.entered.items() if (of, name) == (kind, link))
        return [number for _, number in sorted(found)]

    def by_id(self, kind: str, id_: str) -> int | None:
        """The number of the record that people call `id_`."""
        return next((number for number, record in self.records[kind].items() if record.get("id") == id_), None)
