"""Steps → changes of the records in memory."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, takewhile
from typing import assert_never

from swarmgen.interpret.evaluate import Scope, evaluate, integer, message, names, truth
from swarmgen.interpret.links import Links
from swarmgen.interpret.memory import Record
from swarmgen.interpret.refusals import Refused
from swarmgen.interpret.replies import Reply, Row
from swarmgen.interpret.texts import Value, shorten
from swarmgen.interpret.values import is_inside
from swarmgen.interpret.words import label
from swarmgen.model import expressions as e
from swarmgen.model import ir
from swarmgen.model.datatypes import Int, Reference, Type, plain


@dataclass(slots=True)
class Run:
    """One run of an operation's steps, or of a procedure that a tick calls. `changed`: any record was."""

    scope: Scope
    reply: Reply = field(default_factory=Reply)
    changed: bool = False
    counted: dict[tuple[str, str], int] = field(default_factory=dict)
    """By owner and field: by how much the records in a state became more."""

    def settle(self) -> None:
        """Add what was counted to the records that keep the counts; to be called when all steps are done.

        Raises:
            Refused: with exit 8, if a count would leave its range.
        """
        for (owner, name), change in self.counted.items():
            if change:
                record = self.scope.memory.records[owner][1]
                count = record[name]
                assert isinstance(count, int), f"{name} of {owner} is no number"
                what = f"{name} of {_called(owner, record)}"
                record[name] = self._checked(count + change, Int(), what, checked=True)
        self.counted = {}

    def _count(self, kind: str, state: Value, change: int) -> None:
        """Note that there is one record more, or less, in a state."""
        lifecycle = next(one.lifecycle for one in self.scope.pattern.records if one.name == kind)
        for counted, name in lifecycle.counts if lifecycle is not None else ():
            if counted == state and lifecycle is not None and lifecycle.counted_in is not None:
                place = (lifecycle.counted_in, name)
                self.counted[place] = self.counted.get(place, 0) + change

    def steps(self, steps: Iterable[ir.Step]) -> None:
        """Run steps in turn.

        Raises:
            Refused: where a step says no; what the steps before it did must be thrown away then.
        """
        for step in steps:
            self._step(step)

    def procedure(self, name: str, bindings: dict[str, int | None], variables: dict[str, Value]) -> None:
        """Run a procedure with its parameters."""
        found = next(one for one in self.scope.pattern.procedures if one.name == name)
        outer = self.scope
        self.scope = outer.inner()
        self.scope.bindings, self.scope.variables = bindings, variables
        self.steps(found.steps)
        self.scope = outer

    def _step(self, step: ir.Step) -> None:
        scope = self.scope
        match step:
            case ir.Let(name=name, value=value, type=type_, checked=checked):
                scope.variables[name] = self._checked(evaluate(value, scope), type_, name, checked)
            case ir.Require(condition=condition, otherwise=otherwise):
                if not truth(condition, scope):
                    raise self._refused(otherwise)
            case ir.Fail(refusal=refusal):
                raise self._refused(refusal)
            case ir.When(condition=condition, then=then, otherwise=otherwise):
                self.steps(then if truth(condition, scope) else otherwise)
            case ir.EachName(name=name, values=values, steps=steps):
                for member in names(values, scope):
                    scope.variables[name] = member
                    self.steps(steps)
            case ir.EachMember(binding=binding, steps=steps):
                for number in sorted(self._chosen(step)):
                    scope.bindings[binding] = number
                    self.steps(steps)
            case ir.EachRow(name=name, rows=rows, steps=steps):
                for row in rows:
                    scope.variables[name] = row
                    self.steps(steps)
            case ir.EachRecord(binding=binding, record=kind, steps=steps):
                for number in sorted(scope.memory.records[kind]):
                    scope.bindings[binding] = number
                    self.steps(steps)
            case ir.Call(procedure=procedure, records=records, values=values):
                bindings = {name: scope.bindings[binding] for name, binding in records}
                self.procedure(procedure, bindings, {name: evaluate(value, scope) for name, value in values})
            case ir.Get():
                scope.bindings[step.binding] = self._get(step)
            case ir.Create():
                self._create(step)
            case ir.Set():
                self._set(step)
            case ir.Take():
                self._take(step)
            case ir.Rows():
                self._rows(step)
            case ir.Archive():
                self._archive(step)
            case ir.Reply(values=values, record=record):
                if step.is_row:
                    to = self.reply.listed if step.of is None else self.reply.lists.setdefault(step.of, [])
                    to.append({name: evaluate(value, scope) for name, value in values})
                elif record is not None:
                    self.reply.record = self._bound(record)
                else:
                    self.reply.values = {name: evaluate(value, scope) for name, value in values}
            case _:
                assert_never(step)

    def _chosen(self, step: ir.EachMember) -> Iterator[int]:
        """The members of a list that the steps run for."""
        most = None if step.limit is None else integer(step.limit, self.scope)
        listed = Links(self.scope).listed(step.list, self._bound(step.owner))
        return takewhile(lambda number: self._holds(step.while_, step.binding, number), islice(listed, most))

    def _holds(self, condition: e.Expression | None, binding: str, number: int) -> bool:
        """Whether a condition, if there is one, holds for a record."""
        self.scope.bindings[binding] = number
        return condition is None or truth(condition, self.scope)

    def _bound(self, binding: str) -> int:
        number = self.scope.bindings[binding]
        assert number is not None, f"{binding} is bound to nothing"
        return number

    def _refused(self, refusal: ir.Refusal) -> Refused:
        return Refused(int(refusal.exit), message(refusal.message, self.scope), recorded=refusal.recorded)

    def _get(self, step: ir.Get) -> int | None:
        if step.list is not None:
            assert isinstance(step.key, e.Field), "the first of a list is found through its owner"
            return next(Links(self.scope).listed(step.list, self._bound(step.key.binding)), None)
        key = evaluate(step.key, self.scope)
        if isinstance(plain(step.key.type), Reference):
            assert key is None or isinstance(key, int), f"{key!r} is no reference"
            return key
        number = None if key is None else self.scope.memory.by_id(step.record, str(key))
        if number is None and not step.optional:
            if step.otherwise is not None:
                raise self._refused(step.otherwise)
            raise Refused(6, f'no {step.record} "{shorten(str(key))}"')
        return number

    def _create(self, step: ir.Create) -> None:
        kind = next(record for record in self.scope.pattern.records if record.name == step.record)
        records = self.scope.memory.records[step.record]
        number = max(records, default=0) + 1
        record: Record = {"number": number, **{one.name: one.initial for one in kind.fields}}
        if kind.prefix is not None:
            record["id"] = self._own_id(step, kind) or f"{kind.prefix}-{number}"
        values = [(one, evaluate(one.value, self.scope)) for one in step.assignments]
        records[number] = record
        for assignment, value in values:
            record[assignment.field.name] = self._assigned(assignment, value, step.record, record)
        self.scope.bindings[step.binding] = number
        if kind.lifecycle is not None:
            self._count(kind.name, record[kind.lifecycle.field], 1)
        Links(self.scope).enter(step.record, number, step.enters, strict=True)
        self.changed = True

    def _own_id(self, step: ir.Create, kind: ir.Record) -> str | None:
        if step.id is None:
            return None
        given = evaluate(step.id, self.scope)
        if given is None:
            return None
        if re.fullmatch(rf"{kind.prefix}-[1-9][0-9]{{0,18}}", str(given)):
            called = label((step.id.source, step.id.name)) if isinstance(step.id, e.Input) else kind.name
            raise Refused(2, f'{called}: "{given}" has the form of a made-up id')
        if self.scope.memory.by_id(kind.name, str(given)) is not None:
            raise Refused(3, f'{kind.name} "{given}" exists already')
        return str(given)

    def _set(self, step: ir.Set) -> None:
        number = self._bound(step.binding)
        record = self.scope.memory.records[step.record][number]
        lifecycle = next(one.lifecycle for one in self.scope.pattern.records if one.name == step.record)
        if step.state is not None and lifecycle is not None and record[lifecycle.field] not in step.sources:
            now = record[lifecycle.field]
            raise Refused(3, f"{_called(step.record, record)} is {now}; it cannot become {step.state}")
        values = [self._assigned(one, evaluate(one.value, self.scope), step.record, record) for one in step.assignments]
        links = Links(self.scope)
        links.leave(step.record, number, step.relinks)
        record |= {one.field.name: value for one, value in zip(step.assignments, values, strict=True)}
        if step.state is not None and lifecycle is not None:
            self._count(step.record, record[lifecycle.field], -1)
            self._count(step.record, step.state, 1)
            record[lifecycle.field] = step.state
        links.enter(step.record, number, step.relinks, strict=step.strict)
        self.scope.memory.touch(step.record, number)
        self.changed = True

    def _assigned(self, assignment: ir.Assignment, value: Value, kind: str, record: Record) -> Value:
        if value == assignment.field.initial:  # a field begins with its default, whatever its convention's range
            return value
        what = f"{assignment.field.name} of {_called(kind, record)}"
        return self._checked(value, assignment.field.type, what, assignment.checked)

    def _checked(self, value: Value, type_: Type, what: str, checked: bool) -> Value:
        if value is None or is_inside(value, plain(type_)):
            return value
        assert checked, f"{what} becomes {value}, which the compiler has ruled out"
        raise Refused(8, f"{what} would leave its range")

    def _take(self, step: ir.Take) -> None:
        for number in Links(self.scope).queued(step.queue):
            self.scope.bindings[step.binding] = number
            if truth(step.where, self.scope):
                return
        raise self._refused(step.otherwise)

    def _rows(self, step: ir.Rows) -> None:
        limit = integer(step.limit, self.scope)
        found = takewhile(lambda row: self._holds(step.while_, step.binding, row.number), self._candidates(step))
        wanted = [row for row in found if self._holds(step.where, step.binding, row.number)]
        self.reply.rows = wanted[:limit]
        self.reply.next = wanted[limit].number if step.every and len(wanted) > limit else None

    def _archive(self, step: ir.Archive) -> None:
        memory = self.scope.memory
        after, look, limit = (integer(each, self.scope) for each in (step.after, step.look, step.limit))
        highest = max(memory.records[step.record], default=0)
        first = place = min(after, highest)
        moved: list[int] = []
        while place < min(first + look, highest) and len(moved) < limit:
            place += 1
            if (step.record, place) not in memory.away and self._holds(step.where, step.binding, place):
                moved.append(place)
        memory.away |= {(step.record, number) for number in moved}
        self.changed |= bool(moved)
        told = {
            "moved": len(moved),
            "seen": place - first,
            "next": place if place < highest else 0,
            "left": highest - place,
        }
        self.scope.variables |= {name: told[word] for word, name in step.into}

    def _candidates(self, step: ir.Rows) -> Sequence[Row]:
        links = Links(self.scope)
        if step.every:
            start = 1 if step.start is None else integer(step.start, self.scope)
            is_all = step.archived is not None and truth(step.archived, self.scope)
            away = frozenset() if is_all else self.scope.memory.away
            numbers = sorted(self.scope.memory.records[step.record])
            return [Row(number) for number in numbers if number >= start and (step.record, number) not in away]
        if step.queue is not None:
            return [Row(number) for number in links.queued(step.queue)]
        assert step.list is not None and step.owner is not None, "rows come from a kind, a queue or a list"
        owner = self._bound(step.owner)
        if step.to is None:
            return [Row(number) for number in links.listed(step.list, owner)]
        rows: dict[int, Row] = {}
        self._follow(step.list, step.to, owner, 0, rows)
        return list(rows.values())

    def _follow(self, list_: ir.List, to: str, node: int, depth: int, rows: dict[int, Row]) -> None:
        if node in rows:
            return
        rows[node] = Row(node, depth)
        for member in Links(self.scope).listed(list_, node):
            following = self.scope.memory.records[list_.record][member][to]
            if isinstance(following, int):
                self._follow(list_, to, following, depth + 1, rows)


def _called(kind: str, record: Record) -> str:
    return f'{kind} "{record["id"]}"' if "id" in record else f"{kind} {record['number']}"
