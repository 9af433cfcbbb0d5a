"""One pass over span lines. A line is taken for a span when it has the form in which the coordinators of this store
write them; of that form only what tells time, operation and outcome is looked at. All else is foreign, and counted.

Texts cannot pass for keys: a quote inside a JSON string has a backslash before it, and every mark here holds quotes
that stand without one.
"""

from __future__ import annotations

import os

from . import files, stops, values

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from .store import Store

_MARK = b'{"resourceSpans":'
_STORE = (
    b'[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"swarmsh"}},'
    b'{"key":"swarmsh.coordination.store.id","value":{"stringValue":"'
)
_SCOPE = b'"}}]},"scopeSpans":[{"scope":{"name":"swarmsh.'
_VERSION = b'","version":"'
_SPANS = b'"},"spans":[{"traceId":"'
_START = b',"startTimeUnixNano":"'
_END = b'","endTimeUnixNano":"'
_OPERATION = b'{"key":"swarmsh.coordination.operation","value":{"stringValue":"'
_GOOD, _BAD = b',"status":{}}', b',"status":{"code":2}}'
_SCHEMA, _CLOSE = b'],"schemaUrl":"', b'"}]}]}'
_DIGITS, _NAME, _ROOM = 19, 64, 200
_CHUNK = 1 << 20


class Scan:
    """What was found: by operation how long its spans in the window took (ns) and how many of them failed; the `first`
    start among them (ns); the lines that are no spans of this store.
    """

    __slots__ = ("_bad", "_good", "_head", "_lead", "_since", "errors", "first", "foreign", "took")

    def __init__(self, store: str, pattern: str, since: int) -> None:
        """Begins a pass over the spans of a `store` that ended at `since` (ns) or later."""
        self._lead = b"".join((_MARK, _STORE, store.encode(), _SCOPE, pattern.encode(), _VERSION))
        self._head = b"\n"  # with the version, which is the same in most lines; no line has this
        self._good = self._bad = b"\n"
        self._since = since
        self.took: dict[bytes, list[int]] = {}
        self.errors: dict[bytes, int] = {}
        self.first: int | None = None
        self.foreign = 0

    def line(self, line: bytes) -> None:
        """Takes a line, or several that a torn end ran together."""
        while (at := line.find(_MARK, 1)) > 0:
            self.foreign += not self._span(line[:at])
            line = line[at:]
        self.foreign += not self._span(line)

    def _span(self, line: bytes) -> bool:
        if not line.startswith(self._head) and not self._begins(line):
            return False
        at = line.find(_START) + len(_START)
        start, at = _number(line, at) if at >= len(_START) else (None, 0)
        end, _ = _number(line, at + len(_END)) if line.startswith(_END, at) else (None, 0)
        at = line.find(_OPERATION)
        if start is None or end is None or end < start or at < 0:
            return False
        at += len(_OPERATION)
        name = line[at : line.find(b'"', at, at + _NAME + 2)]
        if name not in self.took and not values.is_identifier(name.decode("latin-1")):
            return False
        is_good = line.endswith(self._good)
        if not is_good and not line.endswith(self._bad):
            if not self._ends(line):
                return False
            is_good = line.endswith(self._good)
        if end >= self._since:
            self.took.setdefault(name, []).append(end - start)
            self.errors[name] = self.errors.get(name, 0) + (not is_good)
            if self.first is None or start < self.first:
                self.first = start
        return True

    def _begins(self, line: bytes) -> bool:
        """Whether a line begins as spans do, with whatever version, which is kept for the next ones."""
        if not line.startswith(self._lead):
            return False
        rest = line[len(self._lead) : len(self._lead) + _ROOM]
        version, found, _ = rest.partition(_SPANS)
        if not found or b'"' in version or b"\\" in version:
            return False
        self._head = self._lead + version + _SPANS
        return True

    def _ends(self, line: bytes) -> bool:
        """Whether a line ends as spans do, with whatever schema, which is kept for the next ones."""
        before, found, schema = line.rpartition(_SCHEMA)
        url = schema.removesuffix(_CLOSE)
        if not found or url == schema or b'"' in url or b"\\" in url or not before.endswith((_GOOD, _BAD)):
            return False
        self._good, self._bad = (b"".join((each, _SCHEMA, schema)) for each in (_GOOD, _BAD))
        return True


def _number(line: bytes, at: int) -> tuple[int | None, int]:
    """The number at a place, as times are written up to the year 2255, and where the quote after it stands."""
    quote = line.find(b'"', at, at + _DIGITS + 1)
    digits = line[at:quote] if quote > at else b""
    is_number = digits.isdigit() and (digits[:1] != b"0" or len(digits) == 1)
    fits = len(digits) < _DIGITS or digits[:1] != b"9"
    return (int(digits) if is_number and fits else None), quote


def run(store: Store, names: list[str], since: int) -> Scan:
    """What files, relative to the data directory, say of the spans that ended at `since` (ns) or later. They are read
    as if each stood behind the other.

    Raises:
        FileNotFoundError: one of them is not there any more.
        Stop: one of them cannot be read.
    """
    found = Scan(store.form.store, store.pattern.NAME, since)
    rest = b""
    for name in names:
        for data in _chunks(f"{store.folders.root}/{name}", store.folders.root):
            *lines, rest = (rest + data).split(b"\n")
            for line in lines:
                found.line(line)
    if rest:
        found.line(rest)
    return found


def _chunks(path: str, root: str) -> Iterator[bytes]:
    try:
        descriptor, _ = files.opened(path, files.READ)
    except FileNotFoundError:
        raise
    except OSError:
        raise stops.StorageFailed(root) from None
    try:
        while data := os.read(descriptor, _CHUNK):
            yield data
    except OSError:
        raise stops.StorageFailed(root) from None
    finally:
        os.close(descriptor)
