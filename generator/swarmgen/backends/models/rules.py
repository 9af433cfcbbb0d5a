"""What must hold of a pattern's records whatever its steps say: read off its lifecycles, queues and lists."""

from __future__ import annotations

from collections.abc import Sequence

from jinja2 import Environment

from swarmgen.backends.code import Code
from swarmgen.backends.models import views
from swarmgen.backends.models.changes import bound
from swarmgen.backends.models.expressions import truth
from swarmgen.backends.models.roles import DONE, Owned, Roles
from swarmgen.backends.models.scope import VIEW, Unit, capacity, cell
from swarmgen.backends.models.shape import base
from swarmgen.backends.models.source import NUMBER_MAX, identifier, number, symbol
from swarmgen.backends.models.truth import every, known, some
from swarmgen.model import datatypes as d
from swarmgen.model import ir

_AT = Code("k")
_FOLDED = Code("folded")


def rules(roles: Roles, templates: Environment) -> Code:
    """The rules of all owned kinds."""
    owned = tuple(_rules(each, roles, templates) for each in roles.owned)
    view = views.RulesView(owned=owned, kinds=tuple(identifier(each.record.name) for each in roles.owned))
    return Code(templates.get_template("models/rules.j2").render(rules=view))


def _rules(owned: Owned, roles: Roles, templates: Environment) -> Code:
    view = _owned(owned, roles)
    parts = (templates.get_template(f"models/{name}.j2").render(owned=view) for name in ("owned", "lawful"))
    return Code("\n".join(parts))


def _owned(owned: Owned, roles: Roles) -> views.OwnedView:
    kind, owner, lifecycle = owned.record.name, owned.owner, owned.lifecycle
    unit = Unit(name=Code("rules"), roles=roles, bindings={"self": _AT}, root=_FOLDED)
    final = _status(owned.record, lifecycle.final, _FOLDED, _AT)
    waiting = [truth(queue.when, unit).may for queue in owned.record.queues]
    holder = cell(_FOLDED, kind, _AT, owned.holdings.by)
    return views.OwnedView(
        kind=identifier(kind),
        base=base(roles, kind),
        bound=bound(roles, kind),
        holdings=Code(f"{identifier(kind)}_{identifier(owned.holdings.name)}"),
        status=identifier(lifecycle.field),
        by=identifier(owned.holdings.by),
        fence=identifier(owned.fence),
        owner=identifier(owner.name),
        owner_bound=bound(roles, owner.name),
        count=identifier(owned.holdings.count_field),
        limit=_limit(owned, cell(VIEW, kind, _AT, owned.holdings.by)),
        was_final=final,
        was_open=_open(owned, roles, waiting),
        is_free=some(map(known, (final, *waiting))).may,
        is_done=_status(owned.record, (DONE,) if DONE in lifecycle.final else (), VIEW, _AT),
        owner_present=_status(owner, owner.lifecycle.initial, _FOLDED, holder) if owner.lifecycle else Code("true"),
    )


def _open(owned: Owned, roles: Roles, waiting: Sequence[Code]) -> Code:
    """A record is open when it is only being made, or when nobody holds it and no time of its own has to come first: in
    a queue, where its kind has any."""
    kind = owned.record.name
    is_new = known(Code(f"{cell(_FOLDED, kind, _AT, owned.lifecycle.field)} == 0"))
    delays = [cell(_FOLDED, kind, _AT, due.at) for due in owned.record.dues]
    holder = cell(_FOLDED, kind, _AT, owned.holdings.by)
    is_free = every(known(Code(f"{at} == 0")) for at in (holder, *delays))
    queued = (some(map(known, waiting)),) if waiting else ()
    return Code(f"({some((is_new, every((*queued, is_free)))).may})")


def _status(record: ir.Record, states: Sequence[str], root: Code, at: Code) -> Code:
    assert record.lifecycle is not None, f"{record.name} has no lifecycle"
    name = record.lifecycle.field
    type_ = d.plain(next(field for field in record.fields if field.name == name).type)
    assert isinstance(type_, d.Enum), f"{name} is no enum"
    target = cell(root, record.name, at, name)
    tests = [Code(f"{target} == {symbol(type_.attribute, state)}") for state in states]
    return Code(" || ").join(tests) or Code("false")


def _limit(owned: Owned, holder: Code) -> Code:
    return capacity(owned.owner.name, holder) if owned.limit is not None else number(NUMBER_MAX)
