"""Queues, lists and due times of a record: where it belongs, and in which order they are read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from swarmgen.interpret import wheel
from swarmgen.interpret.evaluate import Scope, truth
from swarmgen.interpret.memory import Record
from swarmgen.interpret.refusals import Refused
from swarmgen.model import ir
from swarmgen.model.datatypes import Enum, plain

CLASSES_MAX: Final = 256
"""How many classes of a queue may be in use."""


@dataclass(frozen=True, slots=True)
class Links:
    """The queues, lists and due times that the steps of an operation move records in and out of."""

    scope: Scope

    def leave(self, kind: str, number: int, names: Iterable[str]) -> None:
        """Take a record out of those of the links that it is in."""
        for link in self._named(kind, names):
            if isinstance(link, ir.Due):
                wheel.leave(self.scope.memory, link, number)
            elif self.scope.memory.entered.pop((kind, link.name, number), None) and isinstance(link, ir.List):
                self._count(link, number, -1)

    def enter(self, kind: str, number: int, names: Iterable[str], *, strict: bool) -> None:
        """Put a record at the end of those of the links where it belongs.

        Raises:
            Refused: with exit 8, if a list or the number of classes would grow too long.
        """
        record = self.scope.memory.records[kind][number]
        for link in self._named(kind, names):
            match link:
                case ir.Due() if record[link.at] is not None:
                    wheel.enter(self.scope.memory, link, number, self.scope.now)
                case ir.List() if record[link.by] is not None:
                    self._count(link, number, 1)
                    self.scope.memory.enter(kind, link.name, number)
                case ir.Queue() if self._waits(link, number):
                    if strict:
                        self._check_classes(link, record)
                    record[link.sequence_field] = self.scope.memory.sequence + 1
                    self.scope.memory.enter(kind, link.name, number)

    def queued(self, queue: ir.Queue) -> list[int]:
        """The records of a queue, best first: by priority, then age, then number."""
        records = self.scope.memory.records[queue.record]
        field = next(one for one in self._record(queue.record).fields if one.name == queue.priority_field)
        priority = plain(field.type)
        assert isinstance(priority, Enum), f"{queue.priority_field} is no enum"

        def rank(number: int) -> tuple[int, int, int]:
            record = records[number]
            age = record[queue.sequence_field]
            assert isinstance(age, int), f"{queue.record} {number} is queued without a sequence"
            return priority.members.index(str(record[queue.priority_field])), age, number

        return sorted(self.scope.memory.members(queue.record, queue.name), key=rank)

    def listed(self, list_: ir.List, owner: int) -> Iterator[int]:
        """The members of one owner's list, in the order in which they came."""
        records = self.scope.memory.records[list_.record]
        members = self.scope.memory.members(list_.record, list_.name)
        return (number for number in members if list_.single or records[number][list_.by] == owner)

    def _named(self, kind: str, names: Iterable[str]) -> list[ir.Queue | ir.List | ir.Due]:
        record = self._record(kind)
        links: list[ir.Queue | ir.List | ir.Due] = [*record.queues, *record.lists, *record.dues]
        wanted = set(names)
        return [link for link in links if link.name in wanted]

    def _record(self, kind: str) -> ir.Record:
        return next(record for record in self.scope.pattern.records if record.name == kind)

    def _waits(self, queue: ir.Queue, number: int) -> bool:
        inner = self.scope.inner()
        inner.bindings["self"] = number
        return truth(queue.when, inner)

    def _count(self, list_: ir.List, number: int, change: int) -> None:
        by = 1 if list_.single else self.scope.memory.records[list_.record][number][list_.by]
        assert isinstance(by, int), f"{list_.record} {number} refers to no {list_.owner}"
        owner = self.scope.memory.records[list_.owner][by]
        count = owner[list_.count_field]
        assert isinstance(count, int), f"{list_.owner} {by} does not count its {list_.name}"
        if change > 0 and list_.limit is not None and count >= list_.limit:
            called = f'{list_.owner} "{owner["id"]}"' if "id" in owner else f"{list_.owner} {by}"
            raise Refused(8, f"{called} has {count} {list_.name} already, the most there may be")
        owner[list_.count_field] = count + change
        self.scope.memory.touch(list_.owner, by)

    def _check_classes(self, queue: ir.Queue, record: Record) -> None:
        waiting = self.scope.memory.members(queue.record, queue.name)
        records = self.scope.memory.records[queue.record]
        classes = {tuple(records[number][name] for name in queue.class_fields) for number in waiting}
        if len(classes | {tuple(record[name] for name in queue.class_fields)}) > CLASSES_MAX:
            raise Refused(8, f"more than {CLASSES_MAX} classes of {queue.record} wait; finish or edit some first")
