"""The providers of the Python runtime behind the OpenTelemetry API."""

from __future__ import annotations

import asyncio
import enum
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from opentelemetry import trace
from opentelemetry._logs import LogRecord, SeverityNumber
from opentelemetry.context import Context
from opentelemetry.trace import SpanContext, StatusCode, TraceFlags, Tracer

from tests.telemetry import validator
from tests.telemetry.sequence import SCOPE
from tests.telemetry.support import PYTHON_RUNTIME, ROOT, runtime

PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331"


@pytest.fixture(autouse=True)
def clean_environment(tmp_path: Path) -> Iterator[None]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("OTEL_", "SWARMSH_", "TRACE"))}
    runtime("text")._said.clear()
    with mock.patch.dict(os.environ, clean | {"SWARMSH_TELEMETRY_DIR": str(tmp_path / "out")}, clear=True):
        yield


@pytest.fixture
def tracer() -> Tracer:
    return make_tracer()


def make_tracer() -> Tracer:
    provider: Any = runtime("spans").FileTracerProvider()
    tracer: Tracer = provider.get_tracer(*SCOPE)
    return tracer


def records(signal: str = "traces") -> list[dict[str, Any]]:
    path = Path(os.environ["SWARMSH_TELEMETRY_DIR"]) / f"{signal}.jsonl"
    if not path.exists():
        return []
    resource, scope, record = {
        "traces": ("resourceSpans", "scopeSpans", "spans"),
        "metrics": ("resourceMetrics", "scopeMetrics", "metrics"),
        "logs": ("resourceLogs", "scopeLogs", "logRecords"),
    }[signal]
    lines = [validator.parse(signal, line) for line in path.read_bytes().splitlines()]
    return [line[resource][0][scope][0][record][0] for line in lines]


def values(record: dict[str, Any]) -> dict[str, Any]:
    return {pair["key"]: next(iter(pair["value"].values())) for pair in record.get("attributes", [])}


def test_nesting_follows_the_context(tracer: Tracer) -> None:
    with tracer.start_as_current_span("a"), tracer.start_as_current_span("b"):
        tracer.start_span("c").end()
        tracer.start_span("other root", context=Context()).end()
    c, root, b, a = records()
    assert (b["parentSpanId"], c["parentSpanId"]) == (a["spanId"], b["spanId"])
    assert len({a["traceId"], b["traceId"], c["traceId"]}) == 1
    assert "parentSpanId" not in a
    assert "parentSpanId" not in root
    assert root["traceId"] != a["traceId"]


def test_tasks_have_contexts_of_their_own(tracer: Tracer) -> None:
    async def task(name: str) -> None:
        with tracer.start_as_current_span(name):
            await asyncio.sleep(0.001)
            tracer.start_span(f"in {name}").end()

    async def everything() -> None:
        with tracer.start_as_current_span("all"):
            await asyncio.gather(*(task(str(number)) for number in range(5)))

    asyncio.run(everything())
    by_id = {span["spanId"]: span["name"] for span in records()}
    for span in records():
        if span["name"] != "all":
            parent = by_id[span["parentSpanId"]]
            assert parent == (span["name"].removeprefix("in ") if span["name"].startswith("in ") else "all")


def test_parent_from_the_environment_is_read_once() -> None:
    os.environ |= {"TRACEPARENT": f"{PARENT}-01", "TRACESTATE": "1a=b"}
    tracer = make_tracer()
    os.environ["TRACEPARENT"] = "changed"
    tracer.start_span("first").end()
    with tracer.start_as_current_span("second") as second:
        assert second.get_span_context().trace_state.to_header() == "1a=b"
        assert dict(second.get_span_context().trace_state) == {"1a": "b"}
        tracer.start_span("third").end()
    tracer.start_span("root", context=Context()).end()
    first, third, second_span, root = records()
    assert [span["flags"] for span in (first, third, second_span, root)] == [769, 257, 769, 259]
    assert [span.get("traceState") for span in (first, third, second_span, root)] == ["1a=b"] * 3 + [None]
    assert first["parentSpanId"] == second_span["parentSpanId"] == "b7ad6b7169203331"


def test_not_sampled_parent_is_passed_on_but_not_recorded(tracer: Tracer) -> None:
    parent = SpanContext(1, 2, True, TraceFlags(2))
    with tracer.start_as_current_span("a", trace.set_span_in_context(trace.NonRecordingSpan(parent))) as span:
        own = span.get_span_context()
        assert not span.is_recording()
        assert (own.trace_id, own.trace_flags, own.is_remote) == (1, 2, False)
        assert own.span_id not in (0, 2)
        with tracer.start_as_current_span("b") as inner:
            assert inner.get_span_context().trace_id == 1
    assert records() == []


