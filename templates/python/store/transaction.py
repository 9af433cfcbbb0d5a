"""One operation's changes: made in memory, written by one commit or not at all."""

from __future__ import annotations

from . import files, names, paths, slots, stops, text, view
from .state import State

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, NoReturn

    from .shapes import Put, R, Record

COUNT_MAX = 2**53 - 1

_SEEN = 500
"""So many records of earlier transactions are kept at most, about 7 KB each."""


class Transaction(view.View):
    """A view that can be changed. `sequence` is the number its entry will have, `due` the lower bound of the next due
    time (ns), if there is one. `seen` has records of earlier transactions of this process under the paths of their
    slots, each with the bytes that it stood in.
    """

    __slots__ = ("changes", "due", "ids", "seen", "sequence", "shelved", "state", "tallies")

    def __init__(
        self,
        folders: paths.Folders,
        settings: dict[str, int],
        now: int,
        state: State,
        seen: dict[str, tuple[bytes, Any]],
    ) -> None:
        super().__init__(folders, settings, now, list(state.counts))
        self.state = state
        self.sequence = state.sequence + 1
        self.due = state.due
        if len(seen) > _SEEN:
            seen.clear()
        self.seen = seen
        self.changes: list[Record] = []
        self.ids: dict[tuple[str, str], int] = {}
        self.tallies: dict[int, tuple[type[Record], str, int]] = {}
        self.shelved: dict[tuple[str, int], None] = {}

    def touch(self, record: Record) -> None:
        """Says that a record is about to change; the first time decides its place in the entry."""
        if not record.changed:
            record.changed = True
            self.changes.append(record)

    def shelve(self, record: Record) -> None:
        """Says that a record is to be put away when the operation is done."""
        self.touch(record)
        self.shelved[record.KIND, record.number] = None

    def _stored(self, cls: type[R], number: int, path: str) -> R | None:
        """The record in a slot. Bytes that were checked before need not be checked again, unless a transaction that was
        given up changed the record that came of them.
        """
        data = files.read(path, cls.SLOT + 1)
        if data is None:
            return None
        known = self.seen.get(path)
        if known is not None and known[0] == data and not known[1].changed:
            return known[1]  # type: ignore[no-any-return]  # what was read from a slot is of its class
        record = cls.decode(number, slots.tokens(data, path, cls.SLOT), path)
        self.seen[path] = data, record
        return record

    def keep(self, found: list[Put]) -> None:
        """Remembers the records of a committed entry, which come first among its files, in the order of their changes.
        Where some were put away, nothing is remembered.
        """
        if self.shelved:
            return
        for record, (path, data, _) in zip(self.changes, found, strict=False):
            record.changed = False
            self.seen[f"{self.folders.root}/{path}"] = data or b"", record

    def _is_away(self, kind: str, number: int) -> bool:
        return (kind, number) in self.shelved or super()._is_away(kind, number)

    def create(self, cls: type[R], id: str | None) -> R:
        """A new record with this own id, or a made-up one; kinds without ids take None.

        Raises:
            Refused: 3, the id is taken; 2, it has the form of a made-up id.
            and as `find`.
        """
        prefix = cls.PREFIX
        if id is not None:
            if names.made(prefix or "", id) is not None:
                self.refuse(2, f'"{id}" has the form of a made-up id')
            if self.find(cls, id) is not None:
                self.refuse(3, f'{cls.KIND} "{id}" exists already')
        record = self.fresh(cls)
        if prefix is not None:
            record.id = id or f"{prefix}-{record.number}"  # type: ignore[attr-defined]  # kinds with a prefix have ids
        if id is not None:
            self.ids[cls.KIND, id] = record.number
        return record

    def fresh(self, cls: type[R]) -> R:
        """A new record under the next number of its kind."""
        number = self.counts[cls.COUNTER] = self.counts[cls.COUNTER] + 1
        record = cls.empty(number)
        self.loaded[cls.KIND, number] = record
        self.touch(record)
        return record

    def _named(self, kind: str, id: str) -> int | None:
        return self.ids.get((kind, id)) or super()._named(kind, id)

    def refuse(self, exit: int, message: str, recorded: bool = False, again: bool = False) -> NoReturn:
        """Ends the operation without changes.

        Raises:
            Refused: always.
        """
        raise stops.Refused(exit, message, recorded, again)

    def check(self, value: int, low: int, high: int, what: str) -> int:
        """`value`, if it is in range.

        Raises:
            Refused: 8, it is not; `what` names the field and its record.
        """
        if low <= value <= high:
            return value
        raise stops.Refused(8, f"{what} would leave its range")

    def tally(self, place: int, cls: type[Record], field: str, change: int) -> None:
        """Counts a record that took on a state, or left one, in a field of the single record of a class. `place` says
        in which order counts are written, which happens at the end of the operation, where they changed at all.
        """
        self.tallies[place] = (cls, field, self.tallies.get(place, (cls, field, 0))[2] + change)

    def _settle(self) -> None:
        """Adds what was counted.

        Raises:
            Refused: 8, a count would leave its range.
            and as `load`.
        """
        for place in sorted(self.tallies):
            cls, field, change = self.tallies[place]
            if change:
                record = self.load(cls, 1)
                count = self.check(getattr(record, field) + change, 0, COUNT_MAX, f"{field} of {cls.KIND} 1")
                self.touch(record)
                setattr(record, field, count)
        self.tallies = {}

    def writes(self) -> list[tuple[str, str, int, str]]:
        """What the entry says about records, texts, own ids and what is put away, as in `journal.Entry`. Long texts are
        replaced in their records by their length.

        Raises:
            Refused, Damaged, Forbidden, StorageFailed: as `_settle`; for what is put away as `shelf.writes`.
        """
        if self.tallies:
            self._settle()
        records: list[tuple[str, str, int, str]] = []
        long: list[tuple[str, str, int, str]] = []
        for record in self.changes:
            for field in record.TEXTS:
                token = getattr(record, field)
                if token is not None and token[0] == '"' and view.is_long(token):
                    long.append((record.KIND, field, record.number, token))
                    setattr(record, field, str(text.size(token)))
            records.append((record.KIND, "", record.number, record.encode()))
        own = [(kind, "id", number, f'"{id}"') for (kind, id), number in self.ids.items()]
        if not self.shelved:
            return records + long + own
        from . import shelf

        return records + long + own + shelf.writes(self, records)
