"""Expressions as bash: what stands between double quotes, and the lines that must run before."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, assert_never

from swarmgen.backends.bash.patterns import names
from swarmgen.backends.bash.patterns.literals import assigned, inside, memory, quoted
from swarmgen.backends.bash.patterns.scope import Scope
from swarmgen.backends.code import Code
from swarmgen.model import expressions as e
from swarmgen.model.datatypes import Enum, Identifier, Optional, plain
from swarmgen.model.expressions import Arithmetic, Expression

_SIGNS: Final = {
    Arithmetic.ADD: "+",
    Arithmetic.SUBTRACT: "-",
    Arithmetic.MULTIPLY: "*",
    Arithmetic.DIVIDE: "/",  # both sides are proved to be of the kind where bash and mathematics agree
    Arithmetic.MODULO: "%",
}
PLAIN: Final = re.compile(r"\$\{[A-Za-z0-9_]+\}")
"""A variable and nothing else."""
_STORED: Final = {
    e.Count.ENTRIES: Code("${TX_SEQUENCE}"),
    e.Count.SEGMENTS: Code("$(((TX_SEQUENCE > 0 ? TX_SEQUENCE - 1 : 0) / 1000 + 1))"),
    e.Count.LOST_SPANS: Code("${STATE_LOST}"),
}
_PRODUCT: Final = (Arithmetic.MULTIPLY, Arithmetic.DIVIDE, Arithmetic.MODULO)


@dataclass(frozen=True, slots=True)
class Value:
    """A value: `text` stands between double quotes, after the lines of `before` have run."""

    text: Code
    before: tuple[Code, ...] = ()

    @property
    def word(self) -> Code:
        """As an argument of a command."""
        return quoted(self.text)

    @property
    def side(self) -> Code:
        """As the right side of an assignment."""
        return assigned(self.text)


def value(expression: Expression, scope: Scope) -> Value:
    """The bash for an expression. Nothing in it is split, globbed or evaluated a second time."""
    match expression:
        case e.Literal(value=constant, type=type_):
            return Value(inside(memory(constant, type_)))
        case e.Variable(name=name):
            return Value(names.expand(names.variable(name)))
        case e.Input(source=source, name=name):
            return Value(names.expand(names.input_(source, name)))
        case e.Clock():
            return Value(Code("${TX_NOW}"))
        case e.Sequence():
            return Value(Code("${TX_SEQUENCE}"))
        case e.Field():
            return _field(expression, scope)
        case e.Bound(binding=binding, record=record):
            cells = scope.cells(binding, record)
            held = names.held(cells.record, cells.at)
            is_optional = isinstance(expression.type, Optional)
            return Value(Code(f"${{{cells.at}:+{held}}}") if is_optional else held)
        case e.Negate() | e.Binary():
            before, number, _ = _arithmetic(expression, scope)
            return Value(Code(f"$(({number}))"), before)
        case e.Choose():
            return _choose(expression, scope)
        case e.Default():
            return _default(expression, scope)
        case e.Extreme():
            return _extreme(expression, scope)
        case e.Size():
            return _size(expression, scope)
        case e.Created(record=record):
            return Value(Code(f"${{TX_COUNT[{names.kind(record)}]}}"))
        case e.Lookup(table=table, column=column, index=index):
            at, result = value(index, scope), scope.locals.temporary()
            call = Code(f"{names.table(table, column)} {at.word}")
            return Value(names.expand(result), (*at.before, call, Code(f"{result}=${{REPLY}}")))
        case e.Stored(count=count):
            return Value(_STORED[count])
        case e.Phrase():
            from swarmgen.backends.bash.patterns.messages import phrase

            return phrase(expression, scope)
        case e.Not() | e.Compare() | e.IsAbsent() | e.Subset() | e.Member() | e.OneOf() | e.All() | e.Any() | e.Glob():
            return _truth(expression, scope)
        case _ as never:
            assert_never(never)


def _field(expression: e.Field, scope: Scope) -> Value:
    """The value in a cell: nothing for `null`, words without their quotes."""
    raw = token(expression, scope)
    if not isinstance(plain(expression.type), Identifier | Enum):
        return raw
    if not raw.text.endswith("#null}"):
        return Value(Code(f'{raw.text[:-1]}//\\"/}}'))
    kept = scope.locals.temporary()
    return Value(Code(f'${{{kept}//\\"/}}'), (Code(f"{kept}={raw.side}"),))


def token(expression: e.Field, scope: Scope) -> Value:
    """What stands in a cell, words with their quotes; nothing for `null`."""
    cells = scope.cells(expression.binding, expression.record)
    found = names.cell(cells.record, cells.at, expression.field)
    return Value(Code(f"{found[:-1]}#null}}") if isinstance(expression.type, Optional) else found)


def _arithmetic(expression: Expression, scope: Scope) -> tuple[tuple[Code, ...], Code, int]:
    """Lines before, what stands inside `$((…))`, and how tightly that binds: 1 a sum, 2 a product, 3 an atom."""
    match expression:
        case e.Negate(operand=operand):
            before, number, _ = _arithmetic(operand, scope)
            return before, Code(f"0 - ({number})"), 1
        case e.Binary(operator=operator, left=left, right=right):
            level = 2 if operator in _PRODUCT else 1
            before, first, first_level = _arithmetic(left, scope)
            more, second, second_level = _arithmetic(right, scope)
            first = first if first_level >= level else Code(f"({first})")
            second = second if second_level > level else Code(f"({second})")
            return before + more, Code(f"{first} {_SIGNS[operator]} {second}"), level
        case _:
            found = value(expression, scope)
            is_scalar = PLAIN.fullmatch(found.text)
            return found.before, Code(found.text[2:-1]) if is_scalar else found.text, 3


def _choose(expression: e.Choose, scope: Scope) -> Value:
    from swarmgen.backends.bash.patterns.conditions import condition

    test = condition(expression.condition, scope)
    then, otherwise = value(expression.then, scope), value(expression.otherwise, scope)
    result = scope.locals.temporary()
    return Value(
        names.expand(result),
        (
            *test.before,
            Code(f"if {test.command}; then"),
            *then.before,
            Code(f"{result}={then.side}"),
            Code("else"),
            *otherwise.before,
            Code(f"{result}={otherwise.side}"),
            Code("fi"),
        ),
    )


def _default(expression: e.Default, scope: Scope) -> Value:
    operand, fallback = value(expression.operand, scope), value(expression.fallback, scope)
    is_plain = PLAIN.fullmatch(operand.text) and '"' not in fallback.text
    if is_plain and not fallback.before:
        return Value(Code(f"{operand.text[:-1]}:-{fallback.text}}}"), operand.before)
    result = scope.locals.temporary()
    return Value(
        names.expand(result),
        (
            *operand.before,
            Code(f"{result}={operand.side}"),
            Code(f"if [[ -z {names.expand(result)} ]]; then"),
            *fallback.before,
            Code(f"{result}={fallback.side}"),
            Code("fi"),
        ),
    )


def _extreme(expression: e.Extreme, scope: Scope) -> Value:
    left, right = value(expression.left, scope), value(expression.right, scope)
    result = scope.locals.temporary()
    sign = "-gt" if expression.largest else "-lt"
    return Value(
        names.expand(result),
        (
            *left.before,
            Code(f"{result}={left.side}"),
            *right.before,
            Code(f"if [[ {right.text} {sign} {names.expand(result)} ]]; then"),
            Code(f"{result}={right.side}"),
            Code("fi"),
        ),
    )


def _size(expression: e.Size, scope: Scope) -> Value:
    operand, result = value(expression.operand, scope), scope.locals.temporary()
    return Value(
        names.expand(result),
        (
            *operand.before,
            Code(f"{result}={operand.side}"),
            Code(f'{result}=${{{result}//[!\\"]/}}'),
            Code(f"{result}=$((${{#{result}}} / 2))"),
        ),
    )


def _truth(expression: Expression, scope: Scope) -> Value:
    from swarmgen.backends.bash.patterns.conditions import condition

    test, result = condition(expression, scope), scope.locals.temporary()
    lines = (Code(f"{result}=false"), Code(f"if {test.command}; then"), Code(f"{result}=true"), Code("fi"))
    return Value(names.expand(result), (*test.before, *lines))
