"""What generation produces: a mapping from relative path to text. Writing, drift check, tests and docs consume it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TypeAlias


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifact:
    """One generated file, before formatting and without its header.

    `sources` are the specification files it was made from, relative to the registry's folder, sorted; `executable` sets
    the mode to 0755 instead of 0644. The file's kind follows from its suffix.
    """

    text: str
    sources: tuple[str, ...]
    executable: bool = False


Output: TypeAlias = Mapping[PurePosixPath, Artifact]
