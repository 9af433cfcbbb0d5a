"""Expressions, where the corpus of patterns does not reach."""

from __future__ import annotations

import pytest

from swarmgen.diagnostics import Place
from swarmgen.interpret.evaluate import Scope, evaluate, look_up, matches
from swarmgen.interpret.memory import Memory
from swarmgen.model import expressions as e
from swarmgen.model import ir
from swarmgen.model.datatypes import Bool, Duration, Enum, Identifier, Int, Set
from tests.patterns_here import atomic

PRIORITY = Enum("x.priority", ("high", "low"))
BOOL, INT = Bool(), Int()


def value(expression: e.Expression, **variables: None | bool | int | str | tuple[str, ...]) -> object:
    scope = Scope(Memory({}, {}), atomic(), {}, now=5)
    scope.variables.update(variables)
    return evaluate(expression, scope)


def name(text: str, type_: Int | Enum | Identifier | Set | Bool = INT) -> e.Variable:
    return e.Variable(text, type_)


def table(*rows: int, times: int | None = None, most: int | None = None) -> ir.Table:
    column = ir.Column(name="value", type=Duration())
    written = tuple((row,) for row in rows)
    return ir.Table(
        name="t", brief="", key=None, keys=(), columns=(column,), rows=written, times=times, most=most, place=Place("x")
    )


def test_tables_by_number_go_on() -> None:
    growing = table(0, 5, 15, times=3, most=100)
    assert [look_up(growing, "value", n) for n in (-1, 0, 1, 2, 3, 4, 5, 6, 100)] == [0, 0, 0, 5, 15, 45, 100, 100, 100]
    assert look_up(table(0, 5), "value", 9) == 5
    assert look_up(table(2, times=2), "value", 11) == 2048


def test_tables_by_word() -> None:
    columns = (ir.Column(name="weight", type=INT), ir.Column(name="word", type=Identifier()))
    by_word = ir.Table(
        name="t",
        brief="",
        key="x.priority",
        keys=("high", "low"),
        columns=columns,
        rows=((3, "a"), (1, "b")),
        place=Place("x"),
    )
    assert look_up(by_word, "word", "low") == "b" and look_up(by_word, "weight", "high") == 3


@pytest.mark.parametrize(
    ("pattern", "word", "wanted"),
    [
        ("*", "", True),
        ("a*c", "abbc", True),
        ("a*c", "abbd", False),
        ("a?c", "abc", True),
        ("a?c", "ac", False),
        ("a.c", "abc", False),
        ("[a]", "a", False),
        ("a", "ab", False),
    ],
)
def test_globs(pattern: str, word: str, wanted: bool) -> None:
    assert matches(word, pattern) is wanted


def test_enums_have_the_order_of_their_members() -> None:
    less = e.Compare(e.Comparison.LESS, name("p", PRIORITY), e.Literal("low", PRIORITY), BOOL)
    assert value(less, p="high") is True and value(less, p="low") is False


def test_identifiers_compare_as_bytes() -> None:
    less = e.Compare(e.Comparison.LESS, name("a", Identifier()), name("b", Identifier()), BOOL)
    assert value(less, a="B", b="a") is True and value(less, a="a", b="a") is False


def test_absent_equals_absent_only() -> None:
    equal = e.Compare(e.Comparison.EQUAL, name("a"), name("b"), BOOL)
    assert value(equal, a=None, b=None) is True and value(equal, a=None, b=0) is False


def test_conditions_stop_early() -> None:
    never = e.Negate(name("nothing"), INT)
    wrong = e.Compare(e.Comparison.LESS, never, never, BOOL)
    assert value(e.All((name("p", BOOL), wrong), BOOL), p=False) is False
    assert value(e.Any((name("p", BOOL), wrong), BOOL), p=True) is True
    assert value(e.Choose(name("p", BOOL), name("a"), never, INT), p=True, a=1) == 1
    assert value(e.Default(name("a"), never, INT), a=0) == 0


def test_sets() -> None:
    a, b = name("a", Set()), name("b", Set())
    assert value(e.Subset(a, b, BOOL), a=(), b=()) is True
    assert value(e.Subset(a, b, BOOL), a=("x", "y"), b=("y", "x", "z")) is True
    assert value(e.Subset(a, b, BOOL), a=("x",), b=("y",)) is False
    assert value(e.Member(name("n", Identifier()), a, True, BOOL), n="x", a=("y",)) is True
    assert value(e.Size(a, INT), a=("x", "y")) == 2


def test_whole_numbers() -> None:
    def calculated(sign: e.Arithmetic, a: int, b: int) -> object:
        return value(e.Binary(sign, name("a"), name("b"), INT), a=a, b=b)

    assert calculated(e.Arithmetic.DIVIDE, 7, 2) == 3 and calculated(e.Arithmetic.MODULO, 7, 4) == 3
    assert value(e.Extreme(True, name("a"), name("b"), INT), a=1, b=2) == 2
    with pytest.raises(AssertionError, match="leaves 64 bits"):
        calculated(e.Arithmetic.ADD, 2**63 - 1, 1)
