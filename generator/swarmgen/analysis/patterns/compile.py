"""The patterns of a registry, read, checked and put together."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from swarmgen.analysis.patterns.data import build_settings, build_tables
from swarmgen.analysis.patterns.inclusion import Whole, include
from swarmgen.analysis.patterns.kinds import build_kinds
from swarmgen.analysis.patterns.links import build_links
from swarmgen.analysis.patterns.metrics import Metrics
from swarmgen.analysis.patterns.mistakes import reported
from swarmgen.analysis.patterns.operations import Operations
from swarmgen.analysis.patterns.procedures import build_procedures, check_dues
from swarmgen.analysis.patterns.scope import Kind, World
from swarmgen.analysis.patterns.slots import layout_digest, slot_size
from swarmgen.analysis.patterns.spans import Spans
from swarmgen.analysis.patterns.types import Types
from swarmgen.analysis.patterns.unused import check_unused
from swarmgen.diagnostics import Sink
from swarmgen.model import ir
from swarmgen.model.conventions import Registry
from swarmgen.spec.patterns.files import read_files


def read_patterns(
    registry_folder: Path, registry: Registry, sink: Sink, *, display: str | None = None
) -> tuple[ir.Pattern, ...]:
    """The patterns in the folder `patterns` of a registry, by name; none if there is no such folder.

    Args:
        registry_folder: the registry's folder.
        registry: its resolved conventions.
        sink: receives what is wrong; patterns with errors are left out.
        display: the folder as messages name it; by default relative to the working directory.
    """
    forms = Sink()
    files = read_files(registry_folder, os.path.relpath(registry_folder) if display is None else display, forms)
    for diagnostic in forms:
        sink.add(diagnostic)
    if forms.has_errors or not files.patterns:
        return ()  # what follows from a mistake of form would only hide it
    spans, metrics = Spans(registry), Metrics(registry)
    found = []
    for spec in files.patterns:
        own = Sink()
        whole = include(spec, files, own)
        pattern = _compile(whole, registry, spans, metrics, own) if whole is not None else None
        for diagnostic in own:
            sink.add(diagnostic)
        if pattern is not None and not own.has_errors:
            found.append(pattern)
    return tuple(found)


def _compile(whole: Whole, registry: Registry, spans: Spans, metrics: Metrics, sink: Sink) -> ir.Pattern:
    world = World(sink)
    types = Types(registry, [spec.name.text for spec in whole.records])
    build_settings(whole.settings, types, world)
    build_tables(whole.tables, types, world)
    build_kinds(whole.records, types, world)
    made = build_links(world)
    build_procedures(whole.procedures, types, world)
    check_dues(world)
    builder = Operations(types, spans, metrics, world)
    operations = tuple(builder.build(spec) for spec in whole.operations)
    if not sink.has_errors:
        check_unused(whole, world)
    records = tuple(_sized(record, sink) for record in (*map(_record, world.kinds.values()), *made))
    return ir.Pattern(
        name=whole.spec.name.text,
        brief=whole.spec.brief,
        modules=whole.modules,
        records=records,
        settings=tuple(world.settings.values()),
        tables=tuple(world.tables.values()),
        procedures=tuple(world.procedures.values()),
        operations=operations,
        sources=whole.sources,
        layout=layout_digest(whole.modules, records),
        place=whole.spec.name.place,
    )


def _record(kind: Kind) -> ir.Record:
    return ir.Record(
        name=kind.name,
        brief=kind.spec.brief,
        prefix=kind.spec.prefix.text if kind.spec.prefix is not None else None,
        fields=(*kind.fields.values(), *kind.links),
        lifecycle=kind.lifecycle,
        single=kind.spec.single is not None,
        queues=tuple(kind.queues.values()),
        lists=tuple(kind.lists.values()),
        dues=tuple(kind.dues.values()),
        place=kind.spec.name.place,
    )


def _sized(record: ir.Record, sink: Sink) -> ir.Record:
    sized = record
    with reported(sink):
        sized = replace(record, slot=slot_size(record))
    return sized
