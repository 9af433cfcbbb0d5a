"""The steps that change records: which values are kept before others change, which links are left and entered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from swarmgen.backends.code import Code
from swarmgen.backends.python.patterns.expressions import Level, Names, constant, expression
from swarmgen.backends.python.patterns.names import attribute, local
from swarmgen.backends.python.patterns.texts import called, formatted
from swarmgen.backends.python.patterns.views import Assigned, CreateView, SetView
from swarmgen.backends.python.source import literal
from swarmgen.model import expressions as e
from swarmgen.model import ir


def create_view(step: ir.Create, names: Names) -> CreateView:
    """A new record: made, assigned, entered where it belongs. What it has anyway is not assigned again."""
    record = names.module.kind(step.record)
    binding = names.binding(step.binding)
    given = [
        each
        for each in step.assignments
        if each.field.name != "id"
        and not (isinstance(each.value, e.Literal) and each.value.value == each.field.initial)
    ]
    is_own = step.id is not None and record.prefix is not None
    if is_own:
        names.module.use("..", "names")
        names.module.use("..stops", "Refused")
    return CreateView(
        binding=binding,
        record=names.module.record(step.record),
        id=expression(step.id, names, Level.SUM) if step.id is not None else Code("None"),
        prefix=literal(record.prefix),
        refusal=_made_up(step.id, record, names) if step.id is not None and is_own else None,
        assigned=tuple(
            Assigned(name=attribute(each.field.name), value=_value(each, record, binding, names)) for each in given
        ),
        enters=(
            *_taken_on(record, _first_state(step, record), names),
            *(_enter(names, record, name, binding, strict=True) for name in step.enters),
        ),
    )


def set_view(step: ir.Set, names: Names) -> SetView:
    """A change: the move is checked, links are left, fields assigned, links entered."""
    record = names.module.kind(step.record)
    binding = names.binding(step.binding)
    changed = {(each.owner, each.count_field) for each in record.lists if each.name in step.relinks}
    computed, assigned = [], []
    for each in step.assignments:
        value, name = _value(each, record, binding, names), attribute(each.field.name)
        if changed & set(_reads(each.value)):
            computed.append(Assigned(name=Code(f"new_{name}"), value=value))
            value = computed[-1].name
        assigned.append(Assigned(name=name, value=value))
        changed.add((step.record, each.field.name))
    is_wrong = refusal = None
    if step.state is not None and record.lifecycle is not None:
        state = Code(f"{binding}.{attribute(record.lifecycle.field)}")
        if all(name != record.lifecycle.field for name in (each.field.name for each in step.assignments)):
            assigned.append(Assigned(name=attribute(record.lifecycle.field), value=literal(step.state)))
        many = len(step.sources) > 1
        is_wrong = Code(
            f"{state} not in {constant(step.sources)}" if many else f"{state} != {constant(step.sources[0])}"
        )
        refusal = _wrong_state(step.state, record, binding, state, names)
    return SetView(
        binding=binding,
        is_wrong=is_wrong,
        refusal=refusal,
        computed=tuple(computed),
        leaves=(
            *(_link(names, record, name, "leave", f"tx, {binding}") for name in step.relinks),
            *_left(step, record, binding, names),
            *_taken_on(record, step.state, names),
        ),
        assigned=tuple(assigned),
        enters=tuple(_enter(names, record, name, binding, strict=step.strict) for name in step.relinks),
    )


def _first_state(step: ir.Create, record: ir.Record) -> str | None:
    """The state of a new record, which is written out."""
    field = record.lifecycle.field if record.lifecycle is not None else None
    found = next((each.value for each in step.assignments if each.field.name == field), None)
    return str(found.value) if isinstance(found, e.Literal) else None


def _taken_on(record: ir.Record, state: str | None, names: Names) -> Iterator[Code]:
    for tally in ir.tallies(names.module.pattern.records):
        if (tally.record, tally.state) == (record.name, state):
            yield _tallied(tally, "1", names)


def _left(step: ir.Set, record: ir.Record, binding: Code, names: Names) -> Iterator[Code]:
    """Of several states that a move may lead from, the record's own."""
    if step.state is None or record.lifecycle is None:
        return
    state = f"{binding}.{attribute(record.lifecycle.field)}"
    for tally in ir.tallies(names.module.pattern.records):
        if tally.record == record.name and tally.state in step.sources:
            condition = f" if {state} == {literal(tally.state)} else 0" if len(step.sources) > 1 else ""
            yield _tallied(tally, f"-1{condition}", names)


def _tallied(tally: ir.Tally, change: str, names: Names) -> Code:
    owner = names.module.record(tally.owner)
    return Code(f"tx.tally({tally.place}, {owner}, {literal(str(attribute(tally.field)))}, {change})")


def _value(assignment: ir.Assignment, record: ir.Record, binding: Code, names: Names) -> Code:
    source = expression(assignment.value, names)
    if not assignment.checked:
        return source
    return names.checked(
        source, assignment.field.type, formatted((f"{assignment.field.name} of ", *called(record, binding)))
    )


def _made_up(id_: e.Expression, record: ir.Record, names: Names) -> Code:
    if isinstance(id_, e.Input):
        word = id_.name.replace("_", "-")
        label = f"--{word}" if id_.source is e.Source.OPTION else word.upper()
    else:
        label = record.name
    text = formatted((f'{label}: "', expression(id_, names), '" has the form of a made-up id'))
    return Code(f"2, {text}")


def _wrong_state(state: str, record: ir.Record, binding: Code, present: Code, names: Names) -> Code:
    names.module.use("..stops", "Refused")
    text = formatted((*called(record, binding), " is ", present, f"; it cannot become {state}"))
    return Code(f"3, {text}")


def _enter(names: Names, record: ir.Record, name: str, binding: Code, *, strict: bool) -> Code:
    is_queue = any(queue.name == name for queue in record.queues)
    return _link(names, record, name, "enter", f"tx, {binding}{f', {strict}' if is_queue else ''}")


def _link(names: Names, record: ir.Record, name: str, verb: str, given: str) -> Code:
    names.module.use(".", "links")
    return Code(f"links.{local(f'{record.name}_{name}_{verb}')}({given})")


def _reads(node: object) -> Iterator[tuple[str, str]]:
    """The fields of records that an expression reads."""
    if isinstance(node, e.Field):
        yield node.record, node.field
    elif isinstance(node, tuple):
        for each in node:
            yield from _reads(each)
    elif is_dataclass(node):
        for part in fields(node):
            yield from _reads(getattr(node, part.name))