@pytest.mark.parametrize("how", ["start_as_current_span", "start_span"])
def test_exceptions_are_recorded(tracer: Tracer, how: str) -> None:
    with pytest.raises(KeyError), getattr(tracer, how)("a"):
        raise KeyError("x")
    with pytest.raises(KeyError), getattr(tracer, how)("b", record_exception=False, set_status_on_exception=False):
        raise KeyError("y")
    first, second = records()
    assert first["status"] == {"code": 2, "message": "KeyError: 'x'"}
    (event,) = first["events"]
    assert event["name"] == "exception"
    assert values(event)["exception.type"] == "KeyError"
    assert values(event)["exception.message"] == "'x'"
    assert values(event)["exception.stacktrace"].endswith("KeyError: 'x'\n")
    assert (second["status"], second.get("events")) == ({}, None)


def test_leaving_a_generator_is_no_error(tracer: Tracer) -> None:
    def generator() -> Iterator[int]:
        with tracer.start_span("a"):
            yield 1

    iterator = generator()
    next(iterator)
    iterator.close()  # type: ignore[attr-defined]
    assert records()[0]["status"] == {}


def test_deep_stack_traces_leave_room_for_the_event(tracer: Tracer) -> None:
    def fall(depth: int) -> None:
        if depth == 0:
            raise ValueError("bottom")
        fall_on(depth - 1)  # in turns, because equal lines are shortened

    def fall_on(depth: int) -> None:
        fall(depth)

    with pytest.raises(ValueError, match="bottom"), tracer.start_span("a"):
        fall(100)
    assert len(values(records()[0]["events"][0])["exception.stacktrace"]) == 2000


class Colour(enum.Enum):
    RED = "red"


class Name(str, enum.Enum):  # noqa: UP042 - the older way is what conventions generate
    ONE = 'o"ne'


class Level(enum.IntEnum):
    HIGH = 3


def test_values_of_all_types(tracer: Tracer) -> None:
    span = tracer.start_span("a")
    span.set_attributes(
        {
            "enum": Colour.RED,  # type: ignore[dict-item]
            "string enum": Name.ONE,
            "int enum": Level.HIGH,
            "tuple": (1, 2),
            "empty": [],
            "mixed": [1, "a", True, 0.5],
            "bytes": b"\xff\x00",
            "map": {"a": 1, "b": {}},
            "range": range(2),
        }
    )
    span.end()
    (record,) = records()
    assert {pair["key"]: pair["value"] for pair in record["attributes"]} == {
        "enum": {"stringValue": "red"},
        "string enum": {"stringValue": 'o"ne'},
        "int enum": {"intValue": "3"},
        "tuple": {"arrayValue": {"values": [{"intValue": "1"}, {"intValue": "2"}]}},
        "empty": {"arrayValue": {}},
        "mixed": {"arrayValue": {"values": [
            {"intValue": "1"}, {"stringValue": "a"}, {"boolValue": True}, {"doubleValue": 0.5}
        ]}},
        "bytes": {"bytesValue": "/wA="},
        "map": {"kvlistValue": {"values": [
            {"key": "a", "value": {"intValue": "1"}}, {"key": "b", "value": {"kvlistValue": {}}}
        ]}},
        "range": {"arrayValue": {"values": [{"intValue": "0"}, {"intValue": "1"}]}},
    }  # fmt: skip


@pytest.mark.parametrize("value", [2**63, -(2**63) - 1, float("nan"), float("inf"), None, object(), [None], {1, 2}])
def test_what_otlp_cannot_say_is_left_out(tracer: Tracer, value: Any, caplog: pytest.LogCaptureFixture) -> None:
    span = tracer.start_span("a", attributes={"good": 1, "bad": value})
    span.end()
    assert values(records()[0]) == {"good": "1"}
    assert "attribute bad is left out" in caplog.text


def test_ended_spans_do_not_change(tracer: Tracer) -> None:
    span = tracer.start_span("a")
    span.end(2**60)
    span.set_attribute("k", 1)
    span.add_event("e")
    span.add_link(SpanContext(1, 1, False))
    span.set_status(StatusCode.ERROR)
    span.update_name("b")
    span.end()
    assert not span.is_recording()
    assert len(records()) == 1


