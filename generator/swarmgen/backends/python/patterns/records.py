"""The module `records`: a class for each kind of record, read from and written to slots."""

from __future__ import annotations

from dataclasses import dataclass

from jinja2 import Environment

from swarmgen.backends.code import Code
from swarmgen.backends.python.patterns.expressions import constant
from swarmgen.backends.python.patterns.names import annotation, attribute, class_name
from swarmgen.backends.python.source import docstring, literal
from swarmgen.model import ir
from swarmgen.model.datatypes import (
    INT64_MAX,
    Bool,
    Decimal,
    Duration,
    Enum,
    Identifier,
    Int,
    Plain,
    Reference,
    Set,
    Text,
    Time,
    Type,
    is_optional,
    plain,
)

_DURATION = 3650 * 86400 * 10**9


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldView:
    """A field: its attribute, type, first value, and how it is read from `tokens`."""

    name: Code
    annotation: Code
    initial: Code
    decoded: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordView:
    """What `record.j2` sees: a kind of record."""

    name: Code
    doc: Code
    slots: Code
    kind: Code
    prefix: Code
    slot: Code
    made: Code
    counter: Code
    texts: Code
    keys: Code
    fields: tuple[FieldView, ...]
    encoded: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordsView:
    """What `records.j2` sees."""

    doc: Code
    records: tuple[Code, ...]
    kinds: Code
    counters: Code


def records_view(pattern: ir.Pattern, templates: Environment) -> RecordsView:
    """All kinds of records, made ones too."""
    counters = counted(pattern)
    template = templates.get_template("python/patterns/record.j2")
    kinds = ", ".join(f"{literal(record.name)}: {class_name(record.name)}" for record in pattern.records)
    return RecordsView(
        doc=docstring(f"The records of the pattern {pattern.name}."),
        records=tuple(Code(template.render(record=_record(record, counters))) for record in pattern.records),
        kinds=Code(f"{{{kinds}}}"),
        counters=constant(counters),
    )


def counted(pattern: ir.Pattern) -> tuple[str, ...]:
    """The kinds whose highest number `state` holds: all but buckets, wheels and single ones."""
    return tuple(record.name for record in pattern.records if ir.is_counted(record, pattern.records))


def _record(record: ir.Record, counters: tuple[str, ...]) -> RecordView:
    fields = record.fields
    texts = tuple(field.name for field in fields if isinstance(plain(field.type), Text))
    keys = [f'{"," if place else "{"}"{name}":' for place, name in enumerate(["number", *(one.name for one in fields)])]
    return RecordView(
        name=class_name(record.name),
        doc=docstring(record.brief),
        slots=constant(("number", "changed", *(str(attribute(field.name)) for field in fields))),
        kind=literal(record.name),
        prefix=literal(record.prefix),
        slot=Code(str(record.slot)),
        made=literal(record.made or record.single),
        counter=Code(str(counters.index(record.name) if record.name in counters else -1)),
        texts=constant(texts),
        keys=Code(f"[{', '.join(map(literal, [*keys, '}']))}]"),
        fields=tuple(_field(field, 3 + 2 * place) for place, field in enumerate(fields)),
        encoded=_encoded(record),
    )


def _field(field: ir.Field, place: int) -> FieldView:
    token = f"tokens[{place}]"
    read = _decoded(_with_initial(field), token)
    return FieldView(
        name=attribute(field.name),
        annotation=annotation(field.type),
        initial=_initial(field),
        decoded=Code(f'None if {token} == "null" else {read}' if is_optional(field.type) else read),
    )


def _with_initial(field: ir.Field) -> Plain:
    """The type of what a slot may hold: a number may begin below its range, as a count of attempts does."""
    type_ = plain(field.type)
    if isinstance(type_, Int) and isinstance(field.initial, int):
        return Int(min(type_.low, field.initial), max(type_.high, field.initial))
    return type_


def _initial(field: ir.Field) -> Code:
    if field.initial is not None or is_optional(field.type):
        return constant(field.initial)
    return _empty(plain(field.type))


def _empty(type_: Plain) -> Code:
    """What stands in a field until the steps assign it; not always a value that it may have."""
    match type_:
        case Bool():
            return Code("False")
        case Int() | Decimal() | Time() | Duration() | Reference():
            return Code("0")
        case Enum() | Identifier():
            return Code('""')
        case Text():
            return literal('""')  # the token
        case Set():
            return Code("()")


def _decoded(type_: Plain, token: str) -> str:
    match type_:
        case Bool():
            return f"_tokens.flag({token})"
        case Int(low=low, high=high) | Decimal(low=low, high=high):
            return f"_tokens.whole({token}, {constant(low)}, {constant(high)})"
        case Time():
            return f"_tokens.whole({token}, 0, {constant(INT64_MAX)})"
        case Duration():
            return f"_tokens.whole({token}, {constant(-_DURATION)}, {constant(_DURATION)})"
        case Enum(members=members):
            return f"_tokens.member({token}, {constant(members)})"
        case Identifier():
            return f"_tokens.identifier({token})"
        case Text():
            return f"_tokens.string({token})"
        case Set(max_items=most):
            return f"_tokens.names({token}, {most})"
        case Reference():
            return f"_tokens.whole({token}, 1, {constant(INT64_MAX)})"


def _encoded(record: ir.Record) -> Code:
    parts = ["f'{{\"number\":\\t{self.number}'"]
    parts += [f"f'\\t,\"{field.name}\":\\t{_encoded_value(field)}'" for field in record.fields]
    return Code(f"({' '.join(parts)} '\\t}}')")


def _encoded_value(field: ir.Field) -> str:
    value = f"self.{attribute(field.name)}"
    word = _encoder(plain(field.type), field.type)
    if word == "number":
        return f'{{"null" if {value} is None else {value}}}'
    return f"{{_tokens.{word}({value})}}" if word else _bare(plain(field.type), value)


def _bare(type_: Plain, value: str) -> str:
    return f'"{{{value}}}"' if isinstance(type_, Enum | Identifier) else f"{{{value}}}"


def _encoder(type_: Plain, declared: Type) -> str:
    """The function that writes a value; none where its own text will do."""
    match type_:
        case Bool():
            return "truth"
        case Set():
            return "array"
        case Enum() | Identifier():
            return "word" if is_optional(declared) else ""
        case Text():
            return "plain" if is_optional(declared) else ""
        case Int() | Time() | Duration() | Decimal() | Reference():
            return "number" if is_optional(declared) else ""
