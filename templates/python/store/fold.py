"""The fold of the journal: what its entries come to, file by file. Without the lock its end may be half a line."""

from __future__ import annotations

import os

from . import files, grammar, paths, state, stops

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .shapes import Pattern


class Fold:
    """What a journal comes to.

    Attributes:
        files: path → line, and size of the slot (0 for a text). A shard of the archive is a text of several lines;
            when the fold began later than it, it has the negative offset of its first line for a size.
        gone: slots of records that were put away.
        state: the state after the last entry, with no traces and nothing lost.
        before: the one before the last entry.
        recent: the paths that the last entry changes.
        spans: span tokens of the entries in the segment of the last one.
        damage: path and what is wrong with it; the fold is then not complete.
        torn: path, line and offset of an end that was never written whole, if there is one.
        seals: segments that are not what was sealed: path, digest that was sealed, digest that is.
        vouched: digests, before and after, of what redactions changed.
    """

    __slots__ = (
        "before",
        "damage",
        "files",
        "gone",
        "is_whole",
        "recent",
        "seals",
        "spans",
        "state",
        "torn",
        "vouched",
    )

    def __init__(self, counters: tuple[str, ...], is_whole: bool) -> None:
        self.files: dict[str, tuple[str, int]] = {}
        self.gone: set[str] = set()
        self.is_whole = is_whole
        self.state = self.before = state.new(counters)
        self.recent: list[str] = []
        self.spans: list[str] = []
        self.damage: list[tuple[str, str]] = []
        self.torn: tuple[str, int, int] | None = None
        self.seals: list[tuple[str, str, str]] = []
        self.vouched: list[tuple[str, str]] = []

    def take(self, puts: list[tuple[str, str, int]]) -> None:
        """Takes over what an entry changes."""
        for path, line, size in puts:
            if size != grammar.AWAY:
                self.files[path] = line, size
                self.gone.discard(path)
                continue
            self.gone.add(path)
            away, place = self.files.pop(path)[0], grammar.shard(path)
            lines, start = self.files.get(place, ("", 0 if self.is_whole else -int(line)))
            self.files[place] = f"{lines}\n{away}" if lines else away, start


def fold(folders: paths.Folders, pattern: Pattern, start: int = 0, before: Fold | None = None) -> Fold:
    """The fold of the journal. With `start` it has not the files of the entries up to that one, but those of the fold
    `before`, and only the segments from the one of the entry before that are looked at.

    Raises:
        Forbidden: as `files.opened`, and as `folders.has`.
        StorageFailed: a segment cannot be read.
    """
    root, found = folders.root, Fold(pattern.COUNTERS, not start or before is not None)
    found.files = before.files if before else {}
    present = _segments(root) if folders.has("journal") else []
    number, last = paths.segment(max(start - 1, 0)), b""
    while True:
        path = paths.segment_of(root, number)
        data = _read(root, path)
        place, offset = _segment(found, root, pattern, data, number, start, last)
        rest = data[offset:]
        if place <= paths.PER_SEGMENT or rest:
            break
        number, last = number + 1, data
    found.damage += [
        (one, "is not what it was when it was sealed")
        for one in dict.fromkeys(one for one, old, new in found.seals if not grammar.stands(old, new, found.vouched))
    ]
    later = (_read(root, paths.journal(each)) for each in present if each > number)
    if any(_has_lines(each) for each in (rest, *later)):
        found.damage.append((path, f"line {place} is damaged"))
    elif rest:
        found.torn = (path, place, offset)
    return found


def _has_lines(data: bytes) -> bool:
    """Whether somebody wrote a whole line here once."""
    return any(grammar.looks_whole(each + b"\n") for each in data.split(b"\n")[:-1])


def _segments(root: str) -> list[int]:
    """The numbers of the segments that there are, ascending."""
    try:
        listed = os.listdir(f"{root}/journal")
    except OSError as error:
        raise files.refusal(f"{root}/journal", error) or stops.StorageFailed(root) from None
    numbers = [
        int(name[:-6]) for name in listed if name.endswith(".jsonl") and name[:-6].isdecimal() and name.isascii()
    ]
    return sorted(number for number in numbers if paths.journal(number).removeprefix("journal/") in listed)


def _read(root: str, path: str) -> bytes:
    """A whole segment; nothing when there is none."""
    try:
        descriptor, _ = files.opened(f"{root}/{path}", files.READ)
        with os.fdopen(descriptor, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return b""
    except OSError:
        raise stops.StorageFailed(root) from None


def _segment(
    found: Fold, root: str, pattern: Pattern, data: bytes, number: int, start: int, before: bytes
) -> tuple[int, int]:
    """Takes the entries of a segment; gives the line (from 1) and the offset of what comes after the last one."""
    offset = 0
    for place in range(1, paths.PER_SEGMENT + 1):
        sequence = (number - 1) * paths.PER_SEGMENT + place
        end = data.find(b"\n", offset) + 1
        line = grammar.parse(data[offset:end], sequence, pattern) if end else None
        if line is None:
            return place, offset
        if line.seal and (place > 1 or before):
            _sealed(found, root, number - (place == 1), data[:offset] if place > 1 else before, line.seal)
        found.vouched += line.vouched
        if place == 1:
            found.spans = []
        if line.span != "null":
            found.spans.append(line.span)
        if sequence > start:
            found.take(line.puts)
        found.recent = [grammar.shard(path) if size == grammar.AWAY else path for path, _, size in line.puts]
        found.before = found.state
        found.state = state.State(0, sequence, end, 0, line.time, line.due, 0, line.counts)
        offset = end
    return paths.PER_SEGMENT + 1, offset


def _sealed(found: Fold, root: str, number: int, data: bytes, seal: str) -> None:
    from hashlib import sha256  # not cheap to load

    digest = sha256(data).hexdigest()
    if digest != seal:
        found.seals.append((paths.segment_of(root, number), seal, digest))
