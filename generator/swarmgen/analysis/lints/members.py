"""Lints about the members of enumerated attributes."""

from __future__ import annotations

from collections.abc import Iterator

from swarmgen.analysis.lints.findings import Finding
from swarmgen.analysis.lints.lookups import own_members
from swarmgen.diagnostics import Note
from swarmgen.model.annotations import is_generated
from swarmgen.model.conventions import EnumMember, Registry, Stability


def enum_member_ids_unique(registry: Registry) -> Iterator[Finding]:
    """No two members of an attribute have one id."""
    for attribute, members, place in own_members(registry):
        first: dict[str, EnumMember] = {}
        for member in filter(lambda m: is_generated(m.annotations), members):
            earlier = first.setdefault(member.id, member)
            if earlier is not member:
                note = Note(message=f'"{member.id}" is first defined here', place=earlier.place or place)
                message = f'attribute "{attribute.name}" has two members with the id "{member.id}"'
                yield Finding(message=message, place=member.place or place, hint="remove or rename one", notes=(note,))


def enum_member_values_unique(registry: Registry) -> Iterator[Finding]:
    """No two members in use of an attribute have one value.

    A deprecated member may share its value with the member that replaces it: that is how an id is renamed.
    """
    for attribute, members, place in own_members(registry):
        first: dict[str | int | float | bool, EnumMember] = {}
        for member in members:
            if member.deprecated is not None or not is_generated(member.annotations):
                continue
            earlier = first.setdefault(member.value, member)
            if earlier.id != member.id:
                note = Note(message=f'"{earlier.id}" has the value already', place=earlier.place or place)
                message = f'members "{earlier.id}" and "{member.id}" of attribute "{attribute.name}" share a value'
                yield Finding(message=message, place=member.place or place, hint="deprecate one of them", notes=(note,))


def stable_member_unstable_attribute(registry: Registry) -> Iterator[Finding]:
    """A member is not stable while its attribute is not: nobody can rely on the member alone."""
    for attribute, members, place in own_members(registry):
        if attribute.stability is Stability.STABLE or attribute.deprecated is not None:
            continue
        level = attribute.stability.value if attribute.stability else "no stability given"
        for member in members:
            if member.stability is Stability.STABLE:
                message = f'member "{member.id}" is stable, but its attribute "{attribute.name}" is not ({level})'
                note = Note(message=f'"{attribute.name}" is defined here', place=place)
                yield Finding(
                    message=message,
                    place=member.place or place,
                    hint="make the attribute stable, or the member not",
                    notes=(note,),
                )
