"""Intervals hold every result."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from swarmgen.analysis.patterns.bounds import CLOCK_MAX, TIME_MAX, arithmetic, fits, within
from swarmgen.analysis.patterns.constants import DURATION_MAX, decimal_value, duration_value, time_value
from swarmgen.model.datatypes import INT64_MAX, INT64_MIN
from swarmgen.model.expressions import Arithmetic

RESULTS: Final[dict[Arithmetic, Callable[[int, int], int]]] = {
    Arithmetic.ADD: operator.add,
    Arithmetic.SUBTRACT: operator.sub,
    Arithmetic.MULTIPLY: operator.mul,
    Arithmetic.DIVIDE: operator.floordiv,
    Arithmetic.MODULO: operator.mod,
}
NUMBERS: Final = st.integers(-(2**70), 2**70)


@given(st.sampled_from(Arithmetic), NUMBERS, NUMBERS, NUMBERS, NUMBERS, st.data())
def test_a_result_lies_in_its_interval(sign: Arithmetic, a: int, b: int, c: int, d: int, data: st.DataObject) -> None:
    left, right = (min(a, b), max(a, b)), (min(c, d), max(c, d))
    if sign in (Arithmetic.DIVIDE, Arithmetic.MODULO):
        left = (min(abs(a), abs(b)), max(abs(a), abs(b)))
        right = (min(abs(c), abs(d)) + 1, max(abs(c), abs(d)) + 1)
    one, other = data.draw(st.integers(*left)), data.draw(st.integers(*right))
    result = RESULTS[sign](one, other)
    assert within((result, result), arithmetic(sign, left, right))


def test_any_duration_can_be_added_to_any_time() -> None:
    assert fits((0, TIME_MAX + DURATION_MAX)) and CLOCK_MAX + DURATION_MAX <= TIME_MAX
    assert not fits((0, INT64_MAX + 1)) and not fits((INT64_MIN - 1, 0))


@pytest.mark.parametrize(
    ("text", "value"),
    [("0s", 0), ("1500ms", 1_500_000_000), ("1h30m", 5_400_000_000_000), ("3650d", DURATION_MAX)]
    + [(text, None) for text in ("", "5", "1.5s", "-1s", "1 h", "3651d", "01s", "1w", "s")],
)
def test_durations(text: str, value: int | None) -> None:
    assert duration_value(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1970-01-01T00:00:00Z", 0),
        ("2026-01-31T12:00:00.5Z", 1_769_860_800_500_000_000),
        ("2262-04-11T23:47:16.854775807Z", INT64_MAX),
    ]
    + [
        (text, None)
        for text in ("", "2026-01-31", "2026-02-30T00:00:00Z", "1969-12-31T23:59:59Z", "2262-04-11T23:47:17Z")
    ],
)
def test_times(text: str, value: int | None) -> None:
    assert time_value(text) == value


@pytest.mark.parametrize(
    ("text", "scale", "value"),
    [("1.5", 1, (15, 1)), ("1.5", None, (15, 1)), ("-0.25", 3, (-250, 3)), ("7", None, (7, 0)), ("7", 2, (700, 2))]
    + [(text, 1, None) for text in ("", "1.", ".5", "1.55", "01", "+1", "1e3")],
)
def test_decimals(text: str, scale: int | None, value: tuple[int, int] | None) -> None:
    assert decimal_value(text, scale) == value
