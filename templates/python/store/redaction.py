"""Taking texts out of the journal. Segments that hold them, and the shard of the archive that does, are written anew
beside the store, with the entry that tells of it at the end of the open one; renaming their folder is the commit. What
is left then, putting them in their places, is done by recovery, which may itself be interrupted, and done again.
"""

from __future__ import annotations

import os

from . import files, journal, paths, recovery, state, stops

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .store import Store

NEW, READY = "redact.new", "redact"
_STATE, _SEGMENT = "state", ".jsonl"


class Work:
    """What a redaction does to the journal.

    Attributes:
        fields: the fields whose texts are taken out.
        count: places from which they were.
        written: the segments that were written anew.
        length: bytes of the last segment after that.
        pairs: digests, before and after, of all that somebody sealed.
        files: what the entry says of files of texts.
        is_away: the record stands in the archive alone, where it stays: the entry writes none.
    """

    __slots__ = ("count", "fields", "files", "is_away", "length", "pairs", "written")

    def __init__(self, fields: tuple[str, ...], length: int) -> None:
        self.fields = fields
        self.length = length
        self.count = 0
        self.written: set[int] = set()
        self.pairs: list[tuple[str, str]] = []
        self.files: list[tuple[str, str, int, str]] = []
        self.is_away = False


def begin(store: Store, old: state.State) -> None:
    """Marks the state, so that whatever is left is taken away by the next operation, and makes the folder of new
    segments.

    Raises:
        Forbidden: something else is called so.
        OSError: the storage failed.
    """
    store.remember(state.write(store.state_path, old, store.state_keys, 1, store.folders.shared), old)
    abandon(store)
    store.folders.make(NEW)


def cancel(store: Store, old: state.State) -> None:
    """Takes everything away again; nothing was changed then.

    Raises:
        as `begin`.
    """
    abandon(store)
    store.remember(state.write(store.state_path, old, store.state_keys, 0, store.folders.shared), old)


def abandon(store: Store) -> None:
    """Removes the folder of new segments, if it is there.

    Raises:
        Forbidden: something else is called so.
        OSError: the storage failed.
    """
    if store.folders.has(NEW):
        _remove(store, NEW)


def put(store: Store, work: Work, number: int, data: bytes) -> None:
    """Writes a segment anew.

    Raises:
        OSError: the storage failed.
    """
    files.write(f"{store.folders.root}/{NEW}/{_name(number)}", data, store.folders.shared)
    work.written.add(number)


def put_shard(store: Store, path: str, data: bytes) -> None:
    """Writes a shard of the archive anew.

    Raises:
        OSError: the storage failed.
    """
    _, kind, shard = path.split("/")
    files.write(f"{store.folders.root}/{NEW}/{kind}.{shard}", data, store.folders.shared)


def placing(root: str) -> list[str]:
    """The shards that a redaction was committed with and that are not in their places yet."""
    try:
        names = os.listdir(f"{root}/{READY}")
    except OSError:
        return []
    return [_target(root, each) for each in names if each != _STATE and not each.endswith(_SEGMENT)]


def _target(root: str, name: str) -> str:
    """Where a new file belongs: a segment, or a shard, which is called KIND.SHARD."""
    if name.endswith(_SEGMENT):
        return paths.segment_of(root, int(name.removesuffix(_SEGMENT)))
    return f"archive/{name.replace('.', '/')}"


def _name(number: int) -> str:
    return paths.journal(number).removeprefix("journal/")


