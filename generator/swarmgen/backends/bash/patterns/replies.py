"""Replies and rows as bash: assignments to the variables of the answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from swarmgen.backends.bash.patterns import names, views
from swarmgen.backends.bash.patterns.expressions import value
from swarmgen.backends.bash.patterns.literals import quoted
from swarmgen.backends.bash.patterns.scope import Scope
from swarmgen.backends.bash.source import identifier
from swarmgen.backends.code import Code
from swarmgen.model import ir
from swarmgen.model.datatypes import Enum, Identifier, Reference, Text, plain
from swarmgen.model.expressions import Expression, Field, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What takes the answer of a function: `row` is the function for a row, `lists` those for rows of lists,
    `record` the kind of an answered record, and `told` its fields that the span tells of."""

    row: Code
    lists: dict[str, Code]
    record: ir.Record | None = None
    told: tuple[str, ...] = ()


def reply_view(step: ir.Reply, scope: Scope, answer: Answer, place: Code) -> views.ReplyView:
    """The lines of a reply, or of a row."""
    source = Source.RETURN if step.of is None else Source.ROW
    said = [line for name, each in step.values for line in _returned(names.input_(source, name), each, scope)]
    if step.record is not None and answer.record is not None:
        said += _record(answer.record, names.bound(step.record), answer.told)
    if step.is_row:
        said.append(Code(f"{answer.row} || return 1") if step.of is None else answer.lists[step.of])
    return views.ReplyView(place=place, lines=tuple(said))


def _record(kind: ir.Record, at: Code, told: tuple[str, ...]) -> Iterator[Code]:
    shown = quoted(Code(" ".join(each.name for each in kind.fields if not each.link)))
    yield Code(f'answers_record {names.kind(kind.name)} "{names.expand(at)}" {shown} || return 1')
    types = {each.name: plain(each.type) for each in kind.fields}
    for name in told:
        cell = names.cell(kind.name, at, name)
        yield Code(f"REPLY={cell[:-1]}#null}}")
        match types.get(name):
            case Reference(record=other):
                yield Code(f'answers_reference {names.kind(other)} "${{REPLY}}" || return 1')
            case Identifier() | Enum():
                yield Code('REPLY=${REPLY//\\"/}')
            case _:
                pass
        yield Code(f"{names.returned(name)}=${{REPLY}}")


def _returned(name: Code, expression: Expression, scope: Scope) -> Iterator[Code]:
    """The lines that set a variable of the reply. A text may be kept outside its slot: then it is read."""
    if isinstance(expression, Field) and isinstance(plain(expression.type), Text):
        bound = names.expand(scope.cells(expression.binding, expression.record).at)
        words = f'{names.kind(expression.record)} "{bound}" {identifier(expression.field)}'
        yield Code(f"transaction_text {words} || return 1")
        yield Code(f"{name}=${{REPLY}}")
        return
    found = value(expression, scope)
    yield from found.before
    yield Code(f"{name}={found.side}")
