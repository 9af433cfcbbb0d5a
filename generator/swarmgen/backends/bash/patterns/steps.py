"""Steps as bash. What a step looks like stands in `templates/steps/<step>/bash.j2`; here its parts are prepared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import assert_never

from jinja2 import Environment

from swarmgen.backends.bash.patterns import changes, names, views
from swarmgen.backends.bash.patterns.archiving import archive_view
from swarmgen.backends.bash.patterns.conditions import condition
from swarmgen.backends.bash.patterns.expressions import Value, value
from swarmgen.backends.bash.patterns.literals import inside, quoted
from swarmgen.backends.bash.patterns.messages import message
from swarmgen.backends.bash.patterns.replies import Answer, reply_view
from swarmgen.backends.bash.patterns.rows import rows_view
from swarmgen.backends.bash.patterns.scope import Cells, Scope
from swarmgen.backends.bash.source import comment, identifier
from swarmgen.backends.code import Code
from swarmgen.diagnostics import Place
from swarmgen.model import ir
from swarmgen.model.datatypes import COUNT_MAX, Bool, Decimal, Int, Optional, Reference, plain
from swarmgen.model.expressions import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """Renders the steps of one function."""

    templates: Environment
    kinds: Mapping[str, ir.Record]
    procedures: Mapping[str, ir.Procedure]
    answer: Answer

    def block(self, steps: Iterable[ir.Step], scope: Scope) -> Code:
        """Steps one after the other; `:` where there are none."""
        return Code("\n".join(self._step(step, scope) for step in steps) or ":")

    def _step(self, step: ir.Step, scope: Scope) -> Code:
        match step:
            case ir.Let():
                return self._render("let", self._let(step, scope))
            case ir.Require():
                return self._require(step, scope)
            case ir.Fail():
                refusal = self._refusal(step.refusal, scope)
                return self._render("fail", views.FailView(place=_place(step.place, "fail"), refusal=refusal))
            case ir.When():
                return self._when(step, scope)
            case ir.EachName():
                return self._each_name(step, scope)
            case ir.EachRow():
                return self._each_row(step, scope)
            case ir.EachMember():
                return self._each_member(step, scope)
            case ir.EachRecord():
                return self._each_record(step, scope)
            case ir.Call():
                return self._call(step, scope)
            case ir.Get():
                return self._get(step, scope)
            case ir.Create():
                bound = scope.locals.add(names.bound(step.binding))
                return self._render("create", changes.create_view(step, bound, scope, self.kinds, _place))
            case ir.Set():
                return self._render("set", changes.set_view(step, scope, self.kinds, _place))
            case ir.Take():
                return self._take(step, scope)
            case ir.Rows():
                scope.locals.add(names.bound(step.binding))
                return self._render(
                    "rows", rows_view(step, scope, self.answer.row, _place(step.place, f"rows {step.binding}"))
                )
            case ir.Archive():
                return self._render("archive", archive_view(step, scope, _place(step.place, f"archive {step.binding}")))
            case ir.Reply():
                place = _place(step.place, "row" if step.is_row else "reply")
                return self._render("reply", reply_view(step, scope, self.answer, place))
            case _ as never:
                assert_never(never)

    def _render(self, step: str, view: object) -> Code:
        text = self.templates.get_template(f"steps/{step}/bash.j2").render(step=view)
        return lines(Code(line) for line in text.split("\n") if line.strip())

    def _refusal(self, refusal: ir.Refusal, scope: Scope) -> Code:
        said = message(refusal.message, scope, lambda kind: self.kinds[kind])
        words = f"{int(refusal.exit)} {said.word}{' recorded' * refusal.recorded}{' again' * refusal.again}"
        view = views.RefusalView(before=said.before, words=Code(words))
        return Code(self.templates.get_template("bash/patterns/refusal.j2").render(refusal=view).rstrip("\n"))

    def _let(self, step: ir.Let, scope: Scope) -> views.LetView:
        name, found = scope.locals.add(names.variable(step.name)), value(step.value, scope)
        bounds = plain(step.type)
        check = None
        if step.checked and isinstance(bounds, Int | Decimal):
            check = Code(f"{found.word} {quoted(Code(str(bounds.low)))} {bounds.high} {quoted(identifier(step.name))}")
        return views.LetView(
            place=_place(step.place, f"let {step.name}"), before=found.before, check=check, name=name, value=found.side
        )

    def _require(self, step: ir.Require, scope: Scope) -> Code:
        test = condition(step.condition, scope, negated=True)
        return self._render(
            "require",
            views.RequireView(
                place=_place(step.place, "require"),
                before=test.before,
                refused=test.command,
                refusal=self._refusal(step.otherwise, scope),
            ),
        )

    def _when(self, step: ir.When, scope: Scope) -> Code:
        test = condition(step.condition, scope)
        otherwise = self.block(step.otherwise, scope) if step.otherwise else None
        return self._render(
            "when",
            views.WhenView(
                place=_place(step.place, "when"),
                before=test.before,
                condition=test.command,
                then=self.block(step.then, scope),
                otherwise=otherwise,
            ),
        )

    def _each_name(self, step: ir.EachName, scope: Scope) -> Code:
        name, rest = scope.locals.add(names.variable(step.name)), scope.locals.temporary()
        values = value(step.values, scope)
        return self._render(
            "each_name",
            views.EachNameView(
                place=_place(step.place, f"each {step.name}"),
                before=values.before,
                values=values.side,
                name=name,
                rest=rest,
                steps=self.block(step.steps, scope),
            ),
        )

    def _each_row(self, step: ir.EachRow, scope: Scope) -> Code:
        return self._render(
            "each_row",
            views.EachRowView(
                place=_place(step.place, f"each {step.name}"),
                name=scope.locals.add(names.variable(step.name)),
                rows=Code(" ").join(quoted(inside(str(row))) for row in step.rows),
                steps=self.block(step.steps, scope),
            ),
        )

    def _each_member(self, step: ir.EachMember, scope: Scope) -> Code:
        bound, rest = scope.locals.add(names.bound(step.binding)), scope.locals.temporary()
        return self._render(
            "each_member",
            views.EachMemberView(
                place=_place(step.place, f"each {step.binding}"),
                members=self._members(step, bound, rest, scope),
                bound=bound,
                rest=rest,
                kind=names.kind(step.list.record),
                steps=self.block(step.steps, scope),
            ),
        )

    def _each_record(self, step: ir.EachRecord, scope: Scope) -> Code:
        bound, at = scope.locals.add(names.bound(step.binding)), scope.locals.temporary()
        return self._render(
            "each_record",
            views.EachRecordView(
                place=_place(step.place, f"each {step.binding}"),
                at=at,
                bound=bound,
                kind=names.kind(step.record),
                steps=self.block(step.steps, scope),
            ),
        )

    def _members(self, step: ir.EachMember, bound: Code, rest: Code, scope: Scope) -> Code:
        """Lines that set REPLY to the members of a list, or to those at its beginning."""
        owner = names.expand(names.bound(step.owner))
        if step.while_ is None and step.limit is None:
            return Code(f'{names.link(step.list.record, step.list.name, "members")} "{owner}" || return 1')
        limit = value(step.limit if step.limit is not None else Literal(COUNT_MAX, Int()), scope)
        unwanted = condition(step.while_ if step.while_ is not None else Literal(True, Bool()), scope, negated=True)
        begin = Code(f'{names.link(step.list.record, step.list.name, "walk_begin")} "{owner}"')
        view = views.BeginningView(
            begin=lines((*limit.before, begin)),
            following=names.link(step.list.record, step.list.name, "walk_next"),
            limit=limit.side,
            left=scope.locals.temporary(),
            bound=bound,
            before=lines(unwanted.before),
            unwanted=unwanted.command,
            number=names.held(step.list.record, bound),
            rest=rest,
        )
        text = self.templates.get_template("links/bash/list_beginning.j2").render(step=view)
        return lines(Code(line) for line in text.split("\n") if line.strip())

    def _call(self, step: ir.Call, scope: Scope) -> Code:
        procedure = self.procedures[step.procedure]
        given, bound = dict(step.values), dict(step.records)
        found = [value(given[name], scope) for name, _ in procedure.values]
        numbers = [f'"{names.expand(names.bound(bound[binding]))}"' for binding, _ in procedure.records]
        words = " ".join((names.procedure(step.procedure), *numbers, *(each.word for each in found)))
        before = tuple(line for each in found for line in each.before)
        place = _place(step.place, f"call {step.procedure}")
        return self._render("call", views.CallView(place=place, before=before, call=Code(words)))

    def _get(self, step: ir.Get, scope: Scope) -> Code:
        key, bound = value(step.key, scope), scope.locals.add(names.bound(step.binding))
        refusal = self._refusal(step.otherwise, scope) if step.otherwise and not step.optional else None
        return self._render(
            "get",
            views.GetView(
                place=_place(step.place, f"{'find' if step.optional else 'get'} {step.binding}"),
                before=lines((*key.before, *_binding(step, key, bound, may_miss=step.optional or refusal is not None))),
                bound=bound,
                refusal=refusal,
            ),
        )

    def _take(self, step: ir.Take, scope: Scope) -> Code:
        queue = step.queue
        inner = scope.bind(step.binding, Cells(record=queue.class_record, at=Code("class")))
        where = condition(step.where, inner)
        for name in ("at", "class", "best", "best_rank", "best_sequence"):
            scope.locals.add(Code(name))
        return self._render(
            "take",
            views.TakeView(
                place=_place(step.place, f"take {step.binding}"),
                classes=names.kind(queue.class_record),
                before=lines(where.before),
                where=where.command,
                offer=names.link(queue.record, queue.name, "offer"),
                kind=names.kind(queue.record),
                bound=scope.locals.add(names.bound(step.binding)),
                refusal=self._refusal(step.otherwise, scope),
            ),
        )


def lines(found: Iterable[Code]) -> Code:
    """Lines as one text."""
    return Code("\n").join(found)


def _binding(step: ir.Get, key: Value, bound: Code, *, may_miss: bool) -> Iterator[Code]:
    """The lines that bind a record: by reference, by an id that may be unknown, by one that must be known."""
    kind, is_optional = names.kind(step.record), isinstance(step.key.type, Optional)
    guard = f"[[ -z {key.text} ]] || " if is_optional else ""
    if is_optional or may_miss:
        yield Code("REPLY=''")
    if isinstance(plain(step.key.type), Reference):
        yield Code(f'{guard}transaction_load {kind} "{key.text}" || return 1')
    elif may_miss:
        yield Code(f"{guard}transaction_find {kind} {key.word} || return 1")
    else:
        yield Code(f"transaction_get {kind} {key.word} || return 1")
    yield Code(f"{bound}=${{REPLY}}")


def _place(place: Place, what: str) -> Code:
    """The comment before a step: where it stands in the spec."""
    return comment(f"{PurePosixPath(place.path).name}:{place.line} {what}")
