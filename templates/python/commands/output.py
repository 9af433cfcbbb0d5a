"""Answers that go to a file, which has the old content or the new one at any time."""

from __future__ import annotations

import contextlib
import os
from stat import S_ISLNK, S_ISREG

from . import calls, files, main, stops, values

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .contracts import Operation
    from .store import Store
    from .words import Request

_TRIES = 100
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW
_MODE = 0o644


def run(store: Store, operation: Operation, request: Request) -> int:
    """Runs a query, writes its answer to the file that was named, and gives the exit code.

    Raises:
        Stop: the query was refused; the file cannot be written (5, 6, 10), and is as it was.
    """

    def written(reply: Any) -> Any:
        told = calls.Told(request.given, reply, 0, False)
        _write(request.output or "", main.text(operation, told, request), store.folders.root)
        return reply

    return calls.run(store, operation, request.given, after=written).exit


def _write(path: str, text: str, store: str) -> None:
    shown = f"--output: {values.shown(path)}"
    folder, slash, name = path.rpartition("/")
    folder = folder + slash or "./"
    _check(path, folder, name, shown)
    if f"{os.path.realpath(folder)}/".startswith(f"{os.path.realpath(store)}/"):
        raise stops.Stop(5, f"{shown} is in the data directory")
    place = b""
    try:
        place = _filled(_bytes(folder), text.encode(errors="surrogateescape"))
        os.rename(place, _bytes(path))
    except OSError:
        if place:
            _remove(place)
        raise stops.Stop(10, f"{shown} could not be written: no space left or write error") from None


def _check(path: str, folder: str, name: str, shown: str) -> None:
    try:
        mode = os.lstat(_bytes(path)).st_mode
    except (OSError, ValueError):
        mode = None
    if mode is not None and S_ISLNK(mode):
        raise stops.Stop(5, f"{shown}{files.SYMLINK}")
    if (mode is not None and not S_ISREG(mode)) or not name:
        raise stops.Stop(5, f"{shown}{files.REGULAR}")
    if not os.path.isdir(_bytes(folder)):
        raise stops.Stop(6, f"{shown} is in a folder that is not there")
    if not os.access(_bytes(folder), os.W_OK | os.X_OK):
        raise stops.Stop(5, f"{shown}{files.DENIED}")


def _filled(folder: bytes, data: bytes) -> bytes:
    """The path of a new file in a folder that has `data`.

    Raises:
        OSError: that failed; there is no such file then.
    """
    descriptor, place = _new(folder)
    try:
        try:
            while data:
                data = data[os.write(descriptor, data) :]
        finally:
            os.close(descriptor)
    except OSError:
        _remove(place)
        raise
    return place


def _new(folder: bytes) -> tuple[int, bytes]:
    before = os.umask(0o777 & ~_MODE)
    try:
        for number in range(_TRIES):
            place = b"%s.swarmsh-%d-%d" % (folder, os.getpid(), number)
            with contextlib.suppress(FileExistsError):
                return os.open(place, _NEW, _MODE), place
    finally:
        os.umask(before)
    raise FileExistsError(folder)


def _remove(place: bytes) -> None:
    with contextlib.suppress(OSError):
        os.unlink(place)


def _bytes(path: str) -> bytes:
    return path.encode(errors="surrogateescape")
