"""Records as written → kinds with typed fields and lifecycles."""

from __future__ import annotations

from swarmgen.analysis.patterns.constants import Constant, constant
from swarmgen.analysis.patterns.mistakes import Mistake, declared, reported, unknown
from swarmgen.analysis.patterns.names import RESERVED_FIELDS, check_reserved
from swarmgen.analysis.patterns.scope import Kind, World
from swarmgen.analysis.patterns.types import Types
from swarmgen.diagnostics import Place
from swarmgen.model import ir
from swarmgen.model.datatypes import Decimal, Enum, Identifier, Int, Optional, Plain, Set, Type, is_optional
from swarmgen.model.names import pascal_case
from swarmgen.spec.patterns.source import Name
from swarmgen.spec.patterns.syntax import LifecycleSpec, RecordSpec, ValueSpec


def build_kinds(specs: tuple[RecordSpec, ...], types: Types, world: World) -> None:
    """Put the kinds of a pattern into `world`, links left out; mistakes go to its sink."""
    for spec in specs:
        kind = Kind(spec.name.text, spec)
        world.kinds[kind.name] = kind
        for value in spec.fields:
            world_fields = kind.fields
            with reported(world.sink):
                check_reserved(value.name, RESERVED_FIELDS, "the field", world.sink)
                world_fields[value.name.text] = _field(value, types, spec.prefix is not None)
            if value.name.text not in kind.fields:
                kind.broken.add(value.name.text)
        with reported(world.sink):
            _check_id(kind)
        with reported(world.sink):
            _check_single(kind)
        if spec.lifecycle is not None:
            with reported(world.sink):
                kind.lifecycle = _lifecycle(kind, spec.lifecycle, world)
    _check_prefixes(specs, world)
    _check_classes(specs, world)


def _check_classes(specs: tuple[RecordSpec, ...], world: World) -> None:
    """Every kind becomes a class, whose name has no underscores."""
    first: dict[str, RecordSpec] = {}
    for spec in specs:
        earlier = first.setdefault(pascal_case(spec.name.text), spec)
        if earlier is not spec:
            message = f'"{spec.name}" and "{earlier.name}" become one class'
            notes = declared(earlier.name, "the other record")
            world.sink.error("name-collision", message, spec.name.place, notes=notes)


def _field(value: ValueSpec, types: Types, has_id: bool) -> ir.Field:
    meaning = types.meaning(value.type)
    attribute = meaning.attribute
    plain, initial = _initial(value, meaning.type)
    type_: Type = Optional(plain) if value.is_optional else plain
    return ir.Field(
        name=value.name.text,
        type=type_,
        brief=value.brief or (attribute.brief if attribute is not None else ""),
        attribute=attribute.name if attribute is not None else None,
        initial=initial,
        place=value.name.place,
    )


def _initial(value: ValueSpec, type_: Plain) -> tuple[Plain, Constant | None]:
    """The type of a field and its value at creation. A default belongs to the range, as 0 for "none yet" does."""
    if value.default is None:
        return type_, () if isinstance(type_, Set) and not value.is_optional else None
    what = f'the default of "{value.name}"'
    match type_:
        case Int(low=low, high=high):
            found = constant(value.default, Int(-(2**63), 2**63 - 1), what)
            assert isinstance(found, int)
            return Int(min(low, found), max(high, found)), found
        case Decimal(scale=scale, low=low, high=high):
            found = constant(value.default, Decimal(scale, -(2**63), 2**63 - 1), what)
            assert isinstance(found, int)
            return Decimal(scale, min(low, found), max(high, found)), found
        case _:
            return type_, constant(value.default, type_, what)


def _check_id(kind: Kind) -> None:
    """Kinds whose records have ids begin with them; others have no field of that name."""
    spec, first = kind.spec, next(iter(kind.spec.fields), None)
    if spec.prefix is None:
        own = next((value for value in spec.fields if value.name.text == "id"), None)
        if own is not None:
            hint = "give the record a prefix, the letter of made-up ids: prefix: x"
            raise Mistake("record-id", f'the record "{kind.name}" has ids but no prefix', own.name.place, hint=hint)
        return
    if len(spec.prefix.text) > 8 or not (spec.prefix.text.isascii() and spec.prefix.text.isalpha()):
        raise Mistake("record-id", f'"{spec.prefix}" is no prefix', spec.prefix.place, hint="one to eight letters")
    if first is None or first.name.text != "id":
        place = first.name.place if first is not None else spec.name.place
        hint = "write the field id first, an identifier"
        raise Mistake("record-id", f'records of kind "{kind.name}" begin with their id', place, hint=hint)
    field = kind.fields.get("id")
    if field is not None and not isinstance(field.type, Identifier):
        raise Mistake("record-id", f'the id of "{kind.name}" must be an identifier, always there', first.name.place)


