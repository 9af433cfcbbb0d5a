"""Durable stores: what a power failure left is put in order by the first operation after it.

The file `checkpoint` says in which run of the machine the store was last put in order, and up to which entry all files
are known to be on the disk. Every later entry is on the disk before a file that it changes is touched, so that no file
is ahead of the journal; files that are behind it are written anew from the entries after the checkpoint.
"""

from __future__ import annotations

import os

from . import compare, files, fold, lock, paths, rebuild, slots, stops, values

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .store import Store

SIZE = 128
MOST = paths.PER_SEGMENT
"""Entries that an operation replays by itself."""

_BOOT = "/proc/sys/kernel/random/boot_id"
_LONGEST = 64


def settle(store: Store) -> None:
    """Puts the store in order if the machine was started since it was used last. Whoever calls holds the lock.

    Raises:
        Damaged: there is more to replay than an operation does by itself, or the journal is damaged.
        Forbidden: a file is not what it should be.
        OSError: the storage failed.
    """
    boot = present()
    if not boot or _says(store).startswith(_head(boot)):
        return
    from . import redaction  # seldom needed

    redaction.settle(store)
    start = _sequence(_says(store))
    seen, folded = compare.found(store.folders.root), fold.fold(store.folders, store.pattern, start)
    last = folded.state.sequence
    if folded.damage or last < max(start, seen.sequence) or last > start + MOST:
        place = folded.damage[0][0] if folded.damage else paths.journal(paths.segment(last))
        raise stops.Damaged(f"{store.folders.root}/{place}", "repair")
    gone = [path for path in folded.gone if os.path.lexists(f"{store.folders.root}/{path}")]
    rebuild.write(store, folded, [*folded.files, *gone], seen.lost)
    write(store, boot, last)


def ready(store: Store) -> None:
    """The same for a query, which does not hold the lock.

    Raises:
        as `settle`, and as `store.lock`.
    """
    boot = present()
    if not boot or _says(store).startswith(_head(boot)):
        return
    try:
        descriptor = store.lock()
        try:
            settle(store)
        finally:
            lock.drop(descriptor)
    except OSError:
        raise stops.StorageFailed(store.folders.root) from None


def reach(store: Store, sequence: int) -> None:
    """Notes that entry `sequence` is the last one, after seeing to it that all files are on the disk.

    Raises:
        Forbidden: the file is no regular one.
        OSError: the storage failed.
    """
    os.sync()
    write(store, present(), sequence)


def write(store: Store, boot: str, sequence: int) -> None:
    """Writes the checkpoint, and waits until it is on the disk.

    Raises:
        Forbidden: it is no regular file.
        OSError: the storage failed.
    """
    path = f"{store.folders.root}/checkpoint"
    files.write(path, slots.padded(f"{_head(boot)}{sequence}\t}}", SIZE), store.folders.shared, cut=True)
    files.sync(path)
    files.sync_folder(store.folders.root)


def present() -> str:
    """What tells this run of the machine from others; nothing where the system does not say."""
    try:
        with open(os.environ.get("SWARMSH_BOOT_ID_FILE") or _BOOT, "rb") as file:
            word, end, _ = file.read(_LONGEST + 1).decode("latin-1").partition("\n")
    except OSError:
        return ""
    return word if end and values.is_identifier(word) else ""


def _head(boot: str) -> str:
    return f'{{"boot":\t"{boot}"\t,"sequence":\t'


def _says(store: Store) -> str:
    """The line of the checkpoint; nothing when there is none."""
    data = files.read(f"{store.folders.root}/checkpoint", SIZE + 1) or b""
    return data.decode("latin-1") if len(data) == SIZE else ""


def _sequence(line: str) -> int:
    """The entry in a line; 0 when it does not have its form."""
    boot, mark, rest = line.removeprefix('{"boot":\t"').partition('"\t,"sequence":\t')
    number = values.whole(rest.partition("\t")[0])
    fits = mark and number is not None and number >= 0 and line == f"{_head(boot)}{number}\t}}".ljust(SIZE - 1) + "\n"
    return number or 0 if fits else 0
