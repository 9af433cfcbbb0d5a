"""A store's files in the layout of this version, made from its journal; what `migrate` puts in place.

Every record in the journal is written anew: what a kind has no longer is left out, what it has besides begins as in a
new record. Queues, lists, due times and counts stay as they are, or are made anew by `relink` where they are others.
"""

from __future__ import annotations

import os

from . import files, journal, paths, relink, seal, slots, state, stops, values

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .contracts import PatternModule

_FORM = ("format", "pattern", "modules", "layout", "store", "durability", "shared", "settings")
_FIELDS = 7
"""Numbers of `state` before the counters."""
_LINKS = 8
"""Digits of a layout, the last ones, that stand for queues, lists and due times."""


def form_tokens(raw: bytes | None, path: str) -> list[str]:
    """The tokens of a file `format`, of whatever layout.

    Raises:
        Damaged: it does not have its form.
    """
    tokens = (raw or b"").decode(errors="replace").split("\t")
    keys = [f'{"," if place else "{"}"{name}":' for place, name in enumerate(_FORM)]
    if tokens[0::2] != [*keys, "}\n"]:
        raise stops.Damaged(path)
    return tokens


def entries(root: str) -> int:
    """How many entries the state in a folder counts.

    Raises:
        Damaged: it does not have its form.
    """
    return _state(f"{root}/state")[0].sequence


def _state(path: str) -> tuple[state.State, tuple[str, ...]]:
    """The state, whatever kinds it counts, and these kinds."""
    data = files.read(path, state.SIZE + 1) or b""
    try:
        names = [key.strip('{,":') for key in slots.tokens(data, path, state.SIZE)[0:-1:2]]
    except stops.Damaged:
        raise stops.Damaged(path, "repair") from None
    counters = tuple(names[_FIELDS:])
    return state.read(data, state.keys(counters), path), counters


