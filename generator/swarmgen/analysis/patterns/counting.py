"""How many records are in which state: numbers that a single record keeps."""

from __future__ import annotations

from dataclasses import replace

from swarmgen.analysis.patterns.mistakes import Mistake, declared, reported, unknown
from swarmgen.analysis.patterns.scope import Kind, World
from swarmgen.model.datatypes import Enum, Int, plain
from swarmgen.spec.patterns.source import Name


def count_states(world: World) -> None:
    """Complete the lifecycles of `world` with what is counted of them; mistakes go to its sink."""
    for kind in world.kinds.values():
        with reported(world.sink):
            _count(kind, world)


def _count(kind: Kind, world: World) -> None:
    spec = kind.spec.lifecycle.counts if kind.spec.lifecycle is not None else None
    if spec is None or kind.lifecycle is None:
        return
    named, counted = spec
    owner = world.kind(named)
    if owner.spec.single is None:
        notes = declared(owner.spec.name, "the record")
        raise Mistake("type-error", f'there can be several records of kind "{owner.name}"', named.place, notes=notes)
    states = plain(kind.fields[kind.lifecycle.field].type)
    assert isinstance(states, Enum), "states are members of an enum"
    fields: dict[str, str] = {}
    for state, field in counted:
        if state.text not in states.members:
            raise unknown("member", state.text, state.place, states.members, of=states.attribute)
        check_count(owner, field, "of a state")
        manage(owner, field, f"the count of {kind.name} that is {state}")
        fields[state.text] = field.text
    kind.lifecycle = replace(
        kind.lifecycle,
        counted_in=owner.name,
        counts=tuple((state, fields[state]) for state in states.members if state in fields),
    )


def check_count(owner: Kind, name: Name, what: str) -> None:
    """A field can hold a count.

    Raises:
        Mistake: if it cannot.
    """
    found = owner.field(name.text, name.place)
    if not isinstance(found.type, Int) or found.initial != 0:
        message = f'the count {what} is a whole number with the default 0; see "{found.name}" of {owner.name}'
        raise Mistake("type-error", message, name.place, notes=declared(Name(found.name, found.place), "it"))


def manage(kind: Kind, name: Name, by: str) -> None:
    """Note that a field is written by bookkeeping alone.

    Raises:
        Mistake: if it is already.
    """
    if name.text in kind.managed:
        raise Mistake("duplicate-name", f'"{name}" is kept by {kind.managed[name.text]} already', name.place)
    kind.managed[name.text] = by
