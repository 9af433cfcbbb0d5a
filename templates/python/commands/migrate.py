"""The command `migrate`: brings a store to the records of this version, with all of its journal.

The new files are made in the folder `migrate`. Then `format` names a layout that no program has, so that none works on
the store while the new files are put in their places; `format` itself is the last one. A migration that was interrupted
before that begins anew, because the store may have changed; one that was interrupted later is ended.
"""

from __future__ import annotations

import os

from . import attributes, checkpoint, files, form, main, remake, stops, words
from .store import Call, Store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .contracts import PatternModule, Words

_DURABLE = '"fsync"'
_MARK = "+"
"""Stands behind the old layout in `format` while new files are put in their places."""


def run(pattern: PatternModule, given: Words, program: str) -> int:
    """Migrates the store, and gives the exit code.

    Raises:
        Stop: a word is wrong, or the store cannot be migrated; it is then as it was, unless the exit is 10 and the
            message says to begin again.
        HelpWanted: help is asked for.
    """
    words.walked(given, {"--help": "help", "-h": "help"}, 0, f'see "{program} help migrate"')
    store = Store(main.folder(), pattern)
    if form.read(store.folders.root) is None:
        raise stops.NoData(store.folders.root)
    work = _Migration(store, pattern)
    call = Call("migrate", "swarmsh.coordination.migrate", lambda tx: (), attributes=work.attributes, prepare=work.run)
    store.run(call)
    layout = pattern.LAYOUT
    done = work.count is not None
    text = f"migrated from layout {work.stored} to {layout}" if done else f"the store has layout {layout} already"
    return main.said(f"{text}\n", f"{program}: migrate")


class _Migration:
    """What is done under the lock before the entry that tells of it. `stored` is the layout that was found, `count` the
    number of entries that were written anew; None as long as there was no need to.
    """

    def __init__(self, store: Store, pattern: PatternModule) -> None:
        self.store = store
        self.pattern = pattern
        self.stored: str | None = None
        self.count: int | None = None

    def attributes(self, reply: object) -> list[str]:
        """Those of the span."""
        found = (
            attributes.word("swarmsh.coordination.operation", "migrate"),
            attributes.word("swarmsh.coordination.layout.stored", self.stored),
            attributes.word("swarmsh.coordination.layout.expected", self.stored and self.pattern.LAYOUT),
            attributes.number("swarmsh.coordination.migrated_count", self.count),
        )
        return [each for each in found if each]

    def run(self) -> bool:
        """Migrates if there is need to; gives whether it was done, now or in an earlier turn.

        Raises:
            Stop: the store cannot be migrated.
            OSError: the storage failed, and nothing was changed.
        """
        root = self.store.folders.root
        tokens = remake.form_tokens(form.read(root), f"{root}/format")
        if tokens[3] != f'"{self.pattern.NAME}"':
            raise stops.Stop(9, f'{root}/format is of pattern {tokens[3]}, not of pattern "{self.pattern.NAME}"')
        layout = tokens[7][1:-1]
        self.stored = self.stored or layout.removesuffix(_MARK)
        self.store.folders.known.clear()
        has_folder = self.store.folders.has("migrate")
        if layout != self.pattern.LAYOUT:
            self.count = self._migrate(tokens, layout.endswith(_MARK))
        elif has_folder:
            _remove(f"{root}/migrate")
        return self.count is not None

    def _migrate(self, tokens: list[str], is_built: bool) -> int:
        """Makes the new files, unless they are there, and puts them in their places; gives the number of entries."""
        root, shared = self.store.folders.root, self.store.folders.shared
        new = f"{root}/migrate"
        if is_built:
            self._expect(new)
        else:
            _remove(new)
            try:
                remake.Remake(root, new, self.pattern, shared).run(tokens)
            except BaseException:
                _remove(new)
                raise
            if tokens[11] == _DURABLE:
                os.sync()
        count = remake.entries(new if os.path.exists(f"{new}/state") else root)
        try:
            if not is_built:
                tokens[7] = f'"{self.stored}{_MARK}"'
                files.write(f"{root}/format.new", "\t".join(tokens).encode(), shared, cut=True)
                os.rename(f"{root}/format.new", f"{root}/format")
            _switch(root, new)
            if tokens[11] == _DURABLE:
                checkpoint.reach(self.store, count)
        except OSError:
            raise stops.Stop(10, f"{root}: no space left or write error", "migrate") from None
        return count

    def _expect(self, new: str) -> None:
        """Refuses new files of another version than this one."""
        path = f"{new}/format"
        other = remake.form_tokens(form.read(new), path)[7][1:-1]
        if other != self.pattern.LAYOUT:
            root = self.store.folders.root
            raise stops.Stop(9, f"{root}: a migration to layout {other} was interrupted; end it with that version")


def _switch(root: str, new: str) -> None:
    """Puts the new files in their places. May be interrupted, and begun again."""
    for name in ("journal", "records", "archive"):
        if os.path.isdir(f"{new}/{name}"):
            if os.path.isdir(f"{root}/{name}"):
                os.rename(f"{root}/{name}", f"{new}/old-{name}")
            os.rename(f"{new}/{name}", f"{root}/{name}")
    if os.path.exists(f"{new}/state"):
        os.rename(f"{new}/state", f"{root}/state")
    os.rename(f"{new}/format", f"{root}/format")
    _remove(new)


def _remove(folder: str) -> None:
    """Removes a folder of ours, if it is there."""
    from shutil import rmtree

    if os.path.isdir(folder) and not os.path.islink(folder):
        rmtree(folder)
