"""Metric helpers: a class for every metric, which records measurements with checked attributes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from swarmgen.backends.code import Code
from swarmgen.backends.interface import RECORD
from swarmgen.backends.naming import Signal
from swarmgen.backends.python.helpers.arguments import Arguments, arguments
from swarmgen.backends.python.helpers.imports import ImportView
from swarmgen.backends.python.helpers.texts import about, deprecation_literal, document, prose, words
from swarmgen.backends.python.helpers.workshop import Bench, KeyView
from swarmgen.backends.python.source import literal
from swarmgen.backends.traits import description
from swarmgen.model.conventions import Group, Instrument

_CONTEXT = ("context", "Holds the span that exemplars refer to; by default the current context.")


@dataclass(frozen=True, slots=True, kw_only=True)
class InstrumentView:
    """One metric. `created` is the call that makes its instrument; `observed` makes a gauge that asks callbacks."""

    class_name: Code
    doc: Code
    deprecated: Code
    created: Code
    observed: Code
    record: Code
    record_doc: Code
    is_gauge: bool
    parts: Arguments


@dataclass(frozen=True, slots=True, kw_only=True)
class CreationView:
    """What `instrument.j2` sees: a call of the meter's method `create`."""

    create: Code
    metric_name: Code
    description: Code
    unit: Code
    is_observed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FactoryView:
    """What `factory.j2` sees: a call of the function that creates the instrument."""

    factory: Code
    is_observed: bool


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


def _instrument(bench: Bench, signal: Signal) -> InstrumentView:
    group = signal.group
    instrument = group.instrument or Instrument.GAUGE
    create, advice = _create(instrument)
    is_gauge = instrument is Instrument.GAUGE
    parts = arguments(bench, group.attributes, others=[_CONTEXT])
    return InstrumentView(
        class_name=signal.class_name,
        doc=document(*about(group), prose(_described(group))),
        deprecated=deprecation_literal(group.deprecated),
        # The factory of a gauge makes the kind that is observed.
        created=_by_meter(bench, group, create) if is_gauge else _creation(bench, group, create),
        observed=_creation(bench, group, Code("create_observable_gauge"), is_observed=True) if is_gauge else Code(""),
        record=RECORD[instrument],
        record_doc=document(prose(words(advice, parts.fixed_text)), parts.section),
        is_gauge=is_gauge,
        parts=parts,
    )


def _creation(bench: Bench, group: Group, create: Code, *, is_observed: bool = False) -> Code:
    places = bench.shop.places.metrics.get(group.id)
    if places is None:
        return _by_meter(bench, group, create, is_observed=is_observed)
    return bench.shop.render("factory", call=FactoryView(factory=bench.use(places.factory), is_observed=is_observed))


def _by_meter(bench: Bench, group: Group, create: Code, *, is_observed: bool = False) -> Code:
    places = bench.shop.places.metrics.get(group.id)
    view = CreationView(
        create=create,
        metric_name=bench.use(places.constant) if places else literal(group.metric_name),
        description=literal(description(group)),
        unit=literal(group.unit or ""),
        is_observed=is_observed,
    )
    return bench.shop.render("instrument", call=view)


def _described(group: Group) -> str:
    stability = f", {group.stability.value}" if group.stability else ""
    return f"Metric `{group.metric_name}`: {group.instrument}, unit `{group.unit or ''}`{stability}."


def _create(instrument: Instrument) -> tuple[Code, str]:
    """The meter's method that creates an instrument, and what to know about recording with it."""
    match instrument:
        case Instrument.COUNTER:
            return Code("create_counter"), "Add `amount`. The SDK drops a negative amount and logs a warning."
        case Instrument.UPDOWNCOUNTER:
            return Code("create_up_down_counter"), "Add `amount`, which may be negative."
        case Instrument.HISTOGRAM:
            return Code("create_histogram"), "Record `amount`. The SDK drops a negative amount and logs a warning."
        case Instrument.GAUGE:
            return Code("create_gauge"), "Set the present value to `amount`."
        case _ as never:
            assert_never(never)
