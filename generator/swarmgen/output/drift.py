"""Tells how a folder differs from the tree that would be generated, and what mends each difference. Needs no git.

missing      expected, and nothing is there
stale        ours and untouched by hand, but the sources or the compiler have moved on
hand-edited  not what swarmgen wrote: the body does not match the digest in its own header or, for a file without
             header, the digest in MANIFEST; or something else stands in its place
orphan       listed in MANIFEST, or carrying our header, and not generated any more

Modes count: the executable bit, since the other bits belong to the umask of whoever checked the files out.
"""

from __future__ import annotations

import os
import shlex
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath

from swarmgen.output import header, manifest
from swarmgen.output.diff import unified
from swarmgen.output.disk import Found, Kind, look
from swarmgen.output.manifest import Entry, Manifest
from swarmgen.output.plan import is_removable
from swarmgen.output.tree import File, Tree, check_paths

_Lines = Mapping[PurePosixPath, tuple[Entry, ...]]
_SKIPPED = ("__pycache__",)
_HEAD = 4096
_FOREIGN = "is not known as ours by a header or by MANIFEST, so it will not be overwritten"


class Change(StrEnum):
    """How a file differs from what is expected."""

    MISSING = "missing"
    STALE = "stale"
    HAND_EDITED = "hand-edited"
    ORPHAN = "orphan"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One file. `reason` completes the sentence "it ..."; `mend` is the command that removes the difference.

    `diff` leads from the file on disk to the expected one, bounded in length; empty when there is nothing to compare.
    """

    path: PurePosixPath
    change: Change
    reason: str
    mend: str
    diff: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """All differences below `root`, sorted by path; MANIFEST is one of the files."""

    root: Path
    differences: tuple[Difference, ...] = ()

    def __str__(self) -> str:
        """The differences for people: a line and a diff each, then the count and the commands; empty without any."""
        if not self.differences:
            return ""
        return "\n".join((*map(self._describe, self.differences), *self._summary())) + "\n"

    def _describe(self, difference: Difference) -> str:
        line = f"{self.root / difference.path}: {difference.change}: {difference.reason}"
        return f"{line}\n{difference.diff}".rstrip("\n")

    def _summary(self) -> Iterator[str]:
        counts = Counter(difference.change for difference in self.differences)
        parts = ", ".join(f"{counts[change]} {change}" for change in Change if counts[change])
        yield f"{self.root}: differs from what would be generated: {parts}"
        yield from (f"to mend: {mend}" for mend in dict.fromkeys(d.mend for d in self.differences))


def drift(tree: Tree, root: Path, *, command: str = "make generate", only: Collection[str] = ()) -> Drift:
    """Compare `root`, or its top folders `only`, with `tree`; `command` is what generates it.

    Raises:
        OSError: if a file cannot be read.
        ValueError: if a path of `tree` is unsafe.
    """
    check_paths(tree, reserved=manifest.NAME)
    at_manifest = look(root, manifest.NAME)
    whole = manifest.parse_manifest(at_manifest.data) if at_manifest is not None else Manifest()
    before, others = whole.split(only)
    compare = _Comparison(root=root, command=command, lines=before.by_path())
    strays = (path for path in _files(root) if not only or path.parts[0] in only)
    found = [
        compare.manifest(tree, at_manifest, whole, others),
        *(compare.expected(path, file) for path, file in tree.items()),
        *(compare.listed(path) for path in compare.lines if path not in tree),
        *(compare.stray(path) for path in strays if path not in tree and path not in compare.lines),
    ]
    return Drift(root=root, differences=tuple(sorted((d for d in found if d), key=lambda d: d.path)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Comparison:
    root: Path
    command: str
    lines: _Lines

    def expected(self, path: PurePosixPath, file: File) -> Difference | None:
        found = look(self.root, path)
        if found is None:
            return self._difference(path, Change.MISSING, "does not exist")
        if found.place != path or found.kind is not Kind.FILE:
            return self._in_the_way(path, found)
        if found.data != file.data:
            return self._content(path, found, file)
        if found.executable != file.executable:
            by_hand = any(line.executable == file.executable for line in self.lines.get(path, ()))
            return self._difference(path, Change.HAND_EDITED if by_hand else Change.STALE, _mode_reason(file))
        return None

    def _content(self, path: PurePosixPath, found: Found, file: File) -> Difference:
        change, reason = self._judge(path, found, file)
        if found.executable != file.executable:
            reason += f", and {_mode_reason(file)}"
        foreign = path not in self.lines and not header.is_marked(found.data)
        mend = self._move_away(path) if foreign else self.command
        return self._difference(path, change, reason, mend, unified(path, found.data, file.data))

    def _judge(self, path: PurePosixPath, found: Found, file: File) -> tuple[Change, str]:
        head, _ = header.split(path, found.data)
        if header.is_intact(path, found.data):
            return Change.STALE, _stale_reason(head, header.split(path, file.data)[0])
        if head is not None:
            return Change.HAND_EDITED, "has a body that does not match the sha256 in its header"
        lines = self.lines.get(path, ())
        if File(found.data).sha256 in {line.sha256 for line in lines}:
            return Change.STALE, _stale_reason(None, None)
        if header.is_marked(found.data):
            return Change.HAND_EDITED, "has a damaged header"
        return Change.HAND_EDITED, "does not match the sha256 in MANIFEST" if lines else _FOREIGN

    def _in_the_way(self, path: PurePosixPath, found: Found) -> Difference:
        reason = f"has a {found.kind} in its place"
        if found.place != path:
            reason = f'is out of reach: "{found.place}" is a {found.kind}'
        return self._difference(path, Change.HAND_EDITED, reason, self._move_away(found.place))

    def listed(self, path: PurePosixPath) -> Difference | None:
        """A path that MANIFEST lists and that is not expected."""
        found = look(self.root, path)
        if found is None or found.place != path:
            return None
        reason = "is no longer generated"
        if not is_removable(path, found, self.lines):
            reason += "; it is not what swarmgen wrote either, so it will be left alone"
        return self._difference(path, Change.ORPHAN, reason)

    def stray(self, path: PurePosixPath) -> Difference | None:
        """A file that neither the tree nor MANIFEST knows."""
        try:
            with open(self.root / path, "rb") as stream:
                marked = header.is_marked(stream.read(_HEAD))
        except OSError:
            return None  # somebody's file that we may not read is not ours
        if not marked:
            return None
        reason = "carries our header, but is neither generated nor listed in MANIFEST"
        return self._difference(path, Change.ORPHAN, reason, f"rm {shlex.quote(str(self.root / path))}")

    def manifest(
        self, tree: Tree, found: Found | None, before: Manifest, others: frozenset[Entry]
    ) -> Difference | None:
        path = manifest.NAME
        text = manifest.manifest_text(manifest.entries_of(tree) | others)
        if found is None:
            return self._difference(path, Change.MISSING, "does not exist")
        if found.kind is not Kind.FILE:
            return self._in_the_way(path, found)
        if found.data == text:
            return None
        diff = unified(path, found.data, text)
        if not manifest.is_manifest(found.data):
            return self._difference(path, Change.HAND_EDITED, _FOREIGN, self._move_away(path), diff)
        if before.problems:
            reason = f"is damaged: {'; '.join(before.problems)}"
            return self._difference(path, Change.HAND_EDITED, reason, diff=diff)
        return self._difference(path, Change.STALE, "lists other files or contents", diff=diff)

    def _move_away(self, place: PurePosixPath) -> str:
        name = str(self.root / place)
        return f"mv {shlex.quote(name)} {shlex.quote(name + '.mine')} && {self.command}"

    def _difference(
        self, path: PurePosixPath, change: Change, reason: str, mend: str | None = None, diff: str = ""
    ) -> Difference:
        return Difference(path=path, change=change, reason=reason, mend=mend or self.command, diff=diff)


def _mode_reason(file: File) -> str:
    return "is not executable" if file.executable else "is executable and should not be"


def _stale_reason(old: header.Header | None, new: header.Header | None) -> str:
    if old is None or new is None:
        return "is as it was generated, but by another state of the sources or the compiler"
    if old.source != new.source:
        return "was generated from another state of its sources"
    if old.output_format != new.output_format:
        return f"has output format {old.output_format}; the compiler writes {new.output_format}"
    return "was generated by another state of the compiler or its templates"


def _files(root: Path) -> Iterator[PurePosixPath]:
    """The regular files below `root`, but not in hidden folders, nor in folders with a MANIFEST of their own."""
    for parent, folders, files in os.walk(root):
        inside = PurePosixPath(parent).relative_to(root)
        here = [name for name in folders if not name.startswith(".") and name not in _SKIPPED]
        folders[:] = sorted(name for name in here if not (Path(parent, name) / manifest.NAME).is_file())
        for name in sorted(files):
            path = inside / name
            if not os.path.islink(root / path) and os.path.isfile(root / path):
                yield path
