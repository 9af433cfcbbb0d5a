"""Conditions as bash: tests inside `[[ … ]]`, and commands between them where a test is not enough.

Negations are pushed down to the comparisons, so that `require` reads as the case that is refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from swarmgen.backends.bash.patterns import names
from swarmgen.backends.bash.patterns.expressions import PLAIN, Value, token, value
from swarmgen.backends.bash.patterns.literals import inside, quoted, word
from swarmgen.backends.bash.patterns.scope import Scope
from swarmgen.backends.code import Code
from swarmgen.model import expressions as e
from swarmgen.model.datatypes import Enum, Identifier, Optional, plain
from swarmgen.model.expressions import Comparison, Expression

_WIDTH: Final = 100
"""About how long a condition may be, which stands behind `if` and blanks."""


class _Level(IntEnum):
    OR = 1
    AND = 2
    ATOM = 3


@dataclass(frozen=True, slots=True)
class Condition:
    """`text` stands inside `[[ … ]]` when it `is_test`, else it is a list of commands; `before` must have run."""

    text: Code
    before: tuple[Code, ...] = ()
    level: _Level = _Level.ATOM
    is_test: bool = True

    @property
    def command(self) -> Code:
        """As what stands after `if`."""
        return Code(f"[[ {self.text} ]]") if self.is_test else self.text


_NEGATED: Final = {
    Comparison.EQUAL: Comparison.UNEQUAL,
    Comparison.UNEQUAL: Comparison.EQUAL,
    Comparison.LESS: Comparison.AT_LEAST,
    Comparison.AT_LEAST: Comparison.LESS,
    Comparison.GREATER: Comparison.AT_MOST,
    Comparison.AT_MOST: Comparison.GREATER,
}
_EQUAL: Final = (Comparison.EQUAL, Comparison.UNEQUAL)
_INTEGER_TESTS: Final = {
    Comparison.LESS: "-lt",
    Comparison.AT_MOST: "-le",
    Comparison.GREATER: "-gt",
    Comparison.AT_LEAST: "-ge",
}


def condition(expression: Expression, scope: Scope, *, negated: bool = False) -> Condition:
    """The bash condition for a Boolean expression, or for its opposite."""
    match expression:
        case e.Literal(value=constant):
            return Condition(Code("true" if bool(constant) != negated else "false"), is_test=False)
        case e.Not(operand=operand):
            return condition(operand, scope, negated=not negated)
        case e.All(operands=operands):
            return _several(operands, scope, negated, is_all=not negated)
        case e.Any(operands=operands):
            return _several(operands, scope, negated, is_all=negated)
        case e.Compare():
            return _compare(expression, scope, negated)
        case e.IsAbsent():
            return _is_absent(expression, scope, negated)
        case e.Subset(left=left, right=right):
            part, whole = value(left, scope), value(right, scope)
            text = Code(f"{'! ' * negated}sets_within {part.word} {whole.word}")
            return Condition(text, part.before + whole.before, is_test=False)
        case e.Member(item=item, container=container):
            one, whole = value(item, scope), value(container, scope)
            sign = "!=" if expression.negated != negated else "=="
            name = quoted(word(one.text))
            return Condition(Code(f"{whole.text} {sign} *{name}*"), one.before + whole.before)
        case e.OneOf():
            return _one_of(expression, scope, negated)
        case e.Glob(operand=operand, pattern=pattern):
            found = value(operand, scope)
            return Condition(Code(f"{found.text} {'!=' if negated else '=='} {_glob(pattern)}"), found.before)
        case _:
            found = value(expression, scope)
            return Condition(Code(f"{found.text} == {'false' if negated else 'true'}"), found.before)


def _compare(expression: e.Compare, scope: Scope, negated: bool) -> Condition:
    operator = _NEGATED[expression.operator] if negated else expression.operator
    if operator in _EQUAL and (tokens := _tokens(expression.left, expression.right, scope)):
        first, second = tokens
        return Condition(Code(f"{first.text} {operator} {second.word}"), first.before + second.before)
    left, right = value(expression.left, scope), value(expression.right, scope)
    before = left.before + right.before
    if operator in _EQUAL:
        return Condition(Code(f"{left.text} {operator} {right.word}"), before)
    match plain(expression.left.type):
        case Enum(members=members):
            first, second = _rank(left, members, scope), _rank(right, members, scope)
            return Condition(
                Code(f"{first.text} {_INTEGER_TESTS[operator]} {second.text}"), first.before + second.before
            )
        case Identifier():
            return _bytes(left, right, operator)
        case _:
            return Condition(Code(f"{left.text} {_INTEGER_TESTS[operator]} {right.text}"), before)


def _is_absent(expression: e.IsAbsent, scope: Scope, negated: bool) -> Condition:
    is_negated = expression.negated != negated
    match expression.operand:
        case e.Bound(binding=binding, record=record):
            return Condition(Code(f"-{'n' if is_negated else 'z'} ${{{scope.cells(binding, record).at}}}"))
        case e.Field(binding=binding, record=record, field=field):
            cells = scope.cells(binding, record)
            cell = names.cell(cells.record, cells.at, field)
            return Condition(Code(f"{cell} {'!=' if is_negated else '=='} null"))
        case operand:
            found = value(operand, scope)
            return Condition(Code(f"-{'n' if is_negated else 'z'} {found.text}"), found.before)


def _tokens(left: Expression, right: Expression, scope: Scope) -> tuple[Value, Value] | None:
    """Two words with their quotes, where one of them is a field, so that nothing needs to be taken off."""
    if not any(isinstance(each, e.Field) for each in (left, right)):
        return None
    first, second = _token(left, scope), _token(right, scope)
    return None if first is None or second is None else (first, second)


def _token(expression: Expression, scope: Scope) -> Value | None:
    if isinstance(expression, e.Field):
        return token(expression, scope)
    found = value(expression, scope)
    if isinstance(expression, e.Literal) and expression.value is None:
        return found
    if not isinstance(plain(expression.type), Identifier | Enum):
        return found
    if isinstance(expression, e.Literal) or not isinstance(expression.type, Optional):
        return Value(word(found.text), found.before)
    is_plain = PLAIN.fullmatch(found.text)
    return Value(Code(f'{found.text[:-1]}:+\\"{found.text}\\"}}'), found.before) if is_plain else None


def _bytes(left: Value, right: Value, operator: Comparison) -> Condition:
    """Identifiers by their bytes, which is what `<` means in the C locale."""
    before = left.before + right.before
    sign = "<" if operator in (Comparison.LESS, Comparison.AT_MOST) else ">"
    text = Code(f"{left.text} {sign} {right.word}")
    if operator in (Comparison.LESS, Comparison.GREATER):
        return Condition(text, before)
    return Condition(Code(f"{text} || {left.text} == {right.word}"), before, _Level.OR)


def _rank(member: Value, members: Sequence[str], scope: Scope) -> Value:
    """A number that grows with the place of an enum's member: how much text stands before it in the list of all."""
    rank = scope.locals.temporary()
    listed = Code(f"{rank}={quoted(inside(' '.join(('', *members, ''))))}")
    cut = Code(f'{rank}=${{{rank}%%" {member.text} "*}}')
    return Value(Code(f"${{#{rank}}}"), (*member.before, listed, cut))


