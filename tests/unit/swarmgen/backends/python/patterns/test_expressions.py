"""Expressions as Python: no more parentheses than Python needs, and the value that the interpreter finds."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from swarmgen.backends.python.patterns.expressions import Names, expression, opposite
from swarmgen.backends.python.patterns.module import Module
from swarmgen.interpret.evaluate import Scope, evaluate
from swarmgen.interpret.memory import Memory
from swarmgen.model import expressions as e
from swarmgen.model.datatypes import Bool, Enum, Identifier, Int, Optional, Reference, Set, Time
from tests.unit.swarmgen.backends.python.patterns.press import read

INT, BOOL, ID, SET, TIME = Int(), Bool(), Identifier(), Set(), Time()
LEVEL = Enum("x.level", ("low", "middle", "high"))


def var(name: str) -> e.Variable:
    return e.Variable(name, INT)


def num(value: int) -> e.Literal:
    return e.Literal(value, INT)


def op(sign: str, left: e.Expression, right: e.Expression) -> e.Binary:
    return e.Binary(e.Arithmetic(sign), left, right, INT)


def cmp(sign: str, left: e.Expression, right: e.Expression) -> e.Compare:
    return e.Compare(e.Comparison(sign), left, right, BOOL)


def both(*operands: e.Expression) -> e.All:
    return e.All(operands, BOOL)


def either(*operands: e.Expression) -> e.Any:
    return e.Any(operands, BOOL)


A, B, C = var("a"), var("b"), var("c")
YES = e.Variable("yes", BOOL)
NAME = e.Variable("name", ID)
SETS = e.Literal(("x", "y"), SET)
GIVEN = e.Input(e.Source.OPTION, "max_work", Optional(INT))
HIGH = e.Variable("level", LEVEL)
HOLDER = e.Bound("holder", "printer", Optional(Reference("printer")))

CASES = [
    (op("-", A, op("-", B, C)), "a - (b - c)"),
    (op("-", op("-", A, B), C), "a - b - c"),
    (op("*", op("+", A, B), C), "(a + b) * c"),
    (op("+", op("*", A, B), C), "a * b + c"),
    (op("//", A, op("%", B, C)), "a // (b % c)"),
    (e.Negate(op("+", A, B), INT), "-(a + b)"),
    (e.Negate(e.Negate(A, INT), INT), "--a"),
    (op("*", num(-2), e.Negate(B, INT)), "-2 * -b"),
    (num(300_000_000_000), "300_000_000_000"),
    (cmp("<", op("+", A, B), C), "a + b < c"),
    (cmp("==", cmp("<", A, B), YES), "(a < b) == yes"),
    (
        cmp("<=", HIGH, e.Literal("middle", LEVEL)),
        '("low", "middle", "high").index(level) <= ("low", "middle", "high").index("middle")',
    ),
    (cmp("!=", HIGH, e.Literal("middle", LEVEL)), 'level != "middle"'),
    (cmp("<", NAME, e.Literal("m", ID)), 'name < "m"'),
    (either(both(YES, cmp("<", A, B)), cmp("==", B, C)), "yes and a < b or b == c"),
    (both(either(YES, cmp("<", A, B)), cmp("==", B, C)), "(yes or a < b) and b == c"),
    (e.Not(both(YES, YES), BOOL), "not (yes and yes)"),
    (e.Not(cmp("<", A, B), BOOL), "a >= b"),
    (e.Not(e.Not(YES, BOOL), BOOL), "yes"),
    (e.IsAbsent(GIVEN, True, BOOL), "given.max_work is not None"),
    (e.IsAbsent(HOLDER, False, BOOL), "holder is None"),
    (e.Default(GIVEN, op("+", A, num(1)), INT), "given.max_work if given.max_work is not None else a + 1"),
    (op("+", e.Default(GIVEN, A, INT), B), "(given.max_work if given.max_work is not None else a) + b"),
    (e.Choose(either(YES, YES), A, e.Choose(YES, B, C, INT), INT), "a if yes or yes else b if yes else c"),
    (e.Extreme(True, A, op("-", B, C), INT), "max(a, b - c)"),
    (e.Size(SETS, INT), 'len(("x", "y"))'),
    (e.Literal(("x",), SET), '("x",)'),
    (e.Literal((), SET), "()"),
    (e.Subset(SETS, e.Literal((), SET), BOOL), 'set(("x", "y")) <= set(())'),
    (e.Member(NAME, SETS, True, BOOL), 'name not in ("x", "y")'),
    (e.OneOf(HIGH, ("low",), False, BOOL), 'level in ("low",)'),
    (e.Glob(NAME, "n*e", BOOL), 'glob(name, "n*e")'),
    (e.Clock(TIME), "tx.now"),
    (e.Sequence(INT), "tx.sequence"),
    (e.Input(e.Source.SETTING, "drying_time", INT), 'tx.settings["drying_time"]'),
    (e.Input(e.Source.OPTION, "from", INT), "given.from_"),
    (e.Bound("type", "printer", Reference("printer")), "type_.number"),
    (e.Lookup("patience", "value", A, INT), "lookups.patience(a)"),
    (e.Lookup("surcharge", "price", HIGH, INT), "lookups.surcharge_price(level)"),
]


def names() -> Names:
    return Names(Module(pattern=read()[1], name="order"))


@pytest.mark.parametrize(("given", "source"), CASES, ids=[source for _, source in CASES])
def test_source(given: e.Expression, source: str) -> None:
    assert expression(given, names()) == source


VALUES: dict[str, int | str] = {"a": 7, "b": 3, "c": 5, "yes": True, "name": "name", "level": "high"}
EVALUATED = [(given, source) for given, source in CASES if not source.startswith(("lookups.", "given.from_", "type_"))]


@pytest.mark.parametrize(("given", "source"), EVALUATED, ids=[source for _, source in EVALUATED])
def test_value(given: e.Expression, source: str) -> None:
    memory = Memory({}, {}, settings={"drying_time": 60}, sequence=8)
    inputs = {("options", "max_work"): None}
    scope = Scope(memory, read()[1], inputs, 1000, {"holder": None}, {**VALUES})
    tx = SimpleNamespace(now=1000, sequence=9, settings={"drying_time": 60})
    here = {**VALUES, "tx": tx, "given": SimpleNamespace(max_work=None), "holder": None, "glob": lambda name, _: True}
    assert eval(str(expression(given, names())), here) == evaluate(given, scope)


@pytest.mark.parametrize(
    ("given", "source"),
    [
        (cmp("<=", A, B), "a > b"),
        (cmp("==", A, B), "a != b"),
        (e.IsAbsent(GIVEN, False, BOOL), "given.max_work is not None"),
        (e.OneOf(HIGH, ("low", "high"), True, BOOL), 'level in ("low", "high")'),
        (e.Member(NAME, SETS, False, BOOL), 'name not in ("x", "y")'),
        (e.Not(YES, BOOL), "yes"),
        (either(YES, YES), "not (yes or yes)"),
        (YES, "not yes"),
        (e.Subset(SETS, SETS, BOOL), 'not set(("x", "y")) <= set(("x", "y"))'),
    ],
)
def test_opposite(given: e.Expression, source: str) -> None:
    assert opposite(given, names()) == source


def test_imports_are_collected() -> None:
    module = Module(pattern=read()[1], name="order")
    expression(e.Glob(NAME, "*", BOOL), Names(module))
    expression(e.Lookup("patience", "value", A, INT), Names(module))
    assert [(str(each.module), str(each.names)) for each in module.imports()] == [("..tokens", "glob")]
    assert module.is_looking_up