def commit(store: Store, old: state.State, entry: journal.Entry, work: Work) -> None:
    """Makes `entry`, the one after state `old`, part of the store, with the segments that were written anew.

    Raises:
        StorageFailed: nothing was changed.
        Damaged, Forbidden: a file is not what it should be; nothing was changed.
    """
    root, shared = store.folders.root, store.folders.shared
    fields = ",".join(f'"{field}"' for field in work.fields)
    pairs = "".join(f',["{before}","{after}"]' for before, after in work.pairs)
    entry.writes = [*([] if work.is_away else entry.writes), *work.files]
    entry.request, entry.answer = f"[{fields}]", f"[{work.count}{pairs}]"
    number, last = paths.segment(entry.sequence), paths.segment(old.sequence)
    path = f"{root}/{paths.journal(number)}"
    try:
        for place, _, _ in journal.puts(entry, store.pattern, path):
            store.folders.make(place.rpartition("/")[0])
            files.check(f"{root}/{place}")
        files.check(path)
        before = b""
        if number == last:
            before = (
                files.read(f"{root}/{NEW if last in work.written else 'journal'}/{_name(last)}", work.length) or b""
            )
        put(store, work, number, before + journal.line(entry))
        planned = state.State(1, old.sequence, work.length, old.traces, old.time, old.due, old.lost, old.counts)
        state.write(f"{root}/{NEW}/{_STATE}", planned, store.state_keys, 1, shared)
        if store.form.durable:
            os.sync()
    except (OSError, stops.Stop) as error:
        cancel(store, old)
        if isinstance(error, stops.Stop):
            raise
        raise stops.StorageFailed(root) from None
    _end(store, old)


def _end(store: Store, old: state.State) -> None:
    """Commits what was prepared, and does what is left."""
    root = store.folders.root
    try:
        os.rename(f"{root}/{NEW}", f"{root}/{READY}")
    except OSError:
        cancel(store, old)
        raise stops.StorageFailed(root) from None
    store.folders.known.discard(NEW)
    try:
        if store.form.durable:
            files.sync_folder(root)
        recovery.run(store, state.State(1, *(getattr(old, name) for name in _NUMBERS)))
    except (OSError, stops.Stop):
        import sys

        said = f"swarmsh {store.pattern.NAME}: redact: done, but the disk is full"
        print(f"{said}; the next operation ends the writing", file=sys.stderr)


_NUMBERS = ("sequence", "journal", "traces", "time", "due", "lost", "counts")


def settle(store: Store) -> None:
    """Ends a redaction that was committed, drops another, before the whole store is written anew from its journal.

    Raises:
        Forbidden, StorageFailed: as `finish`.
    """
    if store.folders.has(READY) or store.folders.has(NEW):
        data = files.read(store.state_path, state.SIZE + 1) or b""
        try:
            found = state.read(data, store.state_keys, store.state_path)
        except stops.Damaged:
            found = None
        finish(store, found)


def finish(store: Store, found: state.State | None) -> state.State | None:
    """Puts the new segments in their places, and gives the state after that, which is `found` unless they change it. A
    redaction that was not committed, or that is not of this state and of which nothing was put in place, is dropped.

    Raises:
        Forbidden: a file is not what it should be.
        StorageFailed: it could not be done.
    """
    root = store.folders.root
    try:
        abandon(store)
        if not store.folders.has(READY):
            return found
        data = files.read(f"{root}/{READY}/{_STATE}", state.SIZE + 1)
        if data is not None:
            planned = state.read(data, store.state_keys, f"{root}/{READY}/{_STATE}")
            is_next = found is not None and bool(found.dirty) and found.sequence == planned.sequence
            found = _place(store, planned, is_next) or found
        _remove(store, READY)
    except OSError:
        raise stops.StorageFailed(root) from None
    return found


def _place(store: Store, planned: state.State, is_next: bool) -> state.State | None:
    """Renames the segments, the open one first, then a shard; gives the state that is theirs, None when it is not to
    be.
    """
    root = store.folders.root
    open = paths.segment(planned.sequence + 1)
    name = _name(open)
    if os.path.lexists(f"{root}/{READY}/{name}"):
        if not is_next:
            return None
        os.rename(f"{root}/{READY}/{name}", f"{root}/journal/{name}")
    for each in sorted(os.listdir(f"{root}/{READY}")):
        if each != _STATE:
            target = _target(root, each)
            store.folders.has(target.rpartition("/")[0])
            os.rename(f"{root}/{READY}/{each}", f"{root}/{target}")
    if not is_next:
        return None
    store.remember(state.write(store.state_path, planned, store.state_keys, 1, store.folders.shared), planned)
    if store.form.durable:
        os.sync()
    return planned


def _remove(store: Store, folder: str) -> None:
    """Removes a folder of ours, what tells of its state last."""
    root = f"{store.folders.root}/{folder}"
    for name in sorted(os.listdir(root), key=lambda each: each == _STATE):
        os.unlink(f"{root}/{name}")
    os.rmdir(root)
    store.folders.known.discard(folder)
