"""Records that were put away: a file for a thousand of them, a line each, instead of a slot each."""

from __future__ import annotations

import os

from .._runtime.values import integer
from . import files, paths, stops

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from .shapes import R
    from .transaction import Transaction
    from .view import View

_HEAD = '{"number":\t'


def lines(view: View, kind: str, number: int) -> dict[int, str]:
    """The slot lines in the shard of a record, the last one of each number; a view reads a shard once.

    Raises:
        Damaged: the shard does not have its form.
        Forbidden, StorageFailed: as `files.read`.
    """
    place = paths.archive(kind, number)
    found = view.shards.get(place)
    if found is None:
        is_there = view.folders.has(place.rpartition("/")[0])
        found = view.shards[place] = _lines(f"{view.folders.root}/{place}") if is_there else {}
    return found


def _lines(path: str) -> dict[int, str]:
    found: dict[int, str] = {}
    data = read(path)
    if data and not data.endswith(b"\n"):
        raise stops.Damaged(path)
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise stops.Damaged(path) from None
    for line in text.split("\n")[:-1]:
        number = integer(line[len(_HEAD) :].partition("\t")[0]) if line.startswith(_HEAD) else None
        if number is None or not line.endswith("\t}"):
            raise stops.Damaged(path)
        found[number] = line
    return found


def read(path: str) -> bytes:
    """All bytes of a shard; nothing when there is none.

    Raises:
        Forbidden: as `files.opened`.
        StorageFailed: it cannot be read.
    """
    try:
        descriptor, _ = files.opened(path, files.READ)
        with os.fdopen(descriptor, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return b""
    except OSError:
        raise stops.StorageFailed(path) from None


def sweep(
    tx: Transaction, cls: type[R], after: int, look: int, limit: int, wanted: Callable[[R], bool]
) -> tuple[int, int, int, int]:
    """Puts records of a kind away, by number, beginning behind `after`: looks at no more than `look` numbers, puts no
    more than `limit` away, and leaves those out that are not `wanted`.

    Returns:
        how many were put away; how many numbers were looked at; the last of them, 0 when no other follows; how many
        follow.

    Raises:
        as `View.hot`.
    """
    last, highest, moved = min(after, tx.count(cls)), tx.count(cls), 0
    end = min(last + look, highest)
    seen = end - last
    for number in range(last + 1, end + 1):
        if moved >= limit:
            end, seen = number - 1, number - 1 - last
            break
        record = tx.hot(cls, number)
        if record is not None and wanted(record):
            tx.shelve(record)
            moved += 1
    return moved, seen, end if end < highest else 0, highest - end


def writes(tx: Transaction, records: list[tuple[str, str, int, str]]) -> list[tuple[str, str, int, str]]:
    """What an entry says about the records that it puts away; `records` are its writes of records.

    Raises:
        Damaged: a shard does not have its form.
        Forbidden, StorageFailed: as `files.opened`.
    """
    sizes: dict[str, int] = {}
    values = {(kind, number): token for kind, _, number, token in records}
    found: list[tuple[str, str, int, str]] = []
    for kind, number in tx.shelved:
        place = paths.archive(kind, number)
        if place not in sizes:
            path = f"{tx.folders.root}/{place}"
            _lines(path)
            sizes[place] = _size(path)
        found.append((kind, paths.SHELVED, number, str(sizes[place])))
        sizes[place] += len(values[kind, number].encode()) + 1
    return found


def _size(path: str) -> int:
    try:
        return os.lstat(path).st_size
    except FileNotFoundError:
        return 0


def puts(
    writes: list[tuple[str, str, int, str]], records: dict[tuple[str, int], str]
) -> list[tuple[str, bytes | None, int | None]]:
    """The files that such writes change, as `journal.puts` gives them: shards, then slots that go.

    Raises:
        KeyError: a record is put away that the entry does not write.
        ValueError: an offset is none, or leaves a hole.
    """
    shards: dict[str, tuple[int, bytes]] = {}
    for kind, _, number, token in writes:
        place, offset = paths.archive(kind, number), integer(token)
        if offset is None or offset < 0:
            raise ValueError(token)
        start, data = shards.get(place, (offset, b""))
        if start + len(data) != offset:
            raise ValueError(token)
        shards[place] = start, data + records[kind, number].encode() + b"\n"
    found: list[tuple[str, bytes | None, int | None]] = [
        (place, data, start) for place, (start, data) in shards.items()
    ]
    return found + [(paths.slot(kind, number), None, None) for kind, _, number, _ in writes]


def write(path: str, data: bytes, offset: int, shared: bool) -> None:
    """Puts lines into a shard at `offset`, with nothing behind them.

    Raises:
        Damaged: the shard is shorter.
        Forbidden: as `files.opened`.
        OSError: the storage failed.
    """
    descriptor, status = files.opened(path, files.WRITE, shared)
    try:
        if status.st_size < offset:
            raise stops.Damaged(path, "repair")
        if status.st_size > offset:
            os.ftruncate(descriptor, offset)
        files.whole(descriptor, data, offset)
    finally:
        os.close(descriptor)


def remove(path: str) -> None:
    """Takes a slot away, if it is there.

    Raises:
        OSError: the storage failed.
    """
    try:
        os.unlink(path)
    except FileNotFoundError:
        return
