"""The files of this repository: what is committed, and what would be with `git add --all`."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
_COMMAND = ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
_HIDDEN = (".ci", ".github", ".gitattributes", ".gitignore", ".pre-commit-hooks.yaml", ".shellcheckrc")
"""What counts among hidden names where git cannot tell."""


@cache
def files() -> tuple[Path, ...]:
    """Every file that is not ignored, relative to `ROOT`; without git, every file outside hidden folders."""
    try:
        listed = subprocess.run(_COMMAND, cwd=ROOT, capture_output=True, check=True).stdout.decode()
    except (FileNotFoundError, subprocess.CalledProcessError):
        return tuple(sorted(path.relative_to(ROOT) for path in _walk(ROOT)))
    names = {name for name in listed.split("\0") if name}
    return tuple(path for path in map(Path, sorted(names)) if (ROOT / path).is_file())


def _walk(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if (path.name.startswith(".") and path.name not in _HIDDEN) or path.name in ("__pycache__", "data"):
            continue
        if path.is_dir() and not path.is_symlink():
            yield from _walk(path)
        elif path.is_file():
            yield path


def read(path: Path) -> str:
    """The text of a file of the repository."""
    return (ROOT / path).read_text(encoding="utf-8")
