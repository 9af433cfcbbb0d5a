"""Sequences of calls as data, performed by a bash script and through the OpenTelemetry API."""

from __future__ import annotations

import itertools
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any
from unittest import mock

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.trace import SpanContext, SpanKind, StatusCode, TraceFlags

from tests.telemetry.support import FIXED, NOW, Bash, command, runtime

Value = str | bool | int | Decimal | list[str] | list[int] | list[Decimal] | list[bool]
Values = Mapping[str, Value]

SCOPE = ("sample", "1.2.3", "https://example.com/schemas/1.2.3")
SPANS = {"work": ("sample.work", SpanKind.INTERNAL), "call": ("sample.call", SpanKind.CLIENT)}
METRICS = {
    "added": ("create_counter", "sample.added", "{item}", "Items added."),
    "open": ("create_up_down_counter", "sample.open", "{item}", 'Items "open".'),
    "load": ("create_gauge", "sample.load", "", ""),
    "duration": ("create_histogram", "sample.duration", "s", "Time taken."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One call. `span` is the number of a start, counted from 0, or None for the innermost span."""

    do: str  # start, set, event, link, status, error, end, metric, log, clock
    name: str = ""  # of the span, event or instrument; the traceparent, the status, the type of the error
    values: Values | None = None
    span: int | None = None
    message: str | None = None
    number: int | Decimal = 0  # the measurement; nanoseconds the clock moves by


def texts(value: Value) -> list[str]:
    """A value as bash arguments have it, one text an element."""
    if isinstance(value, list):
        return [text for element in value for text in texts(element)]
    if isinstance(value, bool):
        return ["true" if value else "false"]
    return [f"{value:f}" if isinstance(value, Decimal) else str(value)]


def words(values: Values | None) -> list[str]:
    return [f"{name}={text}" for name, value in (values or {}).items() for text in texts(value)]


def run_bash(bash: Bash, steps: Sequence[Step], env: Mapping[str, str] | None = None, before: str = "") -> bytes:
    """Performs the steps in one bash process; returns what it says on standard error."""
    script = b""
    starts = itertools.count()
    now = NOW
    for step in steps:
        on = [] if step.span is None else ["--span"]
        handle = b"" if step.span is None else b'"$h%d" ' % step.span
        head = [f"swarmsh_span_{step.do}", *on]
        said = [] if step.message is None else [step.message]
        match step.do:
            case "start":
                script += command([f"sample_span_{step.name}", *words(step.values)])
                script += b"h%d=$REPLY\n" % next(starts)
            case "set" | "end":
                script += command(head)[:-1] + b" " + handle + command(words(step.values))
            case "event" | "link" | "status" | "error":
                script += command(head)[:-1] + b" " + handle + command(["--", step.name, *said, *words(step.values)])
            case "metric":
                script += command([f"sample_metric_{step.name}", *texts(step.number), *words(step.values)])
            case "log":
                script += command(["sample_event_done", *words(step.values)])
            case "clock":
                now += int(step.number)
                script += b"SWARMSH_NOW_NS=%d\n" % now
            case _:
                raise AssertionError(step)
    done = bash.run(script, FIXED | dict(env or {}), before=before)
    assert done.returncode == 0, done
    assert not done.stdout
    return done.stderr


def attributes(values: Values | None) -> dict[str, Any]:
    """Values by attribute name, as a Python caller has them."""
    names = {"agent_id": "agent.id", "work_type": "work.type", "exit_code": "exit.code"}
    return {
        "sample." + names.get(name, name): [plain(one) for one in value] if isinstance(value, list) else plain(value)
        for name, value in (values or {}).items()
    }


def in_order(values: Values | None) -> Values:
    """Values in the order in which generated functions record them: by argument, members of a template as given."""
    return dict(sorted((values or {}).items(), key=lambda item: item[0].partition(".")[0]))


def plain(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value


def start_afresh() -> None:
    """Makes the Python runtime forget what this process did: the words drawn and the warnings given."""
    runtime("ids").__dict__["_words"] = itertools.count()
    runtime("text").__dict__["_said"].clear()


class PythonRun:
    """Performs steps through the providers of the Python runtime."""

    def __init__(self, folder: Path) -> None:
        start_afresh()
        options = {"directory": str(folder)}
        self.tracer = runtime("spans").FileTracerProvider(**options).get_tracer(*SCOPE)
        self.meter = runtime("metrics").FileMeterProvider(**options).get_meter(*SCOPE)
        self.logger = runtime("events").FileLoggerProvider(**options).get_logger(*SCOPE)
        self.spans: list[trace.Span] = []
        self.open: list[trace.Span] = []
        self.now = NOW

    def current(self) -> Context | None:
        return trace.set_span_in_context(self.open[-1]) if self.open else None

    def do(self, step: Step) -> None:
        given = attributes(in_order(step.values) if step.do in ("start", "metric", "log") else step.values)
        match step.do:
            case "start":
                name, kind = SPANS[step.name]
                constant = {"sample.operation": "work"} if step.name == "work" else {}
                span = self.tracer.start_span(name, self.current(), kind, constant | given)
                self.spans.append(span)
                self.open.append(span)
            case "metric":
                create, name, unit, description = METRICS[step.name]
                instrument = getattr(self.meter, create)(name, unit, description)
                record = next(
                    getattr(instrument, verb) for verb in ("add", "set", "record") if hasattr(instrument, verb)
                )
                record(plain(step.number), given)
            case "log":
                self.logger.emit(event_name="sample.done", attributes=given, context=self.current())
            case "clock":
                self.now += int(step.number)
                os.environ["SWARMSH_NOW_NS"] = str(self.now)
            case _ if self.open or step.span is not None:
                self.describe(self.open[-1] if step.span is None else self.spans[step.span], step, given)

    def describe(self, span: trace.Span, step: Step, given: dict[str, Any]) -> None:
        match step.do:
            case "set":
                span.set_attributes(given)
            case "event":
                span.add_event(step.name, given)
            case "link":
                parsed = runtime("context").parse(step.name)
                if parsed:
                    span.add_link(SpanContext(parsed[0], parsed[1], True, TraceFlags(parsed[2])), given)
            case "status":
                span.set_status(StatusCode[step.name.upper()], step.message)
            case "error":
                span.set_attribute("error.type", step.name)
                span.set_status(StatusCode.ERROR, step.message)
            case "end":
                span.end()
                self.open = [one for one in self.open if one is not span]
            case _:
                raise AssertionError(step)


def run_python(folder: Path, steps: Sequence[Step], env: Mapping[str, str] | None = None) -> None:
    """Performs the steps in this process."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("OTEL_", "SWARMSH_", "TRACE"))}
    with mock.patch.dict(os.environ, clean | FIXED | dict(env or {}), clear=True):
        run = PythonRun(folder)
        for step in steps:
            run.do(step)
