"""Operations and ticks as inlines, with what must hold of every one that is accepted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from swarmgen.backends.code import Code
from swarmgen.backends.models import views
from swarmgen.backends.models.changes import FENCES, assignment, made
from swarmgen.backends.models.expressions import Option, options
from swarmgen.backends.models.offers import offers_fence
from swarmgen.backends.models.roles import FENCE, Domain, Owned
from swarmgen.backends.models.scope import VIEW, Unit, cell, input_domain, input_name, local
from swarmgen.backends.models.source import identifier, place, symbol
from swarmgen.backends.models.steps import Steps
from swarmgen.backends.models.truth import OPEN
from swarmgen.model import datatypes as d
from swarmgen.model import expressions as e
from swarmgen.model import ir

_SOURCES: Final = (e.Source.ARGUMENT, e.Source.OPTION)


@dataclass(frozen=True, slots=True)
class Inline:
    """An inline: its call, its source, and the local variables it needs."""

    name: Code
    code: Code
    locals: tuple[Code, ...]


def operation_inline(operation: ir.Operation, steps: Steps) -> Inline | None:
    """An operation; None when it changes nothing the model holds."""
    name = Code(f"op_{identifier(operation.name)}")
    given = ((operation.arguments, e.Source.ARGUMENT), (operation.options, e.Source.OPTION))
    parameters = {(source, each.name): each for group, source in given for each in group}
    unit = Unit(name=identifier(operation.name), roles=steps.roles, parameters=parameters)
    body = steps.block(operation.steps, unit)
    if not body.acts:
        return None
    checks = (*_holder_checks(operation, unit), *_handed_checks(operation, unit))
    said = _words((body.code, *checks))
    inputs = tuple(_input(*each, parameters[each]) for each in unit.inputs if input_name(*each) in said)
    view = views.InlineView(
        place=place(operation.place, f"operation {operation.name}: {operation.brief}"),
        head=Code(f"{name}()"),
        inputs=steps.assignments(inputs),
        steps=body.code,
        checks=checks,
    )
    return Inline(name, steps.render("inline", view), (*unit.locals, *(each.target for each in inputs)))


def tick_inline(due: ir.Due, steps: Steps) -> Inline | None:
    """What happens by itself to a record whose time may have come; None when that changes nothing the model holds."""
    procedure = next(each for each in steps.pattern.procedures if each.name == due.call)
    if due.record not in steps.roles.kinds or not steps.procedure(procedure).acts:
        return None
    name, number = Code(f"tick_{identifier(due.name)}"), local("n", f"tick_{due.name}")
    view = views.TakeView(
        place=place(due.place, f"due {due.name} of {due.record}: any that has a time, as if it had passed"),
        number=number,
        most=made(due.record),
        may=Code(f"{cell(VIEW, due.record, number, due.at)} != 0"),
    )
    steps_code = Code(f"{steps.render('take', view)}\n{identifier(due.call)}({number});")
    inline = views.InlineView(place=view.place, head=Code(f"{name}()"), inputs=Code(""), steps=steps_code, checks=())
    return Inline(name, steps.render("inline", inline), (number,))


def _words(code: Iterable[Code]) -> frozenset[str]:
    return frozenset(word for each in code for word in re.findall(r"\w+", each))


def _input(source: e.Source, name: str, parameter: ir.Parameter) -> views.AssignmentView:
    """An input is anything it can be, chosen once."""
    target, type_ = input_name(source, name), d.plain(parameter.type)
    if input_domain(parameter) is Domain.COUNT:
        return assignment(target, None, FENCES)
    members = [Code("1")]
    if isinstance(type_, d.Enum):
        members = [symbol(type_.attribute, each) for each in type_.members]
    if d.is_optional(parameter.type) or isinstance(type_, d.Bool):
        members.append(Code("0"))
    return assignment(target, tuple(Option(OPEN, each) for each in members), None)


def _holder_checks(operation: ir.Operation, unit: Unit) -> Iterator[Code]:
    """An operation that takes a fence is one of the holder's: of the record that its arguments name."""
    for source, group in zip(_SOURCES, (operation.arguments, operation.options), strict=True):
        for parameter in group:
            if not offers_fence(parameter):
                continue
            unit.inputs[source, parameter.name] = None
            for owned, number in _named(operation, unit):
                yield Code(
                    f"by_holder_{identifier(owned.record.name)}({number}, {input_name(source, parameter.name)});"
                )


def _named(operation: ir.Operation, unit: Unit) -> Iterator[tuple[Owned, Code]]:
    for step in operation.steps:
        if isinstance(step, ir.Get) and isinstance(step.key, e.Input):
            for owned in unit.roles.owned:
                number = unit.bindings.get(step.binding)
                if owned.record.name == step.record and number is not None:
                    yield owned, number


def _handed_checks(operation: ir.Operation, unit: Unit) -> Iterator[Code]:
    """An operation that has a caller and answers with a fence has made the caller the holder under that fence."""
    if not any(map(unit.roles.is_caller, unit.parameters.values())):
        return  # it may make somebody else the holder
    fences = {each.name for each in operation.returns if each.attribute == FENCE}
    for step in operation.steps:
        if not isinstance(step, ir.Reply):
            continue
        for name, value in step.values:
            found = options(value, unit) if name in fences else None
            for option in found or ():
                yield from _handed(option, unit)


def _handed(option: Option, unit: Unit) -> Iterator[Code]:
    for owned in unit.roles.owned:
        for number in unit.bindings.values():
            if number is not None and option.text == cell(VIEW, owned.record.name, number, owned.fence):
                yield Code(f"handed_{identifier(owned.record.name)}({number}, {option.when.may});")
