"""Every kind of expression as bash, evaluated by bash under `set -u`."""

from __future__ import annotations

import pytest

from swarmgen.backends.bash.patterns.conditions import condition
from swarmgen.backends.bash.patterns.expressions import value
from swarmgen.backends.bash.patterns.scope import Cells, Scope
from swarmgen.backends.code import Code
from swarmgen.model import expressions as e
from swarmgen.model.datatypes import Bool, Enum, Identifier, Int, Optional, Set, Text
from swarmgen.model.expressions import Arithmetic, Comparison, Expression, Source
from tests.unit.swarmgen.backends.bash.patterns.bash_here import run

INT, BOOL, NAME, SET, TEXT = Int(), Bool(), Identifier(), Set(), Text()
SPEED = Enum("shop.speed", ("express", "normal", "never"))
CELLS = """
order_WEIGHT=3 order_SPEED=4 order_ID=5 order_TAGS=6 order_NOTE=7 order_CLERK=8 order_TEAM=9 class_WEIGHT=3
f_order=(x x x x x x x x x x x 7 x 5 '"normal"' '"o-7"' '["a","b"]' null null '"red"')
f_class=(x x x x x x x x 9)
n_order=10 n_nobody='' class=5
v_count=4 a_name='x y' o_tag=b o_none='' o_flag=true s_limit=10 TX_NOW=1000 TX_SEQUENCE=12
table_steps_value() { REPLY=$(($1 * 10)); }
"""


def literal(constant: None | bool | int | str | tuple[str, ...], type_: object = INT) -> e.Literal:
    return e.Literal(constant, type_)  # type: ignore[arg-type]  # a type of the language


def field(name: str, type_: object = INT) -> e.Field:
    return e.Field("order", "order", name, type_)  # type: ignore[arg-type]


def option(name: str, type_: object = NAME) -> e.Input:
    return e.Input(Source.OPTION, name, type_)  # type: ignore[arg-type]


def compare(left: Expression, operator: str, right: Expression) -> e.Compare:
    return e.Compare(Comparison(operator), left, right, BOOL)


def binary(left: Expression, operator: str, right: Expression) -> e.Binary:
    return e.Binary(Arithmetic(operator), left, right, INT)


