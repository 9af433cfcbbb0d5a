"""Decides what `write` has to do, without touching anything."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from swarmgen.output import header, manifest
from swarmgen.output.disk import Found, Kind, look, temporary
from swarmgen.output.manifest import Entry, Manifest
from swarmgen.output.tree import File, Tree

_FOREIGN = "exists and was not written by swarmgen; move it away or choose another output folder"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """`writes` get new content, `modes` only another mode, `removals` go; any of the `refusals` forbids all of it.

    `leftovers` are unfinished files of a killed run. `entries` and `listed` are what MANIFEST says before, `others`
    what it says of folders that are not this run's business, `manifest_is_right` whether it says so after.
    """

    writes: tuple[PurePosixPath, ...]
    modes: tuple[PurePosixPath, ...]
    removals: tuple[PurePosixPath, ...]
    leftovers: tuple[PurePosixPath, ...]
    refusals: tuple[tuple[PurePosixPath, str], ...]
    entries: frozenset[Entry]
    listed: frozenset[PurePosixPath]
    others: frozenset[Entry]
    manifest_is_right: bool

    @property
    def is_empty(self) -> bool:
        return self.manifest_is_right and not (self.writes or self.modes or self.removals or self.leftovers)


def make_plan(tree: Tree, root: Path, only: Collection[str] = ()) -> Plan:
    """What makes `root`, or its top folders `only`, equal to `tree`, every path in sorted order.

    Raises:
        OSError: if the file system refuses an answer.
    """
    writes: list[PurePosixPath] = []
    modes: list[PurePosixPath] = []
    refusals: list[tuple[PurePosixPath, str]] = []

    at_manifest = look(root, manifest.NAME)
    if at_manifest is not None and not _may_replace_manifest(at_manifest):
        refusals.append((manifest.NAME, _FOREIGN))
    whole = manifest.parse_manifest(at_manifest.data) if at_manifest is not None else Manifest()
    before, others = whole.split(only)
    lines = before.by_path()
    removals = {path for path in lines if path not in tree and is_removable(path, look(root, path), lines)}

    leftovers = {
        left for left in map(temporary, (manifest.NAME, *lines, *tree)) if _is_leftover(left, look(root, left))
    }
    gone = removals | leftovers

    for path, file in sorted(tree.items()):
        found = look(root, path)
        if found is None:
            writes.append(path)
        elif _is(found, path, file):
            if found.executable != file.executable:
                modes.append(path)
        elif reason := _obstacle(path, found, path in lines, gone, root):
            refusals.append((found.place, reason))
        else:
            writes.append(path)

    text = manifest.manifest_text(manifest.entries_of(tree) | others)
    return Plan(
        writes=tuple(writes),
        modes=tuple(modes),
        removals=tuple(sorted(removals)),
        leftovers=tuple(sorted(leftovers)),
        refusals=tuple(dict.fromkeys(refusals)),
        entries=whole.entries,
        listed=frozenset(lines),
        others=others,
        manifest_is_right=at_manifest is not None and at_manifest.data == text,
    )


def is_removable(path: PurePosixPath, found: Found | None, lines: Mapping[PurePosixPath, tuple[Entry, ...]]) -> bool:
    """Whether what stands at a listed path is still the file we wrote: our header, or the bytes MANIFEST tells of."""
    if found is None or found.place != path or found.kind is not Kind.FILE:
        return False
    return header.is_marked(found.data) or File(found.data).sha256 in {line.sha256 for line in lines[path]}


def _may_replace_manifest(found: Found) -> bool:
    match found.kind:
        case Kind.FILE:
            return manifest.is_manifest(found.data)
        case Kind.LINK:
            return True  # the link goes, not its target, and the target was never read
        case Kind.FOLDER | Kind.OTHER:
            return False


def _is_leftover(path: PurePosixPath, found: Found | None) -> bool:
    return found is not None and found.place == path and found.kind is not Kind.FOLDER


def _is(found: Found, path: PurePosixPath, file: File) -> bool:
    return found.place == path and found.kind is Kind.FILE and found.data == file.data


def _obstacle(
    path: PurePosixPath, found: Found, listed: bool, gone: AbstractSet[PurePosixPath], root: Path
) -> str | None:
    """Why `path` cannot be written where `found` stands; None if it can."""
    if found.place != path:
        return None if found.place in gone else f"is a {found.kind} where a folder is needed; move it away"
    match found.kind:
        case Kind.FILE:
            return None if listed or header.is_marked(found.data) else _FOREIGN
        case Kind.FOLDER:
            if _holds_only(root, path, gone):
                return None
            return "is a folder with files that swarmgen did not write, where a file is needed; move it away"
        case Kind.LINK | Kind.OTHER:
            return None if listed else f"is a {found.kind} that swarmgen did not make; move it away"


def _holds_only(root: Path, folder: PurePosixPath, gone: AbstractSet[PurePosixPath]) -> bool:
    for parent, folders, files in os.walk(root / folder):
        inside = PurePosixPath(parent).relative_to(root)
        if any(inside / name not in gone for name in files):
            return False
        if any(os.path.islink(os.path.join(parent, name)) for name in folders):
            return False
    return True
