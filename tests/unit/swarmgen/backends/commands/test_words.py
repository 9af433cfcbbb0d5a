"""Types and values in words, usage messages, exit codes, examples."""

from __future__ import annotations

from dataclasses import replace

import pytest

from swarmgen.backends.commands.answers import answer_fields
from swarmgen.backends.commands.exits import MEANINGS, exit_codes
from swarmgen.backends.commands.samples import samples
from swarmgen.backends.commands.usage import usage_words
from swarmgen.backends.commands.words import allowed, argument_word, duration_text, listed, option_word, value_text
from swarmgen.model import ir
from swarmgen.model.datatypes import (
    COUNT_MAX,
    INT64_MAX,
    INT64_MIN,
    Bool,
    Decimal,
    Duration,
    Enum,
    Identifier,
    Int,
    Optional,
    Plain,
    Set,
    Text,
    Time,
)
from swarmgen.model.expressions import Literal, Source
from tests.unit.swarmgen.backends.commands.shop import (
    ADD,
    BOOL,
    CLERK,
    FINISH,
    ID,
    LIST,
    ORDER,
    PACK,
    PLACE,
    READY,
    SHOP,
    SHOW,
    change,
    get,
    given,
    operation,
    parameter,
    refusal,
)

SECOND = 10**9


@pytest.mark.parametrize(
    ("type_", "said"),
    [
        (Int(1, 21), "1 to 21"),
        (Int(), "a whole number"),
        (Int(1), "at least 1"),
        (Int(INT64_MIN, 5), "at most 5"),
        (Int(INT64_MIN, INT64_MAX), "a whole number"),
        (Int(-COUNT_MAX, 3), "at most 3"),
        (Int(-5, COUNT_MAX), "at least -5"),
        (Decimal(1, 0, 1000), "a number with at most 1 decimal, 0.0 to 100.0"),
        (Decimal(2), "a number with at most 2 decimals"),
        (Duration(), "a duration like 90s or 1h30m"),
        (Time(), "a time like 2026-01-31T12:00:00Z, @SECONDS or 90s"),
        (Enum("a.b", ("x", "y")), "one of x, y"),
        (Text(10), "at most 10 bytes"),
        (Set(16), "repeat it for several, at most 16"),
        (Identifier(), ""),
        (Bool(), ""),
    ],
)
def test_what_is_allowed(type_: Plain, said: str) -> None:
    assert allowed(type_) == said


@pytest.mark.parametrize(
    ("nanoseconds", "text"),
    [
        (0, "0s"),
        (90 * SECOND, "1m30s"),
        (86_400 * SECOND, "1d"),
        (90_061 * SECOND + 5_000_000, "1d1h1m1s5ms"),
        (999_999, "0s"),
        (-60 * SECOND, "-1m"),
    ],
)
def test_durations(nanoseconds: int, text: str) -> None:
    assert duration_text(nanoseconds) == text


@pytest.mark.parametrize(
    ("type_", "value", "text"),
    [
        (Duration(), 300 * SECOND, "5m"),
        (Time(), 1_700_000_000 * SECOND, "@1700000000"),
        (Decimal(1), 12, "1.2"),
        (Decimal(3, -10_000, 0), -5, "-0.005"),
        (Bool(), True, "true"),
        (Bool(), False, "false"),
        (Set(), ("a", "b"), "a,b"),
        (Int(), 7, "7"),
        (Enum("a.b", ("x",)), "x", "x"),
    ],
)
def test_values(type_: Plain, value: bool | int | str | tuple[str, ...], text: str) -> None:
    assert value_text(type_, value) == text


def test_names() -> None:
    assert (argument_word("work_item"), option_word("max_work")) == ("WORK-ITEM", "--max-work")
    assert [listed(["a", "b", "c"][:n], "and") for n in (1, 2, 3)] == ["a", "a and b", "a, b and c"]


def test_usage_messages() -> None:
    words = usage_words(SHOP, PACK)
    assert words.words == {"order": "ORDER", "next": "--next", "speed": "--speed", "clerk": "--clerk"}
    assert words.missing == {"clerk": "option --clerk is missing; CLERK_ID can hold it"}
    assert words.exactly_one == ("give exactly one of ORDER and --next",)
    assert words.only_with == {"speed": "option --speed needs --next"}
    assert words.known == "known: id"


def test_messages_about_values() -> None:
    words = usage_words(SHOP, ADD)
    identifier = "is not an identifier (1 to 64 of A-Z a-z 0-9 . _ -, the first a letter or digit)"
    assert words.missing["title"] == "argument TITLE is missing"
    assert words.mismatch == {
        "title": "",
        "id": identifier,
        "speed": "is not one of express, normal",
        "tag": identifier,
        "weight": "is not a whole number",
        "price": "is not a number with at most 2 decimals",
        "pages": "is not a whole number",
        "max_age": "is not a duration like 90s or 1h30m",
        "not_before": "is not a time like 2026-01-31T12:00:00Z, @SECONDS or 90s",
        "clerk": identifier,
    }
    assert {name: said for name, said in words.outside.items() if said} == {
        "title": "is longer than 200 bytes",
        "tag": "more than 4 values",
        "weight": "is not between 1 and 21",
        "price": "is not between 0.00 and 1000.00",
        "pages": "is not between 0 and 9007199254740991",
    }


