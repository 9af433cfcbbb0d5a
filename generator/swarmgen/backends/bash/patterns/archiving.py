"""The step that puts records away."""

from __future__ import annotations

from swarmgen.backends.bash.patterns import names
from swarmgen.backends.bash.patterns.conditions import condition
from swarmgen.backends.bash.patterns.expressions import value
from swarmgen.backends.bash.patterns.scope import Scope
from swarmgen.backends.bash.patterns.views import ArchiveView
from swarmgen.backends.code import Code
from swarmgen.model import ir


def archive_view(step: ir.Archive, scope: Scope, place: Code) -> ArchiveView:
    """The walk by number that takes records, and what it tells."""
    kind, bound = names.kind(step.record), scope.locals.add(names.bound(step.binding))
    numbers = [value(each, scope) for each in (step.after, step.look, step.limit)]
    words = " ".join((kind, *(each.word for each in numbers)))
    before = (*(line for each in numbers for line in each.before), Code(f"shelf_begin {words}"))
    unwanted = condition(step.where, scope, negated=True)
    told = [(scope.locals.add(names.variable(name)), word) for word, name in step.into]
    return ArchiveView(
        place=place,
        begin=Code("\n").join(before),
        kind=kind,
        bound=bound,
        before=Code("\n").join(unwanted.before),
        unwanted=unwanted.command,
        told=tuple(Code(f"{variable}=${{SHELF_{word.upper()}}}") for variable, word in told),
    )
