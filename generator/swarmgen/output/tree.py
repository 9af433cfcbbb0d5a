"""A generated tree as it must stand on disk: bytes and modes by relative path."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class File:
    """The exact content of one generated file."""

    data: bytes
    executable: bool = False

    @property
    def mode(self) -> int:
        """The permission bits `write` gives the file, whatever the umask."""
        return 0o755 if self.executable else 0o644

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


Tree: TypeAlias = Mapping[PurePosixPath, File]


def checked_path(text: str) -> PurePosixPath:
    """The relative path that `text` spells, if it names something strictly below the root.

    Raises:
        ValueError: if `text` is empty, absolute, not in its shortest form (`a//b`, `./a`), has a `..` part or a
            character that cannot be printed. The message says which, without repeating `text`.
    """
    path = PurePosixPath(text)
    if not text.isprintable():
        raise ValueError("a path may not contain control characters")
    if path.is_absolute():
        raise ValueError("a path must be relative")
    if ".." in path.parts:
        raise ValueError('a path may not contain ".."')
    if not path.parts or str(path) != text:
        raise ValueError("a path must be in its shortest form")
    return path


def check_paths(tree: Tree, reserved: PurePosixPath) -> None:
    """Refuse a tree that no folder can hold: an unsafe path, the `reserved` one, a file that is also a folder.

    Raises:
        ValueError: naming the path. Paths come from back ends, so this is our bug, never the author's.
    """
    for path in tree:
        try:
            checked_path(str(path))
        except ValueError as error:
            raise ValueError(f"generated path {str(path)!r}: {error}") from None
        if path == reserved:
            raise ValueError(f'generated path "{path}": the name is reserved')
        for parent in path.parents:
            if parent in tree:
                raise ValueError(f'generated path "{path}": "{parent}" is generated as a file')
