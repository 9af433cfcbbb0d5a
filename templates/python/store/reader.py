"""Queries: they read without the lock, and read again when an operation came between."""

from __future__ import annotations

from .._runtime import clock
from . import commit, journal, lock, paths, recovery, stops, view
from .state import State, in_step

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from .shapes import R, T
    from .store import Store

TRIES = 20
_LOOK = 4096  # records after which a query looks whether it reads in vain


class Changed(Exception):
    """An operation changed the store while it was read."""


class Reader(view.View):
    """A view for queries. `entry` is a committed entry that is not written to the records yet, where this process may
    not write them.
    """

    __slots__ = ("_changed", "_fields", "_reads", "lost", "sequence")

    def __init__(self, store: Store, state: State, entry: journal.Entry | None, changed: Callable[[], bool]) -> None:
        time, counts = (entry.time, entry.counts) if entry else (state.time, state.counts)
        present = clock.now()
        in_step(time, present)
        super().__init__(store.folders, store.form.settings, max(present, time), list(counts))
        self.sequence = entry.sequence if entry else state.sequence
        self.lost = state.lost  # spans
        self._fields = {
            (kind, field, key(field, number, token)): (number, token)
            for kind, field, number, token in (entry.writes if entry else ())
        }
        self._changed = changed
        self._reads = 0

    def load(self, cls: type[R], number: int) -> R:
        self._reads += 1
        if self._reads % _LOOK == 0 and self._changed():
            raise Changed  # a list that is being changed can lead in a circle
        return super().load(cls, number)

    def _read(self, cls: type[R], number: int) -> R:
        written = self._fields.get((cls.KIND, "", number))
        if written is None:
            return super()._read(cls, number)
        return cls.decode(number, written[1].split("\t"), f"{self.folders.root}/{paths.slot(cls.KIND, number)}")

    def _is_away(self, kind: str, number: int) -> bool:
        if (kind, "", number) in self._fields:
            return (kind, paths.SHELVED, number) in self._fields
        return super()._is_away(kind, number)

    def _named(self, kind: str, id: str) -> int | None:
        written = self._fields.get((kind, "id", f'"{id}"'))
        return written[0] if written else super()._named(kind, id)

    def _text(self, kind: str, number: int, field: str, size: int) -> str:
        written = self._fields.get((kind, field, number))
        return written[1] if written else super()._text(kind, number, field, size)


def key(field: str, number: int, token: str) -> int | str:
    """What a write of an entry is looked up by: own ids by the id, all else by the record's number."""
    return token if field == "id" else number


def reading(store: Store, function: Callable[[Reader], T]) -> T:
    """What `function` finds in a store that does not change meanwhile. It may be called several times, and is then to
    start anew each time.

    Raises:
        NoData: there is no store.
        and as `store.look`, `checkpoint.ready`, `lock.share`, `recovery.run` and `function`.
    """
    store.known()
    if store.form.durable:
        from . import checkpoint

        checkpoint.ready(store)
    for _ in range(TRIES):
        try:
            data, state = store.look()
        except stops.Damaged:
            continue  # perhaps read while it was written; under the lock this tells
        if state.dirty:
            continue
        try:
            found = function(Reader(store, state, None, lambda seen=data: store.peek() != seen))  # type: ignore[misc]
        except Exception:
            if store.peek() == data:
                raise
        else:
            if store.peek() == data:
                return found
    return _locked(store, function)


def _locked(store: Store, function: Callable[[Reader], T]) -> T:
    seconds = lock.timeout()
    path = f"{store.folders.root}/lock"
    for _ in range(TRIES):
        descriptor = lock.share(path, store.folders.shared, seconds)
        try:
            _, state = store.look()
            if not state.dirty:
                return function(Reader(store, state, None, lambda: False))
        finally:
            lock.drop(descriptor)
        try:
            descriptor = lock.take(path, store.folders.shared, seconds)
        except stops.Forbidden:
            return _over(store, function, seconds)
        try:
            _, state = store.look()
            if state.dirty:
                recovery.run(store, state)
        finally:
            lock.drop(descriptor)
    raise stops.Locked(seconds)


def _over(store: Store, function: Callable[[Reader], T], seconds: int) -> T:
    """For who may not write: the interrupted operation's entry counts, if it is complete."""
    root = store.folders.root
    descriptor = lock.share(f"{root}/lock", store.folders.shared, seconds)
    try:
        _, state = store.look()
        entry = None
        if state.dirty:
            path = f"{root}/{paths.journal(paths.segment(state.sequence + 1))}"
            data = recovery.tail(path, commit.base(state, state.journal))
            if journal.complete(data, state.sequence + 1):
                entry = journal.parse(data, path)
        return function(Reader(store, state, entry, lambda: False))
    finally:
        lock.drop(descriptor)