WEIGHT, SPEED_OF, TAGS = field("weight"), field("speed", SPEED), field("tags", SET)
NOTE = field("note", Optional(TEXT))
VALUES = [
    (literal(None), ""),
    (literal(-5), "-5"),
    (literal(True, BOOL), "true"),
    (literal(("a", "b"), SET), '["a","b"]'),
    (literal('say "$(rm)" `x` \\', TEXT), '"say \\"$(rm)\\" `x` \\\\"'),
    (e.Variable("count", INT), "4"),
    (e.Input(Source.ARGUMENT, "name", NAME), "x y"),
    (e.Input(Source.SETTING, "limit", INT), "10"),
    (e.Clock(INT), "1000"),
    (e.Sequence(INT), "12"),
    (WEIGHT, "5"),
    (e.Bound("order", "order", INT), "7"),
    (e.Bound("nobody", "order", Optional(INT)), ""),
    (SPEED_OF, "normal"),
    (field("team", Optional(NAME)), "red"),
    (field("clerk", Optional(NAME)), ""),
    (NOTE, ""),
    (TAGS, '["a","b"]'),
    (e.Negate(WEIGHT, INT), "-5"),
    (binary(binary(WEIGHT, "+", literal(2)), "*", literal(3)), "21"),
    (binary(literal(20), "-", binary(WEIGHT, "-", literal(-1))), "14"),
    (binary(literal(17), "//", WEIGHT), "3"),
    (binary(literal(17), "%", WEIGHT), "2"),
    (binary(literal(12), "//", binary(literal(2), "*", literal(3))), "2"),
    (e.Choose(compare(WEIGHT, ">", literal(4)), literal(1), literal(2), INT), "1"),
    (e.Default(option("none"), option("tag"), NAME), "b"),
    (e.Default(option("tag"), option("none"), NAME), "b"),
    (e.Default(option("none"), e.Extreme(True, WEIGHT, literal(9), INT), INT), "9"),
    (e.Extreme(True, WEIGHT, literal(9), INT), "9"),
    (e.Extreme(False, WEIGHT, literal(9), INT), "5"),
    (e.Size(TAGS, INT), "2"),
    (e.Size(literal((), SET), INT), "0"),
    (e.Size(literal(("a",), SET), INT), "1"),
    (e.Lookup("steps", "value", binary(WEIGHT, "+", literal(1)), INT), "60"),
    (compare(WEIGHT, "==", literal(5)), "true"),
    (e.Not(compare(WEIGHT, "==", literal(5)), BOOL), "false"),
]
IS_HEAVY, IS_LIGHT = compare(WEIGHT, ">", literal(4)), compare(WEIGHT, "<", literal(4))
NEEDS_LINES = compare(e.Extreme(True, WEIGHT, literal(9), INT), "==", literal(9))
CONDITIONS = [
    (literal(True, BOOL), True),
    (option("flag", BOOL), True),
    (compare(WEIGHT, "<=", literal(5)), True),
    (compare(literal(10), "<", literal(9)), False),
    (compare(literal(-1), "<", literal(0)), True),
    (compare(SPEED_OF, "<", literal("never", SPEED)), True),
    (compare(SPEED_OF, "<=", literal("express", SPEED)), False),
    (compare(field("id", NAME), "<", literal("o-8", NAME)), True),
    (compare(field("id", NAME), ">=", literal("o-7", NAME)), True),
    (compare(field("id", NAME), ">", literal("O-9", NAME)), True),
    (compare(field("id", NAME), "==", literal("o-*", NAME)), False),
    (compare(option("tag", Optional(NAME)), "==", field("clerk", Optional(NAME))), False),
    (compare(field("team", Optional(NAME)), "==", literal("red", NAME)), True),
    (compare(field("team", Optional(NAME)), "!=", field("clerk", Optional(NAME))), True),
    (compare(option("none", Optional(NAME)), "==", field("clerk", Optional(NAME))), True),
    (e.IsAbsent(NOTE, False, BOOL), True),
    (e.IsAbsent(WEIGHT, True, BOOL), True),
    (e.IsAbsent(e.Bound("nobody", "order", INT), False, BOOL), True),
    (e.Subset(literal(("b",), SET), TAGS, BOOL), True),
    (e.Subset(literal(("a", "c"), SET), TAGS, BOOL), False),
    (e.Subset(literal((), SET), TAGS, BOOL), True),
    (e.Member(option("tag"), TAGS, False, BOOL), True),
    (e.Member(literal("a,b", NAME), literal(("a", "c"), SET), True, BOOL), True),
    (e.OneOf(SPEED_OF, ("express", "normal"), False, BOOL), True),
    (e.OneOf(SPEED_OF, ("express", "normal"), True, BOOL), False),
    (e.Glob(field("id", NAME), "o-?", BOOL), True),
    (e.Glob(field("id", NAME), "*[7]", BOOL), False),
    (e.All((IS_HEAVY, IS_LIGHT), BOOL), False),
    (e.Any((IS_LIGHT, IS_HEAVY), BOOL), True),
    (e.Any((IS_LIGHT, e.All((IS_HEAVY, option("flag", BOOL)), BOOL)), BOOL), True),
    (e.All((e.Any((IS_LIGHT, IS_HEAVY), BOOL), e.Subset(literal(("b",), SET), TAGS, BOOL)), BOOL), True),
    (e.Any((e.All((IS_HEAVY, e.Subset(literal(("z",), SET), TAGS, BOOL)), BOOL), IS_LIGHT), BOOL), False),
    (e.All((IS_HEAVY, NEEDS_LINES), BOOL), True),
    (e.Any((IS_LIGHT, NEEDS_LINES, IS_LIGHT), BOOL), True),
    (e.All((IS_LIGHT, NEEDS_LINES), BOOL), False),
]


@pytest.mark.parametrize(("expression", "wanted"), VALUES, ids=range(len(VALUES)))
def test_value(expression: Expression, wanted: str) -> None:
    found = value(expression, Scope())
    script = "\n".join((CELLS, *found.before, f"x={found.side}", f"printf '%s|%s' \"${{x}}\" {found.word}"))
    assert run(script) == f"{wanted}|{wanted}"


@pytest.mark.parametrize("negated", [False, True])
@pytest.mark.parametrize(("expression", "wanted"), CONDITIONS, ids=range(len(CONDITIONS)))
def test_condition(expression: Expression, wanted: bool, negated: bool) -> None:
    found = condition(expression, Scope(), negated=negated)
    script = "\n".join((CELLS, *found.before, f"if {found.command}; then printf yes; else printf no; fi"))
    assert run(script) == ("yes" if wanted is not negated else "no")


def test_a_binding_can_mean_other_cells() -> None:
    scope = Scope().bind("order", Cells(record="class", at=Code("class")))
    assert run(f"{CELLS}\nprintf '%s' {value(WEIGHT, scope).word}") == "9"


def test_the_second_operand_runs_only_when_the_first_did_not_decide() -> None:
    expression = e.All((IS_LIGHT, compare(e.Lookup("loud", "value", WEIGHT, INT), "==", literal(0))), BOOL)
    found = condition(expression, Scope())
    loud = "table_loud_value() { printf 'called '; REPLY=0; }"
    script = "\n".join((CELLS, loud, *found.before, f"if {found.command}; then printf yes; else printf no; fi"))
    assert run(script) == "no"
