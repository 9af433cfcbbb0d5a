"""The size of a record's slot, and the digest of everything that decides the bytes of a store."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import Final, assert_never

from swarmgen.analysis.patterns.mistakes import Mistake
from swarmgen.model import ir
from swarmgen.model.datatypes import (
    COUNT_MAX,
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
    Type,
    is_optional,
    plain,
)
from swarmgen.model.dump_expressions import expression_text, type_text

SIZES: Final = (64, 128, 256, 512, 1024, 2048, 4096)
INLINE_TEXT: Final = 386
"""Bytes of a text's token up to which it stands in the slot."""
_IDENTIFIER: Final = 66
_NUMBER: Final = 20
_COUNT: Final = len(str(COUNT_MAX))


def token_size(type_: Type) -> int:
    """The greatest number of bytes that a value takes in a slot."""
    return max(_size(type_), len("null") if is_optional(type_) else 0)


def _size(type_: Type) -> int:
    found = plain(type_)
    match found:
        case Bool():
            return len("false")
        case Int(low=low, high=high) | Decimal(low=low, high=high):
            return max(len(str(low)), len(str(high)))
        case Reference():
            return _COUNT
        case Time() | Duration():
            return _NUMBER
        case Enum(members=members):
            return max(len(member.encode()) for member in members) + 2
        case Identifier():
            return _IDENTIFIER
        case Text():
            return INLINE_TEXT
        case Set(max_items=most):
            return most * (_IDENTIFIER + 1) + 2
        case _:
            assert_never(found)


def slot_size(record: ir.Record) -> int:
    """The smallest slot that holds the longest line of a record, newline included.

    Raises:
        Mistake: if none does.
    """
    longest = len('{"number":') + _COUNT + len("}\n")
    tabs = 2 * (1 + len(record.fields))
    longest += tabs + sum(len(f',"{field.name}":') + token_size(field.type) for field in record.fields)
    for size in SIZES:
        if longest <= size:
            return size
    greatest = sorted(record.fields, key=lambda field: (-token_size(field.type), field.name))[:4]
    named = ", ".join(f"{field.name} ({token_size(field.type)})" for field in greatest)
    message = f'a record of kind "{record.name}" can take {longest} bytes; a slot has at most {SIZES[-1]}'
    raise Mistake("record-too-large", message, record.place, hint=f"the largest fields: {named}")


def layout_digest(modules: Iterable[str], records: Iterable[ir.Record]) -> str:
    """16 hex digits; equal digests mean equal bytes of equal states.

    The first 8 stand for what a store can be brought to by writing its records anew; the last 8 for what decides where
    a record stands in queues, lists and due times.
    """
    shapes = [f"modules {' '.join(modules)}", f"inline {INLINE_TEXT}"]
    links: list[str] = []
    for record in records:
        shapes += _shape(record)
        links += _links(record)
    return _digits(shapes) + _digits(links)


def _shape(record: ir.Record) -> Iterator[str]:
    words = ["made"] * record.made + ["single"] * record.single
    yield " ".join(("record", record.name, record.prefix or "-", str(record.slot), *words))
    yield from (f"  {field.name} {_type(field.type)}" for field in record.fields)
    yield from (f"  list {each.name} {each.limit}" for each in record.lists)
    yield from (f"  due {each.name} {each.call}" for each in record.dues)


def _links(record: ir.Record) -> Iterator[str]:
    """What is where, above all which fields are links; nothing for a kind without any."""
    found = [f"  {field.name} {_type(field.type)}" for field in record.fields if field.link]
    for queue in record.queues:
        found.append(f"  queue {queue.name} {expression_text(queue.when)} {' '.join(queue.class_fields)}")
        found.append(f"    {queue.priority_field} {queue.sequence_field} {queue.class_record}")
    found += [f"  list {each.name} {each.by} {each.owner} {each.count_field}" for each in record.lists]
    found += [f"  due {each.name} {each.at} {each.bucket_record} {each.wheel_record}" for each in record.dues]
    if record.lifecycle is not None and record.lifecycle.counted_in is not None:
        counts = " ".join(f"{state}={field}" for state, field in record.lifecycle.counts)
        found.append(f"  counts {record.lifecycle.counted_in} {counts}")
    if found:
        yield f"record {record.name}"
        yield from found


def _digits(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:8]


def _type(type_: Type) -> str:
    """A type with all that decides its form: enums by their members, in order."""
    found = plain(type_)
    text = " ".join(found.members) if isinstance(found, Enum) else type_text(found)
    return f"({text}){'?' if is_optional(type_) else ''}"
