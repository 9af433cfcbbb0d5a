"""Queues, lists, due times and counts made anew, for a store of another version in which they were others.

All that bookkeeping wrote is left out of the journal that `remake` writes, as if nothing had ever been tied to
anything. What belongs somewhere enters it then, by the functions that operations use, in entries at the end of that
journal.
"""

from __future__ import annotations

import os

from . import clock, journal, main, paths, seal, stops, values
from .state import State
from .transaction import COUNT_MAX, Transaction

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .contracts import PatternModule
    from .shapes import Enter, Link, Ties

    _Enter = Callable[[Transaction, Any, int], None]

_BATCH = 32
"""Records that one entry moves."""

_Place = tuple[int, int]
"""When a record came to where it is (an entry), and its number."""


class Relink:
    """The ties of the store in `root`, which is made anew in `folders`."""

    def __init__(self, root: str, pattern: PatternModule, folders: paths.Folders) -> None:
        self.root = root
        self.pattern = pattern
        self.folders = folders
        self._now = clock.now()
        self.ties: Ties = main.module(f"{pattern.PACKAGE}.ties")
        self._anew = {kind: frozenset(map(_key, fields)) for kind, fields in self.ties.FIELDS.items()}
        watched = [row[:2] for table in (self.ties.LISTS, self.ties.QUEUES, self.ties.DUES) for row in table]
        watched += [row[:2] for row in self.ties.COUNTS]
        self._seen: dict[tuple[str, str], dict[int, tuple[int, str]]] = {each: {} for each in watched}
        self._watched: dict[str, list[tuple[str, str]]] = {}
        for kind, field in self._seen:
            self._watched.setdefault(kind, []).append((field, _key(field)))

    def keeps(self, kind: str, key: str) -> bool:
        """Whether the field with this key in a slot is what authors wrote, so that its old value counts."""
        return key not in self._anew.get(kind, ())

    def note(self, kind: str, number: int, tokens: list[str], sequence: int) -> None:
        """Remembers what an entry makes of the fields that decide on ties, and since when."""
        for field, key in self._watched.get(kind, ()):
            token, seen = tokens[tokens.index(key) + 1], self._seen[kind, field]
            if number not in seen or seen[number][1] != token:
                seen[number] = sequence, token

    def run(self, old: State) -> State:
        """Adds the entries behind `old`, the state without ties, and gives the state after them.

        Raises:
            Stop: a list would be longer than this version allows, or a file is not what it should be.
            OSError: the storage failed.
        """
        self._state, self._last = old, old.sequence
        self._now = max(self._now, old.time)
        for kind, field, enter in self.ties.LISTS:
            self._enter_all(kind, self._members(kind, field), _plain(enter))
        self._count()
        for kind, field, queue in self.ties.QUEUES:
            self._enter_all(kind, self._waiting(kind, field), _aged(queue))
        for kind, field, enter in self.ties.DUES:
            members = [(0, number) for _, number in self._members(kind, field)]
            self._enter_all(kind, members, _plain(enter))
        return self._state

    def _members(self, kind: str, field: str) -> list[_Place]:
        """The records with a value in a field, in the order in which they got it."""
        return [(came, number) for number, (came, token) in self._seen[kind, field].items() if token != "null"]

    def _waiting(self, kind: str, field: str) -> list[_Place]:
        """All records of a kind by when they entered a queue; those that never did come last."""
        found = []
        for number, (_, token) in self._seen[kind, field].items():
            came = values.whole(token)
            found.append((came if came is not None and 0 < came <= self._last else COUNT_MAX, number))
        return found

    def _enter_all(self, kind: str, members: list[_Place], enter: _Enter) -> None:
        """Enters records, in order, a few with each entry."""
        members.sort()
        cls = self.pattern.KINDS[kind]
        for start in range(0, len(members), _BATCH):
            tx = self._begin()
            try:
                for came, number in members[start : start + _BATCH]:
                    enter(tx, tx.load(cls, number), came)
            except stops.Refused as refused:
                message = f"{refused.message} in this version; take some out with the version that the store is of"
                raise stops.Stop(refused.exit, f"{self.root}: {message}") from None
            self._commit(tx)

    def _count(self) -> None:
        """Notes how many records are in each state that is counted."""
        tx = self._begin()
        for place, (kind, field, state, owner, attribute) in enumerate(self.ties.COUNTS):
            found = sum(token == f'"{state}"' for _, token in self._seen[kind, field].values())
            tx.tally(place, owner, attribute, found)
        self._commit(tx)

    def _begin(self) -> Transaction:
        return Transaction(self.folders, {}, self._now, self._state, {})

    def _commit(self, tx: Transaction) -> None:
        """Writes the entry of what a transaction changed, if it did. What was put away before stays so."""
        root, shared, old = self.folders.root, self.folders.shared, self._state
        for record in tx.changes:
            if not record.MADE and not os.path.lexists(f"{root}/{paths.slot(record.KIND, record.number)}"):
                tx.shelve(record)
        writes = tx.writes()
        if not writes:
            return
        entry = journal.Entry()
        entry.sequence, entry.time, entry.operation, entry.exit = tx.sequence, tx.now, "migrate", 0
        entry.agent = entry.subject = entry.key = entry.request = entry.answer = entry.seal = entry.span = "null"
        entry.due, entry.counts, entry.writes = tx.due, tuple(tx.counts), writes
        opens = old.sequence % paths.PER_SEGMENT == 0
        if opens and old.sequence:
            entry.seal = journal.word(seal.digest(f"{root}/{paths.journal(paths.segment(old.sequence))}"))
        path = paths.journal(paths.segment(entry.sequence))
        found, data = journal.puts(entry, self.pattern, path), journal.line(entry)
        for place, _, _ in found:
            self.folders.make(place.rpartition("/")[0])
        length, traces = (0, 0) if opens else (old.journal, old.traces)
        journal.append(f"{root}/{path}", length, data, shared)
        journal.apply(root, found, shared)
        length += len(data)
        self._state = State(0, entry.sequence, length, traces, entry.time, entry.due, old.lost, entry.counts)


def _key(field: str) -> str:
    """The key of a field in a slot."""
    return f',"{field}":'


def _plain(enter: Link) -> _Enter:
    return lambda tx, record, came: enter(tx, record)


def _aged(enter: Enter) -> _Enter:
    """Enters a queue as it was done when a record came."""

    def call(tx: Transaction, record: Any, came: int) -> None:
        own = tx.sequence
        tx.sequence = min(came, own)
        enter(tx, record, False)
        tx.sequence = own

    return call
