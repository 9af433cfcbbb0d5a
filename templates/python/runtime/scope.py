"""The instrumentation scope: under which name, version and schema a package records its telemetry."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opentelemetry._logs import Logger, LoggerProvider
    from opentelemetry.metrics import Meter, MeterProvider
    from opentelemetry.trace import Tracer, TracerProvider


class Scope:
    """Gives out tracers, meters and loggers of one package.

    Each comes from the provider that is passed, else from the global one at the time of the call: a program may
    configure its providers after it imported the package. The last tracer and logger are kept for as long as their
    provider stays the same. The OpenTelemetry API is imported at the first use.
    """

    __slots__ = ("_logger", "_tracer", "name", "schema_url", "version")

    def __init__(self, name: str, version: str, schema_url: str | None) -> None:
        self.name = name
        self.version = version
        self.schema_url = schema_url
        self._tracer: tuple[TracerProvider, Tracer] | None = None
        self._logger: tuple[LoggerProvider, Logger] | None = None

    def tracer(self, provider: TracerProvider | None = None) -> Tracer:
        """The package's tracer."""
        from opentelemetry.trace import get_tracer_provider

        provider = provider or get_tracer_provider()
        if self._tracer is None or self._tracer[0] is not provider:
            self._tracer = provider, provider.get_tracer(self.name, self.version, self.schema_url)
        return self._tracer[1]

    def logger(self, provider: LoggerProvider | None = None) -> Logger:
        """The package's logger."""
        from opentelemetry._logs import get_logger_provider

        provider = provider or get_logger_provider()
        if self._logger is None or self._logger[0] is not provider:
            self._logger = provider, provider.get_logger(self.name, self.version, self.schema_url)
        return self._logger[1]

    def meter(self, provider: MeterProvider | None = None) -> Meter:
        """The package's meter."""
        from opentelemetry.metrics import get_meter_provider

        return (provider or get_meter_provider()).get_meter(self.name, self.version, self.schema_url)
