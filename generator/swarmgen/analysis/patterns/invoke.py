"""Calls of procedures: what they are given, and what is known after them."""

from __future__ import annotations

from swarmgen.analysis.patterns.assign import Target
from swarmgen.analysis.patterns.mistakes import Mistake, Silent, declared, unknown
from swarmgen.analysis.patterns.scope import Broken, Record, Summary
from swarmgen.analysis.patterns.texts import check_not_copied
from swarmgen.analysis.patterns.unit import Unit
from swarmgen.model import ir
from swarmgen.model.expressions import Expression
from swarmgen.spec.patterns.source import Name, Written
from swarmgen.spec.patterns.syntax import CallSpec


def call(unit: Unit, spec: CallSpec) -> ir.Step:
    """`call: procedure` with its records and values."""
    world, word = unit.world, spec.procedure.text
    world.use("procedure", word)
    found = world.procedures.get(word)
    if found is None:
        if word in world.broken:
            raise Silent
        raise unknown("procedure", word, spec.procedure.place, world.procedures)
    given = {name.text: (name, written) for name, written in spec.given}
    _check_names(found, spec)
    records = tuple((name, _record(unit, *given[name], kind)) for name, kind in found.records)
    values: list[tuple[str, Expression]] = []
    for name, type_ in found.values:
        parameter, written = given[name]
        value, checked = unit.value(written, Target(f'the parameter "{name}"', type_, found.place))
        check_not_copied(value, written.place)
        if checked:
            hint = "bound it with min(…) and max(…)"
            raise Mistake(
                "value-range", f'the value may lie outside the range of "{parameter}"', written.place, hint=hint
            )
        values.append((name, value))
    summary = world.summaries[word]
    if summary.writes:
        unit.write(spec.place, f"call: {word}")
    _apply(unit, summary, records)
    return ir.Call(procedure=word, records=records, values=tuple(values), place=spec.place)


def _check_names(found: ir.Procedure, spec: CallSpec) -> None:
    known = [name for name, _ in (*found.records, *found.values)]
    for name, _ in spec.given:
        if name.text not in known:
            raise unknown("parameter", name.text, name.place, known, of=f'the procedure "{found.name}"')
    missing = [name for name in known if name not in {given.text for given, _ in spec.given}]
    if missing:
        message = f'"{found.name}" is not given {", ".join(missing)}'
        notes = declared(Name(found.name, found.place), "the procedure")
        raise Mistake("missing-value", message, spec.procedure.place, notes=notes)


def _record(unit: Unit, name: Name, written: Written, kind: str) -> str:
    """The binding that is given as a record."""
    binding = written.text.strip()
    local = unit.flow.names.get(binding)
    if isinstance(local, Broken):
        raise Silent
    if not isinstance(local, Record):
        known = [name for name, local in unit.flow.names.items() if isinstance(local, Record)]
        raise unknown("bound record", binding, written.place, known)
    if local.kind != kind:
        raise Mistake("type-error", f'"{name}" is a record of kind "{kind}", not "{local.kind}"', written.place)
    if local.is_optional and ("name", binding) not in unit.flow.present:
        hint = f"ask for it first: {binding} != None"
        raise Mistake("maybe-absent", f'"{binding}" may be no record here', written.place, hint=hint)
    return binding


def _apply(unit: Unit, summary: Summary, records: tuple[tuple[str, str], ...]) -> None:
    """What the procedure does to what is known."""
    flow, kinds = unit.flow, unit.world.kinds
    unit.assigned |= summary.assigned
    flow.forget(summary.assigned)
    for kind, targets in summary.moved.items():
        unit.moved[kind] = unit.moved.get(kind, frozenset()) | targets
        flow.moved(kind, targets)
    for parameter, binding in records:
        local = flow.names[binding]
        after = summary.states.get(parameter)
        if after is None or not isinstance(local, Record):
            continue
        before = flow.states.get(binding, kinds[local.kind].states)
        flow.states[binding] = after if local.kind in summary.moved else before & after
    if summary.refusing is not None:
        unit.refuses(summary.refusing)
    if summary.is_ended:
        flow.is_ended = True
