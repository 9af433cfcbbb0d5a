"""Lines of a batch and the words they stand for."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from swarmgen.interpret.batch import LINE_MAX, batch, line_of, words_of
from swarmgen.interpret.machine import Machine
from tests.patterns_here import atomic

WORDS = st.lists(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])), min_size=1)


@given(WORDS)
def test_words_survive(words: list[str]) -> None:
    line = line_of(words)
    assert words_of(line) == words and b"\n" not in line


@pytest.mark.parametrize("line", [b"a\\x", b"\\", b"a\\\\\\", b"\\\\\\r"])
def test_other_escapes_mean_nothing(line: bytes) -> None:
    assert words_of(line) is None


def test_bytes_that_are_no_text_stay_what_they_are() -> None:
    assert words_of(b"a\xff\tb\r") == ["a\udcff", "b\r"]


def test_the_longest_line() -> None:
    machine = Machine(atomic())
    head = b"add\tone\t--details\t"
    data = head + b"x" * (LINE_MAX - len(head)) + b"\n" + b"y" * (LINE_MAX + 1) + b"\n"
    first, second = map(json.loads, batch(machine, data, {}, 0).splitlines())
    assert first == {"line": 1, "exit": 2, "answer": None, "message": "--details is longer than 65536 bytes"}
    assert second["exit"] == 2 and machine.memory is None
