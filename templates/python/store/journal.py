"""The journal: one line an entry, 1,000 entries a segment. The newline is the commit."""

from __future__ import annotations

import os

from .._runtime.values import integer
from . import files, names, paths, slots, stops

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from .shapes import Pattern

_KEYS = (
    "sequence",
    "time",
    "operation",
    "agent",
    "subject",
    "exit",
    "key",
    "request",
    "answer",
    "seal",
    "state",
    "span",
)
_TOKENS = [f'{"," if place else "{"}"{key}":' for place, key in enumerate(_KEYS)]
_WRITES = ',"writes":['
_END = b"\t]}\n"


class Entry:
    """A line. `agent` to `seal` and `span` are tokens, `due` and `counts` stand in the token `state`; `writes` are
    (kind, field, number, token): the field is empty for a record, whose token is its slot's line.
    """

    __slots__ = (
        "agent",
        "answer",
        "counts",
        "due",
        "exit",
        "key",
        "operation",
        "request",
        "seal",
        "sequence",
        "span",
        "subject",
        "time",
        "writes",
    )

    sequence: int
    time: int
    operation: str
    agent: str
    subject: str
    exit: int
    key: str
    request: str
    answer: str
    seal: str
    due: int | None
    counts: tuple[int, ...]
    span: str
    writes: list[tuple[str, str, int, str]]


class Torn(OSError):
    """A part of a line was written, and could not be taken away again."""


def word(value: str | None) -> str:
    """An identifier as token."""
    return "null" if value is None else f'"{value}"'


def line(entry: Entry) -> bytes:
    """The bytes of an entry, newline included."""
    values = (
        entry.sequence,
        entry.time,
        f'"{entry.operation}"',
        entry.agent,
        entry.subject,
        entry.exit,
        entry.key,
        entry.request,
        entry.answer,
        entry.seal,
        f"[{','.join(map(str, ('null' if entry.due is None else entry.due, *entry.counts)))}]",
        entry.span,
    )
    header = "\t".join([f"{key}\t{value}" for key, value in zip(_TOKENS, values, strict=True)])
    writes = "\t,\t".join(
        [f'["{kind}{"." if field else ""}{field}",{number},{token}]' for kind, field, number, token in entry.writes]
    )
    return f"{header}\t{_WRITES}\t{writes}\t]}}\n".encode()


def complete(data: bytes, sequence: int) -> bool:
    """Whether `data` is exactly one line, of entry `sequence`, from its first byte to its last. With a NUL in it, it is
    none: a disk that lost power leaves zeros where data never came.
    """
    return (
        data.startswith(f"{_TOKENS[0]}\t{sequence}\t".encode())
        and data.endswith(_END)
        and data.find(b"\n") == len(data) - 1
        and b"\0" not in data
    )


def parse(data: bytes, path: str) -> Entry:
    """The entry in a complete line.

    Raises:
        Damaged: the line does not have its form.
    """
    try:
        return _parse(data.decode().removesuffix("\n").split("\t"))
    except (ValueError, IndexError):
        raise stops.Damaged(path, "repair") from None


def _parse(tokens: list[str]) -> Entry:
    if tokens[0:24:2] != _TOKENS or tokens[24] != _WRITES or tokens[-1] != "]}":
        raise ValueError
    entry = Entry()
    entry.sequence, entry.time, entry.exit = _number(tokens[1]), _number(tokens[3]), _number(tokens[11])
    entry.operation = tokens[5][1:-1]
    entry.agent, entry.subject = tokens[7], tokens[9]
    entry.key, entry.request, entry.answer, entry.seal = tokens[13:20:2]
    due, *counts = tokens[21][1:-1].split(",")
    entry.due = None if due == "null" else _number(due)
    entry.counts = tuple(map(_number, counts))
    entry.span = tokens[23]
    entry.writes = _writes(tokens[25:-1])
    return entry


def _writes(tokens: list[str]) -> list[tuple[str, str, int, str]]:
    """What the tokens between `"writes":[` and the end say."""
    found: list[tuple[str, str, int, str]] = []
    if tokens == [""]:
        return found
    place = 0
    while True:
        name, rest = tokens[place].removeprefix('["').split('",', 1)
        number, value = rest.split(",", 1)
        if value[0] == "{":
            end = tokens.index("}]", place)
            value = "\t".join((value, *tokens[place + 1 : end], "}]"))
            place = end
        kind, _, field = name.partition(".")
        found.append((kind, field, _number(number), value[:-1]))
        if place + 1 == len(tokens):
            return found
        if tokens[place + 1] != ",":
            raise ValueError
        place += 2


