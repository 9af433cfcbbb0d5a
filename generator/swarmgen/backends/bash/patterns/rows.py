"""The step that answers with rows: which records are looked at, in which order."""

from __future__ import annotations

from collections.abc import Iterator

from swarmgen.backends.bash.patterns import names
from swarmgen.backends.bash.patterns.conditions import condition
from swarmgen.backends.bash.patterns.expressions import Value, value
from swarmgen.backends.bash.patterns.scope import Scope
from swarmgen.backends.bash.patterns.views import RowsView, TestView
from swarmgen.backends.code import Code
from swarmgen.model import ir


def rows_view(step: ir.Rows, scope: Scope, row: Code, place: Code) -> RowsView:
    """The walk through a kind, a queue, a list or a tree. `row` is called with each record that is wanted."""
    bound = names.bound(step.binding)
    limit = value(step.limit, scope)
    first, following = _walk(step, scope)
    return RowsView(
        first=Code("\n").join((place, *limit.before, *first)),
        following=following,
        bound=bound,
        tests=tuple(_tests(step, scope)),
        limit=limit.text,
        next=names.held(step.record, bound) if step.every else Code("''"),
        row=row,
    )


def _tests(step: ir.Rows, scope: Scope) -> Iterator[TestView]:
    """What ends the walk, then what leaves a record out."""
    for wanted, verb in ((step.while_, Code("break")), (step.where, Code("continue"))):
        if wanted is not None:
            found = condition(wanted, scope, negated=True)
            yield TestView(before=Code("\n").join(found.before), command=found.command, verb=verb)


def _walk(step: ir.Rows, scope: Scope) -> tuple[tuple[Code, ...], Code]:
    if step.every:
        start = value(step.start, scope) if step.start is not None else Value(Code("1"))
        archived = value(step.archived, scope) if step.archived is not None else Value(Code("false"))
        at = Code(f"walk_at=$(({start.text} - 1)) walk_archived={archived.side}")
        return (*start.before, *archived.before, at), Code(f"walk_every {names.kind(step.record)}")
    owner = "" if step.owner is None else f' "{names.expand(names.bound(step.owner))}"'
    link = step.queue or step.list
    if link is None:
        raise ValueError("rows come from a kind, a queue or a list")
    verb = "tree" if step.to is not None else "walk"
    begin = Code(f"{names.link(link.record, link.name, f'{verb}_begin')}{owner} || return 1")
    return (begin,), names.link(link.record, link.name, f"{verb}_next")
