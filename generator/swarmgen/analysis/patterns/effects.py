"""What steps may change, found from their words alone: for loops, whose steps run again after themselves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from swarmgen.analysis.patterns.scope import Flow, World
from swarmgen.spec.patterns import syntax as s


@dataclass(slots=True)
class Effects:
    """Names of fields and variables that are assigned, whatever they belong to; whether records change their state."""

    fields: set[str] = field(default_factory=set)
    variables: set[str] = field(default_factory=set)
    moves: bool = False


def of_steps(specs: Iterable[s.StepSpec], world: World) -> Effects:
    """The effects of steps, those of procedures included."""
    found = Effects()
    _collect(specs, found, world)
    return found


def _collect(specs: Iterable[s.StepSpec], found: Effects, world: World) -> None:
    for spec in specs:
        match spec:
            case s.SetSpec():
                found.fields |= {name.text for name, _ in spec.values}
                found.moves |= spec.state is not None
            case s.LetSpec():
                found.variables.add(spec.name.text)
            case s.CallSpec():
                summary = world.summaries.get(spec.procedure.text)
                if summary is not None:
                    found.fields |= {name for _, name in summary.assigned}
                    found.moves |= bool(summary.moved)
            case s.WhenSpec():
                _collect((*spec.then, *spec.otherwise), found, world)
            case s.EachSpec():
                _collect(spec.steps, found, world)
            case _:
                pass


def forget(flow: Flow, found: Effects, world: World) -> None:
    """Drop what is known of anything that the steps of a loop change."""
    flow.forget((kind, name) for kind in world.kinds for name in found.fields)
    flow.present -= {("name", name) for name in found.variables}
    if found.moves:
        flow.states.clear()
