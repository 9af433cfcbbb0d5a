"""The module `ties`: which fields and records bookkeeping writes, and the functions that write them again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from swarmgen.backends.code import Code
from swarmgen.backends.python.patterns.expressions import constant
from swarmgen.backends.python.patterns.module import ImportView, Module
from swarmgen.backends.python.patterns.names import attribute, local
from swarmgen.backends.python.source import docstring, literal
from swarmgen.model import ir, ties


@dataclass(frozen=True, slots=True, kw_only=True)
class TiesView:
    """What `ties.j2` sees; the rows of its tables."""

    doc: Code
    imports: tuple[ImportView, ...]
    made: Code
    fields: tuple[Code, ...]
    lists: tuple[Code, ...]
    queues: tuple[Code, ...]
    dues: tuple[Code, ...]
    counts: tuple[Code, ...]


def ties_view(pattern: ir.Pattern) -> TiesView:
    """All tables of a pattern, by the order of its kinds."""
    module = Module(pattern=pattern, name="ties")

    def row(words: Iterable[str], function: str = "") -> Code:
        if function:
            module.use(".", "links")
        last = (f"links.{local(function)}",) if function else ()
        return Code(f"({', '.join((*map(literal, words), *last))})")

    return TiesView(
        doc=docstring(f"What ties the records of the pattern {pattern.name} together, for `migrate`."),
        made=constant(ties.made(pattern.records)),
        fields=tuple(Code(f"{literal(kind)}: {constant(names)}") for kind, names in ties.kept(pattern.records)),
        lists=tuple(
            row((kind.name, each.by), f"{kind.name}_{each.name}_enter")
            for kind in pattern.records
            for each in kind.lists
        ),
        queues=tuple(
            row((kind.name, each.sequence_field), f"{kind.name}_{each.name}_enter")
            for kind in pattern.records
            for each in kind.queues
        ),
        dues=tuple(
            row((kind.name, each.at), f"{kind.name}_{each.name}_enter")
            for kind in pattern.records
            for each in kind.dues
        ),
        counts=tuple(_count(each, pattern, module) for each in ir.tallies(pattern.records)),
        imports=module.imports(),
    )


def _count(tally: ir.Tally, pattern: ir.Pattern, module: Module) -> Code:
    lifecycle = next(each.lifecycle for each in pattern.records if each.name == tally.record)
    if lifecycle is None:
        raise ValueError(f"{tally.record}: states are counted of a record that has none")
    words = (literal(tally.record), literal(lifecycle.field), literal(tally.state))
    owner = module.record(tally.owner)
    return Code(f"({', '.join(words)}, {owner}, {literal(str(attribute(tally.field)))})")
