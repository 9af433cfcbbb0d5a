"""Units that are UCUM, and texts that are not."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from swarmgen.analysis.lints import ucum
from swarmgen.analysis.lints.ucum import UnitProblem, unit_problem

UNITS = (
    *("1", "100", "1{x}", "100{x}", "10.m", "1/s", "/s", "%"),
    *("s", "ms", "us", "ns", "min", "h", "d", "wk", "mo", "a", "s-1", "s+2", "Hz", "GHz"),
    *("By", "kBy", "MBy", "KiBy", "TiBy", "bit", "kbit", "By/s", "Bd", "By{transmitted}"),
    *("{packet}", "{packet}/s", "{rev}/min", "{a/b.c}", "{a}.{b}", "{!}", "{with-signs+09}"),
    *("m", "km", "m2", "m3", "m/s", "m/s2", "m.s-2", "m2{area}/s2", "dam", "mL", "L", "l", "kg", "mol"),
    *("Cel", "K", "mV", "A", "kW", "kW.h", "J", "hPa", "mbar", "eV", "lm", "lx", "kOhm", "T", "S", "H", "MS"),
    *("dB", "deg", "rad", "[ppm]", "[degF]"),
)


@pytest.mark.parametrize("unit", UNITS)
def test_units(unit: str) -> None:
    assert unit_problem(unit) is None


@pytest.mark.parametrize(
    ("text", "reason", "hint"),
    [
        ("", "is empty", 'a number without a unit has the unit "1"'),
        ("seconds", "is not a UCUM symbol", 'write "s"'),
        ("bytes", "is not a UCUM symbol", 'write "By"'),
        ("B", "is not a UCUM symbol", 'write "By"'),
        ("°C", "is not a UCUM symbol", 'write "Cel"'),
        ("bytes/sec", 'has an unknown symbol "bytes"', 'write "By"'),
        ("By/sec", 'has an unknown symbol "sec"', 'write "s"'),
        ("packets", 'has an unknown symbol "packets"', 'count things with an annotation: "{packets}"'),
        ("Packets", 'has an unknown symbol "Packets"', None),
        ("by", "is not a UCUM symbol", 'write "By"'),
        ("mmin", 'has an unknown symbol "mmin"', 'count things with an annotation: "{mmin}"'),
        ("kdB", 'has an unknown symbol "kdB"', None),
        ("BY", 'has an unknown symbol "BY"', None),
        ("Kiby", 'has an unknown symbol "Kiby"', None),
        ("k", 'has an unknown symbol "k"', None),
        ("m s", "has a space or a character that is not ASCII", "join parts with . or /"),
        (" s", "has a space or a character that is not ASCII", "join parts with . or /"),
        ("s\n", "has a space or a character that is not ASCII", "join parts with . or /"),
        ("{a b}", "has a space or a character that is not ASCII", "join parts with . or /"),
        ("μm", "has a space or a character that is not ASCII", "join parts with . or /"),
        ("{a", "has a brace without its partner", None),
        ("a}", "has a brace without its partner", None),
        ("}{", 'has a malformed part "}{"', None),
        ("{}", 'has a malformed part "{}"', None),
        ("{a{b}}", 'has a malformed part "{a{b}}"', None),
        ("{a}{b}", 'has a malformed part "{a}{b}"', None),
        ("{a}s", 'has a malformed part "{a}s"', None),
        ("10m", 'has a malformed part "10m"', None),
        ("m-", 'has a malformed part "m-"', None),
        ("m0", 'has a malformed part "m0"', None),
        ("m^2", 'has an unknown symbol "m^"', None),
        ("(m)", 'has an unknown symbol "(m)"', None),
        ("0", 'has a malformed part "0"', None),
        ("01", 'has a malformed part "01"', None),
        ("/", "has an operator without an operand", "one . or / stands between two parts"),
        ("s/", "has an operator without an operand", "one . or / stands between two parts"),
        ("m//s", "has an operator without an operand", "one . or / stands between two parts"),
        (".s", "has an operator without an operand", "one . or / stands between two parts"),
        ("//s", "has an operator without an operand", "one . or / stands between two parts"),
        ("{" + "x" * 99 + "}", "is longer than 100 characters", None),
    ],
)
def test_what_is_no_unit(text: str, reason: str, hint: str | None) -> None:
    assert unit_problem(text) == UnitProblem(reason, hint)


def test_a_unit_at_the_limit() -> None:
    assert unit_problem("{" + "x" * 98 + "}") is None


def test_advice_is_itself_a_unit_and_never_given_for_one() -> None:
    for word, symbol in ucum._INTENDED.items():
        assert unit_problem(word) is not None, word
        assert unit_problem(symbol) is None, symbol


@given(st.text("ms1/.{}-+ B°", max_size=12))
def test_any_text_is_judged(text: str) -> None:
    problem = unit_problem(text)
    assert problem is None or problem.reason


def test_a_hostile_text_is_judged_at_once() -> None:
    start = time.process_time()
    assert unit_problem("." * 1_000_000) is not None
    assert time.process_time() - start < 0.5
