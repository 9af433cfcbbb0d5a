"""The command `migrate`: brings a store to the records of this version, with all of its journal.

Every record in the journal is written anew: what a kind has no longer is left out, what it has besides begins as in a
new record. Queues, lists and due times must be the old ones. The new files are made in the folder `migrate` and then
put in their places, `format` as the last one; a migration that was interrupted goes on from there.
"""

from __future__ import annotations

import os

from . import files, form, journal, lock, main, paths, seal, slots, state, stops, words
from .store import Store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .contracts import PatternModule, Words

_LIMIT = 1 << 16
_LINKS = ("_bucket", "_class", "_count", "_head", "_next", "_previous", "_sequence", "_tail", "length")
"""How the fields end that hold queues, lists and due times together."""


def run(pattern: PatternModule, given: Words, program: str) -> int:
    """Migrates the store, and gives the exit code.

    Raises:
        Stop: a word is wrong, or the store cannot be migrated; it is then as it was.
        HelpWanted: help is asked for.
    """
    words.walked(given, {"--help": "help", "-h": "help"}, 0, f'see "{program} help migrate"')
    store = Store(main.folder(), pattern)
    root = store.folders.root
    if form.read(root) is None:
        raise stops.NoData(root)
    try:
        descriptor = store.lock()
        try:
            text = _migrated(root, pattern, store.folders.shared)
        finally:
            lock.drop(descriptor)
    except OSError:
        raise stops.StorageFailed(root) from None
    return main.said(f"{text}\n", f"{program}: migrate")


def _migrated(root: str, pattern: PatternModule, shared: bool) -> str:
    path, new = f"{root}/format", f"{root}/migrate"
    tokens = (form.read(root) or b"").decode(errors="replace").split("\t")
    if len(tokens) != 17:
        raise stops.Damaged(path)
    if tokens[3] != f'"{pattern.NAME}"':
        raise stops.Stop(9, f'{path} is of pattern {tokens[3]}, not of pattern "{pattern.NAME}"')
    if tokens[7] == f'"{pattern.LAYOUT}"':
        return f"the store has layout {pattern.LAYOUT} already"
    was = tokens[7][1:-1]
    if not os.path.exists(f"{new}/format"):
        _remove(new)
        _build(_Move(root, new, pattern, shared), tokens)
    for name in ("journal", "records", "state", "format"):
        if os.path.exists(f"{new}/{name}"):
            if os.path.exists(f"{root}/{name}"):
                os.rename(f"{root}/{name}", f"{new}/old-{name}")
            os.rename(f"{new}/{name}", f"{root}/{name}")
    _remove(new)
    return f"migrated from layout {was} to {pattern.LAYOUT}"


def _remove(folder: str) -> None:
    from shutil import rmtree

    if os.path.isdir(folder) and not os.path.islink(folder):
        rmtree(folder)


def _build(move: _Move, tokens: list[str]) -> None:
    """Makes all new files; `tokens` are those of the old `format`."""
    old, counters = _state(f"{move.root}/state")
    move.counters = counters
    length = move.write_journal(old.sequence)
    new = state.State(0, old.sequence, length, old.traces, old.time, old.due, old.lost, move.counts(old.counts))
    keys = state.keys(move.pattern.COUNTERS)
    files.write(f"{move.new}/state", slots.padded(state.line(new, keys, 0), state.SIZE), move.shared)
    modules = ",".join(f'"{name}"' for name in move.pattern.MODULES)
    tokens[5], tokens[7], tokens[15] = f"[{modules}]", f'"{move.pattern.LAYOUT}"', _settings(tokens[15], move.pattern)
    files.write(f"{move.new}/format.new", "\t".join(tokens).encode(), move.shared)
    os.rename(f"{move.new}/format.new", f"{move.new}/format")


