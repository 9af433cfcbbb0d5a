"""Steps as written → steps of the IR, in order, each under what the ones before it have established."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from swarmgen.analysis.patterns import answers, archiving, changes, choosing, effects, finds
from swarmgen.analysis.patterns.assign import Target, fitted
from swarmgen.analysis.patterns.bounds import Bounds, is_absent, limits, within
from swarmgen.analysis.patterns.calls import ranged
from swarmgen.analysis.patterns.facts import facts, join, learn
from swarmgen.analysis.patterns.invoke import call
from swarmgen.analysis.patterns.mistakes import Mistake, Silent, reported
from swarmgen.analysis.patterns.scope import Broken, Flow, Local, Record, Variable, check_free
from swarmgen.analysis.patterns.texts import check_not_copied
from swarmgen.analysis.patterns.unify import type_name
from swarmgen.analysis.patterns.unit import Unit
from swarmgen.model import expressions as e
from swarmgen.model import ir
from swarmgen.model.datatypes import (
    COUNT_MAX,
    Bool,
    Decimal,
    Enum,
    Identifier,
    Int,
    Optional,
    Set,
    Type,
    is_optional,
    plain,
)
from swarmgen.spec.patterns import syntax as s
from swarmgen.spec.patterns.source import Name

Steps = tuple[ir.Step, ...]


def read_steps(unit: Unit, specs: Iterable[s.StepSpec]) -> Steps:
    """The steps of a list; mistakes go to the sink, and the names a wrong step binds are used no further."""
    found: list[ir.Step] = []
    ended: ir.Step | None = None
    for spec in specs:
        if ended is not None:
            unit.world.sink.error(
                "after-end", "this step is never reached: the one before it ends the operation", spec.place
            )
            break
        done = False
        with reported(unit.world.sink):
            step = _step(unit, spec)
            found += [step] if step is not None else []
            done = True
        if not done:
            _break(unit.flow, spec)
        if unit.flow.is_ended and found:
            ended = found[-1]
    return tuple(found)


def _break(flow: Flow, spec: s.StepSpec) -> None:
    """Bind what a wrong step would have bound, so that only the step is reported."""
    match spec:
        case s.LetSpec(name=name) | s.GetSpec(binding=name) | s.CreateSpec(binding=name) | s.TakeSpec(binding=name):
            flow.names.setdefault(name.text, Broken(name.place))
        case s.ReplySpec(is_row=True):
            pass
        case s.ReplySpec() | s.RowsSpec() | s.FailSpec():
            flow.is_ended = True
        case s.ArchiveSpec(into=into):
            for _, name in into:
                flow.names.setdefault(name.text, Broken(name.place))
        case _:
            pass


def _step(unit: Unit, spec: s.StepSpec) -> ir.Step | None:
    match spec:
        case s.LetSpec():
            return _let(unit, spec)
        case s.RequireSpec():
            return _require(unit, spec)
        case s.FailSpec():
            refusal = unit.refusal(spec.refusal)
            unit.refuses(spec.place)
            unit.flow.is_ended = True
            return ir.Fail(refusal=refusal, place=spec.place)
        case s.WhenSpec():
            return _when(unit, spec)
        case s.EachSpec():
            return _each(unit, spec)
        case s.CallSpec():
            return call(unit, spec)
        case s.GetSpec():
            return finds.get(unit, spec)
        case s.CreateSpec():
            return changes.create(unit, spec)
        case s.SetSpec():
            return changes.change(unit, spec)
        case s.TakeSpec():
            return finds.take(unit, spec)
        case s.RowsSpec():
            return answers.rows(unit, spec)
        case s.ArchiveSpec():
            return archiving.archive(unit, spec)
        case s.ReplySpec():
            return answers.reply(unit, spec)
        case s.PointSpec():  # no module gives steps for it
            return None
        case _:
            assert_never(spec)


def _let(unit: Unit, spec: s.LetSpec) -> ir.Step:
    name, flow = spec.name, unit.flow
    known = flow.names.get(name.text)
    if isinstance(known, Broken):
        raise Silent
    if isinstance(known, Variable):
        return _let_again(unit, spec, known)
    check_free(flow, name)
    value = choosing.expression(unit, spec)
    check_not_copied(value, spec.value.place)
    type_, checked = _variable_type(unit, name, value)
    is_fixed = name.text not in unit.rebound and not checked and limits(type_) is not None and not is_absent(value)
    interval = Bounds(unit.world, flow).of(value) if is_fixed else None
    flow.bind(name.text, Variable(type_, name.place, interval))
    return ir.Let(name=name.text, value=value, type=type_, rebinds=False, checked=checked, place=spec.place)


def _let_again(unit: Unit, spec: s.LetSpec, known: Variable) -> ir.Step:
    name = spec.name.text
    if name not in unit.rebound:
        raise Mistake("duplicate-name", f'"{name}" is no variable of a let', spec.name.place)
    target = Target(f'the variable "{name}"', known.type, known.place)
    value, checked = fitted(choosing.expression(unit, spec, known.type), target, spec.value.place, unit.scope())
    check_not_copied(value, spec.value.place)
    path = ("name", name)
    unit.flow.present -= {path}
    if not is_optional(value.type):
        unit.flow.present |= {path}
    return ir.Let(name=name, value=value, type=known.type, rebinds=True, checked=checked, place=spec.place)


def _variable_type(unit: Unit, name: Name, value: e.Expression) -> tuple[Type, bool]:
    """The type of a new variable. One that is bound again has room to grow."""
    if isinstance(value, e.Bound):
        raise Mistake("type-error", "records have one name; let binds values", name.place)
    type_ = value.type
    bounds = Bounds(unit.world, unit.flow)
    wide = plain(type_)
    if name.text in unit.rebound and isinstance(wide, Int | Decimal):
        low = -COUNT_MAX if unit.rebound[name.text] or bounds.of(value)[0] < 0 else 0
        wide = Int(low, COUNT_MAX) if isinstance(wide, Int) else Decimal(wide.scale, low, COUNT_MAX)
    elif isinstance(wide, Int | Decimal):
        wide = plain(ranged(wide, bounds.of(value)))
    elif isinstance(wide, Set) and name.text in unit.rebound:
        wide = Set(max(wide.max_items, Set().max_items))
    range_ = limits(wide)
    checked = range_ is not None and not within(bounds.of(value), range_)
    return (Optional(wide) if is_optional(type_) else wide), checked


def _require(unit: Unit, spec: s.RequireSpec) -> ir.Step:
    condition = unit.condition(spec.condition)
    refused = unit.flow.copy()
    learn(refused, facts(condition, False, unit.world))
    learn(unit.flow, facts(condition, True, unit.world))
    unit.refuses(spec.place)
    return ir.Require(condition=condition, otherwise=unit.refusal(spec.otherwise, refused), place=spec.place)


def _when(unit: Unit, spec: s.WhenSpec) -> ir.Step:
    condition: e.Expression = e.Literal(True, Bool())
    with reported(unit.world.sink):  # the branches are read even if the condition is wrong
        condition = unit.condition(spec.condition)
    before = unit.flow
    ends = []
    branches = []
    for holds, specs in ((True, spec.then), (False, spec.otherwise)):
        unit.flow = before.copy()
        learn(unit.flow, facts(condition, holds, unit.world))
        branches.append(read_steps(unit, specs))
        ends.append(unit.flow)
    unit.flow = before
    if ends[0].is_ended and ends[1].is_ended:
        before.is_ended = True
    else:
        is_excused, unit.is_excused = unit.is_excused, True
        with reported(unit.world.sink):
            answers.check_branches(spec, branches, ends)
            unit.is_excused = is_excused
        before.become(join(*ends))
    return ir.When(condition=condition, then=branches[0], otherwise=branches[1], place=spec.place)


def _each(unit: Unit, spec: s.EachSpec) -> ir.Step:
    check_free(unit.flow, spec.name)
    effects.forget(unit.flow, effects.of_steps(spec.steps, unit.world), unit.world)
    table = choosing.table_of(unit, spec.source)
    if table is not None:
        return _each_row(unit, spec, table)
    kind = finds.kind_of(unit, spec.source)
    listed = finds.owned_list(unit, spec.source) if kind is None else None
    values = _names(unit, spec) if kind is None and listed is None else None
    limit = answers.number(unit, spec.limit, '"limit"') if spec.limit is not None else None
    before = unit.flow.copy()
    name = spec.name.text
    local: Local = Variable(Identifier(), spec.name.place)
    bound = kind.name if kind is not None else None if listed is None else listed[1].record
    unit.flow.bind(name, local if bound is None else Record(bound, spec.name.place))
    while_ = _while(unit, spec, is_list=listed is not None)
    unit.depth += 1
    steps = read_steps(unit, spec.steps)
    unit.depth -= 1
    unit.flow.become(before)
    if kind is not None:
        return ir.EachRecord(binding=name, record=kind.name, steps=steps, place=spec.place)
    if listed is not None:
        return ir.EachMember(
            binding=name, list=listed[1], owner=listed[0], while_=while_, limit=limit, steps=steps, place=spec.place
        )
    assert values is not None, "what is no list is a set"
    return ir.EachName(name=name, values=values, steps=steps, place=spec.place)


def _each_row(unit: Unit, spec: s.EachSpec, table: ir.Table) -> ir.Step:
    _while(unit, spec, is_list=False)
    before = unit.flow.copy()
    count = len(table.rows)
    type_ = Int(1, count) if table.key is None else Enum(table.key, table.keys)
    unit.flow.bind(spec.name.text, Variable(type_, spec.name.place))
    unit.depth += 1
    steps = read_steps(unit, spec.steps)
    unit.depth -= 1
    unit.flow.become(before)
    rows: tuple[str, ...] | tuple[int, ...] = table.keys if table.key is not None else tuple(range(1, count + 1))
    return ir.EachRow(name=spec.name.text, table=table.name, rows=rows, steps=steps, place=spec.place)


def _while(unit: Unit, spec: s.EachSpec, *, is_list: bool) -> e.Expression | None:
    """The condition up to which a list is read."""
    if not is_list and (spec.while_ or spec.limit) is not None:
        raise Mistake("type-error", "only a list is read up to a condition or a number", spec.source.place)
    return unit.condition(spec.while_) if spec.while_ is not None else None


def _names(unit: Unit, spec: s.EachSpec) -> e.Expression:
    """The set that a loop runs over."""
    values = unit.expression(spec.source)
    if isinstance(plain(values.type), Set) and not is_optional(values.type):
        return values
    code = "maybe-absent" if isinstance(plain(values.type), Set) else "type-error"
    message = f"each runs over a set that is there, or a list of records; this is {type_name(values.type)}"
    raise Mistake(code, message, spec.source.place)
