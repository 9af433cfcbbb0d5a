"""Steps as text, one line each, nested steps indented."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import assert_never

from swarmgen.model import ir
from swarmgen.model.dump_expressions import expression_text, quoted, type_text
from swarmgen.model.expressions import Expression

Lines = Iterator[str]


def steps_lines(steps: Iterable[ir.Step]) -> Lines:
    """The lines of steps, without the indentation of their surroundings."""
    for step in steps:
        yield from _step(step)


def message_text(message: ir.Message) -> str:
    """A message as authors write it, expressions in braces."""
    return quoted("".join(part if isinstance(part, str) else f"{{{expression_text(part)}}}" for part in message.parts))


def nested(lines: Iterable[str]) -> Lines:
    """The lines, one level deeper."""
    return (f"  {line}" for line in lines)


def _step(step: ir.Step) -> Lines:
    match step:
        case ir.Let(name=name, value=value, type=type_, rebinds=rebinds, checked=checked):
            word = "let again" if rebinds else "let"
            yield f"{word} {name}: {type_text(type_)} = {expression_text(value)}{_checked(checked)}"
        case ir.Require(condition=condition, otherwise=otherwise):
            yield f"require {expression_text(condition)}"
            yield f"  else {_refusal(otherwise)}"
        case ir.Fail(refusal=refusal):
            yield f"fail {_refusal(refusal)}"
        case ir.When(condition=condition, then=then, otherwise=otherwise):
            yield f"when {expression_text(condition)}"
            yield from nested(steps_lines(then))
            if otherwise:
                yield "otherwise"
                yield from nested(steps_lines(otherwise))
        case ir.EachName(name=name, values=values, steps=steps):
            yield f"each {name} in {expression_text(values)}"
            yield from nested(steps_lines(steps))
        case ir.EachMember(binding=binding, list=list_, owner=owner, while_=while_, limit=limit, steps=steps):
            most = "" if limit is None else f" limit {expression_text(limit)}"
            yield f"each {binding} in {owner}.{list_.name}{most}"
            if while_ is not None:
                yield f"  while {expression_text(while_)}"
            yield from nested(steps_lines(steps))
        case ir.EachRecord(binding=binding, record=kind, steps=steps):
            yield f"each {binding} of {kind}"
            yield from nested(steps_lines(steps))
        case ir.EachRow(name=name, table=table, steps=steps):
            yield f"each {name} in table.{table}"
            yield from nested(steps_lines(steps))
        case ir.Call(procedure=procedure, records=records, values=values):
            given = [f"{name}={binding}" for name, binding in records]
            given += [f"{name}={expression_text(value)}" for name, value in values]
            yield f"call {procedure}({', '.join(given)})"
        case ir.Get(binding=binding, record=record, key=key, optional=optional, otherwise=otherwise):
            yield f"{'find' if optional else 'get'} {binding} = {record}[{expression_text(key)}]"
            if otherwise is not None:
                yield f"  else {_refusal(otherwise)}"
        case ir.Create():
            yield from _create(step)
        case ir.Set():
            yield from _set(step)
        case ir.Take(binding=binding, queue=queue, where=where, otherwise=otherwise):
            yield f"take {binding} = {queue.record}.{queue.name}"
            yield f"  where {expression_text(where)}"
            yield f"  else {_refusal(otherwise)}"
        case ir.Rows():
            yield from _rows(step)
        case ir.Archive():
            yield from _archive(step)
        case ir.Reply(values=values, record=record, is_row=is_row):
            word = "reply" if not is_row else "row" if step.of is None else f"row of {step.of}"
            yield f"reply record {record}" if record is not None else f"{word} {_pairs(values)}".rstrip()
        case _:
            assert_never(step)


def _create(step: ir.Create) -> Lines:
    given = "" if step.id is None else f" id {expression_text(step.id)}"
    yield f"create {step.binding}: {step.record}{given}{_named(' enters', step.enters)}"
    yield from nested(map(_assignment, step.assignments))


def _set(step: ir.Set) -> Lines:
    links = _named(" relinks", step.relinks) + (" strictly" if step.strict else "")
    if step.state is None:
        yield f"set {step.binding}: {step.record}{links}"
    else:
        yield f"move {step.binding}: {step.record} {'|'.join(step.sources)} -> {step.state}{links}"
    yield from nested(map(_assignment, step.assignments))


def _rows(step: ir.Rows) -> Lines:
    start = "" if step.start is None else f" from {expression_text(step.start)}"
    if step.queue is not None:
        source = f"{step.record}.{step.queue.name}"
    elif step.to is not None and step.list is not None:
        source = f"{step.owner} follow {step.list.name} to {step.to}"
    elif step.list is not None:
        source = f"{step.owner}.{step.list.name}"
    else:
        source = step.record
    yield f"rows {step.binding} in {source}{start} limit {expression_text(step.limit)}"
    if step.archived is not None:
        yield f"  archived {expression_text(step.archived)}"
    if step.while_ is not None:
        yield f"  while {expression_text(step.while_)}"
    if step.where is not None:
        yield f"  where {expression_text(step.where)}"


def _archive(step: ir.Archive) -> Lines:
    told = ", ".join(f"{word} {name}" for word, name in step.into)
    look, limit = expression_text(step.look), expression_text(step.limit)
    yield f"archive {step.binding} in {step.record} after {expression_text(step.after)} look {look} limit {limit}"
    yield f"  where {expression_text(step.where)}"
    yield f"  into {told}"


def _assignment(assignment: ir.Assignment) -> str:
    return f"{assignment.field.name} = {expression_text(assignment.value)}{_checked(assignment.checked)}"


def _refusal(refusal: ir.Refusal) -> str:
    recorded = " recorded" if refusal.recorded else " again" if refusal.again else ""
    return f"{refusal.exit.name.lower()} {message_text(refusal.message)}{recorded}"


def _pairs(values: tuple[tuple[str, Expression], ...]) -> str:
    return ", ".join(f"{name} = {expression_text(value)}" for name, value in values)


def _named(word: str, names: tuple[str, ...]) -> str:
    return f"{word} {', '.join(names)}" if names else ""


def _checked(checked: bool) -> str:
    return " checked" if checked else ""
