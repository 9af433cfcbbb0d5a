"""Enumeration classes of attribute modules."""

from __future__ import annotations

from dataclasses import dataclass

from swarmgen.backends.code import Code
from swarmgen.backends.python.constants.naming import member_names
from swarmgen.backends.python.constants.selection import Tier, members
from swarmgen.backends.python.constants.text import in_favor_of, one_line, own_words, replacement, text_line, trimmed
from swarmgen.backends.python.source import literal
from swarmgen.model.conventions import Attribute, EnumMember


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberView:
    name: Code
    value: Code
    doc: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class EnumView:
    """A class; `deprecated` is the literal that its decorator takes, or empty."""

    name: Code
    deprecated: Code
    members: tuple[MemberView, ...]


def enum_view(attribute: Attribute, name: Code, tier: Tier, stable_module: str) -> EnumView | None:
    """The class of an enumeration in one tree; None where it would have no members.

    `stable_module` is the import path of the module that would hold the stable twin.
    """
    declared = members(attribute)
    kept = tuple(member for member in declared if tier.keeps(member))
    if not kept:
        return None
    names = member_names(declared)
    has_twin = tier is Tier.INCUBATING and has_stable_class(attribute)
    stable_class = f"{stable_module}.{name}" if has_twin else None
    return EnumView(
        name=name,
        deprecated=_deprecation(attribute, stable_class),
        members=tuple(_member_view(member, names[member.id], stable_class) for member in kept),
    )


def has_stable_class(attribute: Attribute) -> bool:
    """Whether the stable tree has a class for this attribute: it is stable, and so is one of its members at least."""
    return Tier.STABLE.keeps(attribute) and any(Tier.STABLE.keeps(member) for member in members(attribute))


def _member_view(member: EnumMember, name: Code, stable_class: str | None) -> MemberView:
    twin = f"{stable_class}.{name}" if stable_class and Tier.STABLE.keeps(member) else None
    doc = replacement(member.deprecated, twin) or own_words(member.brief or member.id)
    return MemberView(name=name, value=literal(member.value), doc=text_line(one_line(doc)))


def _deprecation(attribute: Attribute, stable_class: str | None) -> Code:
    if attribute.deprecated is not None:
        return literal(f"The attribute {attribute.name} is deprecated - {trimmed(attribute.deprecated.note)}")
    return literal(in_favor_of(stable_class)) if stable_class else Code("")
