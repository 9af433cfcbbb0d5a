"""Event helpers: a function for every event, which checks its attributes and returns the event."""

from __future__ import annotations

from dataclasses import dataclass

from swarmgen.backends.code import Code
from swarmgen.backends.naming import Signal
from swarmgen.backends.python.helpers.arguments import Arguments, arguments
from swarmgen.backends.python.helpers.imports import ImportView
from swarmgen.backends.python.helpers.texts import about, deprecation_literal, document, prose, words
from swarmgen.backends.python.helpers.workshop import Bench, KeyView
from swarmgen.backends.python.source import literal
from swarmgen.model.conventions import BodyField, Group


@dataclass(frozen=True, slots=True, kw_only=True)
class EventView:
    """One event; `has_body` if its convention defines a body."""

    name: Code
    doc: Code
    deprecated: Code
    event_name: Code
    has_arguments: bool
    has_body: bool
    parts: Arguments


@dataclass(frozen=True, slots=True, kw_only=True)
class EventsView:
    """What `events.j2` sees."""

    doc: Code
    imports: tuple[tuple[ImportView, ...], ...]
    keys: tuple[KeyView, ...]
    events: tuple[EventView, ...]


def events_view(bench: Bench, members: tuple[Signal, ...], title: str) -> EventsView:
    """One module of event helpers."""
    bench.runtime("event_record", "Event")
    bench.runtime("keys", "collect")
    bench.external(f"{bench.package}._scope", "SCOPE")
    events = tuple(_event(bench, signal) for signal in members)
    if any(event.deprecated for event in events):
        bench.external("typing_extensions", "deprecated")
    if any(event.has_body for event in events):
        bench.external("opentelemetry.util.types", "AnyValue")
    return EventsView(doc=document(title), imports=bench.import_views(), keys=bench.key_views(), events=events)


def _event(bench: Bench, signal: Signal) -> EventView:
    group = signal.group
    others = [("body", _body_text(group.body))] if group.body else []
    parts = arguments(bench, group.attributes, others=others)
    name = group.name or group.id.removeprefix("event.")
    return EventView(
        name=signal.name,
        doc=document(*about(group), prose(words(_described(group, name), parts.fixed_text)), parts.section),
        deprecated=deprecation_literal(group.deprecated),
        event_name=literal(name),
        has_arguments=bool(parts.arguments or group.body),
        has_body=group.body is not None,
        parts=parts,
    )


def _described(group: Group, name: str) -> str:
    stability = f", {group.stability.value}" if group.stability else ""
    return f"Event `{name}`{stability}. Add it to a span, or `emit` it as a log record."


def _body_text(body: BodyField) -> str:
    fields = ", ".join(f"`{field.id}`" for field in body.fields)
    text = (
        f"{' '.join(body.brief.split()).rstrip('.')} ({body.type})" if body.brief.strip() else f"The body ({body.type})"
    )
    return f"{text}: {fields}." if fields else f"{text}."
