"""`telemetry archive`: moves closed segments of spans out of the way, the oldest first. It loses nothing: a file is
moved by one rename, and never onto another.
"""

from __future__ import annotations

import os

from . import clock, endpoint, files, flush, lock, main, paths, segments, stops, telemetry, values

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .segments import Part, Segment
    from .store import Store

_LIMITS = (
    ("TELEMETRY_RETENTION_DAYS", 30, 36_500, 86_400 * 10**9),
    ("TELEMETRY_MAX_SIZE_MB", 10, 1_000_000, 10**6),
    ("TELEMETRY_ARCHIVE_LINES", 5_000, 10**12, 1),
)
"""Variables, what they are by default and at most, and their units in ns, bytes and lines."""

_HEAD = 4096
"""Bytes of a journal line that are sure to hold its time."""


def run(store: Store, place: str, is_json: bool) -> int:
    """Moves what is old or too much, and gives the exit code.

    Raises:
        Stop: a variable is malformed, there is no store, a flush runs, or a file cannot be moved.
    """
    limits = [_limit(*each) for each in _LIMITS]
    has_endpoint = endpoint.given() is not None
    store.known()
    mine = flush.alone(store)
    try:
        descriptor = store.lock()
        try:
            rows = _archived(store, limits, has_endpoint)
        finally:
            lock.drop(descriptor)
    except OSError:
        raise stops.StorageFailed(store.folders.root) from None
    finally:
        lock.drop(mine)
    return main.said(telemetry.json(rows) if is_json else _text(dict(rows)), place)


def _limit(name: str, default: int, most: int, unit: int) -> int:
    word = os.environ.get(name)
    try:
        return (values.integer(word, 0, most) if word else default) * unit
    except values.Wrong as wrong:
        raise stops.Usage(f"{name}: {wrong}") from None


def _archived(store: Store, limits: list[int], has_endpoint: bool) -> list[telemetry.Row]:
    now = store.look()[1]
    age, most_bytes, most_lines = limits
    oldest = max(clock.now(), now.time) - age
    found = segments.listed(store, now.sequence, now.traces)
    lines = {
        segment.number: sum(segments.count(store, part.path, 0, part.size) for part in segment.parts.values())
        for segment in found
    }
    size_left, lines_left, moved, kept = sum(map(_size, found)), sum(lines.values()), 0, 0
    for segment in found:
        if segment.number == paths.segment(now.sequence):
            break
        if size_left <= most_bytes and lines_left <= most_lines and closed(store, segment.number) >= oldest:
            continue
        if has_endpoint and any(_unsent(store, part) for part in segment.parts.values()):
            kept += 1
            continue
        _move(store, segment)
        moved += 1
        size_left -= _size(segment)
        lines_left -= lines[segment.number]
    return [("moved", moved), ("kept", kept), ("lines", lines_left), ("bytes", size_left)]


def _size(segment: Segment) -> int:
    return sum(part.size for part in segment.parts.values())


def _unsent(store: Store, part: Part) -> bool:
    return segments.count(store, part.path, part.sent, part.size) > 0


def closed(store: Store, number: int) -> int:
    """When a segment was closed: the time (ns) of the first entry of the next one.

    Raises:
        Damaged: the journal does not tell.
    """
    path = f"{store.folders.root}/{paths.segment_of(store.folders.root, number + 1)}"
    tokens = (files.read(path, _HEAD) or b"").split(b"\t", 4)
    time = values.whole(tokens[3].decode("latin-1")) if len(tokens) == 5 and tokens[2] == b',"time":' else None
    if time is None or time < 0:
        raise stops.Damaged(path, "repair")
    return time


def _move(store: Store, segment: Segment) -> None:
    """Moves the files of a segment, then forgets what was acknowledged of it; may be interrupted, and done again."""
    root = store.folders.root
    for name, part in segment.parts.items():
        folder = f"telemetry/archive/{name}"
        store.folders.make(folder)
        target = f"{root}/{folder}/{segment.number:06d}"
        copy = 1
        while os.path.lexists(free := f"{target}{'' if copy == 1 else f'.{copy}'}.jsonl"):
            copy += 1  # a query that was slow wrote into a segment that had been put away
        try:
            os.rename(f"{root}/{part.path}", free)
        except OSError as error:
            raise files.refusal(f"{root}/{part.path}", error) or error from None
    segments.forget(store, segment.number)


def _text(found: dict[str, int | str | bool | None]) -> str:
    kept = f", {found['kept']} kept until they are sent" if found["kept"] else ""
    left = f"{found['lines']} lines, {found['bytes']} bytes left"
    return f"archive: {found['moved']} segments moved{kept}, {left}\n"
