"""Our lines say what the SDK and its OTLP JSON file exporter say for the same calls."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from opentelemetry import trace
from opentelemetry.exporter.otlp.json.file.trace_exporter import FileSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.id_generator import IdGenerator
from opentelemetry.trace import Link, SpanContext, SpanKind, Status, StatusCode, TraceFlags, Tracer, TraceState

from tests.telemetry.sequence import SCOPE, start_afresh
from tests.telemetry.support import FIXED, runtime


class OurIds(IdGenerator):
    """Ids as our runtime draws them."""

    def generate_trace_id(self) -> int:
        return int(runtime("ids").trace())

    def generate_span_id(self) -> int:
        return int(runtime("ids").span())


def record(tracer: Tracer) -> None:
    """Uses all of the tracing API, with every time given."""
    parent = SpanContext(2**127 + 1, 2**63 + 1, True, TraceFlags(3), TraceState([("a", "b"), ("c", "d e")]))
    remote = trace.set_span_in_context(trace.NonRecordingSpan(parent))
    link = Link(SpanContext(5, 6, False, TraceFlags(1)), {"n": 1})
    root = tracer.start_span(
        "root", kind=SpanKind.SERVER, start_time=100, attributes={"a": "ü\n\x01\U0001f600", "b": True}
    )
    inner = trace.set_span_in_context(root)
    child = tracer.start_span("child", inner, SpanKind.PRODUCER, {"l": ["x", ""], "e": []}, [link], start_time=150)
    child.set_attributes({"i": -(2**63), "f": 1.5, "n": [1, 2], "m": [True, False], "d": [0.25]})
    child.add_event("first", {"x": 1}, 160)
    child.add_event("second", timestamp=161)
    child.add_link(parent, {"k": "v"})
    child.set_status(Status(StatusCode.ERROR, 'bad "thing"'))
    child.end(170)
    root.update_name("renamed")
    root.set_status(StatusCode.OK)
    root.set_status(StatusCode.ERROR, "ignored")
    root.end(180)
    continued = tracer.start_span("continued", remote, SpanKind.CONSUMER, start_time=200)
    continued.end(200)
    continued.end(300)
    continued.set_attribute("late", 1)
    with tracer.start_as_current_span("outer", start_time=1, end_on_exit=False) as outer:
        tracer.start_span("nested", start_time=2).end(3)
    outer.end(4)


def ours(folder: Path) -> list[Any]:
    start_afresh()
    provider = runtime("spans").FileTracerProvider(directory=str(folder), resource={"service.name": "s", "n": 1})
    record(provider.get_tracer(*SCOPE))
    return [json.loads(line) for line in (folder / "traces.jsonl").read_text().splitlines()]


def theirs(folder: Path) -> list[Any]:
    start_afresh()
    path = folder / "sdk.jsonl"
    provider = TracerProvider(
        resource=Resource({"n": 1, "service.name": "s"}), id_generator=OurIds(), shutdown_on_exit=False
    )
    provider.add_span_processor(SimpleSpanProcessor(FileSpanExporter(path)))
    record(provider.get_tracer(*SCOPE))
    provider.shutdown()
    return [json.loads(line) for line in path.read_text().splitlines()]


def canonical(value: Any) -> Any:
    """The value without what legitimately differs: the low bits of the flags, which the SDK leaves out; the order of
    resource attributes; the tracestate of links, which the exporter leaves out; defaults, which it writes in places.
    """
    if isinstance(value, dict):
        kept = {key: canonical(one) for key, one in value.items()}
        if "flags" in kept:
            kept["flags"] &= ~0xFF
        for link in kept.get("links") or ():
            link.pop("traceState", None)
        if "resource" in kept:
            kept["resource"]["attributes"].sort(key=lambda pair: pair["key"])
        return {key: one for key, one in kept.items() if one not in (None, 0, "", []) or key.endswith("Value")}
    return [canonical(one) for one in value] if isinstance(value, list) else value


@pytest.mark.filterwarnings("default")
def test_same_spans_as_the_sdk(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with mock.patch.dict(os.environ, FIXED):
        mine, sdk = ours(tmp_path), theirs(tmp_path)
    assert len(mine) == 5
    assert [canonical(line) for line in mine] == [canonical(line) for line in sdk]


def test_flags_say_more_than_the_sdk(tmp_path: Path) -> None:
    with mock.patch.dict(os.environ, FIXED):
        spans = [line["resourceSpans"][0]["scopeSpans"][0]["spans"][0] for line in ours(tmp_path)]
    assert {span["name"]: span["flags"] for span in spans} == {
        "child": 256 + 3, "renamed": 256 + 3, "continued": 768 + 3, "nested": 256 + 3, "outer": 256 + 3,
    }  # fmt: skip
    child = next(span for span in spans if span["name"] == "child")
    assert [link["flags"] for link in child["links"]] == [256 + 1, 768 + 3]
