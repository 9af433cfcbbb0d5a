"""Events as log records, metric instruments, entities, and the package around the helpers."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from opentelemetry import trace
from opentelemetry._logs import SeverityNumber
from opentelemetry.metrics import Observation
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import InMemoryLogRecordExporter, SimpleLogRecordProcessor
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider

from tests.helpers_python.conftest import PACKAGE

# --- events ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def logs() -> InMemoryLogRecordExporter:
    return InMemoryLogRecordExporter()  # type: ignore[no-untyped-call]  # the SDK leaves it untyped


@pytest.fixture
def loggers(logs: InMemoryLogRecordExporter) -> LoggerProvider:
    provider = LoggerProvider()
    provider.add_log_record_processor(SimpleLogRecordProcessor(logs))
    return provider


def test_an_event_is_emitted_in_the_current_span(
    plain: ModuleType, logs: InMemoryLogRecordExporter, loggers: LoggerProvider, provider: TracerProvider
) -> None:
    with plain.spans.work_claim(agent_id="a", tracer_provider=provider) as span:
        plain.events.lease_lost(work_id="w-7", work_label={"a": "b"}).emit(logger_provider=loggers)
    (log,) = logs.get_finished_logs()
    record, scope = log.log_record, log.instrumentation_scope
    assert (record.event_name, record.body, record.severity_number) == ("acme.lease.lost", None, None)
    assert dict(record.attributes or {}) == {"acme.work.id": "w-7", "acme.work.label.a": "b"}
    assert record.span_id == span.span.get_span_context().span_id
    assert record.timestamp is not None and record.timestamp <= (record.observed_timestamp or 0)
    assert scope is not None
    assert (scope.name, scope.version, scope.schema_url) == (PACKAGE, "1.2.3", "https://example.com/schemas/acme/1.2.3")


def test_how_an_event_is_emitted_can_be_said(
    plain: ModuleType, logs: InMemoryLogRecordExporter, loggers: LoggerProvider, provider: TracerProvider
) -> None:
    span = provider.get_tracer("test").start_span("parent")
    with pytest.deprecated_call():
        event = plain.events.lease_told(body={"text": "gone"})
    event.emit(
        logger=loggers.get_logger("mine"),
        timestamp=5,
        severity=SeverityNumber.WARN,
        context=trace.set_span_in_context(span),
    )
    (log,) = logs.get_finished_logs()
    record = log.log_record
    assert (record.timestamp, record.severity_number, record.body) == (5, SeverityNumber.WARN, {"text": "gone"})
    assert record.span_id == span.get_span_context().span_id
    assert log.instrumentation_scope is not None and log.instrumentation_scope.name == "mine"


def test_an_event_without_any_provider_goes_nowhere(plain: ModuleType) -> None:
    plain.events.lease_lost(work_id="w-7").emit()


# --- metrics ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def reader() -> InMemoryMetricReader:
    return InMemoryMetricReader()


@pytest.fixture
def meters(reader: InMemoryMetricReader) -> MeterProvider:
    return MeterProvider([reader])


def measured(reader: InMemoryMetricReader) -> dict[str, list[tuple[object, dict[str, object]]]]:
    """Metric name → values and attributes."""
    data = reader.get_metrics_data()
    assert data is not None
    return {
        metric.name: [
            (point.sum if hasattr(point, "sum") else point.value, dict(point.attributes or {}))
            for point in metric.data.data_points
        ]
        for resource in data.resource_metrics
        for scope in resource.scope_metrics
        for metric in scope.metrics
    }


def test_instruments_record(
    plain: ModuleType, enums: ModuleType, reader: InMemoryMetricReader, meters: MeterProvider
) -> None:
    bug = enums.AcmeWorkKindValues.BUG
    claims = plain.instruments.WorkClaims(meter_provider=meters)
    claims.add(1, work_kind=bug)
    claims.add(2, work_kind=bug)
    claims.add(4, work_kind=bug, work_priority=9)
    plain.instruments.WorkActive(meter=meters.get_meter("mine")).add(-2)
    with pytest.warns(DeprecationWarning, match="Nobody looks"):
        duration = plain.instruments.WorkDuration(meter_provider=meters)
    duration.record(0.5, error_type="conflict")
    plain.instruments.WorkSize(meter_provider=meters).add(7)
    assert measured(reader) == {
        "acme.work.claims": [
            (3, {"acme.work.kind": "bug"}),
            (4, {"acme.work.kind": "bug", "acme.work.priority": 9}),
        ],
        "acme.work.active": [(-2, {})],
        "acme.work.duration": [(0.5, {"error.type": "conflict"})],
        "acme.work.size": [(7, {})],
    }


def test_a_gauge_is_set_or_observed(
    plain: ModuleType, enums: ModuleType, reader: InMemoryMetricReader, meters: MeterProvider
) -> None:
    depth = plain.instruments.WorkDepth

    def look(options: object) -> Sequence[Observation]:
        return [depth.observation(2, work_kind=enums.AcmeWorkKindValues.BUG), depth.observation(5)]

    depth.observe(look, meter_provider=meters)
    assert measured(reader) == {"acme.work.depth": [(2, {"acme.work.kind": "bug"}), (5, {})]}
    other = InMemoryMetricReader()
    gauge = depth(meter_provider=MeterProvider([other]))
    gauge.set(1)
    gauge.set(3)
    assert measured(other) == {"acme.work.depth": [(3, {})]}


def test_instruments_say_unit_and_description(
    plain: ModuleType, reader: InMemoryMetricReader, meters: MeterProvider
) -> None:
    plain.instruments.WorkDepth(meter_provider=meters).set(1)
    data: Any = reader.get_metrics_data()
    (metric,) = data.resource_metrics[0].scope_metrics[0].metrics
    assert (metric.unit, metric.description) == ("{item}", "How many wait.")
    assert data.resource_metrics[0].scope_metrics[0].scope.name == PACKAGE


def test_a_negative_amount_is_dropped_by_the_sdk(
    plain: ModuleType, enums: ModuleType, reader: InMemoryMetricReader, meters: MeterProvider
) -> None:
    plain.instruments.WorkClaims(meter_provider=meters).add(-1, work_kind=enums.AcmeWorkKindValues.BUG)
    assert reader.get_metrics_data() is None


# --- entities --------------------------------------------------------------------------------------------------------


def test_entities_make_resources(plain: ModuleType) -> None:
    attributes = plain.entities.agent(agent_id="a-1", other_role="reviewer")
    assert attributes == {"acme.agent.id": "a-1", "other.role": "reviewer"}
    assert Resource(attributes).attributes == attributes


def test_identifying_attributes_are_required(plain: ModuleType) -> None:
    with pytest.raises(TypeError, match="agent_id"):
        plain.entities.agent(other_role="reviewer")


# --- the package -----------------------------------------------------------------------------------------------------


def run(code: str, source: Path) -> str:
    """What a fresh interpreter prints."""
    script = f"import sys; sys.path.insert(0, {str(source)!r}); {code}"
    return subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout


def test_importing_the_package_imports_nothing_else(plain_source: Path) -> None:
    code = f"before = set(sys.modules); import {PACKAGE}; print(sorted(set(sys.modules) - before))"
    assert run(code, plain_source) == f"{[PACKAGE]}\n"


def test_helpers_are_imported_when_they_are_used(plain_source: Path) -> None:
    code = f"""from {PACKAGE} import spans, events, instruments, entities
print(any(name.startswith("opentelemetry") for name in sys.modules))
spans.work_claim
print(any(name.startswith("opentelemetry.trace") for name in sys.modules))"""
    assert run("exec(" + repr(code) + ")", plain_source) == "False\nTrue\n"


def test_the_package_shows_its_modules(plain: ModuleType) -> None:
    modules = ["attributes", "entities", "enums", "events", "files", "instruments", "schemas", "spans"]
    assert [name for name in dir(plain) if not name.startswith("_") and name.islower()] == modules
    assert plain.__version__ == "1.2.3"
    assert plain.schemas.SCHEMA_URL == "https://example.com/schemas/acme/1.2.3"
    with pytest.raises(AttributeError, match="no_such_module"):
        _ = plain.no_such_module


def test_a_face_shows_its_helpers_and_nothing_else(plain: ModuleType) -> None:
    assert plain.events.__all__ == ["Event", "lease_lost", "lease_told"]
    assert set(plain.events.__all__) <= set(dir(plain.events))
    with pytest.raises(AttributeError, match="no_such_event"):
        _ = plain.events.no_such_event
