"""Procedures, in an order in which each comes after those it calls."""

from __future__ import annotations

from collections.abc import Iterator

from swarmgen.analysis.patterns.mistakes import Mistake, reported, unknown
from swarmgen.analysis.patterns.names import RESERVED_NAMES, check_distinct, check_reserved
from swarmgen.analysis.patterns.rebinding import rebound
from swarmgen.analysis.patterns.scope import Kind, Record, Summary, Variable, World
from swarmgen.analysis.patterns.steps import read_steps
from swarmgen.analysis.patterns.types import Types
from swarmgen.analysis.patterns.unit import Unit
from swarmgen.diagnostics import Note
from swarmgen.model import ir
from swarmgen.model.datatypes import Optional, Type
from swarmgen.spec.patterns import syntax as s
from swarmgen.spec.patterns.source import Name


def build_procedures(specs: tuple[s.ProcedureSpec, ...], types: Types, world: World) -> None:
    """Put the procedures of a pattern, with what they do, into `world`; mistakes go to its sink."""
    known = {spec.name.text: spec for spec in specs}
    done: set[str] = set()
    for spec in specs:
        _visit(spec, known, done, [], types, world)
    order = [spec.name.text for spec in specs if spec.name.text in world.procedures]
    world.procedures = {name: world.procedures[name] for name in order}


def _visit(
    spec: s.ProcedureSpec,
    known: dict[str, s.ProcedureSpec],
    done: set[str],
    path: list[str],
    types: Types,
    world: World,
) -> None:
    name = spec.name.text
    if name in done:
        return
    path.append(name)
    for called in calls_of(spec.steps):
        if called.text in path:
            way = " → ".join([*path[path.index(called.text) :], called.text])
            hint = "procedures cannot call themselves, directly or not"
            world.sink.error("recursion", f"a call without end: {way}", called.place, hint=hint)
            world.broken.add(called.text)
        elif called.text in known:
            _visit(known[called.text], known, done, path, types, world)
    path.pop()
    done.add(name)
    if name in world.broken:
        return
    world.broken.add(name)
    with reported(world.sink):
        _build(spec, types, world)
        world.broken.discard(name)


def calls_of(steps: tuple[s.StepSpec, ...]) -> Iterator[Name]:
    """The procedures that steps call, nested ones included."""
    for step in steps:
        match step:
            case s.CallSpec(procedure=name):
                yield name
            case s.WhenSpec(then=then, otherwise=otherwise):
                yield from calls_of((*then, *otherwise))
            case s.EachSpec(steps=inner):
                yield from calls_of(inner)
            case _:
                pass


def _build(spec: s.ProcedureSpec, types: Types, world: World) -> None:
    unit = Unit(world, spec.name, rebound=rebound(spec.steps))
    records: list[tuple[str, str]] = []
    values: list[tuple[str, Type]] = []
    check_distinct((("the parameter", value.name) for value in spec.parameters), world.sink)
    for value in spec.parameters:
        check_reserved(value.name, RESERVED_NAMES, "the parameter", world.sink)
        word = value.type.word
        if word is not None and (types.is_kind(word.text) or word.text in world.broken):
            kind = world.kind(word)
            records.append((value.name.text, kind.name))
            unit.flow.bind(value.name.text, Record(kind.name, value.name.place))
        else:
            plain = types.meaning(value.type).type
            type_: Type = Optional(plain) if value.is_optional else plain
            values.append((value.name.text, type_))
            unit.flow.bind(value.name.text, Variable(type_, value.name.place))
    world.used.discard(("word", "sequence"))
    steps = read_steps(unit, spec.steps)
    unit.writes |= ("word", "sequence") in world.used
    world.summaries[spec.name.text] = _summary(unit, records)
    world.procedures[spec.name.text] = ir.Procedure(
        name=spec.name.text,
        brief=spec.brief,
        records=tuple(records),
        values=tuple(values),
        steps=steps,
        place=spec.name.place,
    )


def _summary(unit: Unit, records: list[tuple[str, str]]) -> Summary:
    return Summary(
        assigned=frozenset(unit.assigned),
        moved=dict(unit.moved),
        states={name: unit.flow.states[name] for name, _ in records if name in unit.flow.states},
        is_ended=unit.flow.is_ended,
        writes=unit.writes,
        refusing=unit.refusing,
    )


def check_dues(world: World) -> None:
    """What due times call must be able to run by itself, and must set the time anew."""
    for kind in world.kinds.values():
        for spec in kind.spec.dues:
            if spec.name.text in kind.dues:
                with reported(world.sink):
                    _check_due(kind, spec, world)


def _check_due(kind: Kind, spec: s.DueSpec, world: World) -> None:
    name = spec.call.text
    found = world.procedures.get(name)
    if found is None:
        if name in world.broken:
            return
        raise unknown("procedure", name, spec.call.place, world.procedures)
    notes = (Note(message="the procedure is declared here", place=found.place),)
    if [one for _, one in found.records] != [kind.name] or found.values:
        message = f'what happens at a due time takes one record of kind "{kind.name}" and no values'
        raise Mistake("due-parameters", message, spec.call.place, notes=notes)
    binding = found.records[0][0]
    sets = [step for step in found.steps if isinstance(step, ir.Set) and step.binding == binding]
    if not any(one.field.name == spec.at.text for step in sets for one in step.assignments):
        message = f'"{name}" must set "{spec.at}" on every way, or it would be called again and again'
        hint = f"begin with set: {{{binding}: {{{spec.at}: None}}}}"
        raise Mistake("due-not-cleared", message, spec.call.place, hint=hint, notes=notes)
    refusing = world.summaries[name].refusing
    if refusing is not None:
        message = f'nobody asks for "{name}", so nobody can be refused'
        refused = Note(message="this step can refuse", place=refusing)
        raise Mistake("due-refuses", message, spec.call.place, notes=(*notes, refused))
