"""A registry as written → a resolved `Registry`, with the registries it depends on."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from swarmgen.analysis.associations import check_associations
from swarmgen.analysis.definitions import Definitions, collect_definitions, resolve_entries
from swarmgen.analysis.dependencies import find_dependencies
from swarmgen.analysis.exclusions import check_exclusions
from swarmgen.analysis.imports import import_groups
from swarmgen.analysis.inherit import Inherited, inherit
from swarmgen.analysis.postchecks import check_groups
from swarmgen.analysis.privacy import is_private
from swarmgen.diagnostics import Sink
from swarmgen.model.conventions import Attribute, AttributeLineage, Group, Lineage, Registry
from swarmgen.spec.registry import read_registry
from swarmgen.spec.syntax import RegistrySpec

UNVERSIONED_URL: Final = "unversioned"
"""Stands for the schema URL of a registry without a manifest in lineages."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """A resolved registry and every registry it builds on, the leaves first."""

    registry: Registry
    dependencies: tuple[Registry, ...]


def resolve(folder: Path, display: str, sink: Sink, *, identity: str | None = None) -> Resolution:
    """Read and resolve a registry and its dependencies.

    Args:
        folder: the registry's folder.
        display: the folder as messages name it.
        sink: receives all diagnostics, those of dependencies included.
        identity: the folder as generated names refer to it; `display` by default.

    Raises:
        SpecErrors: after the first pass that reported an error.
        UsageError: if the folder does not exist.
    """
    spec = read_registry(folder, display, sink, identity=identity)
    graph = find_dependencies(folder, display, spec.manifest, sink)
    sink.raise_errors()
    resolved: dict[str, Registry] = {}
    for found in graph.leaves_first():
        # Named from the root registry on, not from where the command was typed.
        inside = os.path.normpath(os.path.join(identity or display, os.path.relpath(found.folder, folder)))
        part = read_registry(found.folder, found.display, sink, identity=inside)
        sink.raise_errors()
        below = tuple(resolved[name] for name in graph.direct[found.name])
        resolved[found.name] = resolve_spec(part, below, sink)
    registry = resolve_spec(spec, tuple(resolved[name] for name in graph.direct.get("", ())), sink)
    return Resolution(registry, tuple(resolved.values()))


def resolve_spec(spec: RegistrySpec, dependencies: tuple[Registry, ...], sink: Sink) -> Registry:
    """Resolve one registry whose direct dependencies are resolved already.

    Raises:
        SpecErrors: after the first pass that reported an error.
    """
    specs = tuple(group for file in spec.files for group in file.groups)
    offered = [g for registry in reversed(dependencies) for g in registry.groups]
    foreign = {g.id: g for g in sorted(offered, key=is_private, reverse=True)}
    inherited = inherit(specs, foreign, sink)
    sink.raise_errors()
    definitions = collect_definitions(specs, inherited, dependencies, sink)
    sink.raise_errors()
    check_exclusions(inherited, definitions.own, sink)
    schema_url = spec.manifest.schema_url if spec.manifest else None
    own = tuple(_group(group, definitions, schema_url or UNVERSIONED_URL) for group in inherited)
    imported = import_groups(tuple(f.imports for f in spec.files if f.imports), dependencies, sink)
    groups = tuple(sorted((*own, *imported), key=lambda g: g.id))
    check_associations(specs, groups, dependencies, sink)
    check_groups(groups, sink)
    sink.raise_errors()
    return Registry(
        schema_url=schema_url,
        url=schema_url or UNVERSIONED_URL,
        description=spec.manifest.description if spec.manifest else "",
        groups=tuple(g for g in groups if g.visibility != "internal"),
        definitions=_used(definitions, groups),
        attribute_places=definitions.places,
        attribute_groups=definitions.groups,
        foreign_definitions=definitions.foreign,
        dependencies=_dependency_urls(dependencies),
    )


def _group(group: Inherited, definitions: Definitions, schema_url: str) -> Group:
    spec = group.spec
    attributes, lineages = resolve_entries(group.entries, definitions)
    written = {attribute.place for attribute in spec.attributes}
    return Group(
        id=spec.id,
        type=spec.type,
        brief=spec.brief or "",
        note=spec.note or "",
        stability=spec.stability,
        deprecated=spec.deprecated,
        attributes=attributes,
        span_kind=spec.span_kind,
        span_name_note=spec.span_name_note,
        events=spec.events,
        metric_name=spec.metric_name,
        instrument=spec.instrument,
        unit=spec.unit,
        name=spec.name,
        display_name=spec.display_name,
        body=spec.body,
        annotations=spec.annotations,
        entity_associations=spec.entity_associations,
        requirement_level=spec.requirement_level,
        visibility=spec.visibility,
        refines=spec.extends.name if spec.is_refinement and spec.extends else None,
        is_v2=spec.is_v2,
        lineage=_lineage(group, lineages, schema_url),
        place=spec.place,
        attribute_places={name: e.spec.place for name, e in group.entries.items() if e.spec.place in written},
    )


def _lineage(group: Inherited, attributes: Mapping[str, AttributeLineage], schema_url: str) -> Lineage:
    spec = group.spec
    return Lineage(
        schema_url=schema_url,
        path=spec.path,
        extends_group=spec.extends.name if spec.extends else None,
        includes_group=tuple(reference.name for reference in spec.includes),
        attributes=attributes,
    )


def _used(definitions: Definitions, groups: tuple[Group, ...]) -> dict[str, Attribute]:
    """All own definitions, and those of dependencies that some group uses; sorted by name."""
    used = {attribute.name for group in groups for attribute in group.attributes}
    foreign = {name: a for name, a in definitions.foreign.items() if name in used and name not in definitions.own}
    return dict(sorted((definitions.own | foreign).items()))


def _dependency_urls(dependencies: tuple[Registry, ...]) -> tuple[str, ...]:
    urls = {registry.url for registry in dependencies} | {url for r in dependencies for url in r.dependencies}
    return tuple(sorted(urls))
