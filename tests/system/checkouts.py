"""Checkouts in temporary folders, and `swarmgen` run in them as a user runs it."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from tests.permissions import obey_permissions

ROOT = Path(__file__).parents[2]
SHOP = Path(__file__).with_name("shop")
"""A small registry without warnings, with one signal of each kind."""
SWARMGEN = (sys.executable, "-m", "swarmgen")

Contents = Mapping[str, tuple[int, bytes]]
"""The files of a folder: relative path → (permission bits, bytes)."""


class Ran(NamedTuple):
    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Checkout:
    """A folder with compiler, templates and conventions."""

    root: Path

    @classmethod
    def at(cls, root: Path, registry: Path = SHOP) -> Checkout:
        """A new checkout in `root`, with a copy of `registry` as its conventions."""
        for name in ("generator", "templates"):
            shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copytree(registry, root / "semantic-conventions")
        return cls(root)

    @property
    def generated(self) -> Path:
        return self.root / "generated"

    @property
    def model(self) -> Path:
        return self.root / "semantic-conventions" / "model"

    def run(self, *words: str, cwd: Path | None = None, env: Mapping[str, str] | None = None) -> Ran:
        """Run `swarmgen` with the compiler of this checkout."""
        done = subprocess.run(
            [*SWARMGEN, *words],
            cwd=cwd or self.root,
            env=self.environment(env),
            capture_output=True,
            check=False,
            preexec_fn=obey_permissions,
        )
        return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [*SWARMGEN, *words],
            cwd=self.root,
            env=self.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def environment(self, env: Mapping[str, str] | None = None) -> dict[str, str]:
        return environment({"PYTHONPATH": str(self.root / "generator")} | dict(env or {}))

    def edit(self, path: str, old: str, new: str) -> None:
        """Replace a text that stands once in a file."""
        file = self.root / path
        text = file.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{path}: {old!r} stands there {text.count(old)} times"
        file.write_text(text.replace(old, new), encoding="utf-8")


def environment(env: Mapping[str, str] | None = None) -> dict[str, str]:
    """That of this process with changes, and without what `make test` tells a `make` that it calls."""
    return {name: value for name, value in os.environ.items() if not name.startswith("MAKE")} | dict(env or {})


def contents(folder: Path) -> Contents:
    """Every file below a folder."""
    return {name: (stat.S_IMODE(path.stat().st_mode), path.read_bytes()) for name, path in _files(folder)}


def stamps(folder: Path) -> dict[str, tuple[int, int]]:
    """What changes when a file is written, even with the bytes it had: relative path → (time, inode)."""
    return {name: (path.stat().st_mtime_ns, path.stat().st_ino) for name, path in _files(folder)}


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Every file below a folder with its relative path; what Python keeps of its own sources is nobody's business."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.parent.name != "__pycache__":
            yield path.relative_to(folder).as_posix(), path


def changed(before: Mapping[str, object], after: Mapping[str, object]) -> set[str]:
    """The keys whose values differ, those that only one side has included."""
    return {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
