"""Texts of records stay where they are: a long one is kept in a file that its record and field name."""

from __future__ import annotations

from collections.abc import Iterator

from swarmgen.analysis.patterns.mistakes import Mistake
from swarmgen.diagnostics import Place
from swarmgen.model import expressions as e
from swarmgen.model.datatypes import Text, plain


def check_not_copied(value: e.Expression, place: Place, *, own: tuple[str, str] | None = None) -> None:
    """Refuse a value that can be a text of a record.

    Args:
        value: what is assigned, bound or passed.
        place: where it is written.
        own: a binding and a field whose value it is to be; the text may stay what it is.

    Raises:
        Mistake: if it can.
    """
    for field in _texts(value):
        if (field.binding, field.field) != own:
            message = f'"{field.binding}.{field.field}" is a text of a record; it is not copied'
            raise Mistake("text-copy", message, place, hint="a reply can be such a text, and nothing else")


def _texts(value: e.Expression) -> Iterator[e.Field]:
    """The texts of records that may be the value."""
    match value:
        case e.Field(type=type_) if isinstance(plain(type_), Text):
            yield value
        case e.Default(operand=one, fallback=other) | e.Choose(then=one, otherwise=other):
            yield from (*_texts(one), *_texts(other))
        case _:
            pass
