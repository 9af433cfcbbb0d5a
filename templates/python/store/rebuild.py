"""Writes a store anew from the fold of its journal. It can be interrupted anywhere and done again: first the state gets
a mark that no operation takes for a state, last it gets its true line.
"""

from __future__ import annotations

import os

from . import compare, files, grammar, paths, shelf, slots, state, stops

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .fold import Fold
    from .store import Store


def admit(fold: Fold, root: str) -> None:
    """Lets only the fold of a whole journal pass.

    Raises:
        Stop: 9, with the line that is damaged.
    """
    if fold.damage:
        path, problem = fold.damage[0]
        raise stops.Stop(9, f"{root}/{path}: {problem}; nothing was changed")


def write(store: Store, fold: Fold, wrong: list[str], lost: int) -> None:
    """Makes the store what its journal says. `wrong` are the paths that are to be written, or taken away where the fold
    does not have them.

    Raises:
        Forbidden: something is not what it should be, and is not ours to take away.
        OSError: the storage failed.
    """
    root, shared, counters = store.folders.root, store.folders.shared, store.pattern.COUNTERS
    for folder in compare.FOLDERS:
        store.folders.has(folder)
    stay = [path for path in wrong if path in fold.files]
    for path in stay:
        if os.path.isdir(f"{root}/{path}") and not os.path.islink(f"{root}/{path}"):
            raise stops.Forbidden(f"{root}/{path}", files.REGULAR)
    _state(store, compare.mark(fold.state, lost, counters))
    if fold.torn:
        _cut(f"{root}/{fold.torn[0]}", fold.torn[2], shared)
    for path in wrong:  # links to folders are among them: after this no path leads through one
        if path not in fold.files:
            os.unlink(f"{root}/{path}")
    store.folders.known.clear()
    for path in stay:
        if os.path.lexists(f"{root}/{path}") and (
            os.path.islink(f"{root}/{path}") or not os.path.isfile(f"{root}/{path}")
        ):
            os.unlink(f"{root}/{path}")
        store.folders.make(path.rpartition("/")[0])
        line, size = fold.files[path]
        if size < 0:
            shelf.write(f"{root}/{path}", f"{line}\n".encode(), -size, shared)
        else:
            files.write(f"{root}/{path}", grammar.content(line, size), shared, cut=True)
    after = compare.line(fold.state, _traces(store, fold), lost, 0, counters)
    if store.form.durable:
        os.sync()
    _state(store, after)


def _state(store: Store, line: str) -> None:
    files.write(store.state_path, slots.padded(line, state.SIZE), store.folders.shared, cut=True)


def _cut(path: str, size: int, shared: bool) -> None:
    descriptor, _ = files.opened(path, files.BOTH, shared)
    try:
        os.ftruncate(descriptor, size)
    finally:
        os.close(descriptor)


def _traces(store: Store, fold: Fold) -> int:
    """Sees to it that the traces of the last segment have the spans of its entries; gives their length. Where they
    cannot be written there are none.
    """
    root, shared, segment = store.folders.root, store.folders.shared, paths.segment(fold.state.sequence)
    path, following = (f"{root}/{paths.traces(number)}" for number in (segment, segment + 1))
    try:
        store.folders.make("telemetry/traces")
        if os.path.lexists(following):
            files.write(following, b"", shared, cut=True)
        data = _read(path)
        if not _holds(data, [span.encode() for span in fold.spans]):
            data = b"".join(map(store.wrapping.line, fold.spans))
            files.write(path, data, shared, cut=True)
    except stops.Forbidden:
        return 0
    return len(data)


def _holds(data: bytes, spans: list[bytes]) -> bool:
    lines = data.split(b"\n")
    return (
        len(lines) == len(spans) + 1
        and not lines[-1]
        and b"\0" not in data
        and all(map(bytes.__contains__, lines, spans))
    )


def _read(path: str) -> bytes:
    try:
        descriptor, _ = files.opened(path, files.READ)
    except FileNotFoundError:
        return b""
    with os.fdopen(descriptor, "rb") as file:
        return file.read()
