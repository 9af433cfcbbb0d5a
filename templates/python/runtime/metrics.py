"""A meter provider that writes each measurement as one line of OTLP JSON."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence

from opentelemetry.context import Context
from opentelemetry.metrics import (
    CallbackT,
    Counter,
    Histogram,
    Meter,
    MeterProvider,
    NoOpMeter,
    NoOpObservableCounter,
    NoOpObservableGauge,
    NoOpObservableUpDownCounter,
    ObservableCounter,
    ObservableGauge,
    ObservableUpDownCounter,
    UpDownCounter,
    _Gauge,
)
from opentelemetry.util.types import Attributes, AttributeValue

from . import clock, file, otlp, records, values

_NAMES = ("resourceMetrics", "scopeMetrics", "metrics")


class FileMeterProvider(MeterProvider):
    """Writes measurements to `metrics.jsonl`, sums and histograms with delta temporality over the time since this
    provider measured last. The environment is read when the provider is made. Observable instruments are not called:
    nothing collects them.

    Args:
        directory: of the files; by default as the environment says (`file.directory`).
        resource: attributes of the resource, on top of what the environment says.
    """

    def __init__(self, *, directory: str | None = None, resource: Mapping[str, AttributeValue] | None = None) -> None:
        self.output = file.Output(directory, resource)
        self._lock = threading.Lock()
        self._measured: int | None = None

    def get_meter(
        self,
        name: str,
        version: str | None = None,
        schema_url: str | None = None,
        attributes: Attributes = None,
    ) -> Meter:
        """A meter of this scope; attributes of scopes are not written."""
        if not self.output.enabled:
            return NoOpMeter(name, version, schema_url)
        return FileMeter(self, name, version, schema_url)

    def times(self) -> tuple[int, int]:
        """Start and end of the time a measurement made now covers, in ns."""
        with self._lock:
            now = clock.now()
            start = now if self._measured is None else min(self._measured, now)
            self._measured = now
        return start, now


class FileMeter(Meter):
    """Makes instruments that write each measurement."""

    def __init__(self, provider: FileMeterProvider, name: str, version: str | None, schema_url: str | None) -> None:
        super().__init__(name, version, schema_url)
        self.provider = provider
        scope = otlp.scope(name, version or "", schema_url or "")
        self.wrapping = otlp.around(_NAMES, provider.output.resource, scope)

    def create_counter(self, name: str, unit: str = "", description: str = "") -> Counter:
        return _FileCounter(self, "counter", name, unit, description)

    def create_up_down_counter(self, name: str, unit: str = "", description: str = "") -> UpDownCounter:
        return _FileUpDownCounter(self, "updowncounter", name, unit, description)

    def create_gauge(self, name: str, unit: str = "", description: str = "") -> _Gauge:
        return _FileGauge(self, "gauge", name, unit, description)

    def create_histogram(
        self,
        name: str,
        unit: str = "",
        description: str = "",
        *,
        explicit_bucket_boundaries_advisory: Sequence[float] | None = None,
    ) -> Histogram:
        return _FileHistogram(self, "histogram", name, unit, description)

    def create_observable_counter(
        self, name: str, callbacks: Sequence[CallbackT] | None = None, unit: str = "", description: str = ""
    ) -> ObservableCounter:
        return NoOpObservableCounter(name, callbacks, unit, description)

    def create_observable_up_down_counter(
        self, name: str, callbacks: Sequence[CallbackT] | None = None, unit: str = "", description: str = ""
    ) -> ObservableUpDownCounter:
        return NoOpObservableUpDownCounter(name, callbacks, unit, description)

    def create_observable_gauge(
        self, name: str, callbacks: Sequence[CallbackT] | None = None, unit: str = "", description: str = ""
    ) -> ObservableGauge:
        return NoOpObservableGauge(name, callbacks, unit, description)


class _FileInstrument:
    """Writes the measurements of one instrument."""

    def __init__(self, meter: FileMeter, kind: str, name: str, unit: str, description: str) -> None:
        self._meter = meter
        self._kind = kind
        self._names = (name, description, unit)

    def _measure(self, amount: float, attributes: Attributes) -> None:
        is_int = isinstance(amount, int)
        try:
            if self._kind == "counter" and amount < 0:
                raise ValueError("is negative, and a counter only grows")
            number = str(values.int64(amount)) if isinstance(amount, int) else values.double(amount)
        except ValueError as error:
            records.LOGGER.warning("measurement of %s is left out: %r %s", self._names[0], amount, error)
            return
        encoded = [*records.encode(attributes).values()]
        provider = self._meter.provider
        provider.output.write(
            "metrics",
            otlp.metric_line(self._meter.wrapping, self._kind, self._names, number, is_int, provider.times(), encoded),
        )


class _FileCounter(_FileInstrument, Counter):
    def add(self, amount: float, attributes: Attributes = None, context: Context | None = None) -> None:
        self._measure(amount, attributes)


class _FileUpDownCounter(_FileInstrument, UpDownCounter):
    def add(self, amount: float, attributes: Attributes = None, context: Context | None = None) -> None:
        self._measure(amount, attributes)


class _FileGauge(_FileInstrument, _Gauge):
    def set(self, amount: float, attributes: Attributes = None, context: Context | None = None) -> None:
        self._measure(amount, attributes)


class _FileHistogram(_FileInstrument, Histogram):
    def record(self, amount: float, attributes: Attributes = None, context: Context | None = None) -> None:
        self._measure(amount, attributes)