def test_links_without_a_context_are_ignored(tracer: Tracer) -> None:
    span = tracer.start_span("a")
    span.add_link(trace.INVALID_SPAN_CONTEXT, {"a": 1})
    span.end()
    assert "links" not in records()[0]


def test_one_span_from_many_threads(tracer: Tracer) -> None:
    span = tracer.start_span("a")
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: span.set_attribute(f"k{number % 20}", number), range(400)))
        list(pool.map(lambda _: span.end(), range(8)))
    (record,) = records()
    assert len(record["attributes"]) == 20


def test_turned_off() -> None:
    os.environ["TELEMETRY_ENABLED"] = "false"
    with make_tracer().start_as_current_span("a") as span:
        assert not span.is_recording()
    runtime("metrics").FileMeterProvider().get_meter("m").create_counter("c").add(1)
    logger = runtime("events").FileLoggerProvider().get_logger("l")
    assert not logger.enabled()
    logger.emit(event_name="e")
    assert not Path(os.environ["SWARMSH_TELEMETRY_DIR"]).exists()


def test_refused_measurements(caplog: pytest.LogCaptureFixture) -> None:
    meter = runtime("metrics").FileMeterProvider().get_meter(*SCOPE)
    counter = meter.create_counter("c")
    for amount in (-1, -0.5, 2**63, float("nan")):
        counter.add(amount)
    assert records("metrics") == []
    assert caplog.text.count("measurement of c is left out") == 4
    meter.create_observable_gauge("g", [lambda options: []])
    counter.add(0)
    assert len(records("metrics")) == 1


def test_other_log_records() -> None:
    logger = runtime("events").FileLoggerProvider().get_logger(*SCOPE)
    logger.emit(
        timestamp=5,
        observed_timestamp=6,
        severity_number=SeverityNumber.WARN,
        severity_text="warn",
        body={"a": [1]},
        exception=ValueError("x"),
    )
    logger.emit(LogRecord(timestamp=7, observed_timestamp=8, event_name="e", body="text"))
    logger.emit(body=object())
    first, second, third = records("logs")
    assert (first["timeUnixNano"], first["observedTimeUnixNano"]) == ("5", "6")
    assert (first["severityNumber"], first["severityText"]) == (13, "warn")
    assert first["body"]["kvlistValue"]["values"][0]["key"] == "a"
    assert values(first)["exception.type"] == "ValueError"
    assert (second["timeUnixNano"], second["eventName"], second["body"]) == ("7", "e", {"stringValue": "text"})
    assert "body" not in third


def test_log_records_belong_to_the_span_or_to_the_parent_process(tracer: Tracer) -> None:
    os.environ["TRACEPARENT"] = f"{PARENT}-01"
    logger = runtime("events").FileLoggerProvider().get_logger(*SCOPE)
    logger.emit(event_name="outside")
    with tracer.start_as_current_span("a") as span:
        logger.emit(event_name="inside")
    outside, inside = records("logs")
    assert (outside["traceId"], outside["spanId"], outside["flags"]) == (PARENT[3:35], PARENT[36:52], 1)
    assert (inside["spanId"], inside["flags"]) == (f"{span.get_span_context().span_id:016x}", 3)


def test_lost_lines_are_counted_and_reported_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "out").write_text("a file where the directory should be")
    provider = runtime("spans").FileTracerProvider()
    for _ in range(3):
        provider.get_tracer("t").start_span("a").end()
    assert provider.output.lost == 3
    assert capsys.readouterr().err.count("telemetry is lost: cannot write to") == 1


def test_files_honour_the_umask(tracer: Tracer) -> None:
    old = os.umask(0o027)
    try:
        tracer.start_span("a").end()
    finally:
        os.umask(old)
    assert (Path(os.environ["SWARMSH_TELEMETRY_DIR"]) / "traces.jsonl").stat().st_mode & 0o777 == 0o640


def test_mechanics_import_next_to_nothing() -> None:
    code = f"""
import importlib.util, json, os, sys
before = set(sys.modules)
sys.path.insert(0, {str(PYTHON_RUNTIME.parent)!r})
import runtime.clock, runtime.ids, runtime.text, runtime.values, runtime.context, runtime.otlp, runtime.file
print(json.dumps(sorted(name for name in set(sys.modules) - before if not name.startswith("runtime"))))
"""
    done = subprocess.run([sys.executable, "-IS", "-c", code], capture_output=True, check=True, cwd=ROOT)
    assert set(json.loads(done.stdout)) <= {"__future__", "itertools"}
