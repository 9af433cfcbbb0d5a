"""Messages of a spec as f-strings, and the places its steps come from."""

from __future__ import annotations

from pathlib import PurePosixPath

from swarmgen.backends.code import Code, json_string
from swarmgen.backends.python.patterns.expressions import Level, Names, expression
from swarmgen.backends.python.source import comment, escaped_text
from swarmgen.diagnostics import Place
from swarmgen.model import expressions as e
from swarmgen.model import ir
from swarmgen.model.datatypes import (
    Bool,
    Decimal,
    Duration,
    Enum,
    Identifier,
    Int,
    Reference,
    Set,
    Text,
    Time,
    is_optional,
)
from swarmgen.model.datatypes import plain as present

_PLAIN = Int | Identifier | Enum


def formatted(parts: tuple[str | Code, ...]) -> Code:
    """An f-string of texts and sources, in single quotes, since sources have double ones only."""
    if not any(isinstance(part, Code) for part in parts):
        return Code(f"'{''.join(map(_escaped, parts))}'")
    inside = (f"{{{part}}}" if isinstance(part, Code) else _doubled(_escaped(part)) for part in parts)
    return Code(f"f'{''.join(inside)}'")


def message(text: ir.Message, names: Names) -> Code:
    """A message with its values, as the source of a string."""
    return formatted(tuple(part if isinstance(part, str) else _told(part, names) for part in text.parts))


def phrase(value: e.Phrase, names: Names) -> Code:
    """The token of a text that is put together: no value in it has anything that JSON escapes."""
    inside = (json_string(part)[1:-1] if isinstance(part, str) else part for part in value.parts)
    return message(ir.Message(('"', *inside, '"')), names)


def called(record: ir.Record, binding: Code) -> tuple[str | Code, ...]:
    """A record in a message: `work "w-7"`, or `dependency 3` of a kind without ids."""
    if record.prefix is None:
        return (f"{record.name} ", Code(f"{binding}.number"))
    return (f'{record.name} "', Code(f"{binding}.id"), '"')


def place(step: Place, words: str) -> Code:
    """The comment above the source of a step: where it stands in the spec, and what it does there."""
    return comment(f"{PurePosixPath(step.path).name}:{step.line} {words}")


def _escaped(text: str) -> str:
    """The inside of a literal in single quotes, on one line."""
    return escaped_text(text).replace('\\"', '"').replace("'", "\\'").replace("\n", "\\n").replace("\t", "\\t")


def _doubled(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


def _told(value: e.Expression, names: Names) -> Code:
    """The source of a value in a message; what is absent says nothing."""
    kind = present(value.type)
    if isinstance(kind, Reference):
        return _named(value, kind, names)
    source = expression(value, names)
    if isinstance(kind, _PLAIN) and not is_optional(value.type):
        return source
    match kind:
        case Int() | Identifier() | Enum():
            absent = expression(value, names, Level.SUM)
            return Code(f'"" if {absent} is None else {source}')
        case Decimal(scale=scale):
            scaled = f", {scale}"
        case Bool() | Time() | Duration() | Set() | Text():
            scaled = ""
    told = names.module.use("..people", "told")
    return Code(f'{told}({source}, "{type(kind).__name__.lower()}"{scaled})')


def _named(value: e.Expression, kind: Reference, names: Names) -> Code:
    record = names.module.kind(kind.record)
    if record.prefix is None:
        source = expression(value, names, Level.SUM)
        return Code(f'"" if {source} is None else {source}') if is_optional(value.type) else source
    if isinstance(value, e.Bound):
        bound = names.binding(value.binding)
        return Code(f'"" if {bound} is None else {bound}.id') if is_optional(value.type) else Code(f"{bound}.id")
    named = names.module.use("..tokens", "named")
    source = Code(f"{named}(tx, {names.module.record(kind.record)}, {expression(value, names)})")
    return Code(f'{source} or ""') if is_optional(value.type) else source
