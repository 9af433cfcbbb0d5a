"""Remembers results by the content of everything they depend on, so that a run with nothing new costs next to nothing.

A key is a digest over named inputs: files with their relative paths, versions of tools, options. Equal keys mean
equal results, so an entry is never out of date; what is not part of the key must not matter. Entries are plain bytes,
carry a digest of their own and are believed only if it fits: a damaged entry is as good as none. Losing the cache, or
being unable to write it, costs time only.

This module imports nothing heavy: the run that has nothing to do consists of little else.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import stat
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

_FORMAT = b"swarmgen cache 1 "
_MOST_ENTRIES = 32
_MOST_BYTES = 128 * 1024 * 1024
_SETTLED_NS = 100_000_000
"""A file changed less than this before it was looked at may change again without its time showing it."""
_ABANDONED_S = 3600.0
"""After this time an unfinished entry belongs to a run that was killed."""


def cache_key(
    purpose: str, *, inputs: Mapping[str, Path], tools: Iterable[str] = (), options: Mapping[str, object] | None = None
) -> str:
    """The key of a result: 64 hexadecimal digits.

    `purpose` tells kinds of results apart. `inputs` are files and folders under names of the caller's choice; of a
    folder, every file counts, links followed, except in `__pycache__` and hidden folders. `tools` are names of
    installed distributions. `options` is anything JSON can write. The Python version counts always.

    Raises:
        OSError: if an input is missing or cannot be read; then there is nothing to remember either.
    """
    digest = hashlib.sha256()

    def add(*parts: bytes) -> None:
        for part in parts:  # the length before each part: no two sequences of parts look alike
            digest.update(b"%d:" % len(part))
            digest.update(part)

    add(purpose.encode(), sys.version.encode(), json.dumps(options or {}, sort_keys=True).encode())
    versions = _installed_versions()
    for tool in sorted(map(_normal, tools)):
        add(b"tool", tool.encode(), versions.get(tool, "absent").encode())
    for name, path in sorted(inputs.items()):
        for inside, file in _files(path):
            with open(file, "rb") as stream:
                add(b"file", name.encode(), os.fsencode(inside), stream.read())
    return digest.hexdigest()


def _files(path: Path) -> Iterator[tuple[str, str]]:
    """The files at and below `path` as (relative path, path), sorted; the relative path of `path` itself is empty."""
    if not os.path.isdir(path):
        yield "", os.fspath(path)
        return
    pending: list[tuple[str, str, tuple[str, ...]]] = [("", os.fspath(path), (os.path.realpath(path),))]
    found = []
    while pending:
        prefix, folder, above = pending.pop()
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_file():
                    found.append((prefix + entry.name, entry.path))
                elif entry.is_dir() and not entry.name.startswith(".") and entry.name != "__pycache__":
                    real = os.path.realpath(entry.path) if entry.is_symlink() else os.path.join(above[-1], entry.name)
                    if real not in above:  # a link to a folder above would never end
                        pending.append((f"{prefix}{entry.name}/", entry.path, (*above, real)))
    yield from sorted(found)


def _installed_versions() -> dict[str, str]:
    """The version of every installed distribution, by normal name. Folder names tell it: nothing is parsed."""
    versions: dict[str, str] = {}
    for folder in sys.path:
        with contextlib.suppress(OSError):
            for name in sorted(os.listdir(folder or ".")):
                if name.endswith(".dist-info"):
                    distribution, _, version = name.removesuffix(".dist-info").rpartition("-")
                    versions.setdefault(_normal(distribution), version)
    return versions


def _normal(name: str) -> str:
    return name.lower().replace("-", "_").replace(".", "_")


class Cache:
    """A folder of results by key, shared by any number of processes.

    Keeps the 32 entries used last, and at most 128 MiB.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, key: str) -> bytes | None:
        """The bytes put under `key`; None if there are none, or if they are damaged."""
        path = self._folder / key
        try:
            data = path.read_bytes()
        except OSError:
            return None
        head, _, value = data.partition(b"\n")
        if head != _FORMAT + _seal(key, value):
            return None
        with contextlib.suppress(OSError):
            os.utime(path)  # used now: the last to be dropped
        return value

    def put(self, key: str, value: bytes) -> None:
        """Remember `value` under `key`, whole or not at all. A folder that cannot be written is not an error."""
        temporary = self._folder / f"{key}.{os.urandom(8).hex()}.tmp"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            try:
                temporary.write_bytes(_FORMAT + _seal(key, value) + b"\n" + value)
                os.replace(temporary, self._folder / key)
            finally:
                temporary.unlink(missing_ok=True)
            self._drop_oldest()
        except OSError:
            return

    def remember(self, key: Callable[[], str | None], compute: Callable[[], bytes]) -> bytes:
        """The result under `key()`, computed and put there if need be; without a key it is computed and not kept.

        The key is taken again after computing: if an input has changed meanwhile, the result belongs to neither key. A
        computation that raises is not remembered.
        """
        before = key()
        if before is None:
            return compute()
        known = self.get(before)
        if known is not None:
            return known
        value = compute()
        if key() == before:
            self.put(before, value)
        return value

    def _drop_oldest(self) -> None:
        entries = []
        with os.scandir(self._folder) as found:
            for entry in found:
                with contextlib.suppress(FileNotFoundError):  # another process was faster
                    status = entry.stat(follow_symlinks=False)
                    if stat.S_ISREG(status.st_mode):
                        entries.append((status.st_mtime, entry.name, status.st_size))
        kept = size = 0
        for when, name, length in sorted(entries, reverse=True):
            if name.endswith(".tmp"):
                drop = time.time() - when > _ABANDONED_S
            else:
                kept, size = kept + 1, size + length
                drop = kept > _MOST_ENTRIES or size > _MOST_BYTES
            if drop:
                with contextlib.suppress(FileNotFoundError):
                    os.unlink(self._folder / name)


