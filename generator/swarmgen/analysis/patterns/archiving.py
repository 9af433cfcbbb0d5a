"""The step that puts records away."""

from __future__ import annotations

from dataclasses import replace

from swarmgen.analysis.patterns.answers import number
from swarmgen.analysis.patterns.expressions import Reader
from swarmgen.analysis.patterns.mistakes import Mistake, declared
from swarmgen.analysis.patterns.parsing import parse
from swarmgen.analysis.patterns.scope import Kind, Record, Variable, check_free
from swarmgen.analysis.patterns.unit import Unit
from swarmgen.model import expressions as e
from swarmgen.model import ir
from swarmgen.model.datatypes import Bool, Int
from swarmgen.spec.patterns import syntax as s
from swarmgen.spec.patterns.source import Name

RESERVED = "archive"
"""What the journal has in the place of a text's field where a record is put away."""


def archive(unit: Unit, spec: s.ArchiveSpec) -> ir.Step:
    """`archive: {name: kind}` with `after`, `look`, `limit`, `where` and `into`.

    Raises:
        Mistake: if a name is taken, or there is nothing to archive in a kind.
    """
    check_free(unit.flow, spec.binding)
    unit.write(spec.place, "archive")
    kind = unit.world.kind(spec.record)
    _check_kind(kind, spec.record)
    after = number(unit, spec.after, '"after"')
    look = number(unit, spec.look, '"look"')
    limit = number(unit, spec.limit, '"limit"')
    where: e.Expression = e.Literal(True, Bool())
    if spec.where is not None:
        flow = unit.flow.copy()
        flow.bind(spec.binding.text, Record(kind.name, spec.binding.place))
        parsed = parse(spec.where)
        where = Reader(replace(unit.scope(), flow=flow), parsed).condition(parsed.root)
    for _, name in spec.into:
        check_free(unit.flow, name)
        unit.flow.bind(name.text, Variable(Int(), name.place))
    return ir.Archive(
        binding=spec.binding.text,
        record=kind.name,
        after=after,
        look=look,
        limit=limit,
        where=where,
        into=tuple((word.text, name.text) for word, name in spec.into),
        place=spec.place,
    )


def _check_kind(kind: Kind, name: Name) -> None:
    """Refuse kinds whose records never rest, and one name."""
    notes = declared(kind.spec.name, "the record")
    if kind.spec.single is not None:
        raise Mistake("type-error", f'there is one record "{kind.name}", always needed', name.place, notes=notes)
    if RESERVED in kind.fields:
        message = f'records with a field "{RESERVED}" cannot be archived'
        raise Mistake("type-error", message, name.place, hint="call the field otherwise", notes=notes)
