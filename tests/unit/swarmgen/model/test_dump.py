"""The text form of the IR: a whole pattern, and expressions as authors write them."""

from __future__ import annotations

import pytest
from syrupy.assertion import SnapshotAssertion

from swarmgen.model import expressions as e
from swarmgen.model.datatypes import Bool, Decimal, Duration, Enum, Identifier, Int, Optional, Set, Text, Time
from swarmgen.model.dump import dump
from swarmgen.model.dump_expressions import decimal_text, duration_text, expression_text, quoted, type_text, value_text
from tests.patterns_here import atomic

BOOL, INT = Bool(), Int()
A, B, C = (e.Variable(name, INT) for name in "abc")
P, Q, R = (e.Variable(name, BOOL) for name in "pqr")
COLOUR = Enum("shop.colour", ("red", "green"))


def test_a_pattern(snapshot: SnapshotAssertion) -> None:
    assert dump(atomic()) == snapshot


def test_a_dump_knows_no_places() -> None:
    assert ".yaml:" not in dump(atomic())


def binary(operator: str, left: e.Expression, right: e.Expression) -> e.Expression:
    return e.Binary(e.Arithmetic(operator), left, right, INT)


def compare(operator: str, left: e.Expression, right: e.Expression) -> e.Expression:
    return e.Compare(e.Comparison(operator), left, right, BOOL)


def every(*operands: e.Expression) -> e.Expression:
    return e.All(operands, BOOL)


def some(*operands: e.Expression) -> e.Expression:
    return e.Any(operands, BOOL)


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        (binary("+", binary("*", A, B), C), "a * b + c"),
        (binary("*", A, binary("+", B, C)), "a * (b + c)"),
        (binary("-", A, binary("-", B, C)), "a - (b - c)"),
        (binary("-", binary("-", A, B), C), "a - b - c"),
        (binary("//", A, binary("%", B, C)), "a // (b % c)"),
        (e.Negate(binary("+", A, B), INT), "-(a + b)"),
        (binary("+", e.Negate(A, INT), B), "-a + b"),
        (every(P, some(Q, R)), "p and (q or r)"),
        (some(every(P, Q), R), "p and q or r"),
        (some(P, some(Q, R)), "p or (q or r)"),
        (e.Not(every(P, Q), BOOL), "not (p and q)"),
        (every(e.Not(P, BOOL), compare("<", A, binary("+", B, C))), "not p and a < b + c"),
        (compare("==", compare("<", A, B), P), "(a < b) == p"),
        (e.Choose(some(P, Q), A, e.Choose(R, B, C, INT), INT), "a if p or q else b if r else c"),
        (e.Choose(P, e.Choose(Q, A, B, INT), C, INT), "(a if q else b) if p else c"),
        (binary("+", e.Choose(P, A, B, INT), C), "(a if p else b) + c"),
        (e.IsAbsent(A, False, BOOL), "a == None"),
        (e.IsAbsent(A, True, BOOL), "a != None"),
        (e.Subset(A, B, BOOL), "a <= b"),
        (e.Member(A, B, True, BOOL), "a not in b"),
        (e.OneOf(A, ("red", "green"), False, BOOL), "a in (red, green)"),
        (e.Default(A, binary("+", B, C), INT), "default(a, b + c)"),
        (e.Extreme(True, A, B, INT), "max(a, b)"),
        (e.Extreme(False, A, B, INT), "min(a, b)"),
        (e.Size(A, INT), "len(a)"),
        (e.Glob(A, "x*'?", BOOL), "glob(a, 'x*\\'?')"),
        (e.Lookup("backoff", "value", binary("+", A, B), INT), "table.backoff[a + b]"),
        (e.Lookup("ranks", "weight", A, INT), "table.ranks[a].weight"),
        (e.Input(e.Source.OPTION, "points", INT), "options.points"),
        (e.Input(e.Source.SETTING, "lease", INT), "setting.lease"),
        (e.Field("item", "work", "points", INT), "item.points"),
        (e.Bound("item", "work", INT), "item"),
        (e.Clock(Time()), "now"),
        (e.Sequence(INT), "sequence"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_expressions(expression: e.Expression, text: str) -> None:
    assert expression_text(expression) == text


@pytest.mark.parametrize(
    ("value", "type_", "text"),
    [
        (None, Optional(INT), "None"),
        (True, BOOL, "True"),
        (-3, INT, "-3"),
        ("red", COLOUR, "red"),
        ("red", Identifier(), "'red'"),
        ("a\n\\'", Text(), "'a\\x0a\\\\\\''"),
        ((), Set(), "[]"),
        (("a", "b"), Set(), "['a', 'b']"),
        (5_400_000_000_000, Duration(), "duration('1h30m')"),
        (-15, Decimal(1), "decimal('-1.5')"),
        (7, Time(), "7"),
    ],
)
def test_constants(value: None | bool | int | str | tuple[str, ...], type_: Int, text: str) -> None:
    assert value_text(value, type_) == text


def test_types() -> None:
    assert type_text(Optional(Int(1, 21))) == "int[1..21]?"
    assert type_text(Decimal(1, 0, 100)) == "decimal(1)[0..100]"
    assert type_text(Set(3)) == "set[3]"
    assert type_text(COLOUR) == "enum shop.colour"


def test_durations_and_decimals() -> None:
    assert [duration_text(n) for n in (0, 1, 1_500_000_000, 90_061_001_000_000, -60_000_000_000)] == [
        *("0s", "1ns", "1s500ms", "1d1h1m1s1ms", "-1m")
    ]
    assert [decimal_text(n, scale) for n, scale in ((5, 1), (-5, 2), (123, 0), (2**62 + 1, 3))] == [
        *("0.5", "-0.05", "123", "4611686018427387.905")
    ]


def test_quotes_keep_one_line() -> None:
    assert quoted("it's\t\x1b\u2028ok") == "'it\\'s\\x09\\x1b\\x2028ok'"
