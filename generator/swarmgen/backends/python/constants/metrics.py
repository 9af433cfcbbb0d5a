"""Metric modules: a constant for every metric and, in the incubating tree, a function that creates its instrument."""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from swarmgen.backends.code import Code
from swarmgen.backends.python.constants.naming import MetricNames, metric_names
from swarmgen.backends.python.constants.selection import Module, Tier
from swarmgen.backends.python.constants.text import note_line, replacement, text_block, text_line, trimmed
from swarmgen.backends.python.source import literal
from swarmgen.backends.traits import description
from swarmgen.model.conventions import Group, Instrument


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricView:
    """A metric's constant and its factory; `returns` is the instrument's class, `create` the meter's method."""

    name: Code
    value: Code
    doc: Code
    factory: Code
    factory_doc: Code
    returns: Code
    create: Code
    description: Code
    unit: Code
    is_gauge: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricsView:
    """What `metrics.j2` sees; `imports` are the names the factories need from the metrics API."""

    metrics: tuple[MetricView, ...]
    imports: Code
    has_factories: bool
    has_gauges: bool


def metrics_view(module: Module[Group], tier: Tier, package: str) -> MetricsView:
    """One metric module of one tree of `package`."""
    names = metric_names(module.definitions)
    stable_module = module.path(Tier.STABLE, package)
    metrics = tuple(_metric(metric, names, tier, stable_module) for metric in module.kept(tier))
    return MetricsView(
        metrics=metrics,
        imports=_imports(metrics),
        has_factories=tier is Tier.INCUBATING,
        has_gauges=tier is Tier.INCUBATING and any(metric.is_gauge for metric in metrics),
    )


def _metric(metric: Group, names: MetricNames, tier: Tier, stable_module: str) -> MetricView:
    metric_name, unit = metric.metric_name or "", metric.unit or ""
    name = names.constants[metric_name]
    has_twin = tier is Tier.INCUBATING and Tier.STABLE.keeps(metric)
    doc = replacement(metric.deprecated, f"{stable_module}.{name}" if has_twin else None)
    returns, create = _instrument(metric)
    return MetricView(
        name=name,
        value=literal(metric_name),
        doc=text_block(doc or _own_words(metric)),
        factory=names.factories[metric_name],
        factory_doc=text_line(trimmed(metric.brief)),
        returns=returns,
        create=create,
        description=literal(description(metric)),
        unit=literal(unit),
        is_gauge=metric.instrument is Instrument.GAUGE,
    )


def _own_words(metric: Group) -> str:
    brief = trimmed(metric.brief)
    lines = [brief] if brief else []
    lines += [f"Instrument: {metric.instrument}", f"Unit: {metric.unit}"]
    lines += [note_line(metric.note)] if metric.note.strip() else []
    return "\n".join(lines)


def _instrument(metric: Group) -> tuple[Code, Code]:
    """The class of an instrument in the metrics API, and the method of a meter that makes one."""
    match metric.instrument:
        case Instrument.COUNTER:
            return Code("Counter"), Code("create_counter")
        case Instrument.UPDOWNCOUNTER:
            return Code("UpDownCounter"), Code("create_up_down_counter")
        case Instrument.HISTOGRAM:
            return Code("Histogram"), Code("create_histogram")
        case Instrument.GAUGE:
            return Code("ObservableGauge"), Code("create_observable_gauge")
        case None:
            raise ValueError(f'metric "{metric.metric_name}" has no instrument; the resolver should have refused it')
        case _ as never:
            assert_never(never)


def _imports(metrics: tuple[MetricView, ...]) -> Code:
    names = {"Meter", *(str(metric.returns) for metric in metrics)}
    if any(metric.is_gauge for metric in metrics):
        names |= {"CallbackOptions", "Observation"}
    return Code(", ".join(sorted(names)))
