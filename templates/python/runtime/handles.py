"""What the span helpers return: a scope that makes spans, and the handle of a span that runs."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from contextvars import Token
from copy import copy
from enum import Enum
from types import TracebackType
from typing import Generic, ParamSpec, Self, TypedDict, TypeVar

from opentelemetry import context as otel_context
from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.semconv.attributes.error_attributes import ERROR_TYPE
from opentelemetry.trace import Link, Span, SpanContext, SpanKind, StatusCode, Tracer, TracerProvider
from opentelemetry.util.types import AttributeValue

from .event_record import Event
from .keys import Family, Key
from .scope import Scope

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")


class SpanOptions(TypedDict, total=False):
    """What every span helper takes besides attributes."""

    context: Context | None
    """Holds the parent; by default the current context."""
    links: Sequence[Link] | None
    """Links to other spans."""
    start_time: int | None
    """Nanoseconds since the epoch; by default now."""
    tracer: Tracer | None
    """Starts the span; by default this package's tracer of `tracer_provider`, or of the global provider."""
    tracer_provider: TracerProvider | None
    """Ignored when `tracer` is given."""


class SpanHandle:
    """A span that was started. Subclasses add a setter for each attribute of their convention."""

    __slots__ = ("_failed", "_recorded", "span")

    def __init__(self, span: Span) -> None:
        self.span = span
        """The OpenTelemetry span itself, for everything this class does not offer."""
        self._failed = False
        self._recorded: BaseException | None = None

    @classmethod
    def current(cls) -> Self:
        """A handle of the current span: how a decorated function reaches its span."""
        return cls(trace.get_current_span())

    @property
    def is_recording(self) -> bool:
        """Whether the span will be exported; if not, costly values need not be computed."""
        return self.span.is_recording()

    def set_attribute(self, name: str, value: AttributeValue) -> None:
        """Set an attribute that the convention does not name. Nothing is checked."""
        self.span.set_attribute(name, value)

    def set_status(self, code: StatusCode, description: str | None = None) -> None:
        """Set the status. OpenTelemetry never replaces OK, and ignores UNSET."""
        self.span.set_status(code, description)

    def set_status_ok(self) -> None:
        """Declare success; a later error does not change it."""
        self.span.set_status(StatusCode.OK)

    def set_status_error(self, description: str | None = None) -> None:
        """Declare failure without naming an error; `record_error` does that too."""
        self.span.set_status(StatusCode.ERROR, description)

    def record_error(self, error: BaseException | type[BaseException] | Enum | str, message: str | None = None) -> None:
        """Set `error.type` and the status ERROR; an exception is also recorded as an event.

        Args:
            error: An exception, an exception class, or the error type itself (text or member of an error enum).
            message: The description of the status; for an exception by default its class and text.

        Raises:
            TypeError: `error` is none of these.
        """
        self.span.set_attribute(ERROR_TYPE, _error_type(error))
        self._failed = True
        if not isinstance(error, BaseException):
            self.set_status_error(message)
            return
        self._recorded = error
        self.set_status_error(_described(error) if message is None else message)
        self.span.record_exception(error)

    def add(self, event: Event, timestamp: int | None = None) -> None:
        """Add an event to the span, by default at the present time.

        Raises:
            ValueError: the event has a body, which a span cannot hold; `emit` it.
        """
        if event.body is not None:
            raise ValueError(f"{event.name}: a span event has no body; use emit()")
        self.span.add_event(event.name, event.attributes, timestamp)

    def add_link(self, context: SpanContext, attributes: Mapping[str, AttributeValue] | None = None) -> None:
        """Link to another span."""
        self.span.add_link(context, attributes)

    def end(self, end_time: int | None = None) -> None:
        """End the span, by default at the present time. Only for spans made by `start`; `with` ends its own."""
        self.span.end(end_time)

    def _set(self, key: Key[T], value: T) -> None:
        checked = key.check(value)
        self._failed = self._failed or key.name == ERROR_TYPE
        self.span.set_attribute(key.name, checked)

    def _set_member(self, family: Family[T], key: str, value: T) -> None:
        self._set(family.member(key), value)

    def _leave(self, error: BaseException | None) -> None:
        """End the span of a block; `error` is what leaves the block, if anything.

        As in OpenTelemetry, what is no `Exception` (a generator closed, an interrupt) is no error. An error type that
        the block set itself stays.
        """
        try:
            if isinstance(error, Exception) and error is not self._recorded:
                if self._failed:
                    self.set_status_error(_described(error))
                    self.span.record_exception(error)
                else:
                    self.record_error(error)
        finally:
            self.span.end()


