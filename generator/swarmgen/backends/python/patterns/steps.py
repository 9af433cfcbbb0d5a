"""Steps as Python source: each is a template with a view, below a comment that names its place in the spec."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import assert_never

from jinja2 import Environment

from swarmgen.backends.code import Code
from swarmgen.backends.python.patterns.changes import create_view, set_view
from swarmgen.backends.python.patterns.expressions import Level, Names, constant, expression, opposite
from swarmgen.backends.python.patterns.names import annotation, listed, local
from swarmgen.backends.python.patterns.rows import rows_view
from swarmgen.backends.python.patterns.texts import message, place
from swarmgen.backends.python.patterns.views import (
    ArchiveView,
    CallView,
    CreateView,
    EachMemberView,
    EachNameView,
    EachRecordView,
    FailView,
    GetView,
    LetView,
    ReplyView,
    RequireView,
    RowsView,
    SetView,
    TakeView,
    WhenView,
)
from swarmgen.backends.python.source import literal
from swarmgen.model import expressions as e
from swarmgen.model import ir
from swarmgen.model.datatypes import Reference, Text, is_optional, plain

View = (
    LetView
    | RequireView
    | FailView
    | WhenView
    | EachNameView
    | EachMemberView
    | EachRecordView
    | CallView
    | GetView
    | CreateView
    | SetView
    | TakeView
    | RowsView
    | ArchiveView
    | ReplyView
)


@dataclass(slots=True)
class Writer:
    """Writes the steps of one function: of an operation, or of a procedure, which has none."""

    names: Names
    templates: Environment
    operation: ir.Operation | None = None
    _declared: set[str] = field(default_factory=set)

    def body(self, steps: tuple[ir.Step, ...]) -> Code:
        """The source of the whole function."""
        module = self.names.module
        module.is_looking_up = False
        source = self.steps(steps)
        return Code(f"from . import lookups\n\n{source}") if module.is_looking_up else source

    def steps(self, steps: tuple[ir.Step, ...]) -> Code:
        """The source of a block, never empty."""
        return Code("\n".join(self._step(step) for step in steps) or "pass")

    def _step(self, step: ir.Step) -> Code:
        name, words, view = self._view(step)
        source = self.templates.get_template(f"steps/{name}/python.j2").render(step=view)
        lines = "\n".join(line for line in source.splitlines() if line.strip())
        return Code(f"{place(step.place, words)}\n{lines}")

    def _view(self, step: ir.Step) -> tuple[str, str, View]:
        match step:
            case ir.Let():
                return "let", f"let {step.name}", self._let(step)
            case ir.Require():
                condition = opposite(step.condition, self.names)
                return "require", "require", RequireView(condition=condition, refusal=self._refusal(step.otherwise))
            case ir.Fail():
                return "fail", "fail", FailView(refusal=self._refusal(step.refusal))
            case ir.When():
                return "when", "when", self._when(step)
            case ir.EachName():
                values = expression(step.values, self.names)
                view = EachNameView(name=local(step.name), values=values, steps=self.steps(step.steps))
                return "each_name", f"each {step.name}", view
            case ir.EachRow():
                view = EachNameView(name=local(step.name), values=constant(step.rows), steps=self.steps(step.steps))
                return "each_row", f"each {step.name}", view
            case ir.EachMember():
                return "each_member", f"each {step.binding}", self._each_member(step)
            case ir.EachRecord():
                return "each_record", f"each {step.binding}", self._each_record(step)
            case ir.Call():
                return "call", f"call {step.procedure}", self._call(step)
            case ir.Get():
                return "get", f"{'find' if step.optional else 'get'} {step.binding}", self._get(step)
            case ir.Create():
                return "create", f"create {step.binding}", create_view(step, self.names)
            case ir.Set():
                verb = f"move {step.binding} to {step.state}" if step.state else f"set {step.binding}"
                return "set", verb, set_view(step, self.names)
            case ir.Take():
                return "take", f"take {step.binding}", self._take(step)
            case ir.Rows():
                return "rows", f"rows {step.binding}", rows_view(step, self.names)
            case ir.Archive():
                return "archive", f"archive {step.binding}", self._archive(step)
            case ir.Reply():
                return "reply", "row" if step.is_row else "reply", self._reply_view(step)
            case _:
                assert_never(step)

    def _refusal(self, refusal: ir.Refusal) -> Code:
        self.names.module.use("..stops", "Refused")
        marks = "".join(f", {mark}=True" for mark in ("recorded", "again") if getattr(refusal, mark))
        return Code(f"{int(refusal.exit)}, {message(refusal.message, self.names)}{marks}")

    def _let(self, step: ir.Let) -> LetView:
        value = expression(step.value, self.names)
        if step.checked:
            value = self.names.checked(value, step.type, literal(step.name))
        is_new = step.name not in self._declared
        self._declared.add(step.name)
        return LetView(name=local(step.name), annotation=annotation(step.type) if is_new else None, value=value)

    def _when(self, step: ir.When) -> WhenView:
        otherwise = self.steps(step.otherwise) if step.otherwise else None
        return WhenView(
            condition=expression(step.condition, self.names), then=self.steps(step.then), otherwise=otherwise
        )

    def _each_member(self, step: ir.EachMember) -> EachMemberView:
        self.names.module.use(".", "links")
        self.names.module.use("..", "tokens")
        members = Code(f"links.{step.list.record}_{step.list.name}_members(tx, {self.names.binding(step.owner)})")
        return EachMemberView(
            binding=local(step.binding), members=self._beginning(step, members), steps=self.steps(step.steps)
        )

    def _each_record(self, step: ir.EachRecord) -> EachRecordView:
        module = self.names.module
        every = Code(f"{module.use('..rows', 'every')}(tx, {module.record(step.record)}, 1)")
        return EachRecordView(binding=local(step.binding), every=every, steps=self.steps(step.steps))

    def _beginning(self, step: ir.EachMember, members: Code) -> Code:
        """The members of a list, or those at its beginning."""
        if step.limit is not None:
            limit = expression(step.limit, self.names)
            members = Code(f"{self.names.module.use('itertools', 'islice')}({members}, {limit})")
        if step.while_ is not None:
            fits = Code(f"lambda {local(step.binding)}: {expression(step.while_, self.names)}")
            members = Code(f"{self.names.module.use('itertools', 'takewhile')}({fits}, {members})")
        return members

    def _call(self, step: ir.Call) -> CallView:
        procedure = next(each for each in self.names.module.pattern.procedures if each.name == step.procedure)
        records, values = dict(step.records), dict(step.values)
        given = [self.names.binding(records[name]) for name, _ in procedure.records]
        given += [expression(values[name], self.names) for name, _ in procedure.values]
        return CallView(procedure=self.names.procedure(step.procedure), values=Code(", ".join(("tx", *given))))

    def _get(self, step: ir.Get) -> GetView:
        cls = self.names.module.record(step.record)
        key = expression(step.key, self.names)
        by_reference = isinstance(plain(step.key.type), Reference)
        is_found = step.optional or step.otherwise is not None
        verb = "load" if by_reference else "find" if is_found else "get"
        value = Code(f"tx.{verb}({cls}, {key})")
        if step.optional and is_optional(step.key.type):
            test = expression(step.key, self.names, Level.SUM)
            value = Code(f"{value} if {test} is not None else None")
        refusal = self._refusal(step.otherwise) if step.otherwise is not None and not by_reference else None
        return GetView(binding=self.names.binding(step.binding), value=value, refusal=refusal)

    def _take(self, step: ir.Take) -> TakeView:
        module = self.names.module
        module.use(".", "links")
        candidate = Code(f"{local(step.binding)}_class")
        inner = self.names.renamed(**{step.binding: candidate})
        return TakeView(
            binding=self.names.binding(step.binding),
            record=module.record(step.queue.record),
            cls=module.record(step.queue.class_record),
            candidate=candidate,
            where=expression(step.where, inner, Level.NOT),
            offer=Code(f"{step.queue.record}_{step.queue.name}_offer"),
            refusal=self._refusal(step.otherwise),
        )

    def _archive(self, step: ir.Archive) -> ArchiveView:
        names = self.names
        names.module.use("..", "shelf")
        self._declared |= {name for _, name in step.into}
        given = [names.module.record(step.record)]
        given += [expression(each, names) for each in (step.after, step.look, step.limit)]
        wanted = Code(f"lambda {local(step.binding)}: {expression(step.where, names)}")
        into = dict(step.into)
        targets = [local(into[word]) if word in into else Code("_") for word in ("moved", "seen", "next", "left")]
        return ArchiveView(targets=Code(", ".join(targets)), words=Code(", ".join(("tx", *given, wanted))))

    def _reply_view(self, step: ir.Reply) -> ReplyView:
        return ReplyView(
            reply=self._reply(step),
            is_row=step.is_row,
            rows=Code("shown") if step.of is None else listed(step.of),
        )

    def _reply(self, step: ir.Reply) -> Code:
        if self.operation is None:
            raise ValueError(f"{step.place}: a procedure has no answer")
        if step.record is not None:
            self.names.module.use(".", "views")
            return Code(f"views.{local(self.operation.returns_record or '')}(tx, {self.names.binding(step.record)})")
        values = dict(step.values)
        lists = {each.name: each for each in self.operation.lists}
        returns = self.operation.returns if step.of is None else lists[step.of].returns
        given = [self._returned(each, values[each.name]) for each in returns]
        given += [] if step.is_row else map(listed, lists)
        return Code(f"({', '.join(given)}{',' if len(given) == 1 else ''})")

    def _returned(self, returned: ir.Return, value: e.Expression) -> Code:
        """A value of the answer: texts whole, records by their ids."""
        kind = plain(returned.type)
        source = expression(value, self.names.whole() if isinstance(kind, Text) else self.names)
        if not isinstance(kind, Reference) or self.names.module.kind(kind.record).prefix is None:
            return source
        named = self.names.module.use("..tokens", "named")
        return Code(f"{named}(tx, {self.names.module.record(kind.record)}, {source})")
