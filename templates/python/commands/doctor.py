"""The command `doctor`: what this host and the store have and lack."""

from __future__ import annotations

import os
import sys
from stat import S_ISDIR

from . import audit, clock, files, form, journal, lock, main, paths, state, stops, words
from .store import Call, Store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .contracts import PatternModule, Words

_ROOM = 16 << 20
"""Bytes below which a disk counts as nearly full."""


def run(pattern: PatternModule, given: Words, program: str) -> int:
    """Prints the checks, and gives the exit code: 0, or 11 when one fails.

    Raises:
        Stop: a word is wrong, or the store cannot be written.
        HelpWanted: help is asked for.
    """
    kinds = {"--help": "help", "-h": "help", "--accept-clock": "flag"}
    walk = words.walked(given, kinds, 0, f'see "{program} help doctor"')
    if "--accept-clock" in walk.options:
        store = Store(main.folder(), pattern)
        store.look()
        accept = Call("doctor", "swarmsh.coordination.doctor", lambda tx: (), attributes=_attributes, accept=True)
        store.run(accept)
    checks = [_python(), _lock_program(), *_store(pattern, program)]
    lines = "".join(f"{verdict:4} {name}: {text}\n" for verdict, name, text in checks)
    code = main.said(lines, f"{program}: doctor")
    return code or (11 if any(verdict == "fail" for verdict, _, _ in checks) else 0)


_Check = tuple[str, str, str]


def _attributes(reply: object) -> list[str]:
    return ['{"key":"swarmsh.coordination.operation","value":{"stringValue":"doctor"}}']


def _python() -> _Check:
    version = ".".join(map(str, sys.version_info[:3]))
    return ("ok" if sys.version_info >= (3, 11) else "fail"), "python", version


def _lock_program() -> _Check:
    return "ok", "lock", "the system's own"


def _store(pattern: PatternModule, program: str) -> list[_Check]:
    root = main.folder()
    found = [_folder(root)]
    if found[0][0] != "ok":
        return found
    store = Store(root, pattern)
    raw = form.read(root)
    if raw is None:
        return [*found, ("warn", "format", "there is no store yet"), _space(root, False)]
    try:
        store.look()
        found.append(("ok", "format", f"pattern {pattern.NAME}, layout {pattern.LAYOUT}"))
    except stops.Stop as stop:
        return [*found, ("fail", "format", stop.text(program)), _space(root, True)]
    return [*found, *_state(store, program), _space(root, True)]


def _folder(root: str) -> _Check:
    try:
        status = os.stat(root)
    except FileNotFoundError:
        return "warn", "data directory", f"{root} is not there yet"
    except OSError as error:
        return "fail", "data directory", f"{root}: {error.strerror}"
    if not S_ISDIR(status.st_mode):
        return "fail", "data directory", f"{root}{files.FOLDER}"
    shared = form.is_shared(status.st_mode)
    if not shared and status.st_uid != os.geteuid():
        return "fail", "data directory", f"{root}{files.FOREIGN}"
    return "ok", "data directory", f"{root}{', shared by a group' if shared else ''}"


def _state(store: Store, program: str) -> list[_Check]:
    """The state and the end of the journal, under the lock, so that nothing is in between."""
    root, shared = store.folders.root, store.folders.shared
    try:
        descriptor = lock.take(f"{root}/lock", shared, lock.timeout())
    except stops.Stop as stop:
        return [("fail", "state", stop.text(program))]
    except OSError as error:
        return [("fail", "state", f"{root}/lock: {error.strerror}")]
    try:
        _, now = store.look()
        return [_of_state(now), _tail(root, now)]
    except stops.Stop as stop:
        return [("fail", "state", stop.text(program))]
    finally:
        lock.drop(descriptor)


def _of_state(now: state.State) -> _Check:
    if now.time > clock.now() + state.AHEAD:
        return (
            "fail",
            "state",
            "the last entry is more than 10 minutes ahead of the clock; --accept-clock takes the clock",
        )
    if now.dirty:
        return "warn", "state", "an operation was interrupted; the next one ends its writing"
    lost = f", {now.lost} spans lost" if now.lost else ""
    return ("warn" if now.lost else "ok"), "state", f"{now.sequence} entries{lost}"


def _tail(root: str, now: state.State) -> _Check:
    """The segment that the last entry is in: its length, and the form of its lines."""
    if not now.sequence:
        return "ok", "journal", "empty"
    path = f"{root}/{paths.journal(paths.segment(now.sequence))}"
    try:
        first = (paths.segment(now.sequence) - 1) * paths.PER_SEGMENT + 1
        for _ in audit.entries(root, first, now.sequence):
            pass
        journal.entry(root, now.sequence)
        size = os.stat(path).st_size
    except stops.Stop as stop:
        return "fail", "journal", stop.message
    except OSError as error:
        return "fail", "journal", f"{path}: {error.strerror}"
    if size < now.journal or (size > now.journal and not now.dirty):
        return "fail", "journal", f"{path} has {size} bytes, not {now.journal}"
    return "ok", "journal", f"{path}, {size} bytes"


def _space(root: str, is_made: bool) -> _Check:
    found = os.statvfs(root)
    free = found.f_bavail * found.f_frsize
    text = f"{free >> 20} MiB free"
    if is_made and not _reserve(root):
        return "warn", "space", f"{text}; the reserve is used up"
    return ("ok" if free >= _ROOM else "warn"), "space", text


def _reserve(root: str) -> bool:
    """Whether there is one."""
    try:
        return os.lstat(f"{root}/reserve").st_size > 0
    except OSError:
        return False
