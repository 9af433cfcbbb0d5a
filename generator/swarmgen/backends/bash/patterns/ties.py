"""What ties records together, as tables for the command that makes it anew."""

from __future__ import annotations

from dataclasses import dataclass

from jinja2 import Environment

from swarmgen.backends.bash.source import literal
from swarmgen.backends.code import Code
from swarmgen.model import ir, ties


@dataclass(frozen=True, slots=True, kw_only=True)
class TiesView:
    """The rows of the tables; due times have one already."""

    made: Code
    fields: tuple[Code, ...]
    lists: tuple[Code, ...]
    queues: tuple[Code, ...]
    counts: tuple[Code, ...]


def ties_code(pattern: ir.Pattern, templates: Environment) -> Code:
    """The tables of a pattern."""
    kinds = {each.name: each for each in pattern.records}
    view = TiesView(
        made=literal(" ".join(ties.made(pattern.records))),
        fields=tuple(_fields(kind, names) for kind, names in ties.kept(pattern.records)),
        lists=tuple(literal(f"{kind.name} {each.name} {each.by}") for kind in pattern.records for each in kind.lists),
        queues=tuple(
            literal(f"{kind.name} {each.name} {each.sequence_field}")
            for kind in pattern.records
            for each in kind.queues
        ),
        counts=tuple(_count(each, kinds[each.record]) for each in ir.tallies(pattern.records)),
    )
    return Code(templates.get_template("bash/patterns/ties.j2").render(ties=view).rstrip("\n"))


def _fields(kind: str, names: tuple[str, ...]) -> Code:
    keys = "".join(f',"{name}": ' for name in names)
    return Code(f"[{kind}]={literal(f' {keys}')}")


def _count(tally: ir.Tally, record: ir.Record) -> Code:
    if record.lifecycle is None:
        raise ValueError(f"{record.name}: states are counted of a record that has none")
    return literal(f"{record.name} {tally.state} {record.lifecycle.field}")
