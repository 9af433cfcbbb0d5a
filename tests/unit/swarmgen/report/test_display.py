"""Source lines made safe to print."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from swarmgen.report.display import MAX_COLUMNS, Excerpt, excerpt, printable


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ""),
        ("plain … é 漢", "plain … é 漢"),
        ("a\tb", r"a\x09b"),
        ("a\nb\r", r"a\x0ab\x0d"),
        ("\x1b[31m\x7f\x85", r"\x1b[31m\x7f\x85"),
        ("no\u00a0break", r"no\xa0break"),
        ("\u202eevil\u200b", r"\u202eevil\u200b"),
        ("\U000e0001", r"\U000e0001"),
        (b"caf\xe9".decode("utf-8", "surrogateescape"), r"caf\xe9"),
        ("\ud800", r"\ud800"),
    ],
)
def test_what_a_terminal_would_hide_or_obey_is_escaped(text: str, shown: str) -> None:
    assert printable(text) == shown


@pytest.mark.parametrize(
    ("line", "column", "width", "expected"),
    [
        ("append: clame", 9, 5, Excerpt(text="append: clame", indent=8, width=5)),
        ("", 1, 1, Excerpt(text="", indent=0, width=1)),
        ("ab", 3, 1, Excerpt(text="ab", indent=2, width=1)),
        ("ab", 99, 5, Excerpt(text="ab", indent=2, width=1)),
        ("ab", 0, 0, Excerpt(text="ab", indent=0, width=1)),
        ("abc", 2, 99, Excerpt(text="abc", indent=1, width=2)),
        ("\tkey", 2, 3, Excerpt(text="    key", indent=4, width=3)),
        ("\tkey", 1, 1, Excerpt(text="    key", indent=0, width=4)),
        ("漢字: x", 5, 1, Excerpt(text="漢字: x", indent=6, width=1)),
        ("漢字: x", 1, 2, Excerpt(text="漢字: x", indent=0, width=4)),
        ("e\u0301: x", 5, 1, Excerpt(text="e\u0301: x", indent=3, width=1)),
        ("e\u0301", 2, 1, Excerpt(text="e\u0301", indent=1, width=1)),
        ("a\x00b", 3, 1, Excerpt(text=r"a\x00b", indent=5, width=1)),
        ("x   ", 1, 1, Excerpt(text="x", indent=0, width=1)),
    ],
)
def test_the_mark_stands_under_its_text(line: str, column: int, width: int, expected: Excerpt) -> None:
    assert excerpt(line, column, width) == expected


def test_a_line_at_the_limit_is_whole() -> None:
    line = "x" * MAX_COLUMNS
    assert excerpt(line, MAX_COLUMNS, 1) == Excerpt(text=line, indent=MAX_COLUMNS - 1, width=1)


def test_a_line_above_the_limit_is_cut_at_its_end() -> None:
    assert excerpt("x" * (MAX_COLUMNS + 1), 1, 3) == Excerpt(text="x" * MAX_COLUMNS + "…", indent=0, width=3)


def test_a_line_cut_on_both_sides_shows_a_third_before_the_mark() -> None:
    shown = excerpt("a" * 5000 + "MARK" + "z" * 5000, 5001, 4)
    before = MAX_COLUMNS // 3
    assert shown == Excerpt(
        text="…" + "a" * before + "MARK" + "z" * (MAX_COLUMNS - before - 5) + "…", indent=before + 1, width=4
    )


def test_a_mark_wider_than_the_window_is_cut() -> None:
    shown = excerpt("漢" * 5000, 1, 5000)
    assert shown == Excerpt(text="漢" * (MAX_COLUMNS // 2) + "…", indent=0, width=MAX_COLUMNS)


def test_text_without_width_is_bounded_too() -> None:
    assert len(excerpt("e" + "\u0301" * 100_000, 1, 1).text) < 4 * MAX_COLUMNS


@given(st.text(max_size=600), st.integers(-5, 700), st.integers(-5, 700))
def test_any_line_gives_one_bounded_printable_line(line: str, column: int, width: int) -> None:
    shown = excerpt(line, column, width)
    assert shown.text.isprintable()
    assert len(shown.text) <= 3 * MAX_COLUMNS
    assert 0 <= shown.indent <= MAX_COLUMNS + 1
    assert 1 <= shown.width <= MAX_COLUMNS
