"""Calls every generated helper of a package, against the real SDK, with values made up from its type hints.

    exercise("swarmsh")     # a Tally; an AssertionError names the helper that does not do what it should

Nothing here knows a convention: what a helper takes is read from its signature, which values are allowed from the
keys of its module.
"""

from __future__ import annotations

import asyncio
import importlib
import inspect
import re
import sys
import typing
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from types import ModuleType
from typing import Any, get_args, get_origin

import pytest
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import InMemoryLogRecordExporter, SimpleLogRecordProcessor
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, SpanLimits, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

SPECIAL: Mapping[str, object] = {"name": "a name", "body": {"text": "told"}, "kind": SpanKind.CLIENT}
"""Arguments that are no attributes."""
IGNORED = frozenset({"self", "amount", "context", "options"})


@dataclass(kw_only=True)
class Tally:
    """How many helpers were exercised."""

    spans: int = 0
    setters: int = 0
    events: int = 0
    instruments: int = 0
    entities: int = 0


@dataclass(frozen=True, kw_only=True)
class Argument:
    """An argument for an attribute: a value to pass, what it records, and the key that checks it."""

    name: str
    required: bool
    key: Any
    value: object
    recorded: Mapping[str, object]


@contextmanager
def quietly() -> Iterator[None]:
    """Deprecated helpers are exercised too; that they warn is tested elsewhere."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        yield


def exercise(package: str) -> Tally:
    """Exercise all helpers of an importable package."""
    tally = Tally()
    with quietly():
        for module, one in (("spans", _span), ("events", _event), ("instruments", _instrument), ("entities", _entity)):
            for helper in _helpers(package, module):
                try:
                    one(helper, tally)
                except Exception as error:
                    raise AssertionError(
                        f"{package}.{module}.{helper.__name__}: {type(error).__name__}: {error}"
                    ) from error
    return tally


def arguments(helper: Callable[..., object]) -> tuple[Argument, ...]:
    """The attributes that a helper takes."""
    plain = inspect.unwrap(helper)
    hints = _hints(plain)
    module = sys.modules[plain.__module__]
    return tuple(
        _argument(module, name, hints[name], parameter.default is inspect.Parameter.empty)
        for name, parameter in inspect.signature(plain).parameters.items()
        if name not in IGNORED and name not in SPECIAL
    )


def _hints(function: Callable[..., object]) -> dict[str, Any]:
    # The alias of attribute values refers to itself by this name, which only its own module knows.
    return typing.get_type_hints(function, localns={"AnyValue": str})


def _helpers(package: str, module: str) -> list[Any]:
    try:
        face = importlib.import_module(f"{package}.{module}")
    except ModuleNotFoundError:
        return []
    assert set(face.__all__) <= set(dir(face))
    shown = [getattr(face, name) for name in face.__all__]
    own = [each for each in shown if inspect.unwrap(each).__module__.startswith(f"{package}.{module}.")]
    return [each for each in own if inspect.isclass(each) == (module == "instruments")]


def _argument(module: ModuleType, name: str, hint: object, required: bool) -> Argument:
    pattern = re.compile(rf"_{re.escape(name.upper().lstrip('_'))}(_\d+)?")
    keys = [key for variable, key in vars(module).items() if pattern.fullmatch(variable)]
    assert keys, f"no key for the argument {name}"
    value = _value(hint, keys)
    return Argument(name=name, required=required, key=keys[0], value=value, recorded=_recorded(keys[0], value))


def _recorded(key: Any, value: object) -> dict[str, object]:
    if hasattr(key, "member"):
        assert isinstance(value, Mapping)
        return {f"{key.element.name}.{member}": _plain(part) for member, part in value.items()}
    return {key.name: _plain(value)}


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    return tuple(map(_plain, value)) if isinstance(value, list) else value


def _value(hint: Any, keys: Sequence[Any]) -> object:
    """A value of the hinted type that all the keys allow."""
    origin, args = get_origin(hint), get_args(hint)
    if origin is typing.Literal:
        return args[0]
    if origin is not None and isinstance(origin, type) and issubclass(origin, Mapping):
        return {"some-key": _value(args[1], keys)}
    if origin is not None and isinstance(origin, type) and issubclass(origin, Sequence):
        return [_value(args[0], keys)]
    if args:
        return _value(next(arg for arg in args if arg is not type(None)), keys)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return next(iter(hint))
    return _scalar(hint, keys)


def _scalar(kind: type, keys: Sequence[Any]) -> object:
    innermost = [_innermost(key) for key in keys]
    for key in innermost:
        if hasattr(key, "values"):
            return next(value for value in key.values if type(value) is kind)
    if kind in (int, float):
        lows = [key.low for key in innermost if getattr(key, "low", None) is not None]
        highs = [key.high for key in innermost if getattr(key, "high", None) is not None]
        return kind(min([max([1, *lows]), *highs]))
    return {str: "text", bool: True}[kind]


def _innermost(key: Any) -> Any:
    while hasattr(key, "element") or hasattr(key, "raw"):
        key = getattr(key, "element", None) or key.raw
    return key


def _passed(helper: Callable[..., object], given: Sequence[Argument]) -> dict[str, object]:
    """Keyword arguments: the attributes, and whatever else is required."""
    parameters = inspect.signature(inspect.unwrap(helper)).parameters
    special = {name: value for name, value in SPECIAL.items() if name in parameters}
    return special | {each.name: each.value for each in given}


def _all_recorded(given: Sequence[Argument]) -> dict[str, object]:
    return {name: value for each in given for name, value in each.recorded.items()}


def _refuses_wrong_values(
    helper: Callable[..., object], call: Callable[..., object], given: Sequence[Argument]
) -> None:
    """Every wrong argument is refused, before anything is recorded."""
    required = [each for each in given if each.required]
    passed = _passed(helper, required)
    for each in required:
        with pytest.raises(TypeError, match=each.name):
            call(**{name: value for name, value in passed.items() if name != each.name})
    for each in given:
        name = re.escape(each.key.element.name if hasattr(each.key, "member") else each.key.name)
        with pytest.raises(TypeError, match=name):
            call(**passed | {each.name: object()})
        for wrong in _wrong_values(each.key):
            with pytest.raises(ValueError, match=name):
                call(**passed | {each.name: wrong})


def _wrong_values(key: Any) -> list[object]:
    """Values of the right type that the key must refuse."""
    kind = type(key).__name__
    if kind == "Integer":
        return [key.low - 1, key.high + 1]
    if kind == "Choice":
        values = [member.value for members in key.classes for member in members]
        return ["no such value"] if any(isinstance(value, str) for value in values) else []
    if kind == "Several":
        return [[value] for value in _wrong_values(key.element)]
    return [{"some-key": value} for value in _wrong_values(key.element)] if kind == "Family" else []


# --- spans -----------------------------------------------------------------------------------------------------------


class Spans:
    """A tracer provider and what it exported."""

    def __init__(self) -> None:
        self.exporter = InMemorySpanExporter()
        self.provider = TracerProvider(span_limits=SpanLimits(max_span_attributes=100_000))
        self.provider.add_span_processor(SimpleSpanProcessor(self.exporter))

    def only(self) -> ReadableSpan:
        """The one span that was exported since the last call."""
        (span,) = self.exporter.get_finished_spans()
        self.exporter.clear()
        return span


def _span(helper: Callable[..., Any], tally: Tally) -> None:
    spans, given = Spans(), arguments(helper)
    required = [each for each in given if each.required]

    def scope(which: Sequence[Argument]) -> Any:
        return helper(**_passed(helper, which), tracer_provider=spans.provider)

    with scope(required) as span:
        assert span.is_recording
        span.set_status_ok()
    fixed = _check_start(spans.only(), _all_recorded(required))
    with scope(given):
        pass
    assert _check_start(spans.only(), _all_recorded(given)) == fixed
    _use_by_hand_and_as_decorator(spans, lambda: scope(required))
    _refuses_wrong_values(helper, lambda **passed: helper(**passed, tracer_provider=spans.provider), given)
    assert not spans.exporter.get_finished_spans()
    with scope(required) as span:
        for name in dir(type(span)):
            if name.startswith("set_") and not hasattr(sys.modules[type(span).__mro__[-2].__module__].SpanHandle, name):
                _setter(span, name)
                tally.setters += 1
    spans.only()
    tally.spans += 1


def _check_start(span: ReadableSpan, expected: Mapping[str, object]) -> dict[str, object]:
    """The attributes that the helper added by itself."""
    recorded = dict(span.attributes or {})
    assert {name: recorded.get(name) for name in expected} == expected
    return {name: value for name, value in recorded.items() if name not in expected}


def _use_by_hand_and_as_decorator(spans: Spans, scope: Callable[[], Any]) -> None:
    handle = scope().start()
    handle.end()
    by_hand = spans.only()

    async def fail() -> None:
        raise LookupError("lost")

    increase = scope()(lambda value: value + 1)
    assert (increase(1), increase(2)) == (2, 3)
    first, second = spans.exporter.get_finished_spans()
    assert first.context and second.context and first.context.span_id != second.context.span_id
    assert first.attributes == by_hand.attributes
    spans.exporter.clear()
    with pytest.raises(LookupError):
        asyncio.run(scope()(fail)())
    failed = spans.only()
    assert failed.status.status_code is StatusCode.ERROR
    given = dict(by_hand.attributes or {})
    assert failed.attributes and failed.attributes["error.type"] == given.get("error.type", "LookupError")
    assert [event.name for event in failed.events] == ["exception"]


def _setter(span: Any, name: str) -> None:
    method = inspect.unwrap(getattr(type(span), name))
    (key,) = (method.__globals__[word] for word in method.__code__.co_names if word in method.__globals__)
    value = _value(_hints(method)["value"], [key])
    if hasattr(key, "member"):
        getattr(span, name)("some-key", value)
        expected = _recorded(key, {"some-key": value})
    else:
        getattr(span, name)(value)
        expected = _recorded(key, value)
    assert {each: span.span.attributes.get(each) for each in expected} == expected, name
    before = dict(span.span.attributes)
    with pytest.raises(TypeError):
        getattr(span, name)(*(("some-key",) if hasattr(key, "member") else ()), object())
    assert dict(span.span.attributes) == before, name


# --- events, metrics, entities ---------------------------------------------------------------------------------------


def _event(helper: Callable[..., Any], tally: Tally) -> None:
    given = arguments(helper)
    event = helper(**_passed(helper, given))
    expected = _all_recorded(given)
    assert {name: event.attributes.get(name) for name in expected} == expected
    exporter = InMemoryLogRecordExporter()  # type: ignore[no-untyped-call]  # the SDK leaves it untyped
    provider = LoggerProvider()
    provider.add_log_record_processor(SimpleLogRecordProcessor(exporter))
    event.emit(logger_provider=provider, timestamp=7)
    (log,) = exporter.get_finished_logs()
    assert log.log_record.event_name == event.name
    assert dict(log.log_record.attributes or {}) == dict(event.attributes)
    assert log.log_record.timestamp == 7
    assert log.log_record.body == event.body
    spans = Spans()
    with spans.provider.get_tracer("test").start_as_current_span("host") as host:
        host.add_event(event.name, event.attributes)
    assert [each.name for each in spans.only().events] == [event.name]
    _refuses_wrong_values(helper, helper, given)
    tally.events += 1


def _instrument(helper: type[Any], tally: Tally) -> None:
    method = next(name for name in ("add", "record", "set") if hasattr(helper, name))
    given = arguments(getattr(helper, method))
    reader = InMemoryMetricReader()
    metric = helper(meter_provider=MeterProvider([reader]))
    getattr(metric, method)(3, **_passed(getattr(helper, method), given))
    name = _measured(reader, _all_recorded(given))
    _refuses_wrong_values(getattr(helper, method), lambda **passed: getattr(metric, method)(1, **passed), given)
    if method == "set":
        reader = InMemoryMetricReader()
        provider = MeterProvider([reader])
        observed = helper.observation(3, **_passed(helper.observation, given))
        helper.observe(lambda options: [observed], meter_provider=provider)
        assert _measured(reader, _all_recorded(given)) == name
    tally.instruments += 1


def _measured(reader: InMemoryMetricReader, expected: Mapping[str, object]) -> str:
    """The name of the one metric that was measured, as often as expected and with the expected attributes."""
    data = reader.get_metrics_data()
    assert data is not None
    (resource,) = data.resource_metrics
    (scope,) = resource.scope_metrics
    (metric,) = scope.metrics
    (point,) = metric.data.data_points
    value = getattr(point, "sum", None) or getattr(point, "value", None)
    assert value == 3
    recorded = dict(point.attributes or {})
    assert {name: recorded.get(name) for name in expected} == expected
    return metric.name


def _entity(helper: Callable[..., Any], tally: Tally) -> None:
    given = arguments(helper)
    expected = _all_recorded(given)
    attributes = helper(**_passed(helper, given))
    assert {name: attributes.get(name) for name in expected} == expected
    assert set(attributes) <= set(Resource.create(attributes).attributes)
    _refuses_wrong_values(helper, helper, given)
    tally.entities += 1
