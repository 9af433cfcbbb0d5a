"""What a condition tells when it holds, and when it does not: what is present, and which states are possible."""

from __future__ import annotations

from dataclasses import dataclass, field

from swarmgen.analysis.patterns.scope import Broken, Flow, Local, Path, Record, Variable, World, path_of
from swarmgen.model import expressions as e
from swarmgen.model.datatypes import is_optional
from swarmgen.model.expressions import Comparison


@dataclass(frozen=True, slots=True)
class Facts:
    """`present` lists what cannot be absent, `states` the possible states by binding."""

    present: frozenset[Path] = frozenset()
    states: dict[str, frozenset[str]] = field(default_factory=dict)

    def both(self, other: Facts) -> Facts:
        """What is known when both hold."""
        states = dict(self.states)
        for name, found in other.states.items():
            states[name] = states[name] & found if name in states else found
        return Facts(self.present | other.present, states)

    def either(self, other: Facts) -> Facts:
        """What is known when one of the two holds."""
        states = {name: found | other.states[name] for name, found in self.states.items() if name in other.states}
        return Facts(self.present & other.present, states)


def facts(condition: e.Expression, holds: bool, world: World) -> Facts:
    """What is known where a condition holds, or with `holds` false, where it does not."""
    match condition:
        case e.Not(operand=operand):
            return facts(operand, not holds, world)
        case e.All(operands=operands):
            return _several(operands, holds, world) if holds else _first(operands, False, world)
        case e.Any(operands=operands):
            return _first(operands, True, world) if holds else _several(operands, holds, world)
        case e.IsAbsent(operand=operand, negated=negated):
            path = path_of(operand)
            return Facts(frozenset([path])) if path is not None and negated == holds else Facts()
        case e.Compare(operator=operator, left=left, right=right):
            if operator in (Comparison.EQUAL, Comparison.UNEQUAL):
                return _equal(left, right, (operator is Comparison.EQUAL) == holds, world)
            return Facts()
        case e.OneOf(operand=operand, members=members, negated=negated):
            return _state(operand, frozenset(members), negated != holds, world)
        case _:
            return Facts()


def _several(operands: tuple[e.Expression, ...], holds: bool, world: World) -> Facts:
    """All operands hold, or none does."""
    found = Facts()
    for operand in operands:
        found = found.both(facts(operand, holds, world))
    return found


def _first(operands: tuple[e.Expression, ...], holds: bool, world: World) -> Facts:
    """One operand decides; those before it did not."""
    before = Facts()
    found: Facts | None = None
    for operand in operands:
        here = before.both(facts(operand, holds, world))
        found = here if found is None else found.either(here)
        before = before.both(facts(operand, not holds, world))
    return found or Facts()


def _equal(left: e.Expression, right: e.Expression, holds: bool, world: World) -> Facts:
    present = set()
    if holds:
        for one, other in ((left, right), (right, left)):
            path = path_of(one)
            if path is not None and not is_optional(other.type):
                present.add(path)
    found = Facts(frozenset(present))
    for one, other in ((left, right), (right, left)):
        if isinstance(other, e.Literal) and isinstance(other.value, str):
            found = found.both(_state(one, frozenset([other.value]), holds, world))
    return found


def _state(operand: e.Expression, members: frozenset[str], holds: bool, world: World) -> Facts:
    if not isinstance(operand, e.Field) or operand.record not in world.kinds:
        return Facts()
    kind = world.kinds[operand.record]
    if kind.lifecycle is None or kind.lifecycle.field != operand.field:
        return Facts()
    return Facts(states={operand.binding: members if holds else kind.states - members})


def learn(flow: Flow, found: Facts) -> None:
    """Add facts to what is known at a point. States that contradict each other mean that it is never reached."""
    flow.present |= found.present
    for name, states in found.states.items():
        flow.states[name] = flow.states[name] & states if name in flow.states else states


def join(first: Flow, second: Flow) -> Flow:
    """What is known where two ways meet."""
    if first.is_ended or second.is_ended:
        return second.copy() if first.is_ended else first.copy()
    names: dict[str, Local] = {}
    for name, local in first.names.items():
        other = second.names.get(name)
        if isinstance(local, Record) and isinstance(other, Record) and local.kind == other.kind:
            optional = local.is_optional or other.is_optional
            names[name] = Record(local.kind, local.place, optional, local.is_new and other.is_new)
        elif other is not None and _same(local, other):
            names[name] = local
    states = {name: found | second.states[name] for name, found in first.states.items() if name in second.states}
    return Flow(names, first.present & second.present, states)


def _same(local: Local, other: Local) -> bool:
    if isinstance(local, Variable) and isinstance(other, Variable):
        return local.type == other.type
    return isinstance(local, Broken) or isinstance(other, Broken)
