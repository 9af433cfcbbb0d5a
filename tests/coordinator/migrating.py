"""What `migrate` of one version makes of stores of another: the same in both languages."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.coordinator.versions import Version
from tests.coordinators import difference, tree


def copied(store: Path, name: str) -> Path:
    """A copy of a store beside it."""
    copy = store.parent / name / "data"
    shutil.rmtree(copy.parent, ignore_errors=True)
    shutil.copytree(store, copy)
    return copy


def migrated(new: Version, store: Path) -> list[tuple[int, bytes, dict[str, bytes]]]:
    """What `migrate` says in each language, the path of the store being DIR, and what it leaves."""
    found = []
    for language in new.languages:
        copy = copied(store, language.name)
        done = new.call(language, copy, "migrate")
        said = (done.stdout + done.stderr).replace(str(copy).encode(), b"DIR")
        found.append((done.exit, said, tree(copy)))
    return found


def same(new: Version, store: Path) -> tuple[int, bytes, dict[str, bytes]]:
    """The same in each language."""
    (exit, said, files), (other, text, others) = migrated(new, store)
    assert (other, text) == (exit, said), "the second is bash"
    assert difference(files, others) == ""
    return exit, said, files


def refused(new: Version, store: Path) -> str:
    """Why a store is not migrated; it is as it was."""
    exit, said, files = same(new, store)
    assert exit == 9 and difference(files, tree(store)) == ""
    return said.decode().removeprefix("PROGRAM: migrate: ").removesuffix(" (damaged)\n")
