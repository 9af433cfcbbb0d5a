"""Functions of the expression language."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from swarmgen.analysis.patterns.constants import decimal_value, duration_value, time_value
from swarmgen.analysis.patterns.mistakes import unknown
from swarmgen.analysis.patterns.phrases import phrase
from swarmgen.analysis.patterns.unify import is_integer, joined, type_name
from swarmgen.model import expressions as e
from swarmgen.model.datatypes import (
    Bool,
    Decimal,
    Duration,
    Identifier,
    Int,
    Set,
    Time,
    Type,
    is_optional,
    plain,
)

if TYPE_CHECKING:
    from swarmgen.analysis.patterns.expressions import Reader

_GLOB: Final = re.compile(r"[A-Za-z0-9._*?-]{1,64}")


def call(reader: Reader, node: ast.Call, expected: Type | None) -> e.Expression:
    """The call of a function.

    Raises:
        Mistake: if there is no such function, or its arguments do not fit.
    """
    if not isinstance(node.func, ast.Name):
        raise reader.mistake("expression-syntax", "only functions of the language can be called", node)
    word = node.func.id
    found = _FUNCTIONS.get(word)
    if found is None:
        raise unknown("function", word, reader.parsed.place(node.func), _FUNCTIONS)
    count, read = found
    if len(node.args) != count or node.keywords or any(isinstance(arg, ast.Starred) for arg in node.args):
        plural = "" if count == 1 else "s"
        raise reader.mistake("type-error", f"{word} takes exactly {count} argument{plural}", node)
    return read(reader, node, expected)


def _default(reader: Reader, node: ast.Call, expected: Type | None) -> e.Expression:
    operand = reader.read(node.args[0], expected)
    if not is_optional(operand.type):
        message = f"{ast.unparse(node.args[0])} is always there"
        raise reader.mistake("always-there", message, node.args[0], "drop the default")
    fallback = reader.read(node.args[1], operand.type)
    inner = plain(operand.type)
    type_ = joined(inner, fallback.type)
    if type_ is None:
        message = f"{type_name(inner)} cannot be replaced by {type_name(fallback.type)}"
        raise reader.mistake("type-error", message, node.args[1])
    return e.Default(operand, fallback, type_)


def _extreme(reader: Reader, node: ast.Call, expected: Type | None) -> e.Expression:
    left = reader.present(node.args[0], expected)
    right = reader.present(node.args[1], left.type)
    type_ = joined(left.type, right.type)
    if type_ is None or not is_integer(plain(type_)):
        message = f"{type_name(left.type)} and {type_name(right.type)} have no greatest and least"
        raise reader.mistake("type-error", message, node)
    largest = isinstance(node.func, ast.Name) and node.func.id == "max"
    found = e.Extreme(largest, left, right, type_)
    return e.Extreme(largest, left, right, ranged(type_, reader.bounds.of(found)))


def ranged(type_: Type, interval: tuple[int, int]) -> Type:
    """A type of integers with the range of an interval, where the type has one."""
    match type_:
        case Int():
            return Int(*interval)
        case Decimal(scale=scale):
            return Decimal(scale, *interval)
        case _:
            return type_


def _size(reader: Reader, node: ast.Call, expected: Type | None) -> e.Expression:
    operand = reader.present(node.args[0])
    type_ = plain(operand.type)
    if not isinstance(type_, Set):
        raise reader.mistake("type-error", f"len counts a set, not {type_name(type_)}", node.args[0])
    return e.Size(operand, Int(0, type_.max_items))


def _created(reader: Reader, node: ast.Call, expected: Type | None) -> e.Expression:
    kinds = reader.scope.world.kinds
    named = node.args[0]
    if not isinstance(named, ast.Name):
        raise reader.mistake("type-error", "created counts the records of a kind: created(work)", named)
    if named.id not in kinds:
        raise unknown("record", named.id, reader.parsed.place(named), kinds)
    if kinds[named.id].spec.single is not None:
        raise reader.mistake("type-error", f'there is one record "{named.id}", always', named)
    return e.Created(named.id, Int())


def _stored(reader: Reader, node: ast.Call, expected: Type | None) -> e.Expression:
    named = node.args[0]
    known = [each.value for each in e.Count]
    if not isinstance(named, ast.Name) or named.id not in known:
        raise unknown("count of the store", ast.unparse(named), reader.parsed.place(named), known)
    if not reader.scope.reads:
        raise reader.mistake("type-error", "only an operation that reads asks the store for its counts", node)
    return e.Stored(e.Count(named.id), Int())


def _glob(reader: Reader, node: ast.Call, expected: Type | None) -> e.Expression:
    operand = reader.present(node.args[0], Identifier())
    if not isinstance(plain(operand.type), Identifier):
        message = f"glob matches an identifier, not {type_name(operand.type)}"
        raise reader.mistake("type-error", message, node.args[0])
    pattern = _text(reader, node, 1)
    if not _GLOB.fullmatch(pattern):
        hint = "letters, digits, dots, underscores, dashes, * for any characters, ? for one"
        raise reader.mistake("type-error", f'"{pattern}" is not a pattern', node.args[1], hint)
    return e.Glob(operand, pattern, Bool())


def _text(reader: Reader, node: ast.Call, index: int = 0) -> str:
    found = node.args[index]
    if isinstance(found, ast.Constant) and isinstance(found.value, str):
        return found.value
    raise reader.mistake("type-error", "a text in quotes is needed", found)


def _duration(reader: Reader, node: ast.Call, expected: Type | None) -> e.Expression:
    value = duration_value(_text(reader, node))
    if value is None:
        raise reader.mistake("type-error", "a duration is written like 90s or 1h30m", node.args[0])
    return e.Literal(value, Duration())


def _time(reader: Reader, node: ast.Call, expected: Type | None) -> e.Expression:
    value = time_value(_text(reader, node))
    if value is None:
        raise reader.mistake("type-error", "a time is written like 2026-01-31T12:00:00Z", node.args[0])
    return e.Literal(value, Time())


def _decimal(reader: Reader, node: ast.Call, expected: Type | None) -> e.Expression:
    wanted = plain(expected) if expected is not None else None
    found = decimal_value(_text(reader, node), wanted.scale if isinstance(wanted, Decimal) else None)
    if found is None:
        raise reader.mistake("type-error", "this is no decimal, or one with too many digits", node.args[0])
    return e.Literal(found[0], Decimal(found[1], found[0], found[0]))


_Read = Callable[["Reader", ast.Call, "Type | None"], e.Expression]
_FUNCTIONS: Final[dict[str, tuple[int, _Read]]] = {
    "default": (2, _default),
    "min": (2, _extreme),
    "max": (2, _extreme),
    "len": (1, _size),
    "created": (1, _created),
    "store": (1, _stored),
    "glob": (2, _glob),
    "duration": (1, _duration),
    "time": (1, _time),
    "decimal": (1, _decimal),
    "text": (1, phrase),
}