def _seal(key: str, value: bytes) -> bytes:
    """Binds the value to its key: an entry under another name is damaged."""
    digest = hashlib.sha256(key.encode() + b"\n")
    digest.update(value)
    return digest.hexdigest().encode()


class TreeRecord:
    """Remembers that a folder holds what was generated from a key. Sizes and times tell, where they can be trusted."""

    def __init__(self, cache: Cache, root: Path) -> None:
        self._cache = cache
        self._root = root

    def put(self, key: str, files: Mapping[str, tuple[bool, str]]) -> None:
        """Record what was just written for `key`: relative path → (executable, sha256 of the content)."""
        now = time.time_ns()
        with contextlib.suppress(OSError):
            known = {path: [*files[path], *_stamp(self._root / path, now)] for path in files}
            self._cache.put(self._key(key), json.dumps(known).encode())

    def is_current(self, key: str) -> bool:
        """Whether `key` is recorded and every file is as it was; a file is read again only if its stamp has changed."""
        record = self._cache.get(self._key(key))
        if record is None:
            return False
        now = time.time_ns()
        known = json.loads(record)
        stamps = {}
        try:
            for path, (executable, digest, *stamp) in known.items():
                stamps[path] = [executable, digest, *_stamp(self._root / path, now)]
                settled, current = stamp[-1], stamps[path][2:]
                if not (settled and stamp[:-1] == current[:-1]) and not _holds(self._root / path, executable, digest):
                    return False
        except OSError:
            return False
        if stamps != known:
            self._cache.put(self._key(key), json.dumps(stamps).encode())
        return True

    def _key(self, key: str) -> str:
        return hashlib.sha256(f"tree {key} ".encode() + os.fsencode(os.path.realpath(self._root))).hexdigest()


def _stamp(path: Path, now: int) -> list[int | bool]:
    """What shows a change of the file without reading it; last, whether the file is old enough to show the next one."""
    status = os.lstat(path)
    last = max(status.st_mtime_ns, status.st_ctime_ns)
    stamp = [status.st_mode, status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino]
    return [*stamp, last + _SETTLED_NS < now]


def _holds(path: Path, executable: bool, digest: str) -> bool:
    status = os.lstat(path)
    if not stat.S_ISREG(status.st_mode) or bool(status.st_mode & stat.S_IXUSR) != executable:
        return False
    return hashlib.sha256(path.read_bytes()).hexdigest() == digest
