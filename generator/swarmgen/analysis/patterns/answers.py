"""How operations answer: reply and rows, as the last step of every way through."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import replace

from swarmgen.analysis.patterns.assign import Target
from swarmgen.analysis.patterns.expressions import Reader
from swarmgen.analysis.patterns.finds import owned_list, queue_of
from swarmgen.analysis.patterns.mistakes import Mistake, Silent, reported, unknown
from swarmgen.analysis.patterns.parsing import Parsed, parse
from swarmgen.analysis.patterns.scope import Broken, Flow, Kind, Record, check_free
from swarmgen.analysis.patterns.texts import check_not_copied
from swarmgen.analysis.patterns.unify import type_name
from swarmgen.analysis.patterns.unit import Answer, Unit
from swarmgen.diagnostics import Place
from swarmgen.model import expressions as e
from swarmgen.model import ir
from swarmgen.model.datatypes import COUNT_MAX, Int, Reference, Type, plain
from swarmgen.spec.patterns import syntax as s
from swarmgen.spec.patterns.source import Name, Written


def _answering(unit: Unit, place: Place, what: str) -> Answer:
    """What the operation answers with.

    Raises:
        Mistake: where nothing can be answered.
    """
    if unit.answer is None:
        hint = "what procedures find out, operations answer"
        raise Mistake("misplaced-reply", f"a procedure has no {what}", place, hint=hint)
    if unit.depth:
        raise Mistake("misplaced-reply", f"a loop has no {what}: it would be given again and again", place)
    unit.flow.is_ended = True
    return unit.answer


def reply(unit: Unit, spec: s.ReplySpec) -> ir.Step:
    """`reply: {return: value, …}`, or `reply: {record: name}` where the operation returns a record."""
    if spec.of is not None:
        return _listed(unit, spec, spec.of)
    answer = _listing(unit, spec) if spec.is_row else _answering(unit, spec.place, "reply")
    if answer.rows is not None or (answer.is_listed and not spec.is_row):
        hint = "row: {name: …}" if answer.is_listed else "rows: {name: …}"
        raise Mistake("misplaced-reply", "the operation answers with rows", spec.place, hint=hint)
    if answer.record is not None:
        return ir.Reply(values=(), record=_replied(unit, spec, answer.record), place=spec.place)
    return ir.Reply(values=_values(unit, spec, answer.values), record=None, is_row=spec.is_row, place=spec.place)


def _listed(unit: Unit, spec: s.ReplySpec, of: Name) -> ir.Step:
    """`row: {…}` with `of`: a row of a list in the answer."""
    if unit.answer is None:
        hint = "what procedures find out, operations answer"
        raise Mistake("misplaced-reply", "a procedure has no row", spec.place, hint=hint)
    if of.text not in unit.answer.lists:
        raise unknown("list", of.text, of.place, unit.answer.lists)
    values = _values(unit, spec, unit.answer.lists[of.text])
    return ir.Reply(values=values, record=None, is_row=True, of=of.text, place=spec.place)


def _values(unit: Unit, spec: s.ReplySpec, wanted: Mapping[str, Type | None]) -> tuple[tuple[str, e.Expression], ...]:
    """The values of a reply or a row, in the order in which they are declared."""
    given = {name.text: written for name, written in spec.values}
    for name, _ in spec.values:
        if name.text not in wanted:
            with reported(unit.world.sink):
                raise unknown("return", name.text, name.place, wanted)
    missing = [name for name in wanted if name not in given]
    if missing:
        hint = f"add {', '.join(missing)}"
        raise Mistake("missing-reply", "the reply does not hold all returns", spec.place, hint=hint)
    values = []
    for word, type_ in wanted.items():
        with reported(unit.world.sink):
            if type_ is None:
                raise Silent
            value = unit.value(given[word], Target(f'the return "{word}"', type_))[0]
            if not isinstance(value, e.Field):
                check_not_copied(value, given[word].place)
            values.append((word, value))
    return tuple(values)


def _listing(unit: Unit, spec: s.ReplySpec) -> Answer:
    """What the operation answers with rows of.

    Raises:
        Mistake: where there are no rows.
    """
    if unit.answer is None:
        hint = "what procedures find out, operations answer"
        raise Mistake("misplaced-reply", "a procedure has no row", spec.place, hint=hint)
    if not unit.answer.is_listed:
        hint = "say of which list: of: name" if unit.answer.lists else "add rows: true"
        raise Mistake("misplaced-reply", "the operation does not return rows", spec.place, hint=hint)
    return unit.answer


def _replied(unit: Unit, spec: s.ReplySpec, kind: str) -> str:
    if [name.text for name, _ in spec.values] != ["record"]:
        message = "the operation answers with a record"
        raise Mistake("missing-reply", message, spec.place, hint="reply: {record: name}")
    written = spec.values[0][1]
    binding = written.text.strip()
    local = unit.flow.names.get(binding)
    if isinstance(local, Broken):
        raise Silent
    if not isinstance(local, Record):
        raise unknown("bound record", binding, written.place, unit.flow.names)
    if local.kind != kind:
        raise Mistake("type-error", f'a record of kind "{kind}" is returned, not "{local.kind}"', written.place)
    if local.is_optional and ("name", binding) not in unit.flow.present:
        raise Mistake("maybe-absent", f'"{binding}" may be no record here', written.place)
    return binding


def rows(unit: Unit, spec: s.RowsSpec) -> ir.Step:
    """`rows: {name: kind}`, `kind.queue`, `owner.list`, or a record with `follow`."""
    answer = _answering(unit, spec.place, "rows")
    if answer.rows is None:
        hint = "returns: {rows: kind, columns: […]}"
        raise Mistake("misplaced-reply", "the operation does not return rows", spec.place, hint=hint)
    check_free(unit.flow, spec.binding)
    found = _source(unit, spec)
    if found.record != answer.rows:
        message = f'records of kind "{answer.rows}" are returned, not "{found.record}"'
        raise Mistake("type-error", message, spec.source.place)
    flow = unit.flow.copy()
    flow.bind(spec.binding.text, Record(found.record, spec.binding.place))
    while_, where = (
        Reader(replace(unit.scope(), flow=flow), parsed).condition(parsed.root) if parsed is not None else None
        for parsed in (None if written is None else parse(written) for written in (spec.while_, spec.where))
    )
    if spec.while_ is not None and (found.list is None or found.to is not None):
        raise Mistake("type-error", "only a list is read up to a condition", spec.while_.place, hint="use where")
    if spec.start is not None and not found.every:
        message = "only the records of a kind are read on from a number"
        raise Mistake("type-error", message, spec.start.place, hint="drop from")
    if spec.archived is not None and not found.every:
        message = "only the records of a kind are read without the archived ones"
        raise Mistake("type-error", message, spec.archived.place, hint="drop archived")
    start = number(unit, spec.start, '"from"') if spec.start is not None else None
    archived = unit.condition(spec.archived) if spec.archived is not None else None
    limit = number(unit, spec.limit, '"limit"')
    return replace(found, start=start, while_=while_, where=where, limit=limit, archived=archived)


def number(unit: Unit, written: Written, what: str) -> e.Expression:
    return unit.value(written, Target(what, Int(0, COUNT_MAX)))[0]


def _source(unit: Unit, spec: s.RowsSpec) -> ir.Rows:
    """The step with what it takes its rows from."""
    parsed = parse(spec.source)
    root = parsed.root
    empty = ir.Rows(
        binding=spec.binding.text,
        record="",
        every=False,
        queue=None,
        list=None,
        owner=None,
        to=None,
        start=None,
        while_=None,
        where=None,
        limit=e.Literal(0, Int()),
        place=spec.place,
    )
    if spec.follow is not None:
        return _followed(unit, spec, spec.follow, parsed, empty)
    if isinstance(root, ast.Name):
        return replace(empty, every=True, record=unit.world.kind(Name(root.id, parsed.place(root))).name)
    listed = owned_list(unit, spec.source)
    if listed is not None:
        return replace(empty, owner=listed[0], list=listed[1], record=listed[1].record)
    kind, queue = queue_of(unit, parsed)
    return replace(empty, queue=queue, record=kind.name)


def _followed(unit: Unit, spec: s.RowsSpec, follow: s.FollowSpec, parsed: Parsed, empty: ir.Rows) -> ir.Rows:
    """From a bound record along a list of it, whose members refer to records of the same kind."""
    root = parsed.root
    local = unit.flow.names.get(root.id) if isinstance(root, ast.Name) else None
    if isinstance(local, Broken):
        raise Silent
    if not isinstance(local, Record) or not isinstance(root, ast.Name):
        raise Mistake("type-error", "a tree begins with a bound record", spec.source.place)
    if local.is_optional and ("name", root.id) not in unit.flow.present:
        raise Mistake("maybe-absent", f'"{root.id}" may be no record here', spec.source.place)
    scope = unit.flow
    unit.flow = Flow(dict(scope.names), scope.present, dict(scope.states))
    unit.flow.bind(spec.binding.text, Record(local.kind, spec.binding.place))
    try:
        listed = owned_list(unit, follow.list)
    finally:
        unit.flow = scope
    if listed is None or listed[0] != spec.binding.text:
        message = f'the list must be one of "{spec.binding}"'
        raise Mistake("type-error", message, follow.list.place, hint=f"write {spec.binding}.list")
    edge = unit.world.kinds[listed[1].record]
    to = _edge_field(parse(follow.to), follow.edge, edge, local.kind)
    return replace(empty, record=local.kind, owner=root.id, list=listed[1], to=to)


def _edge_field(parsed: Parsed, edge: Name, kind: Kind, wanted: str) -> str:
    root = parsed.root
    if not isinstance(root, ast.Attribute) or not isinstance(root.value, ast.Name) or root.value.id != edge.text:
        raise Mistake("type-error", f'the next record is a field of "{edge}"', parsed.place(root))
    field = kind.field(parsed.attribute(root), parsed.end_place(root))
    if plain(field.type) != Reference(wanted):
        message = f'"{field.name}" must refer to a record of kind "{wanted}", not be {type_name(field.type)}'
        raise Mistake("type-error", message, parsed.end_place(root))
    return field.name


def check_branches(spec: s.WhenSpec, branches: Sequence[Sequence[ir.Step]], ends: Sequence[Flow]) -> None:
    """Where one branch answers, the other must answer or refuse too: nothing follows a reply.

    Raises:
        Mistake: if one goes on.
    """
    for steps, flow in zip(branches, ends, strict=True):
        if flow.is_ended and steps and answers(steps[-1]):
            message = "one branch answers and the other goes on"
            raise Mistake("missing-reply", message, spec.place, hint="answer in both, or after both")


def answers(step: ir.Step) -> bool:
    """Whether a step that ends an operation answers on some way."""
    match step:
        case ir.Reply(is_row=is_row):
            return not is_row
        case ir.Rows():
            return True
        case ir.When(then=then, otherwise=otherwise):
            return any(branch and answers(branch[-1]) for branch in (then, otherwise))
        case _:
            return False


def check_answered(unit: Unit, steps: Sequence[ir.Step], place: Place) -> None:
    """Every way through an operation ends with an answer, or is refused.

    Raises:
        Mistake: if one does not.
    """
    if unit.answer is not None and unit.answer.is_listed:
        return
    if not unit.flow.is_ended and not unit.is_excused:
        what = "rows" if unit.answer is not None and unit.answer.rows is not None else "reply"
        last = steps[-1].place if steps else place
        raise Mistake(
            "missing-reply", f"the operation ends without an answer: after this step a {what} is missing", last
        )
