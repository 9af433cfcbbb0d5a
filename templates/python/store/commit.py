"""The one way in which a store changes: dirty mark, journal line, records, span, state. The caller holds the lock."""

from __future__ import annotations

import sys

from . import files, journal, paths, spans, state, stops

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .shapes import Put
    from .store import Store


def commit(store: Store, old: state.State, entry: journal.Entry, frees: bool = False) -> list[Put]:
    """Makes `entry`, the one after state `old`, part of the store, and gives the files that it changed. If it `frees`
    something it may be appended with the room of the reserve.

    Raises:
        StorageFailed: nothing was changed.
        Damaged, Forbidden: a file is not what it should be; nothing was changed.
        Unsafe: all is done, but the entry may not be on the disk.
    """
    root, folders = store.folders.root, store.folders
    segment = paths.segment(entry.sequence)
    path = f"{root}/{paths.journal(segment)}"
    found = journal.puts(entry, store.pattern, path)
    data = journal.line(entry)
    try:
        try:
            _prepare(folders, path, found)
        except OSError:
            if not frees or not _free(root):
                raise
            _prepare(folders, path, found)
        done = _append(store, old, path, data) or (frees and _free(root) and _append(store, old, path, data))
    except OSError:
        raise stops.StorageFailed(root) from None
    if not done:
        raise stops.StorageFailed(root)
    is_safe = not store.form.durable or _synced(store, path, entry.sequence)
    try:
        finish(store, old, entry, len(data), found)
    except (OSError, stops.Stop):
        said = f"swarmsh {store.pattern.NAME}: {entry.operation}: done, but the disk is full"
        print(f"{said}; the next operation ends the writing", file=sys.stderr)
    if not is_safe:
        raise stops.Unsafe(root)
    return found


def _prepare(folders: paths.Folders, path: str, found: list[Put]) -> None:
    """Makes folders, and looks at the files that will be written.

    Raises:
        Forbidden: one is not what it should be.
        OSError: the storage failed.
    """
    folders.make("journal")
    files.check(path)
    for place, _, _ in found:
        folders.make(place.rpartition("/")[0])
        files.check(f"{folders.root}/{place}")


def _free(root: str) -> bool:
    from . import reserve

    return reserve.free(root)


def _synced(store: Store, path: str, sequence: int) -> bool:
    """Waits until the entry is on the disk, before any file that it changes is touched: a power failure must not leave
    files that are ahead of the journal. The first entry of a segment moves the checkpoint. False when that failed.
    """
    try:
        if sequence % paths.PER_SEGMENT != 1:
            files.sync(path)
        else:
            from . import checkpoint

            checkpoint.reach(store, sequence - 1)
    except (OSError, stops.Stop):
        return False
    return True


def _append(store: Store, old: state.State, path: str, data: bytes) -> bool:
    """Writes the line of an entry under the dirty mark. False when there was no room for it; the state is then clean
    again.

    Raises:
        Damaged, Forbidden: as `journal.append`; the state is clean again.
        OSError: the state could not be written, or a part of the line could not be taken away: then it stays dirty, so
            that the next operation does that.
    """
    shared = store.folders.shared
    state.write(store.state_path, old, store.state_keys, 1, shared)
    try:
        journal.append(path, base(old, old.journal), data, shared)
    except journal.Torn:
        raise
    except (OSError, stops.Stop) as error:
        store.remember(state.write(store.state_path, old, store.state_keys, 0, shared), old)
        if isinstance(error, stops.Stop):
            raise
        return False
    return True


def base(old: state.State, length: int) -> int:
    """`length` bytes of a segment after state `old`, or 0 when the next entry opens a new one."""
    return 0 if old.sequence % paths.PER_SEGMENT == 0 else length


def finish(store: Store, old: state.State, entry: journal.Entry, length: int, found: list[Put]) -> state.State:
    """Writes what follows from a committed entry, whose line has `length` bytes, and gives the new state. On a full
    disk the reserve helps once.

    Raises:
        Forbidden: a file is not what it should be.
        OSError: the storage failed.
    """
    try:
        return _finish(store, old, entry, length, found)
    except OSError:
        from . import reserve

        reserve.free(store.folders.root)
        return _finish(store, old, entry, length, found)


def _finish(store: Store, old: state.State, entry: journal.Entry, length: int, found: list[Put]) -> state.State:
    root, shared = store.folders.root, store.folders.shared
    journal.apply(root, found, shared)
    traces, lost = base(old, old.traces), old.lost
    if entry.span != "null":
        data = store.wrapping.line(entry.span)
        if spans.append(store.folders, paths.traces(paths.segment(entry.sequence)), traces, data):
            traces += len(data)
        else:
            lost += 1
    new = state.State(
        0,
        entry.sequence,
        base(old, old.journal) + length,
        traces,
        entry.time,
        entry.due,
        lost,
        entry.counts,
    )
    store.remember(state.write(store.state_path, new, store.state_keys, 0, shared), new)
    return new
