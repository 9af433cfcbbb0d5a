"""What stands above a hot operation: exactly what it can reach."""

from __future__ import annotations

from swarmgen.backends.bash.patterns.parts import Part, needed
from swarmgen.backends.code import Code

LEAF = Part(Code("leaf() {\n  :\n}"))
MIDDLE = Part(Code("middle() {\n  leaf\n}"))
RECORD = Part(Code("order_take() {\n  :\n}"), frozenset({"kind:order", "f_order"}))
OTHER = Part(Code("other() {\n  middle\n}"))
PARTS = [LEAF, MIDDLE, RECORD, OTHER]


def test_what_is_reached_comes_in_the_order_of_the_parts() -> None:
    assert needed(Part(Code("middle")), PARTS) == [LEAF, MIDDLE]


def test_what_stands_already_is_not_repeated() -> None:
    assert needed(Part(Code("other")), PARTS, [LEAF]) == [MIDDLE, OTHER]


def test_a_loaded_kind_needs_its_record() -> None:
    assert needed(Part(Code('transaction_load order "$1"')), PARTS) == [RECORD]
    assert needed(Part(Code("x=${f_order[$1 + order_ID]}")), PARTS) == [RECORD]


def test_a_word_in_a_longer_name_needs_nothing() -> None:
    assert needed(Part(Code("leaflet an_other order")), PARTS) == []
