"""What the pages say about attributes: each definition, and each use in a signal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from swarmgen.backends.code import Code
from swarmgen.backends.docs import markdown, phrases
from swarmgen.backends.docs.markdown import cell, compose
from swarmgen.backends.docs.pages import Entry, Pages, Signal
from swarmgen.backends.docs.views import AttributeNote, AttributeRow, AttributeView, MemberRow, Property, Use
from swarmgen.model.conventions import Attribute, EnumMember, EnumType, RequirementKind, Role, TemplateType

_RANKS = {
    RequirementKind.REQUIRED: 0,
    RequirementKind.CONDITIONALLY_REQUIRED: 1,
    RequirementKind.RECOMMENDED: 2,
    RequirementKind.OPT_IN: 3,
}


def attribute_view(entry: Entry, attribute: Attribute, site: Pages, uses: tuple[Use, ...]) -> AttributeView:
    """The definition of an attribute and the signals that have it."""
    members = attribute.type.members if isinstance(attribute.type, EnumType) else ()
    return AttributeView(
        anchor=entry.anchor,
        title=markdown.code(f"{attribute.name}.<key>" if isinstance(attribute.type, TemplateType) else attribute.name),
        deprecation=deprecation(attribute, site),
        brief=markdown.paragraph(attribute.brief),
        properties=tuple(_properties(attribute, site)),
        note=markdown.note(attribute.note),
        members=tuple(map(_member, members)),
        uses=uses,
    )


def attribute_uses(site: Pages) -> Mapping[str, tuple[Use, ...]]:
    """For each attribute name the signals that have it, in the order of the site."""
    found: dict[str, list[Use]] = {}
    for signal in site.signals:
        for attribute in signal.group.attributes:
            found.setdefault(attribute.name, []).append(_use(signal, attribute))
    return {name: tuple(uses) for name, uses in found.items()}


def by_obligation(attributes: Iterable[Attribute]) -> list[Attribute]:
    """The attributes in the order in which a caller cares: required ones first, opt-in ones last, and by name."""
    return sorted(attributes, key=lambda attribute: (_RANKS[attribute.requirement_level.kind], attribute.name))


def attribute_row(attribute: Attribute, site: Pages) -> AttributeRow:
    """An attribute in the table of a signal."""
    return AttributeRow(
        name=cell(site.attribute(attribute.name)),
        type=cell(phrases.attribute_type(attribute.type)),
        requirement=cell(_obligation(attribute)),
        stability=cell(phrases.stability(attribute.stability)),
        brief=cell(markdown.inline(attribute.brief)),
    )


def attribute_notes(signal: Signal, site: Pages) -> Iterator[AttributeNote]:
    """The notes that a signal gives to its attributes, where they differ from those of the definitions."""
    for attribute in signal.group.attributes:
        defined = site.attributes[attribute.name][1]
        if attribute.note.strip() and attribute.note != defined.note:
            yield AttributeNote(link=site.attribute(attribute.name), note=markdown.note(attribute.note))


def deprecation(attribute: Attribute, site: Pages) -> Code:
    """Why not to use an attribute, with a link to its replacement; empty for one that is good."""
    renamed_to = attribute.deprecated.renamed_to if attribute.deprecated else None
    return phrases.deprecation(attribute.deprecated, site.attribute(renamed_to) if renamed_to else Code(""))


def _properties(attribute: Attribute, site: Pages) -> Iterator[Property]:
    facts = (
        (Code("Type"), phrases.attribute_type(attribute.type)),
        *phrases.limits(attribute),
        (Code("Stability"), phrases.stability(attribute.stability)),
        (Code("Examples"), phrases.examples(attribute)),
        (Code("Defined in"), _source(attribute, site)),
    )
    return (Property(label=cell(label), value=cell(value)) for label, value in facts if value)


def _source(attribute: Attribute, site: Pages) -> Code:
    """The line that defines the attribute; words for one of a dependency."""
    path = site.sources.get(attribute.name)
    if path is None:
        return Code("a registry that this one depends on")
    return site.source(path, site.registry.attribute_places[attribute.name].line)


def _member(member: EnumMember) -> MemberRow:
    deprecated = phrases.deprecation(member.deprecated, Code(""))
    brief = markdown.inline("\n".join(text for text in (member.brief, member.note) if text))
    return MemberRow(
        value=cell(markdown.literal(member.value)),
        id=cell(markdown.code(member.id)),
        stability=cell(phrases.stability(member.stability)),
        brief=cell(compose("{} {}" if deprecated and brief else "{}{}", deprecated, brief)),
    )


def _use(signal: Signal, attribute: Attribute) -> Use:
    return Use(kind=Code(signal.entry.kind.singular), link=signal.entry.link, requirement=_obligation(attribute))


def _obligation(attribute: Attribute) -> Code:
    """How a signal wants an attribute: its role for an entity, the requirement level, a fixed value."""
    identifying = Code("identifying") if attribute.role is Role.IDENTIFYING else Code("")
    parts = (identifying, phrases.always(attribute), phrases.requirement(attribute.requirement_level))
    return markdown.joined(part for part in parts if part)