H = TypeVar("H", bound=SpanHandle)


class SpanScope(Generic[H]):
    """A span to be made, with its name and first attributes: use it with `with`, as a decorator, or call `start`."""

    def __init__(
        self,
        handle: type[H],
        name: str,
        kind: SpanKind,
        attributes: Mapping[str, AttributeValue],
        scope: Scope,
        *,
        context: Context | None = None,
        links: Sequence[Link] | None = None,
        start_time: int | None = None,
        tracer: Tracer | None = None,
        tracer_provider: TracerProvider | None = None,
    ) -> None:
        if not isinstance(name, str):
            raise TypeError(f"the name of a span: expected str, got {type(name).__name__}")
        self._handle = handle
        self._name = name
        self._kind = kind
        self._attributes = attributes
        self._scope = scope
        self._context = context
        self._links = links
        self._start_time = start_time
        self._tracer = tracer
        self._tracer_provider = tracer_provider
        self._entered: tuple[H, Token[Context]] | None = None

    def start(self) -> H:
        """Start a span without making it the current one. The caller ends it with `end`."""
        tracer = self._tracer or self._scope.tracer(self._tracer_provider)
        span = tracer.start_span(self._name, self._context, self._kind, self._attributes, self._links, self._start_time)
        handle = self._handle(span)
        handle._failed = ERROR_TYPE in self._attributes
        return handle

    def __enter__(self) -> H:
        """Start a span and make it the current one.

        Raises:
            RuntimeError: the block of this scope has not been left yet; a nested span needs a scope of its own.
        """
        if self._entered is not None:
            raise RuntimeError(f"{self._name}: this scope is in use; call the helper again for another span")
        handle = self.start()
        self._entered = handle, otel_context.attach(trace.set_span_in_context(handle.span))
        return handle

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """End the span. An exception is recorded, sets `error.type` and the status ERROR, and goes on."""
        if self._entered is None:
            raise RuntimeError(f"{self._name}: this scope was not entered")
        (handle, token), self._entered = self._entered, None
        otel_context.detach(token)
        # The caller's exception must go on even when it cannot be recorded (its own text may raise).
        with suppress(Exception):
            handle._leave(error)

    def __call__(self, function: Callable[P, R]) -> Callable[P, R]:
        """Decorate a function or coroutine function: every call runs in a span of its own.

        Raises:
            TypeError: `function` is a generator function, which returns before its work begins; use `with` inside it.
        """
        if inspect.isgeneratorfunction(function) or inspect.isasyncgenfunction(function):
            raise TypeError(f"{function.__qualname__}: a generator function cannot be decorated; use with inside it")
        if inspect.iscoroutinefunction(function):

            @functools.wraps(function)
            async def run_async(*args: P.args, **kwargs: P.kwargs) -> R:
                with self._another():
                    result: R = await function(*args, **kwargs)
                    return result

            return run_async  # type: ignore[return-value]  # R is the coroutine here, and a coroutine is what it returns

        @functools.wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            with self._another():
                return function(*args, **kwargs)

        return run

    def _another(self) -> SpanScope[H]:
        other = copy(self)
        other._entered = None
        return other


def _error_type(error: BaseException | type[BaseException] | Enum | str) -> str:
    match error:
        case Enum():
            return str(error.value)
        case str():
            return error
        case BaseException():
            return _class_name(type(error))
        case type() if issubclass(error, BaseException):
            return _class_name(error)
        case _:
            raise TypeError(f"{ERROR_TYPE}: expected an exception, an enum member or str, got {type(error).__name__}")


def _class_name(kind: type[BaseException]) -> str:
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


def _described(error: BaseException) -> str:
    name = type(error).__name__
    try:
        return f"{name}: {error}"
    except Exception:  # the text of a foreign exception is foreign code
        return name
