"""Metrics in the text format of Prometheus: names by OpenTelemetry's rules, escapes, comments."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from swarmgen.model.conventions import Group, Instrument

_UNITS: Final = {"s": "seconds", "By": "bytes", "%": "percent"}


def metric_name(metric: Group) -> str:
    """What Prometheus calls a metric: dots become underscores, the unit follows, a counter ends in `_total`.

    Units in braces name what is counted and are left out. So is the ending `count` of what is no counter, which there
    belongs to histograms.
    """
    name = word(metric.metric_name or "")
    is_counter = metric.instrument is Instrument.COUNTER
    unit = _UNITS.get(metric.unit or "", "")
    if metric.unit == "1" and metric.instrument is Instrument.GAUGE:
        unit = "ratio"
    if not is_counter:
        name = name.removesuffix("_count")
    if unit and not name.endswith(f"_{unit}"):
        name = f"{name}_{unit}"
    return f"{name.removesuffix('_total')}_total" if is_counter else name


def word(name: str) -> str:
    """A name in the alphabet of Prometheus."""
    found = re.sub(r"__+", "_", re.sub(r"[^A-Za-z0-9_]", "_", name))
    return f"_{found}" if found[:1].isdigit() else found


def head(metric: Group) -> tuple[str, str]:
    """The two comment lines before the samples of a metric."""
    name, type_ = metric_name(metric), "counter" if metric.instrument is Instrument.COUNTER else "gauge"
    help_ = " ".join(metric.brief.split()).replace("\\", "\\\\")
    return f"# HELP {name} {help_}", f"# TYPE {name} {type_}"


def sample(metric: Group, labels: Iterable[tuple[str, str]]) -> str:
    """A sample up to its value; `labels` are attributes and their values."""
    pairs = ",".join(f'{word(name)}="{_escaped(value)}"' for name, value in labels)
    return f"{metric_name(metric)}{f'{{{pairs}}}' if pairs else ''} "


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
