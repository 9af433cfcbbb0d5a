"""Operations as spans of the caller's tracer; the line in the store's files has the same ids."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Callable
from contextvars import ContextVar, Token
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from opentelemetry.trace import Span, Tracer, TracerProvider
    from opentelemetry.util.types import AttributeValue

_VALUES = ("stringValue", "boolValue", "intValue")

Ids = tuple[int, int, int, int, str]
"""Trace, span and parent ids, W3C flags and tracestate."""


class Above(Protocol):
    """What stands above all operations that are called within it; it may begin with the first of them."""

    def ids(self, given: Any) -> Ids | None:
        """Its ids; None when no span is wanted. `given` are the inputs of the operation below."""


ABOVE: ContextVar[Above | None] = ContextVar("above", default=None)
"""The run that an operation is part of."""


def leave(token: Token[Above | None]) -> None:
    """Sets `ABOVE` to what it was before, unless that was in another context, as of a generator that was moved."""
    with contextlib.suppress(ValueError):
        ABOVE.reset(token)


def tracer_of(provider: TracerProvider | None, name: str, version: str, schema_url: str) -> Tracer | None:
    """The tracer of a provider, or of the global one if somebody has set one; else None."""
    if provider is None:
        if "opentelemetry.trace" not in sys.modules:  # nobody can have set one
            return None
        from opentelemetry import trace

        provider = trace.get_tracer_provider()
        if isinstance(provider, trace.ProxyTracerProvider):
            return None
    return provider.get_tracer(name, version, schema_url or None)


class Traced:
    """One operation as a span, from start to end."""

    def __init__(self, tracer: Tracer, name: str) -> None:
        from opentelemetry import trace

        from .._runtime import records

        context = None
        parent = trace.get_current_span().get_span_context()
        if not parent.is_valid:
            received = records.remote(os.environ)
            if received is not None:
                parent, context = received, trace.set_span_in_context(trace.NonRecordingSpan(received))
        self.span: Span = tracer.start_span(name, context, record_exception=False, set_status_on_exception=False)
        self._parent = parent.span_id if parent.is_valid else 0
        self.kept: list[str] = []

    def ids(self) -> Ids | None:
        """The ids for the store's line; None when the tracer gives none."""
        own = self.span.get_span_context()
        if not own.is_valid:
            return None
        return own.trace_id, own.span_id, self._parent, int(own.trace_flags) & 3, own.trace_state.to_header()

    def enter(self) -> Token[Any]:
        """Makes it the current span, until `leave` gets what this gives."""
        from opentelemetry import context, trace

        return context.attach(trace.set_span_in_context(self.span))

    def leave(self, token: Token[Any]) -> None:
        """Makes the span current again that was so before."""
        from opentelemetry import context

        context.detach(token)

    def keep(self, attributes: Callable[[Any], list[str]]) -> Callable[[Any], list[str]]:
        """Wraps what gives a call's attributes: the list, to which the store adds what all spans have, is kept."""

        def kept(reply: Any) -> list[str]:
            self.kept = attributes(reply)
            return self.kept

        return kept

    def end(self, exit: int) -> None:
        """Ends the span with the attributes of the store's line."""
        from opentelemetry.trace import StatusCode

        self.span.set_attributes(dict(map(_attribute, self.kept)))
        if exit:
            self.span.set_status(StatusCode.ERROR)
        self.span.end()


def _attribute(fragment: str) -> tuple[str, AttributeValue]:
    """An attribute from its JSON."""
    found = json.loads(fragment)
    return found["key"], _value(found["value"])


def _value(value: dict[str, Any]) -> Any:
    if "arrayValue" in value:
        return [_value(each) for each in value["arrayValue"].get("values", ())]
    if "intValue" in value:
        return int(value["intValue"])
    return next(value[name] for name in _VALUES if name in value)