def _check_single(kind: Kind) -> None:
    """The record of a single kind is there from the beginning, as its defaults say; it has neither id nor state."""
    spec = kind.spec
    if spec.single is None:
        return
    if spec.prefix is not None:
        raise Mistake("record-id", f'there is one record "{kind.name}", so it needs no id', spec.prefix.place)
    if spec.lifecycle is not None or spec.queues or spec.lists or spec.dues:
        message = f'the single record "{kind.name}" has fields and owns lists, nothing else'
        raise Mistake("type-error", message, spec.name.place)
    for field in kind.fields.values():
        if field.initial is None and not is_optional(field.type):
            message = f'"{field.name}" of the single record "{kind.name}" needs a default, or may be absent'
            raise Mistake("missing-value", message, field.place)


def _check_prefixes(specs: tuple[RecordSpec, ...], world: World) -> None:
    """Made-up ids of two kinds look different."""
    first: dict[str, RecordSpec] = {}
    for spec in specs:
        if spec.prefix is None:
            continue
        earlier = first.setdefault(spec.prefix.text.lower(), spec)
        if earlier is not spec and earlier.prefix is not None:
            message = f'the prefix "{spec.prefix}" is that of record "{earlier.name}" already'
            notes = declared(earlier.prefix, "the other prefix")
            world.sink.error("duplicate-name", message, spec.prefix.place, notes=notes)


def _lifecycle(kind: Kind, spec: LifecycleSpec, world: World) -> ir.Lifecycle:
    field = kind.field(spec.state_field.text, spec.state_field.place)
    if not isinstance(field.type, Enum):
        message = f'the states of "{kind.name}" must be members of an enum, always there'
        raise Mistake("type-error", message, spec.state_field.place)
    members = field.type.members
    known = _States(spec, members, field.type.attribute)
    transitions: dict[str, tuple[str, ...]] = {}
    for source, targets in spec.transitions:
        transitions[known.check(source)] = tuple(known.check(target) for target in targets)
    lifecycle = ir.Lifecycle(
        field=field.name,
        initial=tuple(known.check(name) for name in spec.initial),
        final=tuple(known.check(name) for name in spec.final),
        transitions=tuple((state, transitions[state]) for state in members if state in transitions),
    )
    _check_states(lifecycle, spec, members, world)
    return lifecycle


class _States:
    def __init__(self, spec: LifecycleSpec, members: tuple[str, ...], attribute: str) -> None:
        self._members = members
        self._attribute = attribute

    def check(self, name: Name) -> str:
        if name.text not in self._members:
            raise unknown("member", name.text, name.place, self._members, of=self._attribute)
        return name.text


def _check_states(lifecycle: ir.Lifecycle, spec: LifecycleSpec, members: tuple[str, ...], world: World) -> None:
    """Every member of the enum is a state that records can come to; only final states are never left."""
    targets = dict(lifecycle.transitions)
    reached, todo = set(lifecycle.initial), list(lifecycle.initial)
    while todo:
        for state in targets.get(todo.pop(), ()):
            if state not in reached:
                reached.add(state)
                todo.append(state)
    for state in members:
        if state not in reached:
            message = f'no record can come to the state "{state}"'
            hint = "let a transition lead to it, or make it an initial state"
            world.sink.error("unreachable-state", message, _place(spec, state), hint=hint)
        elif not targets.get(state) and state not in lifecycle.final:
            message = f'no transition leaves the state "{state}"'
            world.sink.error("dead-end-state", message, _place(spec, state), hint="list it as final, or let it be left")
    for name in spec.final:
        if targets.get(name.text):
            world.sink.error("final-state", f'a transition leaves the final state "{name}"', name.place)


def _place(spec: LifecycleSpec, state: str) -> Place:
    names = [source for source, _ in spec.transitions] + [name for _, found in spec.transitions for name in found]
    return next((name.place for name in names if name.text == state), spec.place)
