"""The step that answers with records."""

from __future__ import annotations

from collections.abc import Iterator

from swarmgen.backends.code import Code
from swarmgen.backends.python.patterns.expressions import Level, Names, expression, opposite
from swarmgen.backends.python.patterns.names import local
from swarmgen.backends.python.patterns.views import RowsView, TestView
from swarmgen.backends.python.source import literal
from swarmgen.model import ir


def rows_view(step: ir.Rows, names: Names) -> RowsView:
    """Where the records come from, which of them are shown, and how many."""
    names.module.use(".", "views")
    binding = names.binding(step.binding)
    shown = f"views.{local(step.record)}(tx, {binding})"
    return RowsView(
        target=Code(f"{binding}, depth" if step.to is not None else binding),
        source=_source(step, names),
        tests=tuple(_tests(step, names)),
        limit=expression(step.limit, names, Level.SUM),
        following=Code(f"{binding}.number" if step.every else "None"),
        row=Code(f"(*{shown}, depth)" if step.to is not None else shown),
    )


def _tests(step: ir.Rows, names: Names) -> Iterator[TestView]:
    """What ends the walk, then what leaves a record out."""
    if step.while_ is not None:
        yield TestView(condition=opposite(step.while_, names), verb=Code("break"))
    if step.where is not None:
        yield TestView(condition=opposite(step.where, names), verb=Code("continue"))


def _source(step: ir.Rows, names: Names) -> Code:
    module = names.module
    cls = module.record(step.record)
    if step.every:
        start = expression(step.start, names) if step.start is not None else "1"
        archived = f", {expression(step.archived, names)}" if step.archived is not None else ""
        return Code(f"{module.use('..rows', 'every')}(tx, {cls}, {start}{archived})")
    module.use(".", "links")
    if step.queue is not None:
        return Code(f"links.{step.queue.record}_{step.queue.name}_rows(tx)")
    if step.list is None or step.owner is None:
        raise ValueError(f"{step.place}: rows come from a kind, a queue or a list")
    members = f"links.{step.list.record}_{step.list.name}_members"
    owner = names.binding(step.owner)
    if step.to is None:
        return Code(f"{members}(tx, {owner})")
    return Code(f"{module.use('..rows', 'tree')}(tx, {owner}, {members}, {literal(step.to)})")
