"""Entity helpers: a function for every entity, which returns its resource attributes."""

from __future__ import annotations

from dataclasses import dataclass

from swarmgen.backends.code import Code
from swarmgen.backends.naming import Signal
from swarmgen.backends.python.helpers.arguments import Arguments, arguments
from swarmgen.backends.python.helpers.imports import ImportView
from swarmgen.backends.python.helpers.texts import about, deprecation_literal, document, prose, words
from swarmgen.backends.python.helpers.workshop import Bench, KeyView


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityView:
    """One entity."""

    name: Code
    doc: Code
    deprecated: Code
    parts: Arguments


@dataclass(frozen=True, slots=True, kw_only=True)
class EntitiesView:
    """What `entities.j2` sees."""

    doc: Code
    imports: tuple[tuple[ImportView, ...], ...]
    keys: tuple[KeyView, ...]
    entities: tuple[EntityView, ...]


def entities_view(bench: Bench, members: tuple[Signal, ...], title: str) -> EntitiesView:
    """One module of entity helpers."""
    bench.runtime("keys", "collect")
    bench.external("collections.abc", "Mapping")
    bench.external("opentelemetry.util.types", "AttributeValue")
    entities = tuple(_entity(bench, signal) for signal in members)
    if any(entity.deprecated for entity in entities):
        bench.external("typing_extensions", "deprecated")
    return EntitiesView(doc=document(title), imports=bench.import_views(), keys=bench.key_views(), entities=entities)


def _entity(bench: Bench, signal: Signal) -> EntityView:
    group = signal.group
    parts = arguments(bench, group.attributes)
    stability = f", {group.stability.value}" if group.stability else ""
    described = f"The resource attributes of the entity `{group.name or group.id.removeprefix('entity.')}`{stability}."
    return EntityView(
        name=signal.name,
        doc=document(*about(group), prose(words(described, parts.fixed_text)), parts.section),
        deprecated=deprecation_literal(group.deprecated),
        parts=parts,
    )
