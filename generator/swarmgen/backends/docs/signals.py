"""What the pages say about spans, metrics, events and entities."""

from __future__ import annotations

from collections.abc import Iterator

from swarmgen.backends.code import Code
from swarmgen.backends.docs import markdown, phrases
from swarmgen.backends.docs.attributes import attribute_notes, attribute_row, by_obligation
from swarmgen.backends.docs.markdown import cell, code, joined
from swarmgen.backends.docs.pages import Kind, Pages, Signal
from swarmgen.backends.docs.views import AttributeRow, Property, SignalView
from swarmgen.model.conventions import BodyField, Group


def signal_view(signal: Signal, site: Pages, call: Code) -> SignalView:
    """Everything about one signal; `call` is how generated code records it, if it does."""
    group = signal.group
    return SignalView(
        anchor=signal.entry.anchor,
        title=code(signal.entry.name),
        deprecation=_deprecation(signal, site),
        brief=markdown.paragraph(group.brief),
        properties=tuple(_properties(signal, site)),
        note=markdown.note(group.note),
        attributes=tuple(attribute_row(attribute, site) for attribute in by_obligation(group.attributes)),
        attribute_notes=tuple(attribute_notes(signal, site)),
        body=tuple(_body_rows(group.body, "")) if group.body else (),
        call=call,
    )


def _deprecation(signal: Signal, site: Pages) -> Code:
    deprecated = signal.group.deprecated
    renamed_to = deprecated.renamed_to if deprecated else None
    return phrases.deprecation(deprecated, site.signal(signal.entry.kind, renamed_to) if renamed_to else Code(""))


def _properties(signal: Signal, site: Pages) -> Iterator[Property]:
    group, kind = signal.group, signal.entry.kind
    facts = (
        (Code("Kind"), code(group.span_kind) if group.span_kind else Code("")),
        (Code("Span name"), markdown.inline(group.span_name_note or "")),
        (Code("Instrument"), code(group.instrument) if group.instrument else Code("")),
        (Code("Unit"), code(group.unit) if group.unit else Code("")),
        (Code("Stability"), phrases.stability(group.stability)),
        (Code("Requirement"), phrases.requirement(group.requirement_level)),
        (
            Code("Refines"),
            site.signal(kind, group.refines.removeprefix(f"{group.type}.")) if group.refines else Code(""),
        ),
        (Code("Entities"), phrases.associations(group.entity_associations, site)),
        (Code("Events"), joined(site.signal(Kind.EVENTS, name) for name in group.events)),
        (Code("Defined in"), _source(group, site)),
    )
    return (Property(label=label, value=cell(value)) for label, value in facts if value)


def _source(group: Group, site: Pages) -> Code:
    return code(group.lineage.schema_url) if group.imported else site.source(group.lineage.path, group.place.line)


def _body_rows(field: BodyField, parent: str) -> Iterator[AttributeRow]:
    """A field of an event's body and all fields and members in it, each under its path."""
    path = f"{parent}.{field.id}" if parent else field.id
    yield AttributeRow(
        name=cell(code(path)),
        type=cell(code(field.type)),
        requirement=cell(phrases.requirement(field.requirement_level)),
        stability=cell(phrases.stability(field.stability)),
        brief=cell(markdown.inline(field.brief)),
    )
    for inner in field.fields:
        yield from _body_rows(inner, path)
    for member in field.members:
        yield AttributeRow(
            name=cell(code(f"{path}: {member.id}")),
            type=cell(markdown.literal(member.value)),
            requirement=Code(""),
            stability=cell(phrases.stability(member.stability)),
            brief=cell(markdown.inline(member.brief or "")),
        )
