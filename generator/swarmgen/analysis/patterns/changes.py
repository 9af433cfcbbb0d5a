"""Steps that write records: create, set, move."""

from __future__ import annotations

from collections.abc import Mapping

from swarmgen.analysis.patterns.assign import Target
from swarmgen.analysis.patterns.bounds import is_absent
from swarmgen.analysis.patterns.constants import member
from swarmgen.analysis.patterns.mistakes import Mistake, Silent, declared, reported, unknown
from swarmgen.analysis.patterns.possible import may_hold
from swarmgen.analysis.patterns.scope import Broken, Kind, Record, check_free
from swarmgen.analysis.patterns.texts import check_not_copied
from swarmgen.analysis.patterns.unit import Unit
from swarmgen.diagnostics import Note
from swarmgen.model import expressions as e
from swarmgen.model import ir
from swarmgen.model.datatypes import Enum, Identifier, Optional, is_optional, plain
from swarmgen.spec.patterns import syntax as s
from swarmgen.spec.patterns.source import Name, Written


def create(unit: Unit, spec: s.CreateSpec) -> ir.Step:
    """`create: {name: kind}` with the values of its fields; the others take their defaults."""
    check_free(unit.flow, spec.binding)
    unit.write(spec.place, "create")
    kind = unit.world.kind(spec.record)
    if kind.spec.single is not None:
        hint = f"get: {{{spec.binding}: {kind.name}}}"
        raise Mistake("type-error", f'there is one record "{kind.name}" already', spec.record.place, hint=hint)
    own_id = _own_id(unit, kind, spec) if spec.id is not None else None
    given = _given(kind, spec.values, is_new=True)
    assignments = []
    for field in kind.fields.values():
        if field.name == "id" and kind.spec.prefix is not None:
            continue
        if field.name in given:
            with reported(unit.world.sink):
                assignments.append(_assignment(unit, kind, field, given[field.name], None))
        else:
            assignments.append(_unassigned(kind, field, spec))
    state = _initial_state(kind, assignments, given)
    binding = spec.binding.text
    unit.flow.bind(binding, Record(kind.name, spec.binding.place, is_new=True))
    if state is not None:
        unit.flow.states[binding] = frozenset([state])
    _know(unit, binding, assignments)
    unit.refuses(spec.place)
    return ir.Create(
        binding=binding,
        record=kind.name,
        id=own_id,
        assignments=tuple(assignments),
        enters=_entered(kind, assignments),
        place=spec.place,
    )


def _own_id(unit: Unit, kind: Kind, spec: s.CreateSpec) -> e.Expression:
    assert spec.id is not None, "asked for when there is one"
    if kind.spec.prefix is None:
        raise Mistake("type-error", f'records of kind "{kind.name}" have no ids', spec.id.place)
    target = Target(f'the id of "{kind.name}"', Optional(Identifier()), kind.spec.name.place)
    return unit.value(spec.id, target)[0]


def _given(kind: Kind, values: s.Values, *, is_new: bool) -> dict[str, Written]:
    """The values by field.

    Raises:
        Mistake: for what is no field, or none that steps assign.
    """
    for name, _ in values:
        field = kind.field(name.text, name.place)
        if name.text in kind.managed:
            notes = declared(Name(name.text, field.place), "the field")
            message = f'"{name}" is kept by {kind.managed[name.text]}; no step assigns it'
            raise Mistake("managed-field", message, name.place, notes=notes)
        if name.text == "id" and kind.spec.prefix is not None:
            hint = "give it beside set: id: …" if is_new else None
            raise Mistake("managed-field", "the id of a record never changes", name.place, hint=hint)
        if not is_new and kind.lifecycle is not None and name.text == kind.lifecycle.field:
            hint = "move: {name: state}"
            raise Mistake("managed-field", f'"{name}" changes by moves alone', name.place, hint=hint)
    return {name.text: written for name, written in values}


def _assignment(
    unit: Unit, kind: Kind, field: ir.Field, written: Written, own: tuple[str, str] | None
) -> ir.Assignment:
    """The value of a field; `own` is the field itself, by the name of a record that is there already."""
    target = Target(f'"{field.name}" of {kind.name}', field.type, field.place)
    value, checked = unit.value(written, target)
    check_not_copied(value, written.place, own=own)
    return ir.Assignment(field=field, value=value, checked=checked)


def _unassigned(kind: Kind, field: ir.Field, spec: s.CreateSpec) -> ir.Assignment:
    """What a field holds that the step says nothing of."""
    if field.initial is None and not is_optional(field.type):
        notes = declared(Name(field.name, field.place), "the field")
        message = f'a new {kind.name} needs a value for "{field.name}"'
        raise Mistake("missing-value", message, spec.record.place, notes=notes)
    return ir.Assignment(field=field, value=e.Literal(field.initial, field.type), checked=False)


def _initial_state(kind: Kind, assignments: list[ir.Assignment], given: Mapping[str, Written]) -> str | None:
    """The state a new record begins in."""
    if kind.lifecycle is None:
        return None
    found = next((one.value for one in assignments if one.field.name == kind.lifecycle.field), None)
    if found is None:
        return None
    place = given[kind.lifecycle.field].place if kind.lifecycle.field in given else kind.spec.name.place
    if not isinstance(found, e.Literal) or not isinstance(found.value, str):
        raise Mistake("undeclared-transition", "the state of a new record must be written out", place)
    if found.value not in kind.lifecycle.initial:
        message = f'no {kind.name} begins in the state "{found.value}"'
        hint = f"initial: {', '.join(kind.lifecycle.initial)}"
        raise Mistake("undeclared-transition", message, place, hint=hint, notes=_lifecycle_note(kind))
    return found.value


