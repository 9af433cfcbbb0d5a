"""Steps that change records: `create`, `set` and `move`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final

from swarmgen.backends.code import Code
from swarmgen.backends.models import views
from swarmgen.backends.models.expressions import Options, options, present
from swarmgen.backends.models.roles import Domain, Roles
from swarmgen.backends.models.scope import VIEW, Unit, cell, local
from swarmgen.backends.models.source import identifier, number, place, symbol
from swarmgen.model import datatypes as d
from swarmgen.model import ir

FENCES: Final = Code("FENCES")
Written = Callable[[Iterable[views.AssignmentView]], Code]
"""What writes assignments."""


def made(kind: str, root: Code = VIEW) -> Code:
    """How many records of a kind there are."""
    return Code(f"{root}.made_{identifier(kind)}")


def bound(roles: Roles, kind: str) -> Code:
    """How many records of a kind the model has room for."""
    return Code("ITEMS") if any(each.record.name == kind for each in roles.owned) else Code("AGENTS")


def set_view(step: ir.Set, unit: Unit, roles: Roles, written: Written) -> views.SetView | None:
    """A change of a held record; None when nothing of it is held."""
    at = unit.bindings.get(step.binding)
    kind = roles.kinds.get(step.record)
    if at is None or kind is None:
        return None
    assigned = list(_assignments(step.assignments, step.record, at, unit, roles))
    sources = None
    if step.state is not None and kind.lifecycle is not None:
        status = next(field for field in kind.fields if field.name == kind.lifecycle.field)
        plain = d.plain(status.type)
        assert isinstance(plain, d.Enum), f"{status.name} is no enum"
        target = cell(unit.root, step.record, at, status.name)
        sources = Code(" || ").join(Code(f"{target} == {symbol(plain.attribute, each)}") for each in step.sources)
        assigned.append(_plain(target, symbol(plain.attribute, step.state)))
    if not assigned:
        return None
    links = tuple(_links(roles, step.record, step.relinks))
    counts = (identifier(each.holdings.count_field) for each in roles.owned if links)
    first, rest = _ordered(assigned, (Code(f"].{name}") for name in counts), unit)
    what = f"set {step.binding}" if step.state is None else f"move {step.binding}: {step.state}"
    return views.SetView(
        place=place(step.place, what),
        sources=sources,
        leaves=tuple(Code(f"leave_{link}({at})") for link in links),
        first=written(first),
        assignments=written(rest),
        enters=tuple(Code(f"enter_{link}({at})") for link in links),
    )


def create_view(step: ir.Create, unit: Unit, roles: Roles, written: Written) -> views.CreateView | None:
    """A new record of a held kind; None for others."""
    at = unit.bind(step.binding, step.record)
    if at is None:
        return None
    return views.CreateView(
        place=place(step.place, f"create {step.binding}"),
        made=made(step.record),
        bound=bound(roles, step.record),
        number=at,
        assignments=written(_assignments(step.assignments, step.record, at, unit, roles)),
        enters=tuple(Code(f"enter_{link}({at})") for link in _links(roles, step.record, step.enters)),
    )


def assignment(
    target: Code, found: Options | None, most: Code | None, bound: Code | None = None
) -> views.AssignmentView:
    """A variable and its possible values; any from 0 to `most` where the model does not know."""
    known = found or ()
    single = known[0].text if len(known) == 1 and known[0].when.is_certain else None
    return views.AssignmentView(
        target=target,
        single=single,
        options=() if single else tuple(views.OptionView(may=each.when.may, value=each.text) for each in known),
        most=most if found is None else None,
        bound=bound,
    )


def _assignments(
    given: Iterable[ir.Assignment], kind: str, at: Code, unit: Unit, roles: Roles
) -> Iterable[views.AssignmentView]:
    for each in given:
        domain = roles.domain(kind, each.field.name)
        if domain is None or domain is Domain.LIMIT:
            continue
        target = cell(unit.root, kind, at, each.field.name)
        if domain is Domain.PRESENCE:
            yield assignment(target, present(each.value, unit), None)
        elif domain is Domain.COUNT:
            found = options(each.value, unit)
            is_sum = found is not None and any("+" in one.text for one in found)
            yield assignment(target, found, FENCES, FENCES if is_sum else None)
        else:
            type_ = d.plain(each.field.type)
            most = number(len(type_.members)) if isinstance(type_, d.Enum) else made(_referred(type_))
            yield assignment(target, options(each.value, unit), most)


def _referred(type_: d.Plain) -> str:
    assert isinstance(type_, d.Reference), f"{type_} is no reference"
    return type_.record


def _plain(target: Code, value: Code) -> views.AssignmentView:
    return views.AssignmentView(target=target, single=value, options=(), most=None, bound=None)


def _ordered(
    assigned: list[views.AssignmentView], counts: Iterable[Code], unit: Unit
) -> tuple[tuple[views.AssignmentView, ...], tuple[views.AssignmentView, ...]]:
    """All values are computed before anything changes: those that speak of a field assigned before theirs, or of one of
    the `counts` of the lists left, go through a variable."""
    first, rest, targets = list[views.AssignmentView](), list[views.AssignmentView](), list(counts)
    for each in assigned:
        texts = [each.single or "", *(text for one in each.options for text in (one.may, one.value))]
        if any(target in text for target in targets for text in texts):
            kept = local("x", str(len(first)))
            unit.locals[kept] = None
            first.append(replace(each, target=kept))
            each = _plain(each.target, kept)
        targets.append(each.target)
        rest.append(each)
    return tuple(first), tuple(rest)


def _links(roles: Roles, kind: str, names: Iterable[str]) -> Iterable[Code]:
    wanted = set(names)
    for each in roles.owned:
        if each.record.name == kind and each.holdings.name in wanted:
            yield Code(f"{identifier(kind)}_{identifier(each.holdings.name)}")