def _one_of(expression: e.OneOf, scope: Scope, negated: bool) -> Condition:
    is_negated = expression.negated != negated
    found = _token(expression.operand, scope) if isinstance(expression.operand, e.Field) else None
    members = [quoted(word(inside(each)) if found else inside(each)) for each in expression.members]
    found = found or value(expression.operand, scope)
    tests = [Code(f"{found.text} {'!=' if is_negated else '=='} {each}") for each in members]
    joiner, level = (" && ", _Level.AND) if is_negated else (" || ", _Level.OR)
    return Condition(_lines(tests, joiner), found.before, level if len(tests) > 1 else _Level.ATOM)


def _several(operands: Sequence[Expression], scope: Scope, negated: bool, *, is_all: bool) -> Condition:
    parts = [condition(each, scope, negated=negated) for each in operands]
    if any(part.before for part in parts[1:]):
        return _nested(parts, scope, is_all)
    joiner, level = (" && ", _Level.AND) if is_all else (" || ", _Level.OR)
    groups: list[list[Condition]] = []
    for part in parts:
        if groups and part.is_test and groups[-1][-1].is_test:
            groups[-1].append(part)
        else:
            groups.append([part])
    if len(groups) == 1:
        return _joined(groups[0], joiner, level, parts[0].before)
    commands = [_joined(group, joiner, level, ()) if group[0].is_test else group[0] for group in groups]
    texts = [
        each.command if each.is_test or each.level in (level, _Level.ATOM) else Code(f"{{ {each.text}; }}")
        for each in commands
    ]
    return Condition(_lines(texts, joiner), parts[0].before, level, is_test=False)


def _joined(parts: Sequence[Condition], joiner: str, level: _Level, before: tuple[Code, ...]) -> Condition:
    if len(parts) == 1:
        return Condition(parts[0].text, before, parts[0].level, parts[0].is_test)
    texts = [part.text if part.level in (level, _Level.ATOM) else Code(f"({part.text})") for part in parts]
    return Condition(_lines(texts, joiner), before, level)


def _lines(texts: Sequence[Code], joiner: str) -> Code:
    """Operands on one line, or each on its own where that would be too long."""
    line = joiner.join(texts)
    return Code(line if len(line) <= _WIDTH else f"{joiner.rstrip()}\n".join(texts))


def _nested(parts: Sequence[Condition], scope: Scope, is_all: bool) -> Condition:
    """Where a later operand needs lines of its own: they run only when the operands before did not decide."""
    result = scope.locals.temporary()
    lines = [Code(f"{result}={'false' if is_all else 'true'}")]
    for part in parts:
        head = part.command if is_all else Code(f"! {{ {part.command}; }}")
        lines += [*part.before, Code(f"if {head}; then")]
    lines += [Code(f"{result}={'true' if is_all else 'false'}"), *(Code("fi") for _ in parts)]
    return Condition(Code(f"{names.expand(result)} == true"), tuple(lines))


def _glob(pattern: str) -> Code:
    """A pattern where `*` and `?` mean something and everything else is itself."""
    pieces: list[str] = []
    plain_text = ""
    for character in [*pattern, ""]:
        if character in ("*", "?", ""):
            pieces += [quoted(inside(plain_text))] * bool(plain_text) + [character]
            plain_text = ""
        else:
            plain_text += character
    return Code("".join(pieces) or "''")
