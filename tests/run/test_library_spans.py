"""The span of `run_next` and `run_work`: what the command `run` writes, in the store and for the caller's tracer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanContext

from swarmsh import atomic
from tests.coordinators import NOW, PYTHON, call, environment
from tests.run.support import stocked

RUN, CLAIM, COMPLETE, RELEASE = (f"swarmsh.work.{each}" for each in ("run", "claim", "complete", "release"))


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store with an agent and two items, whose clock stands still; ids come from a seed."""
    store = stocked(tmp_path, 2, fixed=True)
    for name, value in environment(store).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AGENT_ID", "ann")
    return store


def spans(store: Path, after: int = 0) -> dict[str, dict[str, Any]]:
    """The spans after so many, by name; none is there twice."""
    lines = [each for path in sorted(store.glob("telemetry/*/*.jsonl")) for each in path.read_text().splitlines()]
    found = [json.loads(each)["resourceSpans"][0]["scopeSpans"][0]["spans"][0] for each in lines]
    found.sort(key=lambda each: each["name"] == RUN)
    named = {each["name"]: each for each in found if each["name"].rpartition(".")[2] not in ("add", "register")}
    assert len(named) == len([each for each in found if each["name"] in named])
    return named


def own(span: ReadableSpan) -> SpanContext:
    """The ids of an exported span."""
    found = span.get_span_context()
    assert found is not None
    return found


def told(span: dict[str, Any]) -> dict[str, str]:
    """Its attributes."""
    return {each["key"].removeprefix("swarmsh."): next(iter(each["value"].values())) for each in span["attributes"]}


def test_it_is_what_the_command_writes(store: Path, tmp_path: Path) -> None:
    """But for the process; the claim, the completion and what is called inside are below it."""
    coordinator = atomic.Coordinator(store)
    with coordinator.run_next():
        coordinator.show("w-1")
    found = spans(store)
    run = found[RUN]
    assert "parentSpanId" not in run
    assert (run["startTimeUnixNano"], run["endTimeUnixNano"], run["status"]) == (str(NOW), str(NOW), {})
    for name in (CLAIM, COMPLETE, "swarmsh.work.show"):
        assert (found[name]["traceId"], found[name]["parentSpanId"]) == (run["traceId"], run["spanId"])
    other = stocked(tmp_path / "other", 2, fixed=True)
    assert call(PYTHON, other, "run", "--next", "--agent", "ann", "--", "true").exit == 0
    expected = told(spans(other)[RUN])
    assert (expected.pop("process.executable.name"), expected.pop("process.exit.code")) == ("true", "0")
    assert told(run) == expected
    assert list(told(run)) == list(expected)


@pytest.mark.parametrize(
    ("error", "exit", "outcome", "kind", "completion"),
    [
        (KeyError("x"), "1", "command_failed", "KeyError", "failed"),
        (SystemExit(3), "1", "command_failed", "SystemExit", None),
        (KeyboardInterrupt(), "130", "interrupt", "interrupt", None),
    ],
    ids=["error", "exit", "interrupt"],
)
def test_what_leaves_the_block(
    store: Path, error: BaseException, exit: str, outcome: str, kind: str, completion: str | None
) -> None:
    @atomic.Coordinator(store).run_work("w-2", agent="ann")
    def work(item: atomic.Claim) -> None:
        raise error

    with pytest.raises(type(error)):
        work()
    found = spans(store)
    attributes = told(found[RUN])
    assert (attributes["coordination.exit_code"], attributes["coordination.outcome"], attributes["error.type"]) == (
        exit,
        outcome,
        kind,
    )
    assert (attributes.get("work.completion"), attributes["work.id"], attributes["work.selection"]) == (
        completion,
        "w-2",
        "named",
    )
    assert found[RUN]["status"] == {"code": 2}
    last = found[COMPLETE if completion else RELEASE]
    assert last["parentSpanId"] == found[RUN]["spanId"]


def test_nothing_to_take(store: Path) -> None:
    with pytest.raises(atomic.NothingToClaim), atomic.Coordinator(store).run_next(skill=["none"], type="bug_fix"):
        pass
    found = spans(store)
    attributes = told(found[RUN])
    assert (attributes["coordination.exit_code"], attributes["coordination.outcome"]) == ("125", "not_started")
    assert "work.id" not in attributes and "lease.fence" not in attributes
    assert found[CLAIM]["parentSpanId"] == found[RUN]["spanId"]


def test_a_wrong_argument_begins_nothing(store: Path) -> None:
    coordinator = atomic.Coordinator(store)
    with pytest.raises(atomic.InvalidValue), coordinator.run_work("no id"):
        pass
    coordinator.show("w-1")
    assert "parentSpanId" not in spans(store)["swarmsh.work.show"]
    assert RUN not in spans(store)


def test_a_lost_lease(store: Path) -> None:
    coordinator = atomic.Coordinator(store)
    with pytest.raises(atomic.LeaseLost), coordinator.run_next():
        coordinator.release("w-1")
    attributes = told(spans(store)[RUN])
    assert (attributes["coordination.exit_code"], attributes["coordination.outcome"]) == ("124", "lease_lost")
    assert "work.completion" not in attributes


def test_one_within_another(store: Path) -> None:
    coordinator = atomic.Coordinator(store)
    with coordinator.run_work("w-1"):
        with coordinator.run_work("w-2"):
            pass
        coordinator.show("w-1")
    lines = [json.loads(each) for each in (store / "telemetry/side/000001.jsonl").read_text().splitlines()]
    shown, outer = (each["resourceSpans"][0]["scopeSpans"][0]["spans"][0] for each in lines[-2:])
    inner = lines[-3]["resourceSpans"][0]["scopeSpans"][0]["spans"][0]
    assert (inner["name"], shown["name"], outer["name"]) == (RUN, "swarmsh.work.show", RUN)
    assert (inner["parentSpanId"], shown["parentSpanId"]) == (outer["spanId"], outer["spanId"])
    assert "parentSpanId" not in outer


def test_no_span_where_none_is_wanted(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEMETRY_ENABLED", "false")
    with atomic.Coordinator(store).run_next():
        pass
    assert spans(store) == {}


def test_the_span_of_the_callers_tracer_is_the_same(store: Path) -> None:
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    with (
        provider.get_tracer("mine").start_as_current_span("outer") as outer,
        atomic.Coordinator(store, tracer_provider=provider).run_next(),
        provider.get_tracer("mine").start_as_current_span("inner"),
    ):
        pass
    assert trace.get_current_span() is trace.INVALID_SPAN
    exported, lines = {each.name: each for each in exporter.get_finished_spans()}, spans(store)
    for name in (RUN, CLAIM, COMPLETE):
        span, line = exported[name], lines[name]
        assert span.parent is not None
        ids = (f"{own(span).trace_id:032x}", f"{own(span).span_id:016x}", f"{span.parent.span_id:016x}")
        assert (line["traceId"], line["spanId"], line["parentSpanId"]) == ids
        found = {key.removeprefix("swarmsh."): str(value) for key, value in (span.attributes or {}).items()}
        assert found == told(line)
    run = exported[RUN]
    assert run.parent is not None and run.parent.span_id == outer.get_span_context().span_id
    below = [exported[name].parent for name in (CLAIM, COMPLETE, "inner")]
    assert {each.span_id for each in below if each} == {own(run).span_id}
