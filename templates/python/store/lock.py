"""The lock of a store: flock on a file that is never deleted."""

from __future__ import annotations

import os
import time
from fcntl import LOCK_EX, LOCK_NB, LOCK_SH, flock

from . import files, stops, values

DEFAULT = 30
_FIRST, _LONGEST = 0.001, 0.02  # seconds between two tries


def timeout() -> int:
    """`SWARMSH_LOCK_TIMEOUT` in seconds, 30 by default.

    Raises:
        Usage: it is not a whole number, or negative.
    """
    word = os.environ.get("SWARMSH_LOCK_TIMEOUT")
    if not word:
        return DEFAULT
    try:
        return values.integer(word, 0, 86400)
    except values.Wrong as wrong:
        raise stops.Usage(f"SWARMSH_LOCK_TIMEOUT: {wrong}") from None


def take(path: str, shared: bool, seconds: int) -> int:
    """The descriptor of the lock file, locked for this process alone. The file is made if it is missing.

    Raises:
        Locked: others held it for `seconds`.
        Forbidden: it is no regular file of this user.
        OSError: the storage failed.
    """
    return _obtain(path, files.BOTH | os.O_CREAT, shared, LOCK_EX, seconds)


def share(path: str, shared: bool, seconds: int) -> int:
    """The same, locked against writers only, for readers; they need no permission to write.

    Raises:
        as `take`.
    """
    return _obtain(path, files.READ, shared, LOCK_SH, seconds)


def drop(descriptor: int) -> None:
    """Gives the lock back."""
    os.close(descriptor)


def _obtain(path: str, flags: int, shared: bool, how: int, seconds: int) -> int:
    for _ in range(2):
        descriptor, status = files.opened(path, flags, shared)
        try:
            if not shared and status.st_uid != os.geteuid():
                raise stops.Forbidden(path, files.FOREIGN)
            _wait(descriptor, how, seconds)
            if _same(path, status):
                return descriptor
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)  # somebody replaced the file while we waited for the old one
    raise stops.Locked(seconds)


def _wait(descriptor: int, how: int, seconds: int) -> None:
    pause = _FIRST
    end: float | None = None
    while True:
        try:
            flock(descriptor, how | LOCK_NB)
        except BlockingIOError:
            present = time.monotonic()
            end = present + seconds if end is None else end
            if present >= end:
                raise stops.Locked(seconds) from None
            time.sleep(min(pause, end - present))
            pause = min(2 * pause, _LONGEST)
        else:
            return


def _same(path: str, status: os.stat_result) -> bool:
    try:
        present = os.lstat(path)
    except FileNotFoundError:
        return False
    return present.st_ino == status.st_ino and present.st_dev == status.st_dev
