"""The classes of the typed library: records, answers, and rows of lists in answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from swarmgen.backends.code import Code
from swarmgen.backends.python.helpers.texts import argument_list, document, prose, sentence
from swarmgen.backends.python.patterns.answers import shown
from swarmgen.backends.python.patterns.library_types import Types
from swarmgen.backends.python.patterns.names import attribute, class_name
from swarmgen.model import ir
from swarmgen.model.names import pascal_case


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldView:
    """A field of a result."""

    name: Code
    annotation: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordView:
    """What `record.j2` sees: a result or a record."""

    name: Code
    doc: Code
    fields: tuple[FieldView, ...]


def records_of(pattern: ir.Pattern, types: Types) -> list[RecordView]:
    """The classes of records and answers."""
    views = [
        RecordView(
            name=class_name(record.name),
            doc=_fields_doc(record.brief, [(field.name, field.brief) for field in shown(record)]),
            fields=tuple(
                FieldView(name=attribute(field.name), annotation=types.given(field.type, field.attribute))
                for field in shown(record)
            ),
        )
        for record in pattern.records
        if any(record.name in (each.returns_record, each.returns_rows) for each in pattern.operations)
    ]
    for operation in pattern.operations:
        if operation.returns or operation.lists:
            views.append(
                RecordView(
                    name=result_name(operation),
                    doc=_fields_doc(
                        f"{'A row of the' if operation.is_listed else 'The'} answer of `{operation.name}`.",
                        [
                            *((each.name, each.brief) for each in operation.returns),
                            *((each.name, each.brief) for each in operation.lists),
                        ],
                    ),
                    fields=(*_fields(operation.returns, types), *_lists(operation)),
                )
            )
        views += [_row(operation, each, types) for each in operation.lists]
    return views


def _fields(returns: tuple[ir.Return, ...], types: Types) -> Iterator[FieldView]:
    for each in returns:
        yield FieldView(name=attribute(each.name), annotation=types.given(each.type, each.attribute))


def _lists(operation: ir.Operation) -> Iterator[FieldView]:
    for each in operation.lists:
        yield FieldView(name=attribute(each.name), annotation=Code(f"tuple[{row_name(operation, each)}, ...]"))


def _row(operation: ir.Operation, listing: ir.Listing, types: Types) -> RecordView:
    brief = f"A row of `{listing.name}` in the answer of `{operation.name}`."
    return RecordView(
        name=row_name(operation, listing),
        doc=_fields_doc(brief, [(each.name, each.brief) for each in listing.returns]),
        fields=tuple(_fields(listing.returns, types)),
    )


def _fields_doc(brief: str, fields: list[tuple[str, str]]) -> Code:
    listed = argument_list((str(attribute(name)), sentence(text), "") for name, text in fields)
    return document(prose(sentence(brief)), listed.replace("Args:", "Attributes:", 1))


def result_name(operation: ir.Operation) -> Code:
    """The class of an operation's answer."""
    return Code(f"{pascal_case(operation.name)}Result")


def row_name(operation: ir.Operation, listing: ir.Listing) -> Code:
    """The class of a row of a list in an operation's answer."""
    return Code(f"{pascal_case(operation.name)}{pascal_case(listing.name)}Row")
