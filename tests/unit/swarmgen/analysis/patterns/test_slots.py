"""Sizes of slots."""

from __future__ import annotations

import pytest

from swarmgen.analysis.patterns.mistakes import Mistake
from swarmgen.analysis.patterns.slots import slot_size, token_size
from swarmgen.diagnostics import Place
from swarmgen.model import ir
from swarmgen.model.datatypes import Bool, Decimal, Enum, Identifier, Int, Optional, Reference, Set, Text, Time, Type

PLACE = Place("a.yaml")


def record(**types: Type) -> ir.Record:
    fields = tuple(ir.Field(name=name, type=type_, brief="", place=PLACE) for name, type_ in types.items())
    return ir.Record(name="a", brief="", prefix=None, fields=fields, place=PLACE)


@pytest.mark.parametrize(
    ("type_", "size"),
    [
        (Bool(), len("false")),
        (Int(0, 9), 1),
        (Int(-10, 9), len("-10")),
        (Int(), len("9007199254740991")),
        (Time(), 20),
        (Decimal(1, 0, 99), 2),
        (Reference("a"), 16),
        (Identifier(), 64 + 2),
        (Text(), 386),
        (Set(2), 2 * 67 + 2),
        (Enum("x", ("a",)), 3),
        (Optional(Enum("x", ("a",))), len("null")),
        (Optional(Enum("x", ("abcdef",))), 8),
    ],
)
def test_tokens(type_: Type, size: int) -> None:
    assert token_size(type_) == size


def line(record: ir.Record, token: str) -> str:
    """The longest line, as the store writes it."""
    tokens = ['{"number":', "9" * 16]
    for field in record.fields:
        tokens += [f',"{field.name}":', token]
    return "\t".join([*tokens, "}"]) + "\n"


@pytest.mark.parametrize("count", range(1, 40))
def test_the_slot_holds_the_longest_line(count: int) -> None:
    found = record(**{f"f{number}": Int() for number in range(count)})
    longest = len(line(found, "9007199254740991"))
    assert longest <= slot_size(found) and (slot_size(found) == 64 or longest > slot_size(found) // 2)


def test_a_record_that_fits_no_slot_names_its_largest_fields() -> None:
    with pytest.raises(Mistake) as caught:
        slot_size(record(**{f"t{number}": Text() for number in range(11)}, small=Bool()))
    assert caught.value.code == "record-too-large"
    assert caught.value.hint == "the largest fields: t0 (386), t1 (386), t10 (386), t2 (386)"
