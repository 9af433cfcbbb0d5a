"""The span of an invocation: of a committed operation in the journal and in the traces, of any other on the side."""

from __future__ import annotations

import os

from .._runtime import clock, ids, otlp
from .._runtime.text import escape
from . import files, paths, stops, values

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .shapes import Pattern
    from .store import Store

_NAMES = ("resourceSpans", "scopeSpans", "spans")
_ROOT_FLAGS = 3  # sampled, random trace id
_INTERNAL = 1
_ERROR = ',"status":{"code":2}}'
_OTHER = ',"status":{}}'


class Invocation:
    """What the span of an invocation will say. `wait` is the time (ns) it waited for the lock, None without a try;
    `due` counts records moved before it ran; `ids` are trace, span, parent (0 for a root), W3C flags and tracestate,
    None when no span is wanted.
    """

    __slots__ = ("due", "ids", "key", "line", "name", "remote", "repeated", "start", "wait")

    def __init__(
        self,
        name: str,
        key: str | None = None,
        line: int = 0,
        ids: tuple[int, int, int, int, str] | None = None,
    ) -> None:
        self.name = name
        self.key = key
        self.line = line
        self.start = clock.now()
        self.ids = _begin(ids)
        self.remote = ids is None  # a parent, if there is one, is then that of the environment
        self.wait: int | None = None
        self.due = 0
        self.repeated = False


def _begin(given: tuple[int, int, int, int, str] | None) -> tuple[int, int, int, int, str] | None:
    """The ids of a span: those that are given, or new ones, under the parent that the environment names."""
    if os.environ.get("TELEMETRY_ENABLED") == "false":
        return None
    if given is not None:
        return given if given[3] & 1 else None
    if os.environ.get("TRACEPARENT"):
        from .._runtime import context

        remote = context.remote(os.environ)
        if remote is not None:
            trace, parent, flags, state = remote
            return (trace, ids.span(), parent, flags, state) if flags & 1 else None
    return *ids.root(), 0, _ROOT_FLAGS, ""


class Wrapping:
    """What stands around the span object in the lines of one store."""

    __slots__ = ("after", "before", "room")

    def __init__(self, pattern: Pattern, store: str) -> None:
        resource = (
            f'{{"attributes":[{text("service.name", "swarmsh")},{text("swarmsh.coordination.store.id", store)}]}}'
        )
        scope = otlp.scope(f"swarmsh.{pattern.NAME}", pattern.VERSION, pattern.SCHEMA_URL)
        self.before, self.after = otlp.around(_NAMES, resource, scope)
        self.room = otlp.LIMIT - len(f"{self.before}{self.after}".encode())

    def line(self, span: str) -> bytes:
        """The line of a span object."""
        return f"{self.before}{span}{self.after}\n".encode()


def object(invocation: Invocation, wrapping: Wrapping, attributes: list[str], exit: int, end: int) -> str:
    """The JSON of the span, with as many attributes as fit the line; "null" when none is wanted. `end` is in ns."""
    if invocation.ids is None:
        return "null"
    trace, span, parent, flags, state = invocation.ids
    head = otlp.span_head(
        trace=trace,
        span=span,
        state=state,
        parent=parent,
        remote=bool(parent) and invocation.remote,
        flags=flags,
        name=invocation.name,
        kind=_INTERNAL,
        start=min(invocation.start, end),
    )
    before = f'{head},"endTimeUnixNano":"{end}"'
    after = _ERROR if exit else _OTHER
    room = wrapping.room - len(before.encode()) - len(after)
    return f"{before}{otlp.field('attributes', 'droppedAttributesCount', room, attributes)}{after}"


def shared(
    invocation: Invocation, pattern: str, exit: int, sequence: int | None, error: str = "", outcome: str = ""
) -> list[str]:
    """The attributes that all spans end with. `sequence` is that of the entry, if there is one; `error` names the class
    of an exception, `outcome` is what it came to where the exit code does not say it.
    """
    outcome = outcome or stops.OUTCOMES.get(exit, "internal")
    found = [text("swarmsh.coordination.outcome", outcome), number("swarmsh.coordination.exit_code", exit)]
    if exit:
        found.append(text("error.type", error or outcome))
    found.append(text("swarmsh.coordination.pattern", pattern))
    if sequence is not None:
        found.append(number("swarmsh.coordination.sequence", sequence))
    if invocation.wait is not None:
        found.append(number("swarmsh.coordination.store_lock_wait", invocation.wait))
    if invocation.due:
        found.append(number("swarmsh.coordination.due_count", invocation.due))
    if invocation.key is not None:
        found.append(text("swarmsh.coordination.idempotency.key", invocation.key))
        found.append(truth("swarmsh.coordination.idempotency.repeated", invocation.repeated))
    correlation = os.environ.get("SWARMSH_CORRELATION_ID")
    if correlation and values.is_identifier(correlation):
        found.append(text("swarmsh.coordination.correlation.id", correlation))
    if invocation.line:
        found.append(number("swarmsh.coordination.batch.line", invocation.line))
    return found


def text(key: str, value: str) -> str:
    """An attribute that is a string."""
    return f'{{"key":"{key}","value":{{"stringValue":"{escape(value)}"}}}}'


def number(key: str, value: int) -> str:
    """An attribute that is an integer."""
    return f'{{"key":"{key}","value":{{"intValue":"{value}"}}}}'


def truth(key: str, value: bool) -> str:
    """An attribute that is true or false."""
    return f'{{"key":"{key}","value":{{"boolValue":{"true" if value else "false"}}}}}'


def append(folders: paths.Folders, path: str, offset: int, data: bytes) -> bool:
    """Appends a line to the traces, which have `offset` bytes; whatever stands there beyond them is taken away. False
    when that failed: the traces are then as they were, as far as that can be had.
    """
    try:
        folders.make("telemetry/traces")
        descriptor, status = files.opened(f"{folders.root}/{path}", files.APPEND, folders.shared)
    except (OSError, stops.Stop):
        return False
    try:
        if status.st_size > offset:
            os.ftruncate(descriptor, offset)
        if os.write(descriptor, data) == len(data):
            return True
        os.ftruncate(descriptor, offset)
    except OSError:
        pass
    finally:
        os.close(descriptor)
    return False


def side(folders: paths.Folders, sequence: int, data: bytes) -> None:
    """Appends a line, in one write, to the side file of the time after entry `sequence`. What goes wrong goes unsaid:
    without the lock there is nowhere to count it.
    """
    path = paths.side(paths.segment(sequence))
    try:
        folders.make("telemetry/side")
        descriptor, _ = files.opened(f"{folders.root}/{path}", files.APPEND, folders.shared)
        try:
            os.write(descriptor, data)
        finally:
            os.close(descriptor)
    except (OSError, stops.Stop):
        return


def aside(
    store: Store, invocation: Invocation, attributes: list[str], exit: int, outcome: str = "", error: str = ""
) -> None:
    """Writes the span of a command, if one is wanted and there is a store; what all spans have is added to
    `attributes`. `error` names the class of an exception.
    """
    if invocation.ids is None:
        return
    try:
        _, found = store.look()
    except stops.Stop:
        return
    attributes += shared(invocation, store.pattern.NAME, exit, None, error, outcome)
    span = object(invocation, store.wrapping, attributes, exit, clock.now())
    side(store.folders, found.sequence, store.wrapping.line(span))
