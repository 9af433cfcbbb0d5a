"""Steps as Promela. What a step looks like stands in `templates/models/`; here its parts are prepared."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, TypeAlias, assert_never

from jinja2 import Environment

from swarmgen.backends.code import Code
from swarmgen.backends.models import views
from swarmgen.backends.models.changes import FENCES, assignment, create_view, made, set_view
from swarmgen.backends.models.expressions import Option, Options, options, truth
from swarmgen.backends.models.guards import Guard, guard
from swarmgen.backends.models.offers import is_fence
from swarmgen.backends.models.roles import Domain, Roles
from swarmgen.backends.models.scope import Unit, local
from swarmgen.backends.models.source import identifier, place
from swarmgen.backends.models.truth import opposite
from swarmgen.model import datatypes as d
from swarmgen.model import expressions as e
from swarmgen.model import ir
from swarmgen.model.dump_expressions import expression_text


@dataclass(frozen=True, slots=True)
class Piece:
    """Source of some steps. `acts`: it changes what the model holds; `refuses`: it may end the operation."""

    code: Code
    acts: bool = False
    refuses: bool = False

    @property
    def is_idle(self) -> bool:
        """Whether the model is the same without it."""
        return not (self.acts or self.refuses)


Loop: TypeAlias = ir.EachName | ir.EachMember | ir.EachRecord | ir.EachRow

NOTHING: Final = Piece(Code(""))


@dataclass(slots=True)
class Steps:
    """Writes the steps of a pattern's operations and procedures; `inlines` are the procedures called so far, each after
    those it calls itself, and `guards` the requirements met."""

    pattern: ir.Pattern
    roles: Roles
    templates: Environment
    inlines: dict[str, Piece] = field(default_factory=dict)
    locals: dict[Code, None] = field(default_factory=dict)
    guards: list[Guard] = field(default_factory=list)

    def block(self, steps: Iterable[ir.Step], unit: Unit) -> Piece:
        """Steps one after the other."""
        pieces = [self._step(step, unit) for step in steps]
        code = Code("\n").join(piece.code for piece in pieces if piece.code)
        return Piece(code, any(each.acts for each in pieces), any(each.refuses for each in pieces))

    def render(self, template: str, view: object) -> Code:
        """A template with its one view, without empty lines."""
        text = self.templates.get_template(f"models/{template}.j2").render(step=view)
        return Code("\n".join(line for line in text.split("\n") if line.strip()))

    def assignments(self, given: Iterable[views.AssignmentView]) -> Code:
        """Assignments one after the other."""
        return Code("\n").join(self.render("assign", each) for each in given)

    def _step(self, step: ir.Step, unit: Unit) -> Piece:
        match step:
            case ir.Let() | ir.Reply() | ir.Rows() | ir.Archive():
                return NOTHING
            case ir.Require():
                return self._require(step, unit)
            case ir.Fail():
                return Piece(Code(f"{place(step.place, 'fail')}\ngoto refused;"), refuses=True)
            case ir.When():
                return self._when(step, unit)
            case ir.EachName() | ir.EachRow():
                return self._each(step, None, unit)
            case ir.EachMember():
                return self._each_member(step, unit)
            case ir.EachRecord():
                unit.bind(step.binding, step.record)
                return self._each(step, None, unit)
            case ir.Call():
                return self._call(step, unit)
            case ir.Get():
                return self._get(step, unit)
            case ir.Create():
                created = create_view(step, unit, self.roles, self.assignments)
                return Piece(self.render("create", created), acts=True, refuses=True) if created else NOTHING
            case ir.Set():
                changed = set_view(step, unit, self.roles, self.assignments)
                return Piece(self.render("set", changed), acts=True, refuses=True) if changed else NOTHING
            case ir.Take():
                return self._take(step, unit)
            case _ as never:
                assert_never(never)

    def _require(self, step: ir.Require, unit: Unit) -> Piece:
        unit.requires += 1
        test = truth(step.condition, unit)
        said = place(step.place, f"require {expression_text(step.condition)}")
        if test.is_certain:
            return NOTHING
        if test.is_open:
            return Piece(Code(f"{said} (left open)"))
        name = Code(f"DROP_{unit.name}_{unit.requires}")
        self.guards.append(guard(step.condition, name, self.roles))
        return Piece(self.render("require", views.RequireView(place=said, name=name, may=test.may)), refuses=True)

    def _when(self, step: ir.When, unit: Unit) -> Piece:
        test = truth(step.condition, unit)
        then, otherwise = self.block(step.then, unit), self.block(step.otherwise, unit)
        if then.is_idle and otherwise.is_idle:
            return NOTHING
        said = place(step.place, f"when {expression_text(step.condition)}")
        view = views.WhenView(place=said, may=test.may, may_not=test.may_not, then=then.code, otherwise=otherwise.code)
        return Piece(self.render("when", view), then.acts or otherwise.acts, then.refuses or otherwise.refuses)

    def _each_member(self, step: ir.EachMember, unit: Unit) -> Piece:
        owned = next((each for each in self.roles.owned if each.record.name == step.list.record), None)
        owner = unit.bindings.get(step.owner)
        if owned is None or owned.holdings.name != step.list.name or owner is None:
            unit.bind(step.binding, step.list.record)
            return self._each(step, None, unit)
        kind = identifier(step.list.record)
        return self._each(step, Code(f"members_{kind}_{identifier(step.list.name)}({{}}, {owner})"), unit)

    def _each(self, step: Loop, members: Code | None, unit: Unit) -> Piece:
        binding = step.name if isinstance(step, ir.EachName | ir.EachRow) else step.binding
        held = unit.bind(binding, step.list.record) if isinstance(step, ir.EachMember) and members else None
        steps = self.block(step.steps, unit)
        if not steps.acts:
            return NOTHING
        counter = held or local("t", f"{unit.name}_{binding}")
        among = local("m", f"{unit.name}_{binding}")
        unit.locals |= {counter: None} | ({among: None} if members else {})
        view = views.EachView(
            place=place(step.place, f"each {binding}"),
            counter=counter,
            members=Code(members.replace("{}", among)) if members else None,
            test=Code(f"({among} >> {counter}) & 1"),
            bound=Code("ITEMS"),
            steps=steps.code,
        )
        return Piece(self.render("each", view), acts=True, refuses=steps.refuses)

    def _call(self, step: ir.Call, unit: Unit) -> Piece:
        procedure = next(each for each in self.pattern.procedures if each.name == step.procedure)
        called = self.procedure(procedure)
        if called.is_idle:
            return NOTHING
        bound_to, given = dict(step.records), dict(step.values)
        held = [unit.bindings.get(bound_to[name]) for name, kind in procedure.records if kind in self.roles.kinds]
        assert all(number is not None for number in held), f"{step.procedure} gets a record that is not held"
        words, before = [number for number in held if number is not None], []
        for name, domain in self.domains(procedure).items():
            kept = local("v", f"{procedure.name}_{name}")
            unit.locals[kept] = None
            most = Code("1") if domain is Domain.PRESENCE else FENCES
            found = _handed(given[name], domain, unit)
            before.append(assignment(kept, found, most))
            words.append(kept)
        call = Code(f"{identifier(step.procedure)}({', '.join(words)});")
        view = views.CallView(
            place=place(step.place, f"call {step.procedure}"), before=self.assignments(before), call=call
        )
        return Piece(self.render("call", view), called.acts, called.refuses)

    def procedure(self, procedure: ir.Procedure) -> Piece:
        """A procedure as an inline, written once."""
        if procedure.name in self.inlines:
            return self.inlines[procedure.name]
        name = identifier(procedure.name)
        unit = Unit(name=name, roles=self.roles, variables=self.domains(procedure))
        for binding, kind in procedure.records:
            unit.bindings[binding] = local("n", binding) if kind in self.roles.kinds else None
        words = [
            *(number for number in unit.bindings.values() if number),
            *(local("v", each) for each in unit.variables),
        ]
        steps = self.block(procedure.steps, unit)
        view = views.InlineView(
            place=place(procedure.place, f"procedure {procedure.name}: {procedure.brief}"),
            head=Code(f"{name}({', '.join(words)})"),
            inputs=Code(""),
            steps=steps.code,
            checks=(),
        )
        self.locals |= unit.locals
        self.inlines[procedure.name] = Piece(self.render("inline", view), steps.acts, steps.refuses)
        return self.inlines[procedure.name]

    def domains(self, procedure: ir.Procedure) -> dict[str, Domain]:
        """What is kept of the value parameters of a procedure."""
        found = {}
        for name, type_ in procedure.values:
            match d.plain(type_):
                case d.Bool():
                    found[name] = Domain.PRESENCE
                case d.Int() if is_fence(name, procedure, self.pattern):
                    found[name] = Domain.COUNT
                case _:
                    pass
        return found

    def _get(self, step: ir.Get, unit: Unit) -> Piece:
        held = unit.bind(step.binding, step.record)
        if held is None:
            return NOTHING
        parameter = unit.parameters.get((step.key.source, step.key.name)) if isinstance(step.key, e.Input) else None
        if parameter is not None and self.roles.is_caller(parameter):
            value: Code | None = Code("me")
        else:
            found = options(step.key, unit) if isinstance(d.plain(step.key.type), d.Reference) else None
            value = found[0].text if found is not None and len(found) == 1 else None
        view = views.GetView(
            place=place(step.place, f"{'find' if step.optional else 'get'} {step.binding}"),
            number=held,
            value=value,
            most=made(step.record),
            may_miss=step.optional,
        )
        return Piece(self.render("get", view), refuses=True)

    def _take(self, step: ir.Take, unit: Unit) -> Piece:
        held = unit.bind(step.binding, step.queue.record)
        if held is None:
            return NOTHING
        waiting = Unit(name=unit.name, roles=self.roles, bindings={"self": held})
        test, where = truth(step.queue.when, waiting), truth(step.where, unit)
        said = f"take {step.binding} from {step.queue.record}.{step.queue.name}"
        both = Code(f"({test.may}) && ({where.may})") if not where.is_open else test.may
        view = views.TakeView(place=place(step.place, said), number=held, most=made(step.queue.record), may=both)
        return Piece(self.render("take", view), refuses=True)


def _handed(expression: e.Expression, domain: Domain, unit: Unit) -> Options | None:
    """The values a procedure can be given."""
    if domain is Domain.COUNT:
        return options(expression, unit)
    found = truth(expression, unit)
    return (Option(found, Code("1")), Option(opposite(found), Code("0")))
