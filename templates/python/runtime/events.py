"""A logger provider that writes each event, or other log record, as one line of OTLP JSON."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import overload

from opentelemetry._logs import Logger, LoggerProvider, LogRecord, NoOpLogger, SeverityNumber
from opentelemetry.context import Context
from opentelemetry.util.types import AnyValue, Attributes, AttributeValue

from . import clock, file, otlp, records, text, values

_NAMES = ("resourceLogs", "scopeLogs", "logRecords")


class FileLoggerProvider(LoggerProvider):
    """Writes log records to `logs.jsonl`. The environment is read when the provider is made.

    Args:
        directory: of the files; by default as the environment says (`file.directory`).
        resource: attributes of the resource, on top of what the environment says.
    """

    def __init__(self, *, directory: str | None = None, resource: Mapping[str, AttributeValue] | None = None) -> None:
        self.output = file.Output(directory, resource)
        self.remote = records.remote(os.environ)

    def get_logger(
        self,
        name: str,
        version: str | None = None,
        schema_url: str | None = None,
        attributes: Attributes = None,
    ) -> Logger:
        """A logger of this scope; attributes of scopes are not written."""
        if not self.output.enabled:
            return NoOpLogger(name, version, schema_url, attributes)
        return FileLogger(self, name, version, schema_url)


class FileLogger(Logger):
    """Writes each record with the trace context it belongs to: the current span, else `TRACEPARENT`."""

    def __init__(self, provider: FileLoggerProvider, name: str, version: str | None, schema_url: str | None) -> None:
        super().__init__(name, version, schema_url)
        self._provider = provider
        scope = otlp.scope(name, version or "", schema_url or "")
        self._wrapping = otlp.around(_NAMES, provider.output.resource, scope)

    @overload
    def emit(
        self,
        *,
        timestamp: int | None = None,
        observed_timestamp: int | None = None,
        context: Context | None = None,
        severity_number: SeverityNumber | None = None,
        severity_text: str | None = None,
        body: AnyValue | None = None,
        attributes: Attributes = None,
        event_name: str | None = None,
        exception: BaseException | None = None,
    ) -> None: ...

    @overload
    def emit(self, record: LogRecord) -> None: ...

    def emit(
        self,
        record: LogRecord | None = None,
        *,
        timestamp: int | None = None,
        observed_timestamp: int | None = None,
        context: Context | None = None,
        severity_number: SeverityNumber | None = None,
        severity_text: str | None = None,
        body: AnyValue | None = None,
        attributes: Attributes = None,
        event_name: str | None = None,
        exception: BaseException | None = None,
    ) -> None:
        """Writes a record. Without a time of its own it has that of the call."""
        if record is None:
            time = clock.now() if timestamp is None else timestamp
            record = LogRecord(
                timestamp=time,
                observed_timestamp=time if observed_timestamp is None else observed_timestamp,
                context=context,
                severity_number=severity_number,
                severity_text=severity_text,
                body=body,
                attributes=attributes,
                event_name=event_name,
                exception=exception,
            )
        self._write(record)

    def enabled(
        self,
        *,
        context: Context | None = None,
        severity_number: SeverityNumber | None = None,
        event_name: str | None = None,
    ) -> bool:
        return True

    def _write(self, record: LogRecord) -> None:
        time = clock.now() if record.timestamp is None else record.timestamp
        attributes = dict(record.attributes or {})
        if record.exception is not None:
            attributes = {**records.exception(record.exception), **attributes}
        line = otlp.log_line(
            self._wrapping,
            (time, record.observed_timestamp or time),
            _details(record),
            [*records.encode(attributes).values()],
            self._trace(record),
            record.event_name or "",
        )
        self._provider.output.write("logs", line)

    def _trace(self, record: LogRecord) -> str:
        trace, span, flags = record.trace_id, record.span_id, record.trace_flags
        remote = self._provider.remote
        if not trace and remote is not None:
            trace, span, flags = remote.trace_id, remote.span_id, remote.trace_flags
        if not trace:
            return ""
        number = f',"flags":{int(flags)}' if flags else ""
        return f'{number},"traceId":"{trace:032x}","spanId":"{span:016x}"'


def _details(record: LogRecord) -> str:
    """The fields from severity to body, with a comma before each."""
    details = ""
    if record.severity_number is not None and record.severity_number.value:
        details += f',"severityNumber":{record.severity_number.value}'
    if record.severity_text:
        details += f',"severityText":"{text.escape(record.severity_text)}"'
    if record.body is not None:
        try:
            details += f',"body":{values.encode(record.body)}'
        except ValueError as error:
            records.LOGGER.warning("the body of a log record is left out: it %s", error)
    return details
