"""What the three providers share: attributes, the context received from the parent process, exceptions."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from opentelemetry.trace import SpanContext, TraceFlags, TraceState
from opentelemetry.util.types import Attributes, AttributeValue

from . import context, text, values

LOGGER = logging.getLogger("swarmsh.telemetry")
_STACK_LIMIT = 2000  # characters of a stack trace that are kept; a line has room for little more


class ReceivedState(TraceState):
    """A tracestate by the rules of Level 2, which allows keys that the API's own class refuses."""

    def __init__(self, header: str) -> None:
        super().__init__()
        self._header = header
        self._dict = dict(member.split("=", 1) for member in header.split(",") if member)

    def to_header(self) -> str:
        return self._header


def remote(environ: Mapping[str, str]) -> SpanContext | None:
    """The context of `TRACEPARENT` and `TRACESTATE`; None without a well-formed one."""
    received = context.remote(environ)
    if received is None:
        return None
    trace, span, flags, state = received
    return SpanContext(trace, span, is_remote=True, trace_flags=TraceFlags(flags), trace_state=ReceivedState(state))


def encode(attributes: Attributes) -> dict[str, str]:
    """Attributes as JSON fragments, by key as written. What OTLP cannot say is left out, with a warning in the log."""
    encoded: dict[str, str] = {}
    for key, value in (attributes or {}).items():
        try:
            encoded[text.escape(key)] = values.attribute(key, value)
        except ValueError as error:
            LOGGER.warning("attribute %s is left out: the value %r %s", key, value, error)
    return encoded


def exception(error: BaseException) -> dict[str, AttributeValue]:
    """The attributes of an exception, by the semantic conventions."""
    from traceback import format_exception

    kind = type(error)
    name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    return {
        "exception.type": name,
        "exception.message": str(error),
        "exception.stacktrace": "".join(format_exception(error))[-_STACK_LIMIT:],
    }