def _lifecycle_note(kind: Kind) -> tuple[Note, ...]:
    spec = kind.spec.lifecycle
    return declared(Name("lifecycle", spec.place), "the lifecycle") if spec is not None else ()


def _entered(kind: Kind, assignments: list[ir.Assignment]) -> tuple[str, ...]:
    """The queues, lists and due times that a record with these values may be in."""
    values = {one.field.name: one.value for one in assignments}
    entered = [name for name, queue in kind.queues.items() if may_hold(queue.when, values)]
    for name, field in [(list_.name, list_.by) for list_ in kind.lists.values()]:
        entered += [name] if not is_absent(values[field]) else []
    for name, field in [(due.name, due.at) for due in kind.dues.values()]:
        entered += [name] if not is_absent(values[field]) else []
    return tuple(entered)


def change(unit: Unit, spec: s.SetSpec) -> ir.Step:
    """`set: {name: {field: value}}`, or `move: {name: state}` with `set`."""
    unit.write(spec.place, "move" if spec.state is not None else "set")
    local, kind = _bound(unit, spec.binding)
    given = _given(kind, spec.values, is_new=False)
    state, sources, is_sure = _move(unit, kind, spec) if spec.state is not None else (None, (), True)
    assignments = []
    for name, written in given.items():
        with reported(unit.world.sink):
            assignments.append(_assignment(unit, kind, kind.fields[name], written, (spec.binding.text, name)))
    changed = set(given)
    if state is not None and kind.lifecycle is not None:
        changed.add(kind.lifecycle.field)
    _note(unit, kind, spec, changed, state)
    _know(unit, spec.binding.text, assignments)
    relinks = tuple(name for name, decisive in kind.decides.items() if not changed.isdisjoint(decisive))
    opens = any(changed & set(queue.class_fields) for queue in kind.queues.values())
    enters_queue = any(name in kind.queues for name in relinks)
    is_strict = enters_queue and (opens or local.is_new)
    if is_strict or any(one.checked for one in assignments) or _limited(kind, assignments) or not is_sure:
        unit.refuses(spec.place)
    return ir.Set(
        binding=spec.binding.text,
        record=kind.name,
        assignments=tuple(assignments),
        state=state,
        sources=sources,
        relinks=relinks,
        strict=is_strict,
        place=spec.place,
    )


def _bound(unit: Unit, binding: Name) -> tuple[Record, Kind]:
    local = unit.flow.names.get(binding.text)
    if isinstance(local, Broken):
        raise Silent
    if not isinstance(local, Record):
        known = [name for name, found in unit.flow.names.items() if isinstance(found, Record)]
        raise unknown("bound record", binding.text, binding.place, known)
    if local.is_optional and ("name", binding.text) not in unit.flow.present:
        hint = f"ask for it first: {binding} != None"
        raise Mistake("maybe-absent", f'"{binding}" may be no record here', binding.place, hint=hint)
    return local, unit.world.kinds[local.kind]


def _move(unit: Unit, kind: Kind, spec: s.SetSpec) -> tuple[str, tuple[str, ...], bool]:
    """The new state, the states it can be reached from here, in the enum's order, and whether there can be no other."""
    assert spec.state is not None, "asked for moves alone"
    if kind.lifecycle is None:
        if kind.spec.lifecycle is not None:
            raise Silent
        message = f'records of kind "{kind.name}" have no lifecycle'
        raise Mistake("type-error", message, spec.binding.place, notes=declared(kind.spec.name, "the record"))
    type_ = plain(kind.fields[kind.lifecycle.field].type)
    assert isinstance(type_, Enum), "states are members of an enum"
    state = member(spec.state.text, type_, spec.state.place)
    leading = [source for source, targets in kind.lifecycle.transitions if state in targets]
    possible = unit.flow.states.get(spec.binding.text, kind.states) or kind.states
    sources = tuple(source for source in leading if source in possible)
    if not sources:
        where = ", ".join(source for source in type_.members if source in possible)
        message = f'no transition leads from {where} to "{state}"'
        hint = f"{state} follows {', '.join(leading)}" if leading else f'no state is followed by "{state}"'
        raise Mistake("undeclared-transition", message, spec.state.place, hint=hint, notes=_lifecycle_note(kind))
    unit.world.moves.setdefault(kind.name, set()).update((source, state) for source in sources)
    return state, sources, len(sources) == len(possible)


def _note(unit: Unit, kind: Kind, spec: s.SetSpec, changed: set[str], state: str | None) -> None:
    """Forget what was known of the fields that change, and remember the new state."""
    pairs = {(kind.name, field) for field in changed}
    unit.assigned |= pairs
    unit.flow.forget(pairs)
    if state is not None:
        unit.moved[kind.name] = unit.moved.get(kind.name, frozenset()) | {state}
        unit.flow.moved(kind.name, frozenset([state]))
        unit.flow.states[spec.binding.text] = frozenset([state])


def _know(unit: Unit, binding: str, assignments: list[ir.Assignment]) -> None:
    """Fields that were given a value are present from here on."""
    for one in assignments:
        if is_optional(one.field.type) and not is_optional(one.value.type):
            unit.flow.present |= {("field", binding, one.field.name)}


def _limited(kind: Kind, assignments: list[ir.Assignment]) -> bool:
    """Whether the record may enter a list that can be full."""
    entered = {one.field.name for one in assignments if not is_absent(one.value)}
    return any(list_.by in entered and list_.limit is not None for list_ in kind.lists.values())