def _state(path: str) -> tuple[state.State, tuple[str, ...]]:
    """The state, whatever kinds it counts, and these kinds."""
    data = files.read(path, state.SIZE + 1) or b""
    names = [key.strip('{,":') for key in slots.tokens(data, path, state.SIZE)[0:-1:2]]
    counters = tuple(names[7:])
    found = state.read(data, state.keys(counters), path)
    if found.dirty:
        raise stops.Stop(9, f"{path}: an operation was interrupted; run one of the version that the store is of first")
    return found, counters


def _settings(token: str, pattern: PatternModule) -> str:
    """The settings of this version: those that the store has, and defaults."""
    pairs = dict(pair.split(":", 1) for pair in token[1:-1].split(",") if ":" in pair)
    found = [f'"{name}":{pairs.get(f"{chr(34)}{name}{chr(34)}", default)}' for name, _, default, *_ in pattern.SETTINGS]
    return f"{{{','.join(found)}}}"


class _Move:
    """The records of a store on their way. `counters` are the kinds that the old state counts, in its order."""

    def __init__(self, root: str, new: str, pattern: PatternModule, shared: bool) -> None:
        self.root = root
        self.new = new
        self.pattern = pattern
        self.shared = shared
        self.counters: tuple[str, ...] = ()
        self._folders = paths.Folders(new, shared)

    def write_journal(self, last: int) -> int:
        """Writes the journal anew, and the records as it leaves them; gives the length of the last segment."""
        length = 0
        paths.make(self.new, self.shared)
        self._folders.make("journal")
        self._folders.make("records")
        for segment in range(1, paths.segment(last) + 1 if last else 1):
            length = self._segment(segment, last)
        return length

    def counts(self, old: tuple[int, ...]) -> tuple[int, ...]:
        """The highest numbers of the kinds of this version."""
        known = dict(zip(self.counters, old, strict=True))
        return tuple(known.get(kind, 0) for kind in self.pattern.COUNTERS)

    def _segment(self, number: int, last: int) -> int:
        path = f"{self.root}/{paths.journal(number)}"
        target = f"{self.new}/{paths.journal(number)}"
        sequence, parts = (number - 1) * paths.PER_SEGMENT, []
        with open(path, "rb") as lines:
            for line in lines:
                sequence += 1
                if sequence > last:
                    break
                if not journal.complete(line, sequence):
                    raise stops.Damaged(path)
                parts.append(journal.line(self._entry(journal.parse(line, path), number, path)))
        data = b"".join(parts)
        files.write(target, data, self.shared, cut=True)
        return len(data)

    def _entry(self, entry: journal.Entry, segment: int, path: str) -> journal.Entry:
        entry.counts = self.counts(entry.counts)
        entry.writes = [self._write(write, path) for write in entry.writes if write[0] in self.pattern.KINDS]
        if entry.seal != "null":
            entry.seal = journal.word(seal.digest(f"{self.new}/{paths.journal(segment - 1)}"))
        for place, data, cut in journal.puts(entry, self.pattern, path):
            if place.startswith("records/"):
                self._folders.make(place.rpartition("/")[0])
                files.write(f"{self.new}/{place}", data, self.shared, cut)
        return entry

    def _write(self, write: tuple[str, str, int, str], path: str) -> tuple[str, str, int, str]:
        kind, field, number, token = write
        return write if field else (kind, field, number, _record(self.pattern.KINDS[kind], number, token, path))


def _record(cls: type[Any], number: int, line: str, path: str) -> str:
    """The line of a record of the old layout in the new one."""
    tokens = line.split("\t")
    known = {key.strip('{,":'): value for key, value in zip(tokens[0::2], tokens[1::2], strict=False)}
    new = cls.empty(number).encode().split("\t")
    names = [key.strip('{,":') for key in new[0:-1:2]]
    if {name for name in names if name.endswith(_LINKS)} != {name for name in known if name.endswith(_LINKS)}:
        raise stops.Stop(
            9, f"the queues, lists or due times of {cls.KIND} are others now; the store cannot be migrated"
        )
    for place, name in enumerate(names):
        new[2 * place + 1] = known.get(name, new[2 * place + 1])
    found: str = cls.decode(number, new, path).encode()
    return found
