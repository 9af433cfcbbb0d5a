"""Texts that are put together from values: `text('{a} of {b}')`."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from swarmgen.model import expressions as e
from swarmgen.model.datatypes import (
    Bool,
    Decimal,
    Duration,
    Enum,
    Identifier,
    Int,
    Set,
    Text,
    Time,
    Type,
    plain,
)

if TYPE_CHECKING:
    from swarmgen.analysis.patterns.expressions import Reader


def phrase(reader: Reader, node: ast.Call, expected: Type | None) -> e.Expression:
    """A text in quotes with expressions in braces.

    Raises:
        Mistake: if it is no text, or one of the expressions cannot be shown.
    """
    from swarmgen.analysis.patterns.messages import read_message

    told = node.args[0]
    if not isinstance(told, ast.Constant) or not isinstance(told.value, str):
        raise reader.mistake("type-error", "a text in quotes is needed", told)
    parts = read_message(reader.parsed.within(told), reader.scope).parts
    most = sum(len(part.encode()) if isinstance(part, str) else longest(part.type) for part in parts)
    return e.Phrase(parts, Text(max(most, 1)))


def longest(type_: Type) -> int:
    """How many bytes a value can have as people read it."""
    match plain(type_):
        case Bool():
            return len("false")
        case Int(low=low, high=high):
            return max(len(str(low)), len(str(high)))
        case Decimal(scale=scale, low=low, high=high):
            return max(len(str(low)), len(str(high)), scale + 2) + 1
        case Enum(members=members):
            return max(len(member) for member in members)
        case Identifier():
            return 64
        case Set(max_items=most):
            return 65 * most
        case Time() | Duration():
            return 32
        case found:
            raise ValueError(f"{found} is not shown")
