"""Something else where a file or folder of the store belongs: links, FIFOs, folders, files, nothing, closed doors."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.coordinators import Done, Language, environment, tree
from tests.faults.stores import BY_NAME, Operation, Stores, compare
from tests.permissions import obey_permissions

LIMIT = 60  # seconds after which a call counts as hanging

FILES = {
    "lock": "claim",
    "format": "claim",
    "format.new": "first use",
    "state": "claim",
    "reserve": "claim",
    "journal/000001.jsonl": "claim",
    "telemetry/traces/000001.jsonl": "claim",
    "telemetry/side/000001.jsonl": "refused",
    "records/agent/0/1": "progress",
    "records/work/0/2": "progress",
    "records/work_ready/0/1": "claim next",
    "records/work/0/10": "add",
    "ids/agent/ce/alice": "progress",
    "ids/work/ne/long.one": "lower",
    "ids/work/ne/+own.+one": "complete",
    "keys/_1/k.1": "keyed",
    "keys/_2/k.2": "add",
    "texts/work/0/4.details": "edit",
    "texts/work/0/10.details": "add",
}
"""Every kind of file, there or to be made, and an operation that meets it."""

FOLDERS = {
    "journal": "claim",
    "telemetry": "claim",
    "telemetry/traces": "claim",
    "telemetry/side": "refused",
    "records": "progress",
    "records/work": "progress",
    "records/work/0": "progress",
    "texts": "edit",
    "texts/work": "edit",
    "texts/work/0": "edit",
    "ids": "progress",
    "ids/agent": "progress",
    "ids/agent/ce": "progress",
    "keys": "keyed",
    "keys/_1": "keyed",
}
MORE = {
    "keyed": Operation("keyed", ("add", "seventh", "--key", "k.1")),
    "lower": Operation("lower", ("add", "t", "--id", "long.one")),
    "refused": Operation("refused", ("claim", "w-9999", "--agent", "bob"), exit=6),
}


@dataclass(frozen=True)
class Thing:
    """What stands in a place instead, and how to put it there."""

    name: str
    put: Callable[[Path, Path], None]  # place, and a folder outside of the store
    obeys: bool = False  # whether it needs a caller that permissions hold for


def _linked(place: Path, outside: Path) -> None:
    target = outside / "target"
    if place.exists():
        place.rename(target)
    elif place.suffix or place.name.isdigit():
        target.write_bytes(b"outside\n")
    else:
        target.mkdir()
    place.symlink_to(target)


def _dangling(place: Path, outside: Path) -> None:
    _remove(place, outside)
    place.symlink_to(outside / "nowhere")


def _remove(place: Path, outside: Path) -> None:
    if place.is_dir():
        shutil.rmtree(place)
    else:
        place.unlink(missing_ok=True)


def _fifo(place: Path, outside: Path) -> None:
    _remove(place, outside)
    os.mkfifo(place)


def _socket(place: Path, outside: Path) -> None:
    _remove(place, outside)
    here = os.getcwd()
    os.chdir(place.parent)  # the path of a socket is short
    try:
        with socket.socket(socket.AF_UNIX) as end:
            end.bind(place.name)
    finally:
        os.chdir(here)


def _folder(place: Path, outside: Path) -> None:
    _remove(place, outside)
    place.mkdir()


def _file(place: Path, outside: Path) -> None:
    _remove(place, outside)
    place.write_bytes(b"a file\n")


def _closed(place: Path, outside: Path) -> None:
    if place.exists():
        place.chmod(0)


def _readable(place: Path, outside: Path) -> None:
    if place.exists():
        place.chmod(0o500 if place.is_dir() else 0o400)


def _foreign(place: Path, outside: Path) -> None:
    if place.exists():
        os.chown(place, 12345, -1)


THINGS = {
    "file": (
        Thing("link", _linked),
        Thing("dangling link", _dangling),
        Thing("FIFO", _fifo),
        Thing("socket", _socket),
        Thing("folder", _folder),
        Thing("nothing", _remove),
        Thing("closed", _closed, obeys=True),
        Thing("only readable", _readable, obeys=True),
    ),
    "folder": (
        Thing("link", _linked),
        Thing("dangling link", _dangling),
        Thing("FIFO", _fifo),
        Thing("file", _file),
        Thing("closed", _closed, obeys=True),
        Thing("only readable", _readable, obeys=True),
    ),
}


@dataclass(frozen=True)
class Point:
    """A thing in a place, and the operation that meets it."""

    thing: Thing
    path: str
    operation: Operation

    def __str__(self) -> str:
        return f"{self.thing.name} at {self.path}: {self.operation.name}"


def points() -> Iterator[Point]:
    """Every thing in every place."""
    for kind, paths in (("file", FILES), ("folder", FOLDERS)):
        for path, name in paths.items():
            for thing in THINGS[kind]:
                yield Point(thing, path, BY_NAME.get(name) or MORE[name])


def _call(language: Language, store: Path, point: Point) -> Done:
    try:
        done = subprocess.run(
            [*language.command, *point.operation.words],
            env={**environment(store), **point.operation.env},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=LIMIT,
            preexec_fn=obey_permissions if point.thing.obeys else None,
        )
    except subprocess.TimeoutExpired:
        return Done(-1, b"", b"it hangs")
    said = done.stderr.replace(language.program.encode(), b"PROGRAM").replace(str(store).encode(), b"STORE")
    return Done(done.returncode, done.stdout, said)


def expected(point: Point) -> tuple[int, str]:
    """The exit code that is right, and a pattern of the message; both languages must give it."""
    path, name, done = re.escape(point.path), point.thing.name, (point.operation.exit, ".*")
    if point.path.startswith("telemetry") or (name in _KEPT and point.path in _MISSING):
        return done
    if name == "nothing":
        return _NOTHING.get(point.path, done)
    if name in ("link", "dangling link"):
        return (5, f"STORE/{path} is a symbolic link")
    if name == "closed" and point.path != "reserve":
        return 5, f"STORE/{path}[a-z0-9/.+_]*: permission denied"
    if name in ("closed", "only readable"):
        return (5, f"STORE/{path}: permission denied") if point.path in _WRITTEN else done
    reason = "is not a regular file" if point.path in FILES else "is not a folder"
    return (5, f"STORE/{path} {reason}")


_KEPT = ("nothing", "closed", "only readable")
_MISSING = ("format.new", "records/work/0/10", "ids/work/ne/long.one", "keys/_2/k.2", "texts/work/0/10.details")
_WRITTEN = (
    "lock",
    "state",
    "journal/000001.jsonl",
    "texts/work/0/4.details",
    *(name for name in FILES if "records" in name),
)
_NOTHING = {
    "format": (9, 'STORE/format is damaged; run "PROGRAM repair"'),
    "state": (9, 'STORE/state is damaged; run "PROGRAM repair"'),
    "journal/000001.jsonl": (9, 'STORE/journal/000001.jsonl is damaged; run "PROGRAM repair"'),
    "records/agent/0/1": (9, 'STORE/records/agent/0/1 is damaged; run "PROGRAM doctor"'),
    "records/work/0/2": (9, 'STORE/records/work/0/2 is damaged; run "PROGRAM doctor"'),
    "records/work_ready/0/1": (7, "nothing to claim"),
    "ids/agent/ce/alice": (6, 'no agent "alice"'),
    "ids/work/ne/+own.+one": (6, 'no work "Own.One"'),
}


def check(stores: Stores, language: Language, point: Point) -> tuple[int, str]:
    """The exit code, and what is wrong with it, if anything is."""
    store = stores.copy(point.operation.base, "victim")
    outside = stores.folder / "outside"
    shutil.rmtree(outside, ignore_errors=True)
    outside.mkdir()
    (store / point.path).parent.mkdir(parents=True, exist_ok=True)
    point.thing.put(store / point.path, outside)
    before, around = tree(store), tree(outside)
    done = _call(language, store, point)
    code, pattern = expected(point)
    said = done.stderr.decode(errors="replace")
    message = rf"PROGRAM: [a-z]+: {pattern} \([a-z_]+\)\n" if code else ""
    if done.exit != code or not re.fullmatch(message, said):
        return done.exit, f"exit {done.exit} with {said!r} instead of {code} with {pattern!r}"
    if tree(outside) != around:
        return done.exit, "something outside of the store changed"
    changed = compare(tree(store), before) if code else ""
    return done.exit, f"refused, but changed: {changed}" if changed else ""
