"""Operations as spans of the caller's tracer: the same span as the line in the store's files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.sdk.trace.sampling import ALWAYS_OFF
from opentelemetry.trace import StatusCode

from swarmsh import atomic


@pytest.fixture
def exporter() -> InMemorySpanExporter:
    return InMemorySpanExporter()


@pytest.fixture
def provider(exporter: InMemorySpanExporter) -> TracerProvider:
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    return provider


@pytest.fixture
def store(tmp_path: Path, provider: TracerProvider) -> atomic.Coordinator:
    return atomic.Coordinator(tmp_path, tracer_provider=provider)


def lines(folder: Path) -> Iterator[dict[str, Any]]:
    """The spans in the files of a store."""
    for path in sorted(folder.glob("telemetry/*/*.jsonl")):
        for line in path.read_text(encoding="utf-8").split("\n")[:-1]:
            yield json.loads(line)["resourceSpans"][0]["scopeSpans"][0]["spans"][0]


def attributes(line: dict[str, Any]) -> dict[str, Any]:
    return {each["key"]: _value(each["value"]) for each in line["attributes"]}


def _value(value: dict[str, Any]) -> Any:
    ((kind, found),) = value.items()
    if kind == "arrayValue":
        return tuple(_value(each) for each in found.get("values", ()))
    return int(found) if kind == "intValue" else found


def ids(span: ReadableSpan) -> tuple[str, str, str | None]:
    context = span.get_span_context()
    assert context is not None
    return f"{context.trace_id:032x}", f"{context.span_id:016x}", f"{span.parent.span_id:016x}" if span.parent else None


def test_the_line_has_the_ids_and_attributes_of_the_span(
    store: atomic.Coordinator, exporter: InMemorySpanExporter, provider: TracerProvider, tmp_path: Path
) -> None:
    with provider.get_tracer("mine").start_as_current_span("outer"):
        store.add("x", skill=["bash"], key="k")
    inner, outer = exporter.get_finished_spans()
    (line,) = lines(tmp_path)
    assert (line["traceId"], line["spanId"], line["parentSpanId"]) == ids(inner)
    assert ids(inner)[2] == ids(outer)[1]
    assert inner.name == line["name"] == "swarmsh.work.add"
    assert dict(inner.attributes or {}) == attributes(line)
    assert attributes(line)["swarmsh.work.skills"] == ("bash",)
    assert attributes(line)["swarmsh.coordination.sequence"] == 1
    assert inner.status.status_code is StatusCode.UNSET
    assert inner.instrumentation_scope is not None and inner.instrumentation_scope.name == "swarmsh.atomic"


def test_refusals_are_errors(store: atomic.Coordinator, exporter: InMemorySpanExporter, tmp_path: Path) -> None:
    store.add("x")
    with pytest.raises(atomic.NotFound):
        store.show("w-9")
    span = exporter.get_finished_spans()[1]
    assert span.status.status_code is StatusCode.ERROR
    assert (span.attributes or {})["error.type"] == "not_found"
    side = next(line for line in lines(tmp_path) if line["name"] == "swarmsh.work.show")
    assert (side["traceId"], side["spanId"], side.get("parentSpanId")) == ids(span)
    assert attributes(side) == dict(span.attributes or {})


def test_what_is_not_sampled_is_not_written(tmp_path: Path) -> None:
    store = atomic.Coordinator(tmp_path, tracer_provider=TracerProvider(sampler=ALWAYS_OFF))
    store.add("x")
    assert list(lines(tmp_path)) == []


def test_without_a_provider_the_environment_is_the_parent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACEPARENT", f"00-{'a' * 32}-{'b' * 16}-01")
    assert isinstance(trace.get_tracer_provider(), trace.ProxyTracerProvider)
    atomic.Coordinator(tmp_path).add("x")
    (line,) = lines(tmp_path)
    assert (line["traceId"], line["parentSpanId"]) == ("a" * 32, "b" * 16)


def test_the_environment_is_the_parent_of_the_tracers_spans_too(
    store: atomic.Coordinator, exporter: InMemorySpanExporter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRACEPARENT", f"00-{'a' * 32}-{'b' * 16}-01")
    store.add("x")
    (line,) = lines(tmp_path)
    assert (line["traceId"], line["spanId"], line["parentSpanId"]) == ids(exporter.get_finished_spans()[0])
    assert line["parentSpanId"] == "b" * 16
