"""The steps that change records: which values need a variable, which links are left and entered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Final

from swarmgen.backends.bash.patterns import names
from swarmgen.backends.bash.patterns.cells import is_absent, stored
from swarmgen.backends.bash.patterns.counts import left, taken_on
from swarmgen.backends.bash.patterns.expressions import Value, value
from swarmgen.backends.bash.patterns.literals import inside, quoted, word
from swarmgen.backends.bash.patterns.scope import Scope
from swarmgen.backends.bash.patterns.views import ChangeView
from swarmgen.backends.code import Code
from swarmgen.diagnostics import Place
from swarmgen.model import expressions as e
from swarmgen.model import ir
from swarmgen.model.datatypes import Decimal, Enum, Int, Optional, plain
from swarmgen.model.expressions import Comparison, Expression

Kinds = Mapping[str, ir.Record]
Places = Callable[[Place, str], Code]
_Link = ir.Queue | ir.List | ir.Due


def create_view(step: ir.Create, bound: Code, scope: Scope, kinds: Kinds, place: Places) -> ChangeView:
    """A new record: made, its values computed, then assigned, then entered where it belongs."""
    record = kinds[step.record]
    identity = Value(Code("")) if step.id is None else value(step.id, scope)
    own = _own_id(step, record)
    made = "records_create" if own else "transaction_create"
    found = [(each, value(each.value, scope)) for each in step.assignments if each.field.name != "id"]
    # The new record is bound before its values are computed only if none of them speaks of the name it gets.
    values = _kept(step.record, found, scope, is_early=True)
    lines = (
        *identity.before,
        *(line for lines, _, _ in values for line in lines),
        Code(f"{made} {names.kind(step.record)} {identity.word}{own} || return 1"),
        Code(f"{bound}=${{REPLY}}"),
        *_checks(record, bound, values),
    )
    return ChangeView(
        place=place(step.place, f"create {step.binding}"),
        before=lines,
        kind=names.kind(step.record),
        bound=bound,
        assignments=tuple(line for _, each, kept in values for line in stored(record, bound, each, kept)),
        enters=(
            *taken_on(record, _first_state(step, record), kinds),
            *_entering(record, step.enters, bound, {each.field.name: each.value for each, _ in found}, strict=True),
        ),
    )


def _first_state(step: ir.Create, record: ir.Record) -> str | None:
    """The state of a new record, which is written out."""
    field = record.lifecycle.field if record.lifecycle is not None else None
    found = next((each.value for each in step.assignments if each.field.name == field), None)
    return str(found.value) if isinstance(found, e.Literal) else None


def _own_id(step: ir.Create, record: ir.Record) -> str:
    """How messages call the input that the new record's id comes from, as a further word."""
    if step.id is None or record.prefix is None:
        return ""
    if not isinstance(step.id, e.Input):
        return f" {quoted(inside(record.name))}"
    name = names.dashed(step.id.name)
    return f" {quoted(inside(f'--{name}' if step.id.source is e.Source.OPTION else name.upper()))}"


def set_view(step: ir.Set, scope: Scope, kinds: Kinds, place: Places) -> ChangeView:
    """A change: the move is checked, values computed, links left, fields assigned, links entered."""
    record, bound = kinds[step.record], scope.cells(step.binding, step.record).at
    found = [(each, value(each.value, scope)) for each in step.assignments]
    touched = {field for name in step.relinks for field in _changed_by(_link(record, name))}
    values = _kept(step.record, found, scope, touched=touched)
    new: dict[str, Expression] = {each.field.name: each.value for each, _ in found}
    assignments = [line for _, each, kept in values for line in stored(record, bound, each, kept)]
    if step.state is not None and record.lifecycle is not None:
        field = next(each for each in record.fields if each.name == record.lifecycle.field)
        new[field.name] = e.Literal(step.state, field.type)
        place_ = names.place(step.record, bound, field.name)
        assignments.append(Code(f"{place_}={quoted(word(inside(step.state)))}"))
    lines = (
        *_move_check(step, record, bound),
        *(line for lines, _, _ in values for line in lines),
        *_checks(record, bound, values),
        *(
            Code(f'{names.link(step.record, name, "leave")} "{names.expand(bound)}" || return 1')
            for name in step.relinks
        ),
        *left(step, record, bound, kinds),
        *taken_on(record, step.state, kinds),
    )
    return ChangeView(
        place=place(step.place, f"{f'move {step.binding} to {step.state}' if step.state else f'set {step.binding}'}"),
        before=lines,
        kind=names.kind(step.record),
        bound=bound,
        assignments=tuple(assignments),
        enters=_entering(record, step.relinks, bound, new, strict=step.strict),
    )


_Kept = tuple[tuple[Code, ...], ir.Assignment, Value]