def _number(token: str) -> int:
    number = integer(token)
    if number is None or number < 0:
        raise ValueError
    return number


def puts(entry: Entry, pattern: Pattern, path: str) -> list[tuple[str, bytes, bool]]:
    """The files that an entry changes, in the order of its line: path in the data directory, bytes, and whether nothing
    may stay behind them.

    Raises:
        Damaged: it speaks of what the pattern does not know; `path` is that of the journal.
    """
    found: list[tuple[str, bytes, bool]] = []
    try:
        for kind, field, number, token in entry.writes:
            if not field:
                found.append((paths.slot(kind, number), slots.padded(token, pattern.KINDS[kind].SLOT), False))
            elif field == "id":
                found.append((paths.own(kind, token[1:-1]), slots.padded(str(number), names.SIZE), False))
            elif field in pattern.KINDS[kind].TEXTS:
                found.append((paths.text(kind, number, field), f"{token}\n".encode(), True))
            else:
                raise ValueError(field)
    except (KeyError, ValueError):
        raise stops.Damaged(path, "repair") from None
    if entry.key != "null":
        found.append((paths.key(entry.key[1:-1]), slots.padded(str(entry.sequence), names.SIZE), False))
    return found


def apply(root: str, found: list[tuple[str, bytes, bool]], shared: bool) -> None:
    """Writes those files.

    Raises:
        Forbidden: one is no regular file.
        OSError: the storage failed.
    """
    for path, data, cut in found:
        files.write(f"{root}/{path}", data, shared, cut)


def append(path: str, offset: int, data: bytes, shared: bool) -> None:
    """Appends a line to a segment that has `offset` bytes; a line that does not fit is taken away again.

    Raises:
        Damaged: the segment has another length.
        Forbidden: as `files.opened`.
        Torn: the storage failed, and the segment may have another length now.
        OSError: the storage failed; the segment has its old length.
    """
    descriptor, status = files.opened(path, files.APPEND, shared)
    try:
        if status.st_size != offset:
            raise stops.Damaged(path, "repair" if status.st_size < offset else "doctor")
        _append(descriptor, offset, data)
    finally:
        os.close(descriptor)


def _append(descriptor: int, offset: int, data: bytes) -> None:
    try:
        done = os.write(descriptor, data)
        while done < len(data):
            done += os.write(descriptor, data[done:])
    except OSError:
        try:
            os.ftruncate(descriptor, offset)
        except OSError as error:
            raise Torn(*error.args) from None
        raise


def sync(path: str) -> None:
    """Waits until a segment is on the disk.

    Raises:
        Forbidden: as `files.opened`.
        OSError: the storage failed.
    """
    descriptor, _ = files.opened(path, files.READ)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(path: str) -> None:
    """Waits until the names in a folder are on the disk.

    Raises:
        OSError: the storage failed.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def entry(root: str, sequence: int) -> Entry:
    """Entry `sequence` of the journal.

    Raises:
        Damaged: its line is not where it should be.
        Forbidden, StorageFailed: as `files.opened`.
    """
    segment = paths.segment(sequence)
    path = f"{root}/{paths.segment_of(root, segment)}"
    for place, data in enumerate(lines(root, segment), start=segment * paths.PER_SEGMENT - 999):
        if place == sequence:
            if complete(data, sequence):
                return parse(data, path)
            break
    raise stops.Damaged(path, "repair")


def lines(root: str, segment: int) -> Iterator[bytes]:
    """The lines of a segment, newlines included; none when there is no such segment.

    Raises:
        Forbidden: as `files.opened`.
        StorageFailed: it cannot be read.
    """
    try:
        descriptor, _ = files.opened(f"{root}/{paths.segment_of(root, segment)}", files.READ)
        with os.fdopen(descriptor, "rb") as file:
            yield from file
    except FileNotFoundError:
        return
    except OSError:
        raise stops.StorageFailed(root) from None
