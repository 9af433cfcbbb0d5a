"""The files of spans, by segment: what is in them, and how much of that an endpoint acknowledged."""

from __future__ import annotations

import os

from . import files, paths, slots, stops, values

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .store import Store

PARTS = ("traces", "side")
_SIZE = 96
_CHUNK = 1 << 20


class Part:
    """A file of spans. `size` bytes of it count: of the open segment's traces only those of finished operations; of
    these the first `sent` were acknowledged, always whole lines.
    """

    __slots__ = ("path", "sent", "size")

    def __init__(self, path: str, size: int, sent: int) -> None:
        self.path = path
        self.size = size
        self.sent = sent


class Segment:
    """The files of one segment; `refused` counts the spans that an endpoint did not take."""

    __slots__ = ("number", "parts", "refused")

    def __init__(self, number: int, parts: dict[str, Part], refused: int) -> None:
        self.number = number
        self.parts = parts
        self.refused = refused


class Found:
    """The segments that have a file, up to the one of entry `last`; `lost` spans could not be written."""

    __slots__ = ("last", "lost", "segments")

    def __init__(self, last: int, lost: int, segments: list[Segment]) -> None:
        self.last = last
        self.lost = lost
        self.segments = segments


def found(store: Store) -> Found:
    """What there is, without the lock.

    Raises:
        Stop: there is no store, or it cannot be read.
    """
    last, traces, lost = store.reading(lambda reader: (reader.sequence, *_of_state(store)))
    return Found(last, lost, listed(store, last, traces))


def _of_state(store: Store) -> tuple[int, int]:
    now = store.look()[1]
    return now.traces, now.lost


def listed(store: Store, last: int, traces: int) -> list[Segment]:
    """The segments up to the one of entry `last`, whose traces have `traces` bytes.

    Raises:
        Stop: a file is not what it should be.
    """
    segments = []
    present = [part for part in PARTS if store.folders.has(f"telemetry/{part}")]
    for number in range(1, paths.segment(last) + 1):
        sizes = {part: size for part in present if (size := _size(store, path(part, number))) is not None}
        if not sizes:
            continue
        if number == paths.segment(last) and "traces" in sizes:
            sizes["traces"] = min(sizes["traces"], traces)
        *sent, refused = _slot(store, number)
        parts = {
            part: Part(path(part, number), size, _position(store, path(part, number), sent[PARTS.index(part)], size))
            for part, size in sizes.items()
        }
        segments.append(Segment(number, parts, refused))
    return segments


def path(part: str, number: int) -> str:
    """The file of a part of a segment, relative to the data directory."""
    return f"telemetry/{part}/{number:06d}.jsonl"


def _size(store: Store, relative: str) -> int | None:
    try:
        descriptor, status = files.opened(f"{store.folders.root}/{relative}", files.READ)
    except FileNotFoundError:
        return None
    except OSError:
        raise stops.StorageFailed(store.folders.root) from None
    os.close(descriptor)
    return status.st_size


def _slot(store: Store, number: int) -> list[int]:
    """What was acknowledged of traces and side (bytes), and how many spans were refused. What cannot be read counts as
    nothing: better sent twice than never.
    """
    if not store.folders.has("telemetry/sent"):
        return [0, 0, 0]
    relative = _sent(number)
    try:
        tokens = slots.read(f"{store.folders.root}/{relative}", _SIZE) or []
    except stops.Damaged:
        tokens = []
    numbers = [values.whole(token) for token in tokens[1::2]]
    kept = [each for each in numbers if each is not None and each >= 0]
    return kept if len(kept) == len(numbers) == 3 and _line(kept) == "\t".join(tokens) else [0, 0, 0]


def _position(store: Store, relative: str, sent: int, size: int) -> int:
    """`sent`, if a line ends there; a file that was written anew since begins from its start."""
    fits = 0 < sent <= size and count(store, relative, sent - 1, sent) == 1
    return sent if fits else 0


def count(store: Store, relative: str, start: int, end: int) -> int:
    """The lines that end in the bytes from `start` to `end` of a file.

    Raises:
        StorageFailed: it cannot be read.
    """
    lines = 0
    try:
        with open(f"{store.folders.root}/{relative}", "rb") as file:
            file.seek(start)
            while start < end and (data := file.read(min(_CHUNK, end - start))):
                lines += data.count(b"\n")
                start += len(data)
    except OSError:
        raise stops.StorageFailed(store.folders.root) from None
    return lines


def keep(store: Store, segment: Segment) -> None:
    """Writes down what was acknowledged of a segment. Only a flush, which is alone, does.

    Raises:
        Forbidden: the slot is no regular file, or may not be written.
        StorageFailed: it could not be written.
    """
    sent = [segment.parts[part].sent if part in segment.parts else 0 for part in PARTS]
    try:
        store.folders.make("telemetry/sent")
        place = f"{store.folders.root}/{_sent(segment.number)}"
        slots.write(place, _SIZE, _line([*sent, segment.refused]), store.folders.shared)
    except OSError:
        raise stops.StorageFailed(store.folders.root) from None


def forget(store: Store, number: int) -> None:
    """Removes what was written down of a segment that is here no more.

    Raises:
        OSError: the storage failed.
    """
    if store.folders.has("telemetry/sent"):
        try:
            os.unlink(f"{store.folders.root}/{_sent(number)}")
        except FileNotFoundError:
            return


def _sent(number: int) -> str:
    return f"telemetry/sent/{number:06d}"


def _line(numbers: list[int]) -> str:
    traces, side, refused = numbers
    return f'{{"traces":\t{traces}\t,"side":\t{side}\t,"refused":\t{refused}\t}}'
