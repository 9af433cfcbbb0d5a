"""A pattern with its modules as one: what each defines, under one set of names, extension points filled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, Protocol, TypeVar

from swarmgen.analysis.patterns.mistakes import Mistake, declared, reported, unknown
from swarmgen.analysis.patterns.names import (
    RESERVED_DEFINITIONS,
    RESERVED_OPERATIONS,
    RESERVED_RECORDS,
    check_distinct,
    check_families,
    check_reserved,
)
from swarmgen.diagnostics import Sink
from swarmgen.spec.patterns import syntax as s
from swarmgen.spec.patterns.files import PatternFiles
from swarmgen.spec.patterns.source import Name

Steps = tuple[s.StepSpec, ...]


class _Named(Protocol):
    @property
    def name(self) -> Name: ...


Defined = TypeVar("Defined", bound=_Named)


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """All definitions of a pattern, modules first, in the order in which they are included."""

    spec: s.PatternSpec
    modules: tuple[str, ...]
    settings: tuple[s.SettingSpec, ...]
    tables: tuple[s.TableSpec, ...]
    records: tuple[s.RecordSpec, ...]
    procedures: tuple[s.ProcedureSpec, ...]
    operations: tuple[s.OperationSpec, ...]
    sources: tuple[str, ...]


def include(spec: s.PatternSpec, files: PatternFiles, sink: Sink) -> Whole | None:
    """The pattern with its modules; None if a module could not be read, which was reported."""
    names: dict[str, Name] = {}
    parts = []
    for name in spec.include:
        if name.text in names:
            notes = declared(names[name.text], "it")
            sink.error("duplicate-name", f'the module "{name}" is included twice', name.place, notes=notes)
            continue
        names[name.text] = name
        if name.text in files.modules:
            parts.append(files.modules[name.text])
        elif name.text not in files.broken:
            with reported(sink):
                raise unknown("module", name.text, name.place, {*files.modules, *files.broken})
    if len(parts) != len(names):
        return None
    parts.append(spec.own)
    _check_names(parts, sink)
    operations, procedures = _extended(parts, sink)
    return Whole(
        spec=spec,
        modules=tuple(names),
        settings=_first(item for part in parts for item in part.settings),
        tables=_first(item for part in parts for item in part.tables),
        records=_first(item for part in parts for item in part.records),
        procedures=procedures,
        operations=operations,
        sources=tuple(sorted(part.path for part in parts)),
    )


def _first(items: Iterable[Defined]) -> tuple[Defined, ...]:
    """The first of every name."""
    found: dict[str, Defined] = {}
    for item in items:
        found.setdefault(item.name.text, item)
    return tuple(found.values())


def _check_names(parts: Iterable[s.ModuleSpec], sink: Sink) -> None:
    """No two modules define the same thing, and nothing has a name that is taken."""
    parts = list(parts)
    for what, found in (
        ("the setting", [item.name for part in parts for item in part.settings]),
        ("the table", [item.name for part in parts for item in part.tables]),
        ("the record", [item.name for part in parts for item in part.records]),
        ("the procedure", [item.name for part in parts for item in part.procedures]),
        ("the operation", [item.name for part in parts for item in part.operations]),
    ):
        check_distinct(((what, name) for name in found), sink)
        _check_reserved(what, found, sink)
    check_families([item.name for part in parts for item in part.operations], sink)


_RESERVED: Final = {"the record": RESERVED_RECORDS, "the operation": RESERVED_OPERATIONS}


def _check_reserved(what: str, names: Iterable[Name], sink: Sink) -> None:
    for name in names:
        check_reserved(name, _RESERVED.get(what, RESERVED_DEFINITIONS), what, sink)


def _extended(parts: list[s.ModuleSpec], sink: Sink) -> tuple[tuple[s.OperationSpec, ...], tuple[s.ProcedureSpec, ...]]:
    operations = _first(item for part in parts for item in part.operations)
    procedures = _first(item for part in parts for item in part.procedures)
    targets = {item.name.text: item.steps for item in procedures} | {item.name.text: item.steps for item in operations}
    given: dict[str, dict[str, Steps]] = defaultdict(dict)
    for part in parts:
        for extension in part.extensions:
            with reported(sink):
                _check_extension(extension, targets)
                points = given[extension.target.text]
                points[extension.point.text] = points.get(extension.point.text, ()) + extension.steps
    for steps in targets.values():
        check_distinct((("the point", name) for name in points_of(steps)), sink)
    shared = _parts(parts, targets, sink)
    return (
        tuple(replace(item, steps=filled(item.steps, shared | given[item.name.text])) for item in operations),
        tuple(replace(item, steps=filled(item.steps, shared | given[item.name.text])) for item in procedures),
    )


def _parts(parts: list[s.ModuleSpec], targets: Mapping[str, Steps], sink: Sink) -> dict[str, Steps]:
    """The steps that several operations share, by the name of the point that they stand for."""
    named = [one for part in parts for one in part.parts]
    check_distinct((("the part", name) for name, _ in named), sink)
    points = {name.text for steps in targets.values() for name in points_of(steps)}
    for name, steps in named:
        with reported(sink):
            if name.text not in points:
                raise unknown("point", name.text, name.place, points)
            if inner := next(points_of(steps), None):
                raise Mistake("misplaced-point", "steps for a point have no points of their own", inner.place)
    return {name.text: steps for name, steps in named}


def _check_extension(extension: s.ExtensionSpec, targets: Mapping[str, Steps]) -> None:
    target, point = extension.target, extension.point
    if target.text not in targets:
        raise unknown("operation or procedure", target.text, target.place, targets)
    known = [name.text for name in points_of(targets[target.text])]
    if point.text not in known:
        raise unknown("point", point.text, point.place, known, of=f'"{target}"')
    if inner := next(points_of(extension.steps), None):
        raise Mistake("misplaced-point", "steps for a point have no points of their own", inner.place)


def points_of(steps: Steps) -> Iterator[Name]:
    """The points that steps name, nested ones included."""
    for step in steps:
        match step:
            case s.PointSpec(name=name):
                yield name
            case s.WhenSpec(then=then, otherwise=otherwise):
                yield from points_of(then)
                yield from points_of(otherwise)
            case s.EachSpec(steps=inner):
                yield from points_of(inner)
            case _:
                pass


def filled(steps: Steps, points: Mapping[str, Steps]) -> Steps:
    """The steps with every point replaced by what modules give for it."""
    found: list[s.StepSpec] = []
    for step in steps:
        match step:
            case s.PointSpec(name=name):
                found += points.get(name.text, ())
            case s.WhenSpec(then=then, otherwise=otherwise):
                found.append(replace(step, then=filled(then, points), otherwise=filled(otherwise, points)))
            case s.EachSpec(steps=inner):
                found.append(replace(step, steps=filled(inner, points)))
            case _:
                found.append(step)
    return tuple(found)
