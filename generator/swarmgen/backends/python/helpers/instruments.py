"""Metric helpers: a class for every metric, which records measurements with checked attributes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from swarmgen.backends.code import Code
from swarmgen.backends.python.helpers.arguments import Arguments, arguments
from swarmgen.backends.python.helpers.imports import ImportView
from swarmgen.backends.python.helpers.naming import Signal
from swarmgen.backends.python.helpers.texts import about, deprecation_literal, document, prose
from swarmgen.backends.python.helpers.workshop import Bench, KeyView
from swarmgen.backends.python.source import literal
from swarmgen.model.conventions import Group, Instrument

RESERVED = frozenset(
    {"CallbackT", "Context", "Key", "Meter", "MeterProvider", "ObservableGauge", "Observation", "SCOPE", "collect", "deprecated"}
)
"""Names that the template mentions; no helper may be called like them."""

_RESERVED_ARGUMENTS = frozenset({"self", "amount", "context", "collect"})
_CONTEXT = ("context", "Holds the span that exemplars refer to; by default the current context.")


@dataclass(frozen=True, slots=True, kw_only=True)
class InstrumentView:
    """One metric. `factory` is empty where the constants modules have none; then `create` of the meter is called."""

    class_name: Code
    doc: Code
    deprecated: Code
    factory: Code
    create: Code
    record: Code
    record_doc: Code
    metric_name: Code
    description: Code
    unit: Code
    is_gauge: bool
    has_arguments: bool
    parts: Arguments


@dataclass(frozen=True, slots=True, kw_only=True)
class InstrumentsView:
    """What `instruments.j2` sees."""

    doc: Code
    imports: tuple[tuple[ImportView, ...], ...]
    keys: tuple[KeyView, ...]
    instruments: tuple[InstrumentView, ...]


def instruments_view(bench: Bench, members: tuple[Signal, ...], title: str) -> InstrumentsView:
    """One module of metric helpers."""
    bench.runtime("keys", "collect")
    bench.external(f"{bench.package}._scope", "SCOPE")
    bench.external("opentelemetry.context", "Context")
    bench.external("opentelemetry.metrics", "Meter", "MeterProvider")
    instruments = tuple(_instrument(bench, signal) for signal in members)
    if any(instrument.deprecated for instrument in instruments):
        bench.external("typing_extensions", "deprecated")
    if any(instrument.is_gauge for instrument in instruments):
        bench.external("opentelemetry.metrics", "CallbackT", "ObservableGauge", "Observation")
    return InstrumentsView(
        doc=document(title), imports=bench.import_views(), keys=bench.key_views(), instruments=instruments
    )


def is_complete(group: Group) -> bool:
    """Whether a metric says what its helper needs; the checks report those that do not."""
    return group.metric_name is not None and group.instrument is not None


def _instrument(bench: Bench, signal: Signal) -> InstrumentView:
    group = signal.group
    create, record, advice = _verbs(group.instrument or Instrument.GAUGE)
    places = bench.shop.places.metrics.get(group.id)
    is_gauge = group.instrument is Instrument.GAUGE
    parts = arguments(bench, group.attributes, _RESERVED_ARGUMENTS, with_notes=True, others=[_CONTEXT])
    return InstrumentView(
        class_name=signal.class_name,
        doc=document(*about(group), prose(_described(group))),
        deprecated=deprecation_literal(group.deprecated),
        factory=bench.use(places.factory) if places else Code(""),
        create=create,
        record=record,
        record_doc=document(prose(advice), prose(parts.constants_text), parts.section),
        metric_name=bench.use(places.constant) if places and is_gauge else literal(group.metric_name),
        description=literal(group.brief.strip().replace("\n", " ")),
        unit=literal(group.unit or ""),
        is_gauge=is_gauge,
        has_arguments=bool(parts.arguments),
        parts=parts,
    )


def _described(group: Group) -> str:
    stability = f", {group.stability.value}" if group.stability else ""
    return f"Metric `{group.metric_name}`: {group.instrument}, unit `{group.unit or ''}`{stability}."


def _verbs(instrument: Instrument) -> tuple[Code, Code, str]:
    """The meter's method that creates an instrument, the helper's method that records, and what to know about that."""
    match instrument:
        case Instrument.COUNTER:
            return Code("create_counter"), Code("add"), "Add `amount`. The SDK drops a negative amount and logs a warning."
        case Instrument.UPDOWNCOUNTER:
            return Code("create_up_down_counter"), Code("add"), "Add `amount`, which may be negative."
        case Instrument.HISTOGRAM:
            return Code("create_histogram"), Code("record"), "Record `amount`. The SDK drops a negative amount and logs a warning."
        case Instrument.GAUGE:
            return Code("create_gauge"), Code("set"), "Set the present value to `amount`."
        case _ as never:
            assert_never(never)
