"""A tracer provider that writes each finished span as one line of OTLP JSON."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from types import TracebackType

from opentelemetry.context import Context
from opentelemetry.trace import (
    Link,
    NonRecordingSpan,
    NoOpTracer,
    Span,
    SpanContext,
    SpanKind,
    Status,
    StatusCode,
    TraceFlags,
    Tracer,
    TracerProvider,
    get_current_span,
    use_span,
)
from opentelemetry.util._decorator import _agnosticcontextmanager
from opentelemetry.util.types import Attributes, AttributeValue

from . import clock, file, ids, otlp, records

_NAMES = ("resourceSpans", "scopeSpans", "spans")
_ROOT_FLAGS = 3  # sampled, random trace id


class FileTracerProvider(TracerProvider):
    """Writes spans to `traces.jsonl`. The environment is read when the provider is made.

    Args:
        directory: of the files; by default as the environment says (`file.directory`).
        resource: attributes of the resource, on top of what the environment says.
    """

    def __init__(self, *, directory: str | None = None, resource: Mapping[str, AttributeValue] | None = None) -> None:
        self.output = file.Output(directory, resource)
        self.remote = records.remote(os.environ)

    def get_tracer(
        self,
        instrumenting_module_name: str,
        instrumenting_library_version: str | None = None,
        schema_url: str | None = None,
        attributes: Attributes = None,
    ) -> Tracer:
        """A tracer of this scope; attributes of scopes are not written."""
        if not self.output.enabled:
            return NoOpTracer()
        scope = otlp.scope(instrumenting_module_name, instrumenting_library_version or "", schema_url or "")
        return FileTracer(self, otlp.around(_NAMES, self.output.resource, scope))


class FileTracer(Tracer):
    """Starts spans under the current span, else under `TRACEPARENT`, else as root of a new trace."""

    def __init__(self, provider: FileTracerProvider, wrapping: tuple[str, str]) -> None:
        self.provider = provider
        self.wrapping = wrapping

    def start_span(
        self,
        name: str,
        context: Context | None = None,
        kind: SpanKind = SpanKind.INTERNAL,
        attributes: Attributes = None,
        links: Sequence[Link] | None = None,
        start_time: int | None = None,
        record_exception: bool = True,
        set_status_on_exception: bool = True,
    ) -> Span:
        """A new span; one under a parent that is not sampled is not recorded, it only passes the context on."""
        start = clock.now() if start_time is None else start_time
        parent = get_current_span(context).get_span_context()
        if not parent.is_valid and context is None and self.provider.remote is not None:
            parent = self.provider.remote
        flags = parent.trace_flags & _ROOT_FLAGS if parent.is_valid else _ROOT_FLAGS
        own = SpanContext(
            parent.trace_id if parent.is_valid else ids.trace(),
            ids.span(),
            is_remote=False,
            trace_flags=TraceFlags(flags),
            trace_state=parent.trace_state,
        )
        if not own.trace_flags.sampled:
            return NonRecordingSpan(own)
        span = FileSpan(self, name, own, parent, kind, start, record_exception, set_status_on_exception)
        span.set_attributes(attributes or {})
        for link in links or ():
            span.add_link(link.context, link.attributes)
        return span

    @_agnosticcontextmanager
    def start_as_current_span(
        self,
        name: str,
        context: Context | None = None,
        kind: SpanKind = SpanKind.INTERNAL,
        attributes: Attributes = None,
        links: Sequence[Link] | None = None,
        start_time: int | None = None,
        record_exception: bool = True,
        set_status_on_exception: bool = True,
        end_on_exit: bool = True,
    ) -> Iterator[Span]:
        """A new span that is the current one within the `with` block."""
        span = self.start_span(
            name, context, kind, attributes, links, start_time, record_exception, set_status_on_exception
        )
        with use_span(span, end_on_exit, record_exception, set_status_on_exception) as current:
            yield current


class FileSpan(Span):
    """A recorded span. All methods may be called from any thread; after `end` they do nothing."""

    def __init__(
        self,
        tracer: FileTracer,
        name: str,
        own: SpanContext,
        parent: SpanContext,
        kind: SpanKind,
        start: int,
        record_exception: bool,
        set_status_on_exception: bool,
    ) -> None:
        self._tracer = tracer
        self._name = name
        self._context = own
        self._parent = parent
        self._kind = kind
        self._start = start
        self._record_exception = record_exception
        self._set_status_on_exception = set_status_on_exception
        self._lock = threading.Lock()
        self._ended = False
        self._attributes: dict[str, str] = {}
        self._events: list[str] = []
        self._links: list[str] = []
        self._code = StatusCode.UNSET
        self._message = ""

    def get_span_context(self) -> SpanContext:
        return self._context

    def is_recording(self) -> bool:
        return not self._ended

    def set_attributes(self, attributes: Mapping[str, AttributeValue]) -> None:
        encoded = records.encode(attributes)
        with self._lock:
            if not self._ended:
                self._attributes.update(encoded)

    def set_attribute(self, key: str, value: AttributeValue) -> None:
        self.set_attributes({key: value})

    def add_event(self, name: str, attributes: Attributes = None, timestamp: int | None = None) -> None:
        time = clock.now() if timestamp is None else timestamp
        event = otlp.event(name, time, [*records.encode(attributes).values()])
        with self._lock:
            if not self._ended:
                self._events.append(event)

    def add_link(self, context: SpanContext, attributes: Attributes = None) -> None:
        if not context.is_valid:
            return
        link = otlp.link(
            context.trace_id,
            context.span_id,
            context.trace_state.to_header(),
            context.trace_flags & 0xFF,
            context.is_remote,
            [*records.encode(attributes).values()],
        )
        with self._lock:
            if not self._ended:
                self._links.append(link)

    def update_name(self, name: str) -> None:
        with self._lock:
            if not self._ended:
                self._name = name

    def set_status(self, status: Status | StatusCode, description: str | None = None) -> None:
        """Sets the status; what was set to OK stays so, and a description goes with an error only."""
        code = status.status_code if isinstance(status, Status) else status
        message = status.description if isinstance(status, Status) else description
        with self._lock:
            if self._ended or self._code is StatusCode.OK or code is StatusCode.UNSET:
                return
            self._code = code
            self._message = message or "" if code is StatusCode.ERROR else ""

    def record_exception(
        self,
        exception: BaseException,
        attributes: Attributes = None,
        timestamp: int | None = None,
        escaped: bool = False,
    ) -> None:
        """Adds the exception as an event, with the end of its stack trace."""
        self.add_event("exception", {**records.exception(exception), **(attributes or {})}, timestamp)

    def end(self, end_time: int | None = None) -> None:
        """Writes the span, ending now or at `end_time` (ns), but never before its start."""
        end = clock.now() if end_time is None else end_time
        with self._lock:
            if self._ended:
                return
            self._ended = True
        head = otlp.span_head(
            trace=self._context.trace_id,
            span=self._context.span_id,
            state=self._context.trace_state.to_header(),
            parent=self._parent.span_id if self._parent.is_valid else 0,
            remote=self._parent.is_remote,
            flags=int(self._context.trace_flags),
            name=self._name,
            kind=self._kind.value + 1,
            start=self._start,
        )
        attributes = [*self._attributes.values()]
        self._tracer.provider.output.write(
            "traces",
            otlp.span_line(
                self._tracer.wrapping,
                head,
                max(end, self._start),
                attributes,
                self._events,
                self._links,
                self._code.value,
                self._message,
            ),
        )

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_val: BaseException | None,
        exc_tb: TracebackType | None,
    ) -> None:
        if isinstance(exc_val, Exception):
            if self._record_exception:
                self.record_exception(exc_val)
            if self._set_status_on_exception:
                self.set_status(StatusCode.ERROR, f"{type(exc_val).__name__}: {exc_val}")
        self.end()
