"""`telemetry flush`: sends what was not sent yet. It holds no lock of the store, and is alone by a lock of its own."""

from __future__ import annotations

import os
import time

from . import endpoint, lock, main, segments, send, stops, telemetry, text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from .endpoint import Endpoint
    from .segments import Part, Segment
    from .store import Store

MARK = b'{"resourceSpans":['
_END = b"}]}"
_LINES, _BYTES = 512, 1 << 20
"""The most that one request takes, of what stands in the file."""

_LONGEST = 65536
_CONTROLS = bytes(range(32))
_FIRST, _LAST = 500, 30_000
"""ms between two tries: the first wait, and the longest."""

_REFUSALS = 3
"""Requests that may be refused in a row before it is thought that the endpoint takes none."""


class Tally:
    """What came of a flush, in spans but for `requests`; `left` are not sent yet. `problem` says what went wrong."""

    __slots__ = ("damaged", "left", "problem", "refused", "requests", "row", "sent")

    def __init__(self) -> None:
        self.sent = self.refused = self.damaged = self.left = self.requests = self.row = 0
        self.problem = ""


def run(store: Store, place: str, is_json: bool, tries: int) -> int:
    """Sends, and gives the exit code: 0, or 11 when not all could be sent.

    Raises:
        Stop: there is no endpoint or no store, another flush runs, or a file cannot be read or written.
    """
    target = endpoint.given()
    if target is None:
        raise stops.Usage("there is no endpoint; set OTEL_EXPORTER_OTLP_ENDPOINT")
    segments.found(store)
    descriptor = alone(store)
    try:
        tally = _flushed(store, target, tries)
    finally:
        lock.drop(descriptor)
    code = main.said(telemetry.json(_rows(tally)) if is_json else _text(tally), place)
    return code or (main.refused(tally.problem, 11, place) if tally.problem else 0)


def alone(store: Store) -> int:
    """The lock that lets one flush or archive run at a time.

    Raises:
        Stop: 3, another one runs; 5, 10, its file cannot be opened.
    """
    path = f"{store.folders.root}/telemetry/lock"
    try:
        store.folders.make("telemetry")
        return lock.take(path, store.folders.shared, 0)
    except stops.Locked:
        raise stops.Stop(3, "another flush or archive is running") from None
    except OSError:
        raise stops.StorageFailed(store.folders.root) from None


def _flushed(store: Store, target: Endpoint, tries: int) -> Tally:
    found, tally = segments.found(store), Tally()
    unsent = [
        (segment, part, lines)
        for segment in found.segments
        for part in segment.parts.values()
        if (lines := segments.count(store, part.path, part.sent, part.size))
    ]
    tally.left = sum(lines for _, _, lines in unsent)
    for segment, part, lines in unsent:
        segments.keep(store, segment)  # before anything is sent that could not be written down
        if not _part(store, target, tries, tally, (segment, part, lines)):
            break
    if tally.damaged and not tally.problem:
        tally.problem = f"{tally.damaged} lines are no spans; they were left out"
    return tally


def _part(store: Store, target: Endpoint, tries: int, tally: Tally, unsent: tuple[Segment, Part, int]) -> bool:
    """Sends one file. False when there is no use in going on."""
    segment, part, lines = unsent
    for taken, size, spans in _batches(store, part, lines):
        if spans and not _sent(store, target, tries, tally, segment, spans):
            return False
        tally.damaged += taken - len(spans)
        tally.left -= taken
        part.sent += size
        segments.keep(store, segment)
        if tally.row == _REFUSALS:
            return False
    return True


def _sent(store: Store, target: Endpoint, tries: int, tally: Tally, segment: Segment, spans: list[bytes]) -> bool:
    """Sends one request, as often as need be. False when it was neither taken nor refused for what is in it."""
    body = b"%s%s]}" % (MARK, b",".join(spans))
    for number in range(tries):
        outcome = send.post(target, body, f"swarmsh/{store.pattern.VERSION}")
        tally.requests += 1
        if not outcome.again:
            break
        if number + 1 < tries:
            time.sleep(_wait(number, outcome.after))
    if not outcome.taken and outcome.status != 400:
        tally.problem = _trouble(target, outcome)
        return False
    refused = min(outcome.rejected, len(spans)) if outcome.taken else len(spans)
    tally.row = 0 if outcome.taken else tally.row + 1
    tally.sent += len(spans) - refused
    tally.refused += refused
    segment.refused += refused
    if refused:
        says = text.show(outcome.says, 80)
        tally.problem = f"{target.shown} refused {tally.refused} spans{': ' if says else ''}{says}"
    return True


def _trouble(target: Endpoint, outcome: send.Outcome) -> str:
    if outcome.status:
        return f"{target.shown} answered {outcome.status}"
    if outcome.failure == "late":
        return f"{target.shown} did not answer within {target.timeout} ms"
    return f"{target.shown} could not be reached, or hung up"


def _wait(number: int, after: int | None) -> float:
    """Seconds before the next try: those that were asked for, else about twice as many each time."""
    if after is not None:
        return min(after, _LAST // 1000)
    longest = min(_FIRST << number, _LAST)
    return (longest - int.from_bytes(os.urandom(2)) % (longest // 2)) / 1000


def _batches(store: Store, part: Part, lines: int) -> Iterator[tuple[int, int, list[bytes]]]:
    """The `lines` lines not sent yet, in batches for one request each: how many lines, their bytes, the spans."""
    try:
        with open(f"{store.folders.root}/{part.path}", "rb") as file:
            file.seek(part.sent)
            taken, size, spans = 0, 0, list[bytes]()
            for _ in range(lines):
                line = file.readline()
                if taken and (taken == _LINES or size + len(line) > _BYTES):
                    yield taken, size, spans
                    taken, size, spans = 0, 0, []
                taken, size = taken + 1, size + len(line)
                span = _span(line[:-1])
                if span is not None:
                    spans.append(span)
            yield taken, size, spans
    except OSError:
        raise stops.StorageFailed(store.folders.root) from None


def _span(line: bytes) -> bytes | None:
    """What stands between the brackets of a line; None when it is no span. A line that was written after a torn one is
    taken out of it.
    """
    line = line[max(line.rfind(MARK), 0) :]
    if not line.startswith(MARK) or not line.endswith(_END) or len(line) > _LONGEST:
        return None
    try:
        line.decode()
    except UnicodeDecodeError:
        return None
    return None if line.translate(None, _CONTROLS) != line else line[len(MARK) : -2]


def _rows(tally: Tally) -> list[telemetry.Row]:
    names = ("sent", "requests", "refused", "damaged", "left")
    return [*((name, getattr(tally, name)) for name in names), ("problem", tally.problem or None)]


def _text(tally: Tally) -> str:
    return (
        f"flush: {tally.sent} spans sent in {tally.requests} requests, {tally.refused} refused,"
        f" {tally.damaged} damaged, {tally.left} left\n"
    )
