"""Values for people and for programs."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from swarmgen.interpret.refusals import Refused
from swarmgen.interpret.texts import json_string, json_value, people_text, shorten, show, time_text
from swarmgen.interpret.values import DURATION_MAX, duration, parse
from swarmgen.model.datatypes import Bool, Decimal, Duration, Int, Set, Text, Time

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@given(st.integers(0, 2**63 - 1))
def test_times_as_the_library_says(nanoseconds: int) -> None:
    moment = EPOCH + timedelta(milliseconds=nanoseconds // 1_000_000)
    assert time_text(nanoseconds) == moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03}Z"


@given(st.datetimes(datetime(1970, 1, 1), datetime(2262, 4, 11)))
def test_times_are_read_as_the_library_does(moment: datetime) -> None:
    since = moment.replace(tzinfo=UTC) - EPOCH
    word = moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    assert parse(word, Time(), "--x", now=0) == (since // timedelta(microseconds=1)) * 1000


@given(st.text())
def test_json_strings_are_json(text: str) -> None:
    assert json.loads(json_string(text)) == text


@given(st.integers(-(2**63), 2**63 - 1))
def test_json_integers_are_exact_for_every_reader(value: int) -> None:
    read = json.loads(json_value(value), parse_int=lambda digits: int(float(digits)))
    assert int(read) == value and isinstance(read, str) == (abs(value) > 2**53)


@given(st.integers(0, DURATION_MAX // 1_000_000))
def test_durations_are_read_as_they_are_written(milliseconds: int) -> None:
    value = milliseconds * 1_000_000
    assert duration(people_text(value, Duration())) == value


@pytest.mark.parametrize("word", ["", "1", "-1s", "1s ", "1.5s", "01s", "s", "1ms2", f"{3650 * 24 + 1}h", "1µs", "1S"])
def test_what_is_no_duration(word: str) -> None:
    assert duration(word) == (10**9 if word == "1" else None)


def test_shown_texts() -> None:
    assert show("a\x00\t\x7f\x85é\udcff\u2028") == "a\\x00\\x09\\x7f\\xc2\\x85é\\xff\u2028"
    assert shorten("é" * 80) == "é" * 80
    assert shorten("\t" + "é" * 80) == "\\x09" + "é" * 79 + "..."


def test_for_people_and_for_scripts() -> None:
    assert people_text(10**18, Time()) == "2001-09-09T01:46:40.000Z"
    assert people_text(10**18, Time(), digits=True) == "1000000000000000000"
    assert people_text(90 * 10**9, Duration()) == "1m30s"
    assert people_text(-25, Decimal(1)) == "-2.5"
    assert people_text(("a", "b"), Set()) == "a,b"
    assert people_text(False, Bool()) == "false"
    assert people_text("a\tb", Text()) == "a\\x09b"


@pytest.mark.parametrize(
    ("word", "value"), [("1.5", 15), ("1", 10), ("-0.1", -1), ("0.0", 0), ("-0", 0), ("99.9", 999)]
)
def test_decimals(word: str, value: int) -> None:
    assert parse(word, Decimal(1, -10, 1000), "--velocity", now=0) == value


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("1.55", '--velocity: "1.55" is not a number with at most 1 decimal'),
        ("1.", '--velocity: "1." is not a number with at most 1 decimal'),
        (".5", '--velocity: ".5" is not a number with at most 1 decimal'),
        ("01.5", '--velocity: "01.5" is not a number with at most 1 decimal'),
        ("1e1", '--velocity: "1e1" is not a number with at most 1 decimal'),
        ("100.1", "--velocity: 100.1 is not between -1.0 and 100.0"),
        ("-1.1", "--velocity: -1.1 is not between -1.0 and 100.0"),
    ],
)
def test_what_is_no_decimal(word: str, message: str) -> None:
    with pytest.raises(Refused) as caught:
        parse(word, Decimal(1, -10, 1000), "--velocity", now=0)
    assert (caught.value.code, caught.value.message) == (2, message)


@pytest.mark.parametrize("word", ["TRUE", "true", "False"])
def test_truth_values(word: str) -> None:
    assert parse(word, Bool(), "--open", now=0) is (word.lower() == "true")


def test_integers_end_at_the_range() -> None:
    assert parse("-0", Int(), "--n", now=0) == 0
    with pytest.raises(Refused, match=r"^--n: -1 is not between 0 and 5$"):
        parse("-1", Int(0, 5), "--n", now=0)
