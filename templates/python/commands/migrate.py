"""The command `migrate`: brings a store to the records of this version, with all of its journal.

Every record in the journal is written anew: what a kind has no longer is left out, what it has besides begins as in a
new record. The new files are made beside the old ones and then put in their places, `format` as the last one, so that
an interrupted migration is begun again. Queues, lists and due times must be the old ones.
"""

from __future__ import annotations

import os

from . import clock, files, form, journal, lock, main, paths, slots, state, stops, words
from .store import Store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .contracts import PatternModule, Words

_LIMIT = 1 << 16


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
    path = f"{root}/format"
    tokens = (form.read(root) or b"").decode("ascii", "replace").split("\t")
    if len(tokens) < 16 or tokens[3] != f'"{pattern.NAME}"':
        raise stops.Damaged(path) if len(tokens) < 16 else stops.Stop(9, f"{path} is of pattern {tokens[3]}")
    if tokens[7] == f'"{pattern.LAYOUT}"':
        return f"the store has layout {pattern.LAYOUT} already"
    old, counters = _state(f"{root}/state")
    new = f"{root}/migrate"
    move = _Move(root, new, pattern, counters, shared)
    length = move.journal(old.sequence)
    move.records()
    found = state.State(0, old.sequence, length, old.traces, old.time, old.due, old.lost, move.counts(old.counts))
    keys = state.keys(pattern.COUNTERS)
    files.write(f"{new}/state", slots.padded(state.line(found, keys, 0), state.SIZE), shared)
    tokens[5] = f"[{','.join(f'"{name}"' for name in pattern.MODULES)}]" if False else _array(pattern.MODULES)
    was, tokens[7], tokens[15] = tokens[7][1:-1], f'"{pattern.LAYOUT}"', _settings(tokens[15], pattern)
    files.write(f"{new}/format", "\t".join(tokens).encode(), shared, cut=True)
    move.into_place()
    return f"migrated {old.sequence} entries from layout {was} to {pattern.LAYOUT}"
