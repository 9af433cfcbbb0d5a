"""The journal from its first entry that is there to the last one that counts, for who wants little of each entry."""

from __future__ import annotations

import os

from . import files, paths, stops, values

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from .store import Store

_HEAD = 700
"""Bytes of a line that are sure to hold what is taken of its head."""

_KEYS = (b'{"sequence":', b',"time":', b',"operation":', b',"agent":', b',"subject":', b',"exit":')
_WRITES, _NEXT, _END = b'\t,"writes":[\t', b"\t,\t", b"\t]}"
_FIELD = 500


class Entry:
    """What is taken of an entry: `time` in ns, names as text, empty where there are none."""

    __slots__ = ("_line", "agent", "exit", "operation", "subject", "time")

    def __init__(self, line: bytes, sequence: int) -> None:
        """Takes the entry in a line, which must have this sequence.

        Raises:
            ValueError: it is none.
        """
        tokens = line[:_HEAD].split(b"\t")
        names = [_name(each) for each in (*tokens[5:6], *tokens[7:8], *tokens[9:10])]
        time, exit = (values.whole(each.decode("latin-1")) for each in (tokens[3:4] + tokens[11:12] + [b"", b""])[:2])
        is_whole = len(tokens) > 12 and tuple(tokens[:12:2]) == _KEYS and line.endswith(_END) and _WRITES in line
        if not is_whole or tokens[1] != b"%d" % sequence or None in names or not names[0] or not _fits(time, exit):
            raise ValueError(line)
        self.time, self.exit = time or 0, exit or 0
        self.operation, self.agent, self.subject = (each or "" for each in names)
        self._line = line

    def writes(self) -> Iterator[tuple[str, str, bytes]]:
        """Kind, number and text of each write. A long text has its kind with a point and the field behind it."""
        rest = self._line.partition(_WRITES)[2].removesuffix(_END)
        for write in rest.split(_NEXT):
            name, _, after = write[2:].partition(b'"')
            kind, number = name.decode("latin-1"), after[1:].partition(b",")[0]
            if values.is_identifier(kind) and number.isdigit():
                yield kind, number.decode(), write


def _name(token: bytes) -> str | None:
    """The identifier in a token, nothing for null; None for what is neither."""
    if token == b"null":
        return ""
    name = token[1:-1].decode("latin-1")
    return name if token[:1] == token[-1:] == b'"' and values.is_identifier(name) else None


def _fits(time: int | None, exit: int | None) -> bool:
    return time is not None and 0 <= time < 9 * 10**18 and exit is not None and 0 <= exit < 1000


def field(write: bytes, name: bytes) -> bytes:
    """The token of a field in the text of a write; nothing if its record has no such field."""
    _, found, rest = write.partition(b'\t,"' + name + b'":\t')
    token, found, _ = rest[:_FIELD].partition(b"\t")
    return token if found else b""


def first(store: Store, last: int) -> int:
    """The first segment of the journal that is there; that of entry `last` at the latest.

    Raises:
        Forbidden: the journal is no folder.
    """
    store.folders.has("journal")
    number, root = 1, store.folders.root
    while number < paths.segment(last) and not os.path.lexists(f"{root}/{paths.segment_of(root, number)}"):
        number += 1
    return number


def entries(store: Store, start: int, last: int) -> Iterator[Entry]:
    """The entries from the first one of segment `start` to `last`.

    Raises:
        Damaged: a line is missing, or is no entry.
        Stop: a segment is no file, or cannot be read.
    """
    root = store.folders.root
    sequence = (start - 1) * paths.PER_SEGMENT
    for number in range(start, paths.segment(last) + 1):
        for line in _lines(root, number):
            if sequence == last:
                return
            sequence += 1
            try:
                entry = Entry(line, sequence)
            except ValueError:
                raise _damaged(root, sequence) from None
            yield entry
    if sequence < last:
        raise _damaged(root, sequence + 1)


def _damaged(root: str, sequence: int) -> stops.Damaged:
    return stops.Damaged(f"{root}/{paths.segment_of(root, paths.segment(sequence))}", "repair")


def _lines(root: str, number: int) -> Iterator[bytes]:
    try:
        with open(_opened(root, number), "rb") as lines:
            for line in lines:
                yield line.removesuffix(b"\n")
    except FileNotFoundError:
        raise _damaged(root, number * paths.PER_SEGMENT) from None
    except OSError:
        raise stops.StorageFailed(root) from None


def _opened(root: str, number: int) -> int:
    """A descriptor of a segment, which may be put away meanwhile, once."""
    try:
        return files.opened(f"{root}/{paths.segment_of(root, number)}", files.READ)[0]
    except FileNotFoundError:
        return files.opened(f"{root}/{paths.segment_of(root, number)}", files.READ)[0]
