"""Unquoted scalars mean what the core schema of YAML 1.2 says."""

from __future__ import annotations

import pytest

from swarmgen.spec.scalars import ScalarError, plain_value, shortened


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *((text, None) for text in ("", "~", "null", "Null", "NULL")),
        *((text, True) for text in ("true", "True", "TRUE")),
        *((text, False) for text in ("false", "False", "FALSE")),
        *((text, text) for text in ("yes", "no", "on", "off", "y", "n", "nULL", "tRUE", "None", "~~")),
        ("0", 0),
        ("-0", 0),
        ("+12", 12),
        ("007", 7),
        ("0o17", 15),
        ("0xfF", 255),
        ("9223372036854775807", 2**63 - 1),
        ("-9223372036854775808", -(2**63)),
        *((text, text) for text in ("0b11", "1_000", "0o8", "0xg", "-0x1", "+", "-", "--1", "1-", "١")),
        ("1.5", 1.5),
        (".5", 0.5),
        ("1.", 1.0),
        ("-1e3", -1000.0),
        ("1E-3", 0.001),
        *((text, text) for text in (".", "1e", "e1", "1.2.3", "1,5", "0x1p3", ".infinity", "nan", "inf")),
        *((text, text) for text in ("2026-01-02", "12:30", "12:30:45.5", "<<", "=")),
    ],
)
def test_plain_values(text: str, value: object) -> None:
    found = plain_value(text)
    assert found == value and type(found) is type(value)


@pytest.mark.parametrize("text", [".inf", "-.Inf", "+.INF", ".nan", ".NaN", ".NAN", "1e309", "-9e999"])
def test_numbers_are_finite(text: str) -> None:
    with pytest.raises(ScalarError, match="is not a finite number") as refused:
        plain_value(text)
    assert refused.value.code == "number-range"


@pytest.mark.parametrize("text", ["9223372036854775808", "-9223372036854775809", "0x8000000000000000", "1" * 10_000])
def test_integers_fit_64_bits(text: str) -> None:
    with pytest.raises(ScalarError, match="does not fit 64 bits") as refused:
        plain_value(text)
    assert refused.value.code == "integer-range"


def test_long_texts_are_shortened_in_messages() -> None:
    assert shortened("x" * 40) == "x" * 40
    assert shortened("x" * 41) == "x" * 39 + "…"
