"""What the files of a store have that the fold of its journal has not, and the other way round."""

from __future__ import annotations

import os

from .._runtime.values import integer
from . import files, grammar, paths, state, stops

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from .fold import Fold

    Finding = tuple[str, str]

FOLDERS = ("records", "texts", "ids", "keys", "archive")
MISSING, SURPLUS = "is missing", "is not in the journal"
INTERRUPTED = "an operation was interrupted; the next one ends its writing"
_BROKEN, _DIFFERS = "does not have its form", "differs from the journal"
_REPAIRING = "a repair was interrupted"
_CLEAN, _MARK = '{"dirty":\t0\t', '{"dirty":\t"repair"\t'
"""How the state begins, and how it does in a store that is being repaired: no operation reads such a state."""


class Found:
    """What `state` says before it is believed. `lost` is kept in any case: the journal does not know it."""

    __slots__ = ("data", "dirty", "lost", "sequence", "traces")

    def __init__(self, data: bytes) -> None:
        tokens = [*(token for token in data.partition(b"\0")[0].split(b"\t") if token), *[b""] * 14]
        self.data = data
        self.dirty = data.startswith(b'{"dirty":\t1\t')
        self.sequence, self.traces, self.lost = (_whole(tokens[place]) for place in (3, 7, 13))


def _whole(token: bytes) -> int:
    number = integer(token.decode("latin-1"))
    return number if number is not None and number >= 0 else 0


def found(root: str) -> Found:
    """The state that is there, whatever it is.

    Raises:
        Forbidden, StorageFailed: as `files.read`.
    """
    return Found(files.read(f"{root}/state", state.SIZE + 1) or b"")


def line(after: state.State, traces: int, lost: int, dirty: int, counters: tuple[str, ...]) -> str:
    """The line of a state that the journal comes to."""
    new = state.State(0, after.sequence, after.journal, traces, after.time, after.due, lost, after.counts)
    return state.line(new, state.keys(counters), dirty)


def mark(after: state.State, lost: int, counters: tuple[str, ...]) -> str:
    """The line that tells everybody to keep away until a repair has come to its end."""
    return line(after, 0, lost, 0, counters).replace(_CLEAN, _MARK, 1)


def of_state(root: str, fold: Fold, seen: Found, counters: tuple[str, ...]) -> tuple[list[Finding], bool]:
    """What is wrong with the state, and whether the last entry is still to be written to the records."""
    after, pending = fold.state, False
    if seen.dirty and os.path.isdir(f"{root}/redact"):
        return [], True  # segments are being put in their places
    if seen.dirty:
        pending = fold.state.sequence == seen.sequence + 1 and fold.torn is None
        after = fold.before if pending else after
    traces = seen.traces if seen.dirty else _size(f"{root}/{paths.traces(paths.segment(after.sequence))}")
    problem = _problem(line(after, traces, seen.lost, int(seen.dirty), counters), state.SIZE, seen.data)
    if seen.data.startswith(_MARK.encode()):
        problem = _REPAIRING
    return [("state", problem)] if problem else [], pending


def of_end(fold: Fold, seen: Found) -> list[Finding]:
    """What is wrong with the end of the journal; after an interrupted operation nothing is."""
    if fold.torn is None or (seen.dirty and fold.state.sequence == seen.sequence):
        return []
    path, place, _ = fold.torn
    return [(path, f"line {place} is not whole")]


def of_files(root: str, fold: Fold, skipped: list[str]) -> list[Finding]:
    """What is wrong with records, texts, ids, keys and the archive, but for those that are `skipped`.

    Raises:
        Forbidden, StorageFailed: as `files.read`.
    """
    there = {path: kind for folder in FOLDERS for path, kind in _walked(root, folder)}
    findings = []
    for path, (value, size) in fold.files.items():
        kind = there.pop(path, MISSING)
        if path in skipped:
            continue
        problem = kind or _problem(value, size, files.read(f"{root}/{path}", _most(value, size)) or b"")
        if problem:
            findings.append((path, problem))
    return findings + [(path, kind or SURPLUS) for path, kind in there.items() if path not in skipped]


def _most(value: str, size: int) -> int:
    return (size or len(value.encode()) + 1) + 1


def _walked(root: str, folder: str) -> Iterator[Finding]:
    """Every path below a folder that is no folder itself, and why it is no regular file."""
    try:
        listed = sorted(os.listdir(f"{root}/{folder}")) if _kind(f"{root}/{folder}") is None else None
    except FileNotFoundError:
        return
    except OSError as error:
        raise files.refusal(f"{root}/{folder}", error) or stops.StorageFailed(root) from None
    if listed is None:
        yield folder, _kind(f"{root}/{folder}") or "is not a folder"
        return
    for name in listed:
        path = f"{folder}/{name}"
        kind = _kind(f"{root}/{path}")
        if kind is None:
            yield from _walked(root, path)
        else:
            yield path, kind


def _kind(path: str) -> str | None:
    """Nothing for a regular file, what else it is for others; None for a folder.

    Raises:
        OSError: it is not there, or cannot be looked at.
    """
    from stat import S_ISDIR, S_ISLNK, S_ISREG

    mode = os.lstat(path).st_mode
    if S_ISDIR(mode):
        return None
    if S_ISREG(mode):
        return ""
    return (files.SYMLINK if S_ISLNK(mode) else files.REGULAR).strip()


def _size(path: str) -> int:
    try:
        return os.lstat(path).st_size
    except OSError:
        return 0


def _problem(value: str, size: int, data: bytes) -> str:
    """How a file differs from what it should hold; nothing when it does not."""
    expected = grammar.content(value, size)
    if data == expected:
        return ""
    if not size or value[0] != "{":
        return _DIFFERS
    if len(data) != len(expected) or b"\0" in data:
        return _BROKEN
    ours, theirs = ([token for token in each.rpartition(b"}")[0].split(b"\t") if token] for each in (expected, data))
    if ours[0::2] != theirs[0::2] or len(ours) != len(theirs):
        return _BROKEN
    fields = [
        key.decode().strip('{,":')
        for key, one, other in zip(ours[0::2], ours[1::2], theirs[1::2], strict=True)
        if one != other
    ]
    return f"{_DIFFERS} in {', '.join(fields)}" if fields else _BROKEN
