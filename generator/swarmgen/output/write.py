"""Makes a folder equal to a tree, with the least change.

- Everything is decided before anything is touched; a refusal names every obstacle and leaves the folder as it was.
- A file is written beside its place and renamed into it, so readers see the old content or the new, and it gets its
  mode whatever the umask. Files that are right already keep their time.
- A file that swarmgen did not write is never changed; a symbolic link is never followed.
- While the run is at work, MANIFEST lists what was there and what will be. A run that is killed therefore leaves a
  folder from which the next run goes on: it knows every file the killed one may have written. Safe against a killed
  process, not against a power cut; every file can be generated again.
- Two runs on one folder take turns.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from swarmgen.diagnostics import UsageError
from swarmgen.output import manifest
from swarmgen.output.disk import Kind, final, look, temporary
from swarmgen.output.plan import Plan, make_plan
from swarmgen.output.tree import File, Tree, check_paths

_NO_LOCKS = {errno.EBADF, errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS}


class WriteError(UsageError):
    """The tree cannot be written here, and the user can mend that; one line per reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What `write` did: the paths it wrote (content or mode), those it removed, and how many were right already."""

    written: tuple[PurePosixPath, ...] = ()
    removed: tuple[PurePosixPath, ...] = ()
    unchanged: int = 0


def write(tree: Tree, root: Path, *, only: Collection[str] = ()) -> Written:
    """Make `root` hold exactly `tree` and its MANIFEST, besides files that are not ours.

    With `only`, the names of top folders, the files that earlier runs wrote to other folders stay as they are.

    Files that an earlier run wrote and that are no longer generated are removed, and the folders this leaves empty.

    Raises:
        WriteError: if a file that is not ours, a symbolic link or the file system is in the way.
        ValueError: if a path of `tree` is unsafe.
    """
    check_paths(tree, reserved=manifest.NAME)
    try:
        root.mkdir(parents=True, exist_ok=True)
        with _turn(root):
            plan = make_plan(tree, root, only)
            if plan.refusals:
                raise WriteError("\n".join(f"{root / path}: {reason}" for path, reason in plan.refusals))
            if not plan.is_empty:
                _carry_out(plan, tree, root)
    except OSError as error:
        raise WriteError(f"{_place(error, root)}: cannot be generated: {error.strerror or error}") from error
    changed = sorted({*plan.writes, *plan.modes})
    return Written(written=tuple(changed), removed=tuple(sorted(plan.removals)), unchanged=len(tree) - len(changed))


@contextlib.contextmanager
def _turn(root: Path) -> Iterator[None]:
    """Wait until no other run is writing to `root`. A file system without locks gives no turns."""
    folder = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
        except OSError as error:
            if error.errno not in _NO_LOCKS:
                raise
        yield
    finally:
        os.close(folder)


def _carry_out(plan: Plan, tree: Tree, root: Path) -> None:
    entries = manifest.entries_of(tree) | plan.others
    for path in plan.leftovers:
        os.unlink(root / path)
    if plan.writes or plan.removals:
        _list(entries | plan.entries, root)
    for path in plan.removals:
        os.unlink(root / path)
    _prune((path for path in plan.listed if path not in tree), root)
    for path in plan.writes:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        _clear_folder(root / path)
        _replace(path, tree[path], root)
    for path in plan.modes:
        os.chmod(root / path, tree[path].mode)
    _list(entries, root)


def _list(entries: frozenset[manifest.Entry], root: Path) -> None:
    """Make MANIFEST list `entries`, unless it does."""
    text = manifest.manifest_text(entries)
    found = look(root, manifest.NAME)
    if found is None or found.data != text:
        _replace(manifest.NAME, File(text), root)


def _replace(path: PurePosixPath, file: File, root: Path) -> None:
    """Put `file` at `path` in one step."""
    unfinished = root / temporary(path)
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(handle, "wb") as stream:
            os.fchmod(handle, file.mode)
            stream.write(file.data)
        os.replace(unfinished, root / path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


def _place(error: OSError, root: Path) -> Path:
    """The file that an error is about, under its final name."""
    return final(Path(os.fsdecode(error.filename))) if isinstance(error.filename, str | bytes) else root


def _prune(paths: Iterable[PurePosixPath], root: Path) -> None:
    """Remove the folders of `paths` that are empty now, from the innermost outwards; never the root."""
    folders = {parent for path in paths for parent in path.parents[:-1]}
    for folder in sorted(folders, key=lambda folder: len(folder.parts), reverse=True):
        found = look(root, folder)
        if found is not None and found.place == folder and found.kind is Kind.FOLDER:
            with contextlib.suppress(OSError):  # it is not empty, so it stays
                os.rmdir(root / folder)


def _clear_folder(path: Path) -> None:
    """Remove the folders at `path`, which the plan found to hold no file that stays."""
    if path.is_dir() and not path.is_symlink():
        for folder, _, _ in os.walk(path, topdown=False):
            os.rmdir(folder)
