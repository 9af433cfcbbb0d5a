"""Constants of the expression language."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from swarmgen.analysis.patterns.constants import identifier, member
from swarmgen.model import expressions as e
from swarmgen.model.datatypes import (
    INT64_MAX,
    INT64_MIN,
    Bool,
    Enum,
    Identifier,
    Int,
    Optional,
    Set,
    Text,
    Type,
    plain,
)

if TYPE_CHECKING:
    from swarmgen.analysis.patterns.expressions import Reader

MAX_NAMES = 32
"""Of a set that is written out."""


def constant(reader: Reader, node: ast.Constant, expected: Type | None) -> e.Expression:
    """A constant; `expected` tells of what type None and texts are.

    Raises:
        Mistake: if the language has none of this kind, or nothing tells its type.
    """
    wanted = plain(expected) if expected is not None else None
    match node.value:
        case None:
            if wanted is None:
                raise reader.mistake("type-error", "None of what? Nothing here tells its type", node)
            return e.Literal(None, Optional(wanted))
        case bool() as value:
            return e.Literal(value, Bool())
        case int() as value:
            if not INT64_MIN <= value <= INT64_MAX:
                raise reader.mistake("overflow", "the number does not fit 64 bits", node)
            return e.Literal(value, Int(value, value))
        case str() as text:
            return _text(reader, text, wanted, node)
        case _:
            raise reader.mistake("expression-syntax", "this kind of constant is not part of the language", node)


def _text(reader: Reader, text: str, wanted: Type | None, node: ast.Constant) -> e.Expression:
    match wanted:
        case Enum():
            return e.Literal(member(text, wanted, reader.parsed.place(node)), wanted)
        case Text(max_bytes=most):
            if len(text.encode()) > most:
                raise reader.mistake("value-range", f"the text is longer than {most} bytes", node)
            return e.Literal(text, wanted)
        case _:
            return e.Literal(identifier(text, reader.parsed.place(node)), Identifier())


def names(reader: Reader, node: ast.List) -> e.Expression:
    """A set of names in quotes.

    Raises:
        Mistake: for anything else in the list.
    """
    found = set()
    for item in node.elts:
        if not isinstance(item, ast.Constant) or not isinstance(item.value, str):
            raise reader.mistake("type-error", "a set lists names in quotes: ['a', 'b']", item)
        found.add(identifier(item.value, reader.parsed.place(item)))
    if len(found) > MAX_NAMES:
        raise reader.mistake("value-range", f"a set has at most {MAX_NAMES} names", node)
    return e.Literal(tuple(sorted(found)), Set(max(len(found), 1)))
