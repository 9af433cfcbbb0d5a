"""The time that a summary looks back over, and the files of spans that may hold some of it."""

from __future__ import annotations

import os

from . import files, paths, stops, values

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .store import Store

_HOUR = 3600 * 10**9
LENGTHS = {"1h": _HOUR, "24h": 24 * _HOUR, "7d": 7 * 24 * _HOUR, "all": None}
"""How far back each window goes, in ns; None: to the beginning."""

_FOLDERS = ("traces", "side", "archive/traces", "archive/side")
"""Below `telemetry`. What is moved meanwhile is found at its old place or at its new one, never at neither."""

_SLACK = _HOUR
"""A query ends a little after the segment that it writes its span to was closed, if it was held up."""

_HEAD = 4096
"""Bytes of a journal line that are sure to hold its time."""


def named(given: list[str] | None) -> str:
    """The window in the words of `--window`, 24h without any.

    Raises:
        Usage: there is no such window.
    """
    if given is None:
        return "24h"
    if not given[0]:
        raise stops.Usage("option --window is empty")
    try:
        return values.enum(given[0], tuple(LENGTHS))
    except values.Wrong as wrong:
        raise stops.Usage(f"--window: {wrong}") from None


def start(name: str, now: int) -> int:
    """The time (ns) at which a window begins that ends at `now`; 0 for all."""
    length = LENGTHS[name]
    return 0 if length is None else max(now - length, 0)


def spans(store: Store, last: int, start: int) -> list[str]:
    """The files, relative to the data directory, in which spans that ended at `start` (ns) or later may stand, when
    `last` is the last entry; those that were put away too.

    Raises:
        Stop: a folder on the way is none, or may not be read.
    """
    cut = _closed_before(store, paths.segment(last), start - _SLACK)
    found = []
    for folder in (f"telemetry/{each}" for each in _FOLDERS):
        if store.folders.has(folder):
            names = sorted(_listed(f"{store.folders.root}/{folder}"))
            found += [f"{folder}/{name}" for name in names if (_number(name) or 0) > cut]
    return found


def _listed(path: str) -> list[str]:
    try:
        return os.listdir(path)
    except OSError as error:
        raise files.refusal(path, error) or stops.StorageFailed(path) from None


def _number(name: str) -> int | None:
    """The segment of a file `NNNNNN.jsonl`, or of a further one, `NNNNNN.2.jsonl`; None for other names."""
    number, *further, end = name.split(".")
    is_file = end == "jsonl" and len(further) <= 1 and 6 <= len(number) <= 15
    return int(number) if is_file and all(each.isascii() and each.isdigit() for each in (number, *further)) else None


def _closed_before(store: Store, segment: int, time: int) -> int:
    """The last segment before `segment` that was closed before `time` (ns), as far as the journal tells; else 0."""
    while time > 0 and segment > 1:
        segment -= 1
        closed = _closed(store, segment)
        if closed is not None and closed < time:
            return segment
    return 0


def _closed(store: Store, number: int) -> int | None:
    """When a segment was closed: the time of the first entry of the next one, if that can be had."""
    try:
        root = store.folders.root
        data = files.read(f"{root}/{paths.segment_of(root, number + 1)}", _HEAD) or b""
    except stops.Stop:
        return None
    tokens = data.split(b"\t", 4)
    return values.whole(tokens[3].decode("latin-1")) if len(tokens) == 5 and tokens[2] == b',"time":' else None
