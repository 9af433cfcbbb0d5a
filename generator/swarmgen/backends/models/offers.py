"""The fence that a caller believes to hold, and who is handed it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from swarmgen.backends.models.roles import OFFERED_FENCE
from swarmgen.model import expressions as e
from swarmgen.model import ir


def offers_fence(parameter: ir.Parameter) -> bool:
    """Whether an input is the fence that a caller believes to hold."""
    return parameter.attribute == OFFERED_FENCE


def is_fence(name: str, called: ir.Procedure, pattern: ir.Pattern) -> bool:
    """Whether every caller of a procedure hands over the fence it was offered."""
    found = []
    for operation in pattern.operations:
        offered = {(e.Source.OPTION, each.name) for each in operation.options if offers_fence(each)}
        offered |= {(e.Source.ARGUMENT, each.name) for each in operation.arguments if offers_fence(each)}
        given = _given(name, called, operation.steps)
        found += [isinstance(each, e.Input) and (each.source, each.name) in offered for each in given]
    for procedure in pattern.procedures:
        given = _given(name, called, procedure.steps)
        found += [isinstance(each, e.Variable) and is_fence(each.name, procedure, pattern) for each in given]
    return bool(found) and all(found)


def _given(name: str, called: ir.Procedure, steps: Iterable[ir.Step]) -> list[e.Expression]:
    return [dict(call.values)[name] for call in _calls(steps) if call.procedure == called.name]


def _calls(steps: Iterable[ir.Step]) -> Iterator[ir.Call]:
    """All calls among steps and the steps inside them."""
    for step in steps:
        match step:
            case ir.Call():
                yield step
            case ir.When():
                yield from _calls((*step.then, *step.otherwise))
            case ir.EachName() | ir.EachMember() | ir.EachRecord() | ir.EachRow():
                yield from _calls(step.steps)
            case _:
                pass
