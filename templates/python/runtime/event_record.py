"""An event: a name with attributes, to be added to a span or emitted as a log record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from opentelemetry.util.types import AnyValue, AttributeValue

from . import clock
from .scope import Scope

if TYPE_CHECKING:
    from opentelemetry._logs import Logger, LoggerProvider, SeverityNumber
    from opentelemetry.context import Context


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened, not sent anywhere yet.

    `body` exists only for events whose convention defines one; a span cannot hold it.
    """

    name: str
    attributes: Mapping[str, AttributeValue]
    body: AnyValue = None
    scope: Scope = field(repr=False, compare=False)

    def emit(
        self,
        *,
        logger: Logger | None = None,
        logger_provider: LoggerProvider | None = None,
        timestamp: int | None = None,
        severity: SeverityNumber | None = None,
        context: Context | None = None,
    ) -> None:
        """Emit the event through the OpenTelemetry logs API.

        Args:
            logger: Emits the record; by default this package's logger of `logger_provider`, or of the global provider.
            logger_provider: Ignored when `logger` is given.
            timestamp: When it happened, nanoseconds since the epoch; by default now.
            severity: How grave it is; by default not stated.
            context: Holds the span the event belongs to; by default the current context.
        """
        now = clock.now()
        (logger or self.scope.logger(logger_provider)).emit(
            timestamp=now if timestamp is None else timestamp,
            observed_timestamp=now,
            context=context,
            severity_number=severity,
            body=self.body,
            attributes=self.attributes,
            event_name=self.name,
        )
