"""Counts of records by state, in bash: what a step notes of them, and the function that adds it up at the end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from jinja2 import Environment

from swarmgen.backends.bash.patterns import names
from swarmgen.backends.bash.patterns.layout import packed
from swarmgen.backends.bash.patterns.literals import inside, quoted, word
from swarmgen.backends.bash.patterns.parts import Part
from swarmgen.backends.code import Code
from swarmgen.model import ir

NOTES = "TX_COUNTED"
"""The array of what was noted; whatever mentions it needs the function."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerView:
    """A single record that keeps counts."""

    kind: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class CountsView:
    """All counts of a pattern: where their fields stand, by place, and who keeps them."""

    cells: tuple[Code, ...]
    owners: tuple[OwnerView, ...]


def counts_part(pattern: ir.Pattern, templates: Environment) -> Iterator[Part]:
    """The function that adds up; none where nothing is counted."""
    found = ir.tallies(pattern.records)
    if not found:
        return
    view = CountsView(
        cells=tuple(packed(names.offset(each.owner, each.field) for each in found)),
        owners=tuple(OwnerView(kind=names.kind(owner)) for owner in dict.fromkeys(each.owner for each in found)),
    )
    code = Code(templates.get_template("bash/patterns/counts.j2").render(counts=view).rstrip("\n"))
    yield Part(code, frozenset({NOTES}))


def taken_on(record: ir.Record, state: str | None, kinds: Mapping[str, ir.Record]) -> Iterator[Code]:
    """The lines that note that a record is in a state now."""
    for tally in ir.tallies(kinds.values()):
        if (tally.record, tally.state) == (record.name, state):
            yield _noted(tally, "+")


def left(step: ir.Set, record: ir.Record, bound: Code, kinds: Mapping[str, ir.Record]) -> Iterator[Code]:
    """The lines that note which of several states a move leads away from."""
    if step.state is None or record.lifecycle is None:
        return
    cell = names.cell(record.name, bound, record.lifecycle.field)
    for tally in ir.tallies(kinds.values()):
        if tally.record == record.name and tally.state in step.sources:
            other = f"[[ {cell} != {quoted(word(inside(tally.state)))} ]] || " if len(step.sources) > 1 else ""
            yield Code(f"{other}{_noted(tally, '-')}")


def _noted(tally: ir.Tally, sign: str) -> Code:
    return Code(f"{NOTES}[{tally.place}]=$((${{{NOTES}[{tally.place}]-0}} {sign} 1))")
