"""What a span helper does with blocks, decorators, errors, events, links and wrong values."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from types import ModuleType
from typing import Any, TypeVar

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.semconv.attributes.error_attributes import ErrorTypeValues
from opentelemetry.trace import Link, SpanKind, StatusCode

Function = TypeVar("Function", bound=Callable[..., Any])


class SpansOf:
    """The helpers of the plain package, all with one tracer provider."""

    def __init__(self, package: ModuleType, provider: TracerProvider, exporter: InMemorySpanExporter) -> None:
        self.spans = package.spans
        self.events = package.events
        self.provider = provider
        self.exporter = exporter

    def claim(self, **given: Any) -> Any:
        return self.spans.work_claim(**{"agent_id": "a-1", "tracer_provider": self.provider} | given)

    def decorated(self, **given: Any) -> Callable[[Function], Function]:
        scope: Callable[[Function], Function] = self.claim(**given)
        return scope

    def finished(self) -> tuple[ReadableSpan, ...]:
        return self.exporter.get_finished_spans()

    def only(self) -> ReadableSpan:
        (span,) = self.finished()
        return span


@pytest.fixture
def of(plain: ModuleType, provider: TracerProvider, exporter: InMemorySpanExporter) -> SpansOf:
    return SpansOf(plain, provider, exporter)


def test_a_block_records_name_kind_scope_and_attributes(of: SpansOf, enums: ModuleType) -> None:
    with of.claim(work_kind=enums.AcmeWorkKindValues.BUG, work_label={"team": "red"}) as span:
        assert trace.get_current_span() is span.span
        span.set_work_id("w-7")
        span.set_work_label("area", "ui")
        span.set_attribute("free.form", 1)
    assert trace.get_current_span() is trace.INVALID_SPAN
    span = of.only()
    assert span.name == "acme.work.claim"
    assert span.kind is SpanKind.INTERNAL
    assert span.instrumentation_scope is not None
    assert (span.instrumentation_scope.name, span.instrumentation_scope.version) == ("plain_telemetry", "1.2.3")
    assert span.instrumentation_scope.schema_url == "https://example.com/schemas/acme/1.2.3"
    assert dict(span.attributes or {}) == {
        "acme.operation": "claim",
        "acme.agent.id": "a-1",
        "acme.work.kind": "bug",
        "acme.work.label.team": "red",
        "acme.work.id": "w-7",
        "acme.work.label.area": "ui",
        "free.form": 1,
    }
    assert span.status.status_code is StatusCode.UNSET


def test_attributes_are_there_when_samplers_look(of: SpansOf) -> None:
    handle = of.claim(work_id="w-7").start()
    assert handle.span.attributes["acme.work.id"] == "w-7"
    assert trace.get_current_span() is trace.INVALID_SPAN
    handle.end(end_time=5)
    assert of.only().end_time == 5


def test_kinds(of: SpansOf) -> None:
    with of.spans.work_drop(agent_id="a", tracer_provider=of.provider):
        pass
    with of.spans.work_free(name="free w-7", tracer_provider=of.provider):
        pass
    assert [(span.name, span.kind) for span in of.finished()] == [
        ("acme.work.drop", SpanKind.CLIENT),
        ("free w-7", SpanKind.SERVER),
    ]


def test_options_reach_the_span(of: SpansOf) -> None:
    other = of.claim().start()
    parent = trace.set_span_in_context(other.span)
    link = Link(other.span.get_span_context())
    tracer = of.provider.get_tracer("mine")
    with of.claim(context=parent, links=[link], start_time=3, tracer=tracer) as span:
        span.add_link(other.span.get_span_context(), {"why": "again"})
    span = of.only()
    assert span.parent == other.span.get_span_context()
    assert [dict(each.attributes or {}) for each in span.links] == [{}, {"why": "again"}]
    assert span.start_time == 3
    assert span.instrumentation_scope is not None and span.instrumentation_scope.name == "mine"


def test_unknown_arguments_are_refused(of: SpansOf) -> None:
    with pytest.raises(TypeError, match="agent_idd"):
        of.claim(agent_idd="a")
    with pytest.raises(TypeError, match="agent_id"):
        of.spans.work_claim()


# --- decorator -------------------------------------------------------------------------------------------------------


def test_a_decorated_function_keeps_its_face_and_gets_a_span_per_call(of: SpansOf) -> None:
    @of.decorated(work_id="w-7")
    def work(a: int, *, b: int = 2) -> int:
        """Works."""
        of.spans.WorkClaimSpan.current().set_work_urgent(True)
        return a + b if a else work(1, b=b)

    assert (work.__name__, work.__doc__) == ("work", "Works.")
    assert work(0, b=5) == 6
    inner, outer = of.finished()
    assert inner.parent == outer.context
    assert all(span.attributes and span.attributes["acme.work.urgent"] is True for span in (inner, outer))


def test_a_decorated_coroutine_function_runs_inside_its_span(of: SpansOf) -> None:
    @of.decorated()
    async def work(number: int) -> int:
        span = trace.get_current_span()
        await asyncio.sleep(0)
        assert trace.get_current_span() is span
        assert span.is_recording()
        return number

    async def both() -> list[int]:
        return [*await asyncio.gather(work(1), work(2))]

    assert asyncio.run(both()) == [1, 2]
    assert len({span.context.span_id for span in of.finished() if span.context}) == 2


def test_generator_functions_cannot_be_decorated(of: SpansOf) -> None:
    def numbers() -> Iterator[int]:
        yield 1

    async def later() -> AsyncIterator[int]:
        yield 1

    for function in (numbers, later):
        with pytest.raises(TypeError, match="generator function"):
            of.claim()(function)


def test_a_scope_serves_one_block_after_another_but_not_two_at_once(of: SpansOf) -> None:
    scope = of.claim()
    with scope:
        with pytest.raises(RuntimeError, match="in use"), scope:
            pass
        scope(lambda: None)()
    with scope:
        pass
    assert len(of.finished()) == 3
    with pytest.raises(RuntimeError, match="not entered"):
        scope.__exit__(None, None, None)


# --- errors ----------------------------------------------------------------------------------------------------------


class ForeignError(Exception):
    """An exception whose text cannot be made."""

    def __str__(self) -> str:
        raise RuntimeError("no text")


def test_an_exception_is_recorded_and_goes_on(of: SpansOf) -> None:
    with pytest.raises(LookupError, match="gone"), of.claim():
        raise LookupError("gone")
    span = of.only()
    assert span.attributes and span.attributes["error.type"] == "LookupError"
    assert (span.status.status_code, span.status.description) == (StatusCode.ERROR, "LookupError: gone")
    assert [event.name for event in span.events] == ["exception"]


def test_an_exception_without_text_goes_on_too(of: SpansOf) -> None:
    with pytest.raises(ForeignError), of.claim():
        raise ForeignError
    span = of.only()
    assert span.attributes and span.attributes["error.type"] == f"{__name__}.ForeignError"
    assert (span.status.status_code, span.status.description) == (StatusCode.ERROR, "ForeignError")


@pytest.mark.parametrize("signal", [KeyboardInterrupt, SystemExit, GeneratorExit, asyncio.CancelledError])
def test_what_is_no_error_is_not_recorded_as_one(of: SpansOf, signal: type[BaseException]) -> None:
    with pytest.raises(signal), of.claim():
        raise signal
    span = of.only()
    assert span.status.status_code is StatusCode.UNSET
    assert not span.events


@pytest.mark.parametrize(
    ("error", "message", "type_", "description", "events"),
    [
        (ValueError("bad"), None, "ValueError", "ValueError: bad", ["exception"]),
        (ValueError("bad"), "worse", "ValueError", "worse", ["exception"]),
        (asyncio.QueueFull, None, "asyncio.queues.QueueFull", None, []),
        ("conflict", "held by a-2", "conflict", "held by a-2", []),
        (ErrorTypeValues.OTHER, None, "_OTHER", None, []),
    ],
)
def test_record_error(
    of: SpansOf, error: object, message: str | None, type_: str, description: str | None, events: list[str]
) -> None:
    with of.claim() as span:
        span.record_error(error, message)
    span = of.only()
    assert span.attributes and span.attributes["error.type"] == type_
    assert (span.status.status_code, span.status.description) == (StatusCode.ERROR, description)
    assert [event.name for event in span.events] == events


def test_record_error_refuses_other_things(of: SpansOf) -> None:
    with of.claim() as span, pytest.raises(TypeError, match=r"error\.type"):
        span.record_error(7)


@pytest.mark.parametrize("how", ["argument", "setter", "record"])
def test_an_error_type_that_was_set_stays_when_an_exception_follows(of: SpansOf, how: str) -> None:
    given = {"error_type": "conflict"} if how == "argument" else {}
    with suppress(LookupError), of.claim(**given) as span:
        if how == "setter":
            span.set_error_type("conflict")
        if how == "record":
            span.record_error("conflict")
        raise LookupError("gone")
    span = of.only()
    assert span.attributes and span.attributes["error.type"] == "conflict"
    assert span.status.status_code is StatusCode.ERROR
    assert [event.name for event in span.events] == ["exception"]


def test_an_exception_that_was_recorded_is_not_recorded_again(of: SpansOf) -> None:
    with suppress(LookupError), of.claim() as span:
        error = LookupError("gone")
        span.record_error(error, "my words")
        raise error
    span = of.only()
    assert span.status.description == "my words"
    assert len(span.events) == 1


def test_status(of: SpansOf) -> None:
    with of.claim() as span:
        span.set_status_error("so far")
        span.set_status(StatusCode.OK)
    with of.claim() as span:
        span.set_status_ok()
        span.set_status_error("too late")
    assert [span.status.status_code for span in of.finished()] == [StatusCode.OK, StatusCode.OK]


# --- events ----------------------------------------------------------------------------------------------------------


def test_events_are_added_with_their_attributes(of: SpansOf) -> None:
    with of.claim() as span:
        span.add(of.events.lease_lost(work_id="w-7"), timestamp=9)
    (event,) = of.only().events
    assert (event.name, dict(event.attributes or {}), event.timestamp) == (
        "acme.lease.lost",
        {"acme.work.id": "w-7"},
        9,
    )


def test_an_event_with_a_body_cannot_be_added(of: SpansOf) -> None:
    with pytest.deprecated_call():
        event = of.events.lease_told(body={"text": "gone"})
    with of.claim() as span, pytest.raises(ValueError, match="body"):
        span.add(event)


def test_events_are_values(of: SpansOf) -> None:
    assert of.events.lease_lost(work_id="w-7") == of.events.lease_lost(work_id="w-7")
    with pytest.raises(AttributeError):
        of.events.lease_lost(work_id="w-7").name = "other"


# --- values ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "recorded"),
    [
        ({"work_priority": 0}, 0),
        ({"work_priority": 9}, 9),
        ({"work_wait": 2**63 - 1}, 2**63 - 1),
        ({"work_share": 1}, 1.0),
        ({"work_share": 0.25}, 0.25),
        ({"work_skills": ["bash", "review"]}, ("bash", "review")),
        ({"work_skills": ()}, ()),
        ({"work_kind": "bug"}, "bug"),
        ({"work_size": 5}, 5),
        ({"error_type": "anything"}, "anything"),
        ({"error_type": ErrorTypeValues.OTHER}, "_OTHER"),
        ({"work_status": "blocked"}, "blocked"),
        ({"work_label": {}}, None),
    ],
)
def test_values_that_are_allowed(of: SpansOf, given: dict[str, object], recorded: object) -> None:
    with of.claim(**given):
        pass
    values = {k: v for k, v in (of.only().attributes or {}).items() if k not in ("acme.operation", "acme.agent.id")}
    assert list(values.values()) == ([] if recorded is None else [recorded])


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        ({"work_priority": -1}, ValueError, "acme.work.priority: -1 is outside 0 to 9"),
        ({"work_priority": 10}, ValueError, "acme.work.priority: 10 is outside 0 to 9"),
        ({"work_priority": True}, TypeError, "acme.work.priority: expected int, got bool"),
        ({"work_priority": 1.0}, TypeError, "acme.work.priority: expected int, got float"),
        ({"work_wait": 2**63}, ValueError, f"acme.work.wait: {2**63} is outside 0 to {2**63 - 1}"),
        ({"work_share": 1.5}, ValueError, "acme.work.share: 1.5 is outside 0 to 1"),
        ({"work_share": float("nan")}, ValueError, "acme.work.share: nan is outside 0 to 1"),
        ({"work_share": False}, TypeError, "acme.work.share: expected float, got bool"),
        ({"work_share": 10**400}, ValueError, "acme.work.share: the integer is too large for a double"),
        ({"work_urgent": 1}, TypeError, "acme.work.urgent: expected bool, got int"),
        ({"work_skills": "bash"}, TypeError, "acme.work.skills: expected a sequence, got str"),
        ({"work_skills": ["bash", 1]}, TypeError, "acme.work.skills: expected str, got int"),
        ({"work_points": [1, 0]}, ValueError, f"acme.work.points: 0 is outside 1 to {2**63 - 1}"),
        ({"work_kind": "bugg"}, ValueError, "acme.work.kind: 'bugg' is not one of 'bug', 'feature'"),
        ({"work_kind": 1}, TypeError, "acme.work.kind: expected one of 'bug', 'feature', got int"),
        (
            {"work_kind": ErrorTypeValues.OTHER},
            TypeError,
            "acme.work.kind: expected AcmeWorkKindValues, got ErrorTypeValues",
        ),
        ({"work_size": True}, TypeError, "acme.work.size: expected one of 1, 5, got bool"),
        ({"error_type": 1}, TypeError, "error.type: expected str, got int"),
        ({"work_label": {"": "x"}}, ValueError, "acme.work.label: a key must not be empty"),
        ({"work_label": {1: "x"}}, TypeError, "acme.work.label: expected a str as key, got int"),
        ({"work_label": {"a": 1}}, TypeError, "acme.work.label.a: expected str, got int"),
        ({"work_label": "a=b"}, TypeError, "acme.work.label: expected a mapping, got str"),
        ({"agent_id": None}, TypeError, "acme.agent.id: expected str, got NoneType"),
    ],
)
def test_values_that_are_refused(of: SpansOf, given: dict[str, object], error: type[Exception], message: str) -> None:
    with pytest.raises(error) as caught:
        of.claim(**given)
    assert str(caught.value) == message


@pytest.mark.parametrize("value", ["text", True, 1, 2.5, b"x", ["a", 1, None], {"a": {"b": [1]}}])
def test_anything_takes_what_opentelemetry_takes(of: SpansOf, value: object) -> None:
    with of.claim() as span:
        span.set_work_extra(value)
    assert "acme.work.extra" in (of.only().attributes or {})


@pytest.mark.parametrize(
    ("value", "error"), [(None, TypeError), (object(), TypeError), ([{1: 2}], TypeError), ({"a": 2**63}, ValueError)]
)
def test_anything_refuses_the_rest(of: SpansOf, value: object, error: type[Exception]) -> None:
    with of.claim() as span, pytest.raises(error, match=r"acme\.work\.extra"):
        span.set_work_extra(value)


# --- deprecation -----------------------------------------------------------------------------------------------------


def test_deprecations_are_told_to_the_caller(of: SpansOf) -> None:
    with pytest.warns(DeprecationWarning, match=r"^acme.work.old_id is deprecated: Use `acme.work.id`.$") as told:
        scope = of.spans.work_claim(agent_id="a", work_old_id="w", tracer_provider=of.provider)
    assert [warning.filename for warning in told] == [__file__]
    with scope as span, pytest.warns(DeprecationWarning, match=r"^Use `acme.work.id`.$"):
        span.set_work_old_id("w")
    with pytest.warns(DeprecationWarning, match=r"^Use `acme.work.drop`.$"):
        of.spans.work_skip(agent_id="a")


# --- providers -------------------------------------------------------------------------------------------------------


def test_the_global_provider_may_be_set_after_the_import(
    of: SpansOf, monkeypatch: pytest.MonkeyPatch, exporter: InMemorySpanExporter
) -> None:
    with of.spans.work_claim(agent_id="a") as span:
        assert not span.is_recording
    monkeypatch.setattr("opentelemetry.trace.get_tracer_provider", lambda: of.provider)
    with of.spans.work_claim(agent_id="a") as span:
        assert span.is_recording
    assert len(exporter.get_finished_spans()) == 1


def test_spans_that_share_a_group_share_a_class(of: SpansOf) -> None:
    common = of.spans.CommonAttributes
    assert issubclass(of.spans.WorkDropSpan, common)
    assert issubclass(of.spans.WorkSkipSpan, common)
    assert not issubclass(of.spans.WorkClaimSpan, common), "it fixes the operation, for which the class has a setter"
    assert not hasattr(of.spans.WorkClaimSpan, "set_operation")