def test_fields_of_answers() -> None:
    assert answer_fields(SHOP, ADD) == ("id", "state")
    assert answer_fields(SHOP, SHOW) == ("id", "state", "speed", "weight", "queued", "clerk")
    assert answer_fields(SHOP, LIST) == answer_fields(SHOP, SHOW)


def test_a_tree_of_rows_has_the_depth_last() -> None:
    rows = ir.Rows(
        binding="order",
        record="order",
        every=False,
        queue=None,
        list=None,
        owner="order",
        to="parent",
        start=None,
        while_=None,
        where=None,
        limit=Literal(10, Int()),
        place=PLACE,
    )
    assert answer_fields(SHOP, operation("tree", "Show.", rows, reads=True, rows="clerk")) == ("id", "depth")


EVERY_CHANGE, EVERY_QUERY = {0, 1, 2, 3, 4, 5, 9, 10}, {0, 1, 2, 4, 5, 9, 12}


def codes(*steps: ir.Step, reads: bool = False, pattern: ir.Pattern = SHOP) -> set[int]:
    found = exit_codes(pattern, operation("go", "Go.", *steps, reads=reads))
    assert list(found) == sorted(found) and set(found) <= set(MEANINGS)
    return set(found) - (EVERY_QUERY if reads else EVERY_CHANGE)


def test_exit_codes_of_whole_operations() -> None:
    assert exit_codes(SHOP, ADD) == (0, 1, 2, 3, 4, 5, 8, 9, 10)
    assert exit_codes(SHOP, PACK) == (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)
    assert exit_codes(SHOP, FINISH) == (0, 1, 2, 3, 4, 5, 6, 9, 10)
    assert exit_codes(SHOP, SHOW) == (0, 1, 2, 4, 5, 6, 9, 12)
    assert exit_codes(SHOP, LIST) == (0, 1, 2, 4, 5, 9, 12)


def test_every_operation_may_meet_the_world() -> None:
    assert codes() == codes(reads=True) == set()


def test_records_by_name_may_be_missing() -> None:
    assert codes(get(given("order", ID))) == {6}
    assert codes(get(given("order", Optional(ID)), optional=True)) == set()
    own = replace(get(given("order", ID)), otherwise=refusal(ir.Exit.LIMIT))
    assert codes(own) == {8}


def test_refusals_in_branches_and_loops() -> None:
    fail = ir.Fail(refusal=refusal(ir.Exit.EMPTY), place=PLACE)
    check = ir.Require(condition=Literal(True, BOOL), otherwise=refusal(ir.Exit.MISSING), place=PLACE)
    when = ir.When(condition=Literal(True, BOOL), then=(fail,), otherwise=(check,), place=PLACE)
    each = ir.EachName(name="tag", values=given("tag", Set(), Source.OPTION), steps=(when,), place=PLACE)
    assert codes(each) == {6, 7}


def test_moves_conflict_unless_every_state_may_move() -> None:
    assert exit_codes(SHOP, operation("go", "Go.", change(state="sent", sources=("packed",)), reads=True)) == (
        *(0, 1, 2, 3, 4, 5, 9, 12),
    )
    every = change(state="sent", sources=("open", "packed", "sent"))
    assert codes(every, reads=True) == set()


def test_what_is_limited() -> None:
    assert codes(change(checked=True)) == {8}
    assert codes(replace(change(), strict=True)) == {8}
    assert codes(replace(change(), relinks=("ready",))) == set(), "what was in the queue may come back"
    limited = ir.List(name="orders", record="order", by="clerk", owner="clerk", count_field="n", limit=3, place=PLACE)
    pattern = replace(SHOP, records=(replace(ORDER, lists=(limited,)), CLERK))
    assert codes(replace(change(), relinks=("orders",)), pattern=pattern) == {8}
    let = ir.Let(name="n", value=Literal(1, Int()), type=Int(0, 3), rebinds=True, checked=True, place=PLACE)
    assert codes(let) == {8} and codes(replace(let, checked=False)) == set()


def test_a_procedure_that_calls_itself_is_looked_at_once() -> None:
    call = ir.Call(procedure="loop", records=(), values=(), place=PLACE)
    take = ir.Take(
        binding="order", queue=READY, where=Literal(True, BOOL), otherwise=refusal(ir.Exit.EMPTY), place=PLACE
    )
    loop = ir.Procedure(name="loop", brief="", records=(), values=(), steps=(take, call), place=PLACE)
    assert codes(call, pattern=replace(SHOP, procedures=(loop,))) == {7}


def test_examples() -> None:
    assert samples(SHOP, ADD) == (
        "@PROGRAM@ add 'some title' --clerk c-7",
        "@PROGRAM@ add 'some title' --clerk c-7 --speed express",
    )
    assert samples(SHOP, PACK)[0] == "@PROGRAM@ pack-up --next --clerk c-7"
    assert samples(SHOP, FINISH) == ("@PROGRAM@ finish o-7",)


@pytest.mark.parametrize(
    ("type_", "word"),
    [
        (Int(10, 20), "10"),
        (Int(0, 3), "3"),
        (Int(), "5"),
        (Decimal(1), "5.0"),
        (Duration(), "90s"),
        (Time(), "2026-01-31T12:00:00Z"),
        (Set(), "thing-1"),
        (Text(), "'some thing'"),
    ],
)
def test_examples_of_every_type(type_: Plain, word: str) -> None:
    shown = operation("go", "Go.", options=(parameter("thing", type_, required=True),))
    assert samples(SHOP, shown) == (f"@PROGRAM@ go --thing {word}",)
