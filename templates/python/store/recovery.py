"""What to do about an operation that was interrupted: bring the store up to its entry if that is complete, else forget
it. All of it can be interrupted and done again. Whoever calls holds the lock.
"""

from __future__ import annotations

import os

from . import commit, files, journal, paths, state, stops

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .store import Store


def run(store: Store, dirty: state.State) -> state.State:
    """The clean state that a dirty one becomes.

    Raises:
        Damaged: the journal is shorter than the state says, or its last line does not have its form.
        Forbidden: a file is not what it should be.
        StorageFailed: there is no room, or writing failed.
    """
    root, shared = store.folders.root, store.folders.shared
    if store.folders.has("redact") or store.folders.has("redact.new"):
        from . import redaction

        dirty = redaction.finish(store, dirty) or dirty
    segment = paths.segment(dirty.sequence + 1)
    path = f"{root}/{paths.journal(segment)}"
    start = commit.base(dirty, dirty.journal)
    data = tail(path, start)
    try:
        if journal.complete(data, dirty.sequence + 1):
            return _redo(store, dirty, journal.parse(data, path), len(data), path)
        _cut(path, start, shared)
        clean = state.State(
            0, dirty.sequence, dirty.journal, dirty.traces, dirty.time, dirty.due, dirty.lost, dirty.counts
        )
        store.remember(state.write(store.state_path, clean, store.state_keys, 0, shared), clean)
    except OSError:
        raise stops.StorageFailed(root) from None
    return clean


def _redo(store: Store, dirty: state.State, entry: journal.Entry, length: int, path: str) -> state.State:
    if len(entry.counts) != len(dirty.counts):
        raise stops.Damaged(path, "repair")
    found = journal.puts(entry, store.pattern, path)
    for place, _, _ in found:
        store.folders.make(place.rpartition("/")[0])
    if store.form.durable:
        from . import checkpoint

        checkpoint.reach(store, dirty.sequence)  # its author may not have waited for the disk
    return commit.finish(store, dirty, entry, length, found)


def _cut(path: str, size: int, shared: bool) -> None:
    """Takes away what a segment has beyond `size` bytes."""
    try:
        descriptor, status = files.opened(path, files.BOTH, shared)
    except FileNotFoundError:
        return
    try:
        if status.st_size > size:
            os.ftruncate(descriptor, size)
    finally:
        os.close(descriptor)


def tail(path: str, start: int) -> bytes:
    """The bytes of a segment from `start` on; nothing when it is to begin there and was not made yet.

    Raises:
        Damaged: the segment is shorter.
        Forbidden: as `files.opened`.
        StorageFailed: it cannot be read.
    """
    try:
        descriptor, status = files.opened(path, files.READ)
    except FileNotFoundError:
        if start:
            raise stops.Damaged(path, "repair") from None
        return b""
    except OSError:
        raise stops.StorageFailed(path) from None
    try:
        if status.st_size < start:
            raise stops.Damaged(path, "repair")
        with os.fdopen(os.dup(descriptor), "rb") as file:
            file.seek(start)
            return file.read()
    except OSError:
        raise stops.StorageFailed(path) from None
    finally:
        os.close(descriptor)