class Remake:
    """The new files of the store in `root`, which are made in the folder `new`."""

    def __init__(self, root: str, new: str, pattern: PatternModule, shared: bool) -> None:
        self.root = root
        self.new = new
        self.pattern = pattern
        self.shared = shared
        self._counters: tuple[str, ...] = ()
        self._folders = paths.Folders(new, shared)
        self._fresh: dict[str, list[str]] = {}
        self._shards: dict[str, int] = {}
        self._relink: relink.Relink | None = None

    def run(self, tokens: list[str]) -> None:
        """Makes all of them; `tokens` are those of the old `format`.

        Raises:
            Stop: the store cannot be brought to this layout.
            OSError: the storage failed.
        """
        if tokens[7][1:-1][-_LINKS:] != self.pattern.LAYOUT[-_LINKS:]:
            self._relink = relink.Relink(self.root, self.pattern, self._folders)
        settings = self._settings(tokens[15])
        old, self._counters = _state(f"{self.root}/state")
        if old.dirty:
            message = "an operation was interrupted; run one of the version that the store is of first"
            raise stops.Stop(9, f"{self.root}: {message}")
        length = self._journal(old.sequence)
        counts = self._counts(old.counts, f"{self.root}/state")
        due = None if self._relink else old.due
        new = state.State(0, old.sequence, length, old.traces, old.time, due, old.lost, counts)
        if self._relink:
            new = self._relink.run(new)
        state.write(f"{self.new}/state", new, state.keys(self.pattern.COUNTERS), 0, self.shared)
        modules = ",".join(f'"{name}"' for name in self.pattern.MODULES)
        made = [*tokens]
        made[5], made[7], made[15] = f"[{modules}]", f'"{self.pattern.LAYOUT}"', settings
        files.write(f"{self.new}/format", "\t".join(made).encode(), self.shared)

    def _settings(self, token: str) -> str:
        """The settings of this version: those that the store has, and defaults."""
        pairs = dict(pair.split(":", 1) for pair in token[1:-1].split(",") if ":" in pair)
        found = []
        for name, _, default, low, high, _ in self.pattern.SETTINGS:
            value = pairs.get(f'"{name}"', str(default))
            number = values.whole(value)
            if number is None or not low <= number <= high:
                message = f"setting {name} is {value}, which is not between {low} and {high} as this version wants"
                raise stops.Stop(9, f"{self.root}: {message}; it cannot be migrated")
            found.append(f'"{name}":{value}')
        return f"{{{','.join(found)}}}"

    def _journal(self, last: int) -> int:
        """Writes the journal anew, and the records as it leaves them; gives the length of the last segment."""
        length = 0
        paths.make(self.new, self.shared)
        self._folders.make("journal")
        self._folders.make("records")
        if os.path.isdir(f"{self.root}/archive"):
            self._folders.make("archive")
        for segment in range(1, paths.segment(last) + 1 if last else 1):
            length = self._segment(segment, last)
        return length

    def _segment(self, number: int, last: int) -> int:
        path = f"{self.root}/{paths.segment_of(self.root, number)}"
        sequence = (number - 1) * paths.PER_SEGMENT
        parts: list[bytes] = []
        for line in journal.lines(self.root, number):
            if sequence == last:
                break
            sequence += 1
            if not journal.complete(line, sequence):
                raise stops.Damaged(path, "repair")
            entry = self._entry(journal.parse(line, path), path)
            if entry.seal != "null":
                entry.seal = journal.word(self._sealed(number, parts))
            parts.append(journal.line(entry))
        if sequence != min(last, number * paths.PER_SEGMENT):
            raise stops.Damaged(path, "repair")
        data = b"".join(parts)
        files.write(f"{self.new}/{paths.journal(number)}", data, self.shared)
        return len(data)

    def _sealed(self, number: int, parts: list[bytes]) -> str:
        """The digest of what an entry of a segment seals: what stands before it there, else the segment before."""
        from hashlib import sha256

        return sha256(b"".join(parts)).hexdigest() if parts else seal.digest(f"{self.new}/{paths.journal(number - 1)}")

    def _entry(self, entry: journal.Entry, path: str) -> journal.Entry:
        entry.counts = self._counts(entry.counts, path)
        if self._relink:
            entry.due = None
        entry.writes = [self._write(write, entry, path) for write in entry.writes if self._keeps(*write[:2])]
        entry.writes = self._offsets(entry.writes, path)
        found = [put for put in journal.puts(entry, self.pattern, path) if put[0].startswith(("records/", "archive/"))]
        for place, _, _ in found:
            self._folders.make(place.rpartition("/")[0])
        journal.apply(self.new, found, self.shared)
        return entry

    def _offsets(self, writes: list[tuple[str, str, int, str]], path: str) -> list[tuple[str, str, int, str]]:
        """The writes, with what is put away where it comes to lie in the new shards."""
        lines = {(kind, number): token for kind, field, number, token in writes if not field}
        found = []
        for kind, field, number, token in writes:
            if field == paths.SHELVED:
                if (kind, number) not in lines:
                    raise stops.Damaged(path, "repair")
                shard = paths.archive(kind, number)
                token = str(self._shards.get(shard, 0))
                self._shards[shard] = int(token) + len(lines[kind, number].encode()) + 1
            found.append((kind, field, number, token))
        return found

    def _counts(self, old: tuple[int, ...], path: str) -> tuple[int, ...]:
        """The highest numbers of the kinds of this version."""
        if len(old) != len(self._counters):
            raise stops.Damaged(path, "repair")
        known = dict(zip(self._counters, old, strict=True))
        return tuple(known.get(kind, 0) if self._has(kind) else 0 for kind in self.pattern.COUNTERS)

    def _has(self, kind: str) -> bool:
        """Whether records of a kind are taken over."""
        return kind in self.pattern.KINDS and not (self._relink and kind in self._relink.ties.MADE)

    def _keeps(self, kind: str, field: str) -> bool:
        """Whether this version has a kind, and keeps this field of it outside of slots."""
        if not field or field == paths.SHELVED or not self._has(kind):
            return self._has(kind)
        cls = self.pattern.KINDS[kind]
        return cls.PREFIX is not None if field == "id" else field in cls.TEXTS

    def _write(self, write: tuple[str, str, int, str], entry: journal.Entry, path: str) -> tuple[str, str, int, str]:
        kind, field, number, line = write
        if field:
            return write
        cls = self.pattern.KINDS[kind]
        if kind not in self._fresh:
            self._fresh[kind] = cls.empty(number).encode().split("\t")
        tokens, known = self._fresh[kind].copy(), _pairs(line)
        for place in range(0, len(tokens) - 1, 2):
            if not self._relink or self._relink.keeps(kind, tokens[place]):
                tokens[place + 1] = known.get(tokens[place], tokens[place + 1])
        if self._relink:
            self._relink.note(kind, number, tokens, entry.sequence)
        try:
            return kind, field, number, cls.decode(number, tokens, path).encode()
        except stops.Damaged:
            message = f"{kind} {number} of entry {entry.sequence} does not fit this version; it cannot be migrated"
            raise stops.Stop(9, f"{self.root}: {message}") from None


def _pairs(line: str) -> dict[str, str]:
    """The tokens of a slot's line by the keys before them."""
    tokens = line.split("\t")
    return dict(zip(tokens[0::2], tokens[1::2], strict=False))
