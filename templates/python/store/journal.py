"""The journal: one line an entry, 1,000 entries a segment. The newline is the commit."""

from __future__ import annotations

import os

from .._runtime.values import integer
from . import files, names, paths, slots, stops

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from .shapes import Pattern, Put

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


def puts(entry: Entry, pattern: Pattern, path: str) -> list[Put]:
    """The files that an entry changes, in the order of its line, what is put away last: path in the data directory,
    bytes, and for those behind which nothing may stay the offset of the bytes. Without bytes the file is to go.

    Raises:
        Damaged: it speaks of what the pattern does not know; `path` is that of the journal.
    """
    found: list[Put] = []
    away = [write for write in entry.writes if write[1] == paths.SHELVED]
    gone = {(kind, number) for kind, _, number, _ in away} if away else ()
    try:
        for kind, field, number, token in entry.writes:
            if not field:
                if (kind, number) not in gone:
                    found.append((paths.slot(kind, number), slots.padded(token, pattern.KINDS[kind].SLOT), None))
            elif field == "id":
                found.append((paths.own(kind, token[1:-1]), slots.padded(str(number), names.SIZE), None))
            elif field in pattern.KINDS[kind].TEXTS:
                found.append((paths.text(kind, number, field), f"{token}\n".encode(), 0))
            elif field != paths.SHELVED:
                raise ValueError(field)
        if entry.key != "null":
            found.append((paths.key(entry.key[1:-1]), slots.padded(str(entry.sequence), names.SIZE), None))
        if away:
            from . import shelf

            lines = {(kind, number): token for kind, field, number, token in entry.writes if not field}
            found += shelf.puts(away, lines)
    except (KeyError, ValueError):
        raise stops.Damaged(path, "repair") from None
    return found


def apply(root: str, found: list[Put], shared: bool) -> None:
    """Writes those files.

    Raises:
        Damaged: a shard of the archive is shorter than the entry says.
        Forbidden: one is no regular file.
        OSError: the storage failed.
    """
    for path, data, offset in found:
        if data is None or offset:
            from . import shelf

            if data is None:
                shelf.remove(f"{root}/{path}")
            else:
                shelf.write(f"{root}/{path}", data, offset or 0, shared)
        else:
            files.write(f"{root}/{path}", data, shared, offset is not None)


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
