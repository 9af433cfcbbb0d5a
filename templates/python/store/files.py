"""Files of a store, opened in the one way that is safe: never through a symbolic link, never anything but a regular
file, never waiting for the other end of a FIFO.
"""

from __future__ import annotations

import os
from errno import EACCES, EISDIR, ELOOP, ENOTDIR, ENXIO, EPERM, EROFS
from stat import S_ISLNK, S_ISREG

from . import stops

_ALWAYS = os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY
READ = os.O_RDONLY | _ALWAYS
WRITE = os.O_WRONLY | os.O_CREAT | _ALWAYS
APPEND = os.O_RDWR | os.O_CREAT | os.O_APPEND | _ALWAYS
BOTH = os.O_RDWR | _ALWAYS
SYMLINK, REGULAR, FOLDER = " is a symbolic link", " is not a regular file", " is not a folder"
FOREIGN, DENIED = " belongs to another user", ": permission denied"
_REASONS = {ELOOP: SYMLINK, EISDIR: REGULAR, ENXIO: REGULAR, ENOTDIR: FOLDER}


def refusal(path: str, error: OSError) -> stops.Stop | None:
    """What an error of opening says about the path itself; None when it is about storage."""
    reason = DENIED if error.errno in (EACCES, EPERM, EROFS) else _REASONS.get(error.errno or 0)
    return stops.Forbidden(path, reason) if reason else None


def opened(path: str, flags: int, shared: bool = False) -> tuple[int, os.stat_result]:
    """A descriptor of a regular file, and what the system knows of it. Created files belong to the user alone, in a
    shared store to the group too.

    Raises:
        Forbidden: the path is no regular file, or may not be opened.
        OSError: there is none, or the storage failed.
    """
    try:
        descriptor = os.open(path, flags, 0o660 if shared else 0o600)
    except OSError as error:
        stop = refusal(path, error)
        if stop is None:
            raise
        raise stop from None
    try:
        status = os.fstat(descriptor)
        if not S_ISREG(status.st_mode):
            raise stops.Forbidden(path, REGULAR)
        if shared and flags & os.O_CREAT and status.st_mode & 0o660 != 0o660 and status.st_uid == os.geteuid():
            os.fchmod(descriptor, 0o660)  # the umask of the process took the group's part away
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor, status


def check(path: str) -> None:
    """Looks at a file that is about to be written, and may be missing.

    Raises:
        Forbidden: it is no regular file, or may not be written.
        OSError: the storage failed.
    """
    try:
        mode = os.lstat(path).st_mode
    except FileNotFoundError:
        return
    except OSError as error:
        raise refusal(path, error) or error from None
    if not S_ISREG(mode):
        raise stops.Forbidden(path, SYMLINK if S_ISLNK(mode) else REGULAR)
    if not os.access(path, os.W_OK):
        raise stops.Forbidden(path, DENIED)


def read(path: str, limit: int) -> bytes | None:
    """At most `limit` bytes from the start of a file; None when there is no file.

    Raises:
        Forbidden: as `opened`.
        StorageFailed: it cannot be read.
    """
    try:
        descriptor, _ = opened(path, READ)
    except FileNotFoundError:
        return None
    except OSError:
        raise stops.StorageFailed(path) from None
    try:
        return os.read(descriptor, limit)
    except OSError:
        raise stops.StorageFailed(path) from None
    finally:
        os.close(descriptor)


def write(path: str, data: bytes, shared: bool, cut: bool = False) -> None:
    """Puts `data` at the start of a file, which is made if need be; with `cut` nothing stays behind it.

    Raises:
        Forbidden: as `opened`.
        OSError: the storage failed.
    """
    descriptor, status = opened(path, WRITE, shared)
    try:
        whole(descriptor, data, 0)
        if cut and status.st_size > len(data):
            os.ftruncate(descriptor, len(data))
    finally:
        os.close(descriptor)


def whole(descriptor: int, data: bytes, offset: int) -> None:
    """Writes all of `data` at `offset`; a disk that fills up takes a part first and refuses then.

    Raises:
        OSError: the storage failed.
    """
    done = os.pwrite(descriptor, data, offset)
    while done < len(data):
        done += os.pwrite(descriptor, data[done:], offset + done)


def sync(path: str) -> None:
    """Waits until a file is on the disk.

    Raises:
        Forbidden: as `opened`.
        OSError: the storage failed.
    """
    descriptor, _ = opened(path, READ)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(path: str) -> None:
    """Waits until the names in a folder are on the disk.

    Raises:
        OSError: the storage failed.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