def _kept(
    record: str,
    found: Sequence[tuple[ir.Assignment, Value]],
    scope: Scope,
    *,
    touched: Iterable[tuple[str, str]] = (),
    is_early: bool = False,
) -> list[_Kept]:
    """Each value with the lines before it, in a variable where an assignment or a link before changes what it reads."""
    changed = set(touched)
    result: list[_Kept] = []
    for assignment, each in found:
        reads = set(_reads(assignment.value))
        is_kept = bool(reads & changed) or assignment.checked or (is_early and bool(reads))
        if is_kept and not (each.text.startswith("${t_") and each.before):
            kept = scope.locals.temporary()
            result.append(((*each.before, Code(f"{kept}={each.side}")), assignment, Value(names.expand(kept))))
        else:
            result.append((each.before, assignment, each))
        changed.add((record, assignment.field.name))
    return result


def _reads(node: object) -> Iterator[tuple[str, str]]:
    """The fields of records that an expression reads."""
    if isinstance(node, e.Field):
        yield node.record, node.field
    elif isinstance(node, tuple):
        for each in node:
            yield from _reads(each)
    elif is_dataclass(node):
        for each in fields(node):
            yield from _reads(getattr(node, each.name))


def _checks(record: ir.Record, bound: Code, values: Sequence[_Kept]) -> Iterator[Code]:
    for _, assignment, kept in values:
        bounds = plain(assignment.field.type)
        if not assignment.checked or not isinstance(bounds, Int | Decimal):
            continue
        what = quoted(Code(f"{inside(assignment.field.name)} of {called(record, bound)}"))
        low = quoted(Code(str(bounds.low)))
        check = f"transaction_check {kept.word} {low} {bounds.high} {what} || return 1"
        yield Code(f"[[ -z {kept.text} ]] || {check}" if isinstance(assignment.field.type, Optional) else check)


def called(record: ir.Record, bound: Code) -> Code:
    """A record in a message, inside double quotes: `work "w-7"`, or `dependency 3`."""
    if record.prefix is None:
        return Code(f"{inside(record.name)} {names.held(record.name, bound)}")
    return Code(f"{inside(record.name)} {names.cell(record.name, bound, 'id')}")


def _move_check(step: ir.Set, record: ir.Record, bound: Code) -> Iterator[Code]:
    if step.state is None or record.lifecycle is None:
        return
    field = next(each for each in record.fields if each.name == record.lifecycle.field)
    members = plain(field.type)
    if isinstance(members, Enum) and set(members.members) <= set(step.sources):
        return
    cell = names.cell(record.name, bound, field.name)
    tests = [f"{cell} != {quoted(word(inside(each)))}" for each in step.sources]
    shown = f'{cell[:-1]}//\\"/}}'
    yield Code(f"if [[ {' && '.join(tests)} ]]; then")
    yield Code(f'transaction_refuse 3 "{called(record, bound)} is {shown}; it cannot become {inside(step.state)}"')
    yield Code("return 1")
    yield Code("fi")


def _link(record: ir.Record, name: str) -> _Link:
    links: tuple[_Link, ...] = (*record.queues, *record.lists, *record.dues)
    return next(each for each in links if each.name == name)


def _changed_by(link: _Link) -> Iterator[tuple[str, str]]:
    """The declared fields that entering or leaving a link changes besides its own bookkeeping."""
    match link:
        case ir.List():
            yield link.owner, link.count_field
        case ir.Queue():
            yield link.record, link.sequence_field
        case ir.Due():
            pass


def _entering(
    record: ir.Record, links: Iterable[str], bound: Code, new: Mapping[str, Expression], *, strict: bool
) -> tuple[Code, ...]:
    """Calls for the links that the record may enter with these new values."""
    calls = []
    for name in links:
        link = _link(record, name)
        if _may_enter(link, new):
            mark = " strict" if strict and isinstance(link, ir.Queue) else ""
            calls.append(Code(f'{names.link(record.name, name, "enter")} "{names.expand(bound)}"{mark} || return 1'))
    return tuple(calls)


def _may_enter(link: _Link, new: Mapping[str, Expression]) -> bool:
    match link:
        case ir.Queue():
            return _known(link.when, new) is not False
        case ir.List():
            return not is_absent(new.get(link.by))
        case ir.Due():
            return not is_absent(new.get(link.at))


_EQUAL: Final = (Comparison.EQUAL, Comparison.UNEQUAL)


def _known(when: Expression, new: Mapping[str, Expression]) -> bool | None:
    """What a condition on the record comes to when some of its fields are known; None when that cannot be told."""
    match when:
        case e.All(operands=operands):
            return False if any(_known(each, new) is False for each in operands) else None
        case e.Compare(operator=operator, left=e.Field(field=field), right=e.Literal(value=wanted)):
            given = new.get(field)
            if operator in _EQUAL and isinstance(given, e.Literal):
                return (given.value == wanted) == (operator is Comparison.EQUAL)
            return None
        case e.OneOf(operand=e.Field(field=field), members=members, negated=negated):
            given = new.get(field)
            return (given.value in members) != negated if isinstance(given, e.Literal) else None
        case _:
            return None
