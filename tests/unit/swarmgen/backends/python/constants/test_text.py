"""The wording of documentation and its way into string literals."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from swarmgen.backends.python.constants.text import one_line, own_words, replacement, text_block, text_line, trimmed
from tests.builders import deprecated

HOSTILE = [
    '"',
    '""',
    '"""',
    '""""',
    'a"""',
    "\\",
    'a\\"',
    '\\"""',
    "\\N{DASH}",
    "\r",
    "a\r\nb",
    "\0",
    "\x1b[31m",
    "\u2028",
    "\u202e",
    "\ud800",
    "{{ x }}",
    "'''",
    "#",
]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("A brief.", "A brief"),
        ("\n  etc...  \n", "etc"),
        ("ends with dots. .", "ends with dots. "),
        ("a  \n b\t\nc", "a\n b\nc"),
        ("a b", "a b"),
    ],
)
def test_trimmed(text: str, expected: str) -> None:
    assert trimmed(text) == expected


def test_own_words() -> None:
    assert own_words("Brief..", "Note..") == "Brief.\nNote: Note."
    assert own_words("Brief", " ") == "Brief."
    assert own_words(" ", "Note") == ""


def test_one_line() -> None:
    assert one_line("a\n  b\nc") == "a b c"


def test_deprecation_comes_before_the_stable_twin() -> None:
    assert replacement(deprecated("Gone."), "a.B") == "Deprecated: Gone."
    assert replacement(None, "a.B") == "Deprecated in favor of stable :py:const:`a.B`."
    assert replacement(None, None) is None


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(text: str) -> None:
    assert ast.literal_eval(_encodable(text_block(text))) == f"\n{text}\n"
    assert ast.literal_eval(_encodable(text_line(text))) == text.replace("\n", "\n    ")


@given(st.text(min_size=1))
def test_any_text_is_read_back_as_it_was(text: str) -> None:
    assert ast.literal_eval(_encodable(text_block(text))) == f"\n{text}\n"


@given(st.text(st.characters(exclude_characters="\n"), min_size=1))
def test_any_line_is_read_back_as_it_was(text: str) -> None:
    assert ast.literal_eval(_encodable(text_line(text))) == text


def test_further_lines_of_a_function_docstring_are_indented() -> None:
    assert text_line("a\n\nb") == '"""a\n\n    b"""'


def test_an_empty_text_has_no_literal() -> None:
    assert text_block("") == text_line("") == ""


def _encodable(source: str) -> str:
    """The source, which must survive being written to a file."""
    return source.encode("utf-8").decode("utf-8")
