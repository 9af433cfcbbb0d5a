"""Finds what stands at a path below a root, never following a symbolic link; and names unfinished files."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath

_TEMPORARY = ".swarmgen-tmp"


class Kind(StrEnum):
    FILE = "file"
    FOLDER = "folder"
    LINK = "symbolic link"
    OTHER = "special file"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What stands at `place`: the path itself, or the first of its parents that is not a folder.

    `data` and `executable` are given for a regular file at the path itself.
    """

    place: PurePosixPath
    kind: Kind
    data: bytes = b""
    executable: bool = False


def look(root: Path, path: PurePosixPath) -> Found | None:
    """What stands at `path` below `root`; None if nothing does.

    Raises:
        OSError: if the file system refuses an answer (permissions, input or output error).
    """
    for place in (*reversed(path.parents[:-1]), path):
        try:
            status = os.lstat(root / place)
        except FileNotFoundError:
            return None
        kind = _kind(status.st_mode)
        if place == path and kind is Kind.FILE:
            executable = bool(status.st_mode & stat.S_IXUSR)
            return Found(place=place, kind=kind, data=(root / place).read_bytes(), executable=executable)
        if place == path or kind is not Kind.FOLDER:
            return Found(place=place, kind=kind)
    raise AssertionError("the loop ends at the path itself")


def temporary(path: PurePosixPath) -> PurePosixPath:
    """Where the content of `path` stands until it is complete."""
    return path.with_name(f".{path.name}{_TEMPORARY}")


def final(path: Path) -> Path:
    """Undoes `temporary`; any other path is itself."""
    if not path.name.endswith(_TEMPORARY):
        return path
    return path.with_name(path.name.removesuffix(_TEMPORARY).removeprefix("."))


def _kind(mode: int) -> Kind:
    if stat.S_ISREG(mode):
        return Kind.FILE
    if stat.S_ISDIR(mode):
        return Kind.FOLDER
    return Kind.LINK if stat.S_ISLNK(mode) else Kind.OTHER
