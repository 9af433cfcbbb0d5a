"""Words from outside, texts as tokens, times for people, names of files."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from swarmsh._hot import clock, form, names, paths, slots, state, stops, text, values
from tests.store.python import small
from tests.store.python.support import NOW, SECOND

TEXTS = st.text(st.characters(exclude_characters="\0", codec="utf-8"))


@given(TEXTS)
def test_texts_are_json(value: str) -> None:
    token = text.token(value.encode())
    assert token is not None and text.valid(token)
    assert json.loads(token, strict=True) == value
    assert text.plain(token).decode() == value
    assert "\t" not in token and "\n" not in token


@pytest.mark.parametrize("data", [b"\xff", b"a\0b", b"\xed\xa0\x80", b"\xc0\x80"])
def test_what_is_no_text(data: bytes) -> None:
    assert text.token(data) is None


@pytest.mark.parametrize(
    "token",
    [
        *(
            "",
            '"',
            "a",
            '"a',
            'a"',
            '"a"b"',
            '"\\"',
            '"\\\\\\"',
            '"\\x"',
            '"\\u0041"',
            '"\\u000a"',
            '"\\u0000"',
            '"\\/"',
        ),
        *('"\\u00"', '"\\u001"', '"\x01"', '"\n"', '"a\x1fb"', '"\\u001G"', '"\\u001F"', "12"),
    ],
)
def test_what_is_no_token(token: str) -> None:
    assert not text.valid(token)


@pytest.mark.parametrize(
    "token", ['""', '"\\\\"', '"\\\\\\""', '"\\u001f"', '"\\n\\r\\t"', '"\x7f é \u2028"', '"\\\\u0041"']
)
def test_tokens(token: str) -> None:
    assert text.valid(token)
    assert text.token(text.plain(token)) == token


@pytest.mark.parametrize(
    ("data", "shown"),
    [
        (b"plain", "plain"),
        ("é – 中".encode(), "é – 中"),
        (b"a\tb\x00\x7f", "a\\x09b\\x00\\x7f"),
        ("\x85\x9f\xa0".encode(), "\\xc2\\x85\\xc2\\x9f\xa0"),
        (b"\xff\xc3(", "\\xff\\xc3("),
        (b"\xed\xa0\x80", "\\xed\\xa0\\x80"),
        ("\u2028\u200b".encode(), "\u2028\u200b"),
    ],
)
def test_what_people_see(data: bytes, shown: str) -> None:
    assert text.show(data) == shown


def test_long_values_are_cut() -> None:
    assert text.show("é".encode() * 81, 80) == "é" * 80 + "..."
    assert text.show("é".encode() * 80, 80) == "é" * 80
    assert values.shown("\ud800\x1b") == '"\\xed\\xa0\\x80\\x1b"'
    assert text.width("é中") == 2


GOOD: list[tuple[Callable[[], object], object]] = [
    (lambda: values.integer("0", 0, 9), 0),
    (lambda: values.integer("-9223372036854775808", -(2**63), 0), -(2**63)),
    (lambda: values.identifier("A.b_c-9"), "A.b_c-9"),
    (lambda: values.identifier("a" * 64), "a" * 64),
    (lambda: values.enum("HIGH", ("high", "low")), "high"),
    (lambda: values.enum("Low", ("high", "low")), "low"),
    (lambda: values.duration("90"), 90 * SECOND),
    (lambda: values.duration("1h30m"), 5400 * SECOND),
    (lambda: values.duration("1d1ms1s"), 86401 * SECOND + 10**6),
    (lambda: values.duration("3650d"), 3650 * 86400 * SECOND),
    (lambda: values.time("90s", NOW, False), NOW + 90 * SECOND),
    (lambda: values.time("90s", NOW, True), NOW - 90 * SECOND),
    (lambda: values.time("90s", 1, True), 0),
    (lambda: values.time("@12", NOW, True), 12 * SECOND),
    (lambda: values.time("2026-01-31T12:00:00Z", 0, True), 1769860800 * SECOND),
    (lambda: values.time("2024-02-29T23:59:59.123456789Z", 0, True), 1709251199 * SECOND + 123456789),
    (lambda: values.time("1970-01-01T00:00:00.5Z", 0, True), SECOND // 2),
    (lambda: values.decimal("12.5", 1), 125),
    (lambda: values.decimal("-0.5", 1), -5),
    (lambda: values.decimal("7", 2), 700),
    (lambda: values.decimal("7.05", 2), 705),
    (lambda: values.names(["b", "a", "b"], 2), ("a", "b")),
]


@pytest.mark.parametrize(("function", "expected"), GOOD)
def test_values(function: Callable[[], object], expected: object) -> None:
    assert function() == expected


WORDS = [
    "",
    "+1",
    " 1",
    "1 ",
    "01",
    "1_0",
    "١",
    "0x1",
    "1e3",
    "9223372036854775808",
    "99999999999999999999",
    "--1",
    "-",
]


@pytest.mark.parametrize("word", WORDS)
def test_what_is_no_number(word: str) -> None:
    with pytest.raises(values.Wrong) as found:
        values.integer(word, 0, 9)
    assert str(found.value) == f"{values.shown(word)} is not a whole number"
    for bad in (f"{word}s", "1s ", "1.5s", "s", "1x", "3650d1ms", "1S", "-1", "-1s"):
        with pytest.raises(values.Wrong, match="is not a duration like 90s or 1h30m"):
            values.duration(bad)


@pytest.mark.parametrize("word", ["", ".a", "-a", "_a", "a" * 65, "a/b", "é", "a b", "a\n"])
def test_what_is_no_identifier(word: str) -> None:
    with pytest.raises(values.Wrong) as found:
        values.identifier(word)
    rule = "is not an identifier (1 to 64 of A-Z a-z 0-9 . _ -, the first a letter or digit)"
    assert str(found.value) == f"{values.shown(word)} {rule}"


@pytest.mark.parametrize(
    "word",
    [
        *("", "now", "@-1", "@", "2026-01-31", "2026-01-31T12:00:00", "2026-02-29T12:00:00Z", "2026-13-01T12:00:00Z"),
        *("2026-01-31T24:00:00Z", "2026-01-31T12:60:00Z", "2026-01-31T12:00:60Z", "2026-01-31T12:00:00.Z"),
        *("2026-01-31T12:00:00.1234567890Z", "2026-01-31t12:00:00z", "1969-12-31T23:59:59Z", "2026-00-10T00:00:00Z"),
        *("2026-01-31T12:00:00+00:00", "2300-01-01T00:00:00Z", "2026-01-00T00:00:00Z", "٢٠٢٦-01-31T12:00:00Z"),
        "@9223372037",
    ],
)
def test_what_is_no_time(word: str) -> None:
    with pytest.raises(values.Wrong, match="is not a time like 2026-01-31T12:00:00Z, @SECONDS or 90s"):
        values.time(word, NOW, False)


@pytest.mark.parametrize("word", ["", ".", ".5", "1.", "1.55", "1,5", "1.x", "-", "01.5", "1e3", "9" * 19])
def test_what_is_no_decimal(word: str) -> None:
    with pytest.raises(values.Wrong, match=r"is not a number with at most 1 decimal$"):
        values.decimal(word, 1)


def test_other_messages() -> None:
    for function, message in (
        (lambda: values.integer("22", 1, 21), "22 is not between 1 and 21"),
        (lambda: values.enum("x", ("critical", "high")), '"x" is not one of critical, high'),
        (lambda: values.names(list("abc"), 2), "more than 2 values"),
        (lambda: values.decimal("x", 2), '"x" is not a number with at most 2 decimals'),
    ):
        with pytest.raises(values.Wrong) as found:
            function()
        assert str(found.value) == message


@given(st.integers(0, 2**63 - 1))
def test_times_for_people(ns: int) -> None:
    seconds = datetime.datetime.fromtimestamp(ns // 10**9, datetime.UTC)
    assert clock.text_of(ns) == f"{seconds:%Y-%m-%dT%H:%M:%S}.{ns % 10**9 // 10**6:03d}Z"
    assert values.time(clock.text_of(ns), 0, False) == ns // 10**6 * 10**6


@given(st.sets(st.text("aAbB.-_+9", min_size=1), max_size=9))
def test_no_two_names_are_one_file(found: set[str]) -> None:
    identifiers = [one for one in found if values.is_identifier(one)]
    for path in (paths.key, lambda one: paths.own("work", one)):
        assert len({path(one).lower() for one in identifiers}) == len(identifiers)
        assert all(path(one) == path(one).lower() and ".." not in path(one).split("/") for one in identifiers)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (paths.slot("work", 999), "records/work/0/999"),
        (paths.slot("work", 1000), "records/work/1/1000"),
        (paths.text("work", 1234, "title"), "texts/work/1/1234.title"),
        (paths.own("work", "aB.c"), "ids/work/_c/a+b.c"),
        (paths.own("work", "A"), "ids/work/+a/+a"),
        (paths.key("7"), "keys/7/7"),
        (paths.key("aB"), "keys/+b/a+b"),
        (paths.journal(paths.segment(1000)), "journal/000001.jsonl"),
        (paths.traces(paths.segment(1001)), "telemetry/traces/000002.jsonl"),
        (paths.side(paths.segment(0)), "telemetry/side/000001.jsonl"),
    ],
)
def test_paths(path: str, expected: str) -> None:
    assert path == expected


@pytest.mark.parametrize(
    ("id", "number"),
    [
        ("w-1", 1),
        ("w-10", 10),
        ("w-0", None),
        ("w-01", None),
        ("w-", None),
        ("x-1", None),
        ("w-1x", None),
        ("w-١", None),
    ],
)
def test_made_up_ids(id: str, number: int | None) -> None:
    assert names.made("w", id) == number


def test_a_line_that_is_too_long_is_our_fault() -> None:
    assert slots.padded("é", 4) == "é \n".encode()
    with pytest.raises(ValueError, match="a line of 4 bytes does not fit a slot of 4"):
        slots.padded("éé", 4)


@given(st.lists(st.integers(0, 2**63 - 1), min_size=8, max_size=8), st.booleans())
def test_states_come_back(numbers: list[int], has_due: bool) -> None:
    sequence, journal, traces, time, due, lost, *counts = numbers
    keys = state.keys(("agent", "work"))
    found = state.State(1, sequence, journal, traces, time, due if has_due else None, lost, tuple(counts))
    again = state.read(slots.padded(state.line(found, keys, 1), state.SIZE), keys, "x")
    assert all(getattr(found, name) == getattr(again, name) for name in state.State.__slots__)


@pytest.mark.parametrize("token", ["null", "01", "-1", "", " 1", "9223372036854775808"])
def test_damaged_states(token: str) -> None:
    keys = state.keys(small.COUNTERS)
    line = state.line(state.new(small.COUNTERS), keys, 0)
    tokens = line.split("\t")
    for place in (1, 3, 9, 15):
        damaged = "\t".join((*tokens[:place], token, *tokens[place + 1 :]))
        with pytest.raises(stops.Damaged):
            state.read(slots.padded(damaged, state.SIZE), keys, "x")


@pytest.mark.parametrize(("mode", "shared"), [(0o2770, True), (0o2750, False), (0o770, False), (0o700, False)])
def test_shared_directories(mode: int, shared: bool) -> None:
    assert form.is_shared(mode) == shared
