"""The records of a model: their types, their slots, the words that stand in them, and how they begin."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from jinja2 import Environment

from swarmgen.backends.code import Code
from swarmgen.backends.models import views
from swarmgen.backends.models.changes import bound
from swarmgen.backends.models.roles import Domain, Roles
from swarmgen.backends.models.scope import cell
from swarmgen.backends.models.source import identifier, place, symbol
from swarmgen.model import datatypes as d
from swarmgen.model import ir
from swarmgen.model.names import pascal_case

_TYPES: Final = {
    Domain.MEMBER: Code("mtype"),
    Domain.RECORD: Code("byte"),
    Domain.COUNT: Code("byte"),
    Domain.PRESENCE: Code("bit"),
}


def slots(roles: Roles) -> Code:
    """How many slots there are."""
    return Code(" + ").join(bound(roles, kind) for kind in roles.kinds)


def base(roles: Roles, kind: str) -> Code:
    """The number of slots before those of a kind."""
    before = list(roles.kinds)[: list(roles.kinds).index(kind)]
    return Code(" + ").join(bound(roles, each) for each in before) or Code("0")


def kinds(roles: Roles, templates: Environment) -> Code:
    """The types, and what treats all slots alike."""
    found = tuple(_kind(record, roles) for record in roles.kinds.values())
    view = views.KindsView(kinds=found)
    parts = (templates.get_template(f"models/{name}.j2").render(model=view) for name in ("kinds", "counts"))
    return Code("\n".join(parts))


def _kind(record: ir.Record, roles: Roles) -> views.KindView:
    held = roles.fields[record.name]
    return views.KindView(
        place=place(record.place, f"record {record.name}: {record.brief}"),
        type=identifier(pascal_case(record.name)),
        name=identifier(record.name),
        bound=bound(roles, record.name),
        base=base(roles, record.name),
        fields=tuple(
            views.FieldView(type=_TYPES[held[field.name]], name=identifier(field.name))
            for field in record.fields
            if held.get(field.name) in _TYPES
        ),
    )


def symbols(pattern: ir.Pattern, roles: Roles, used: Code) -> Code:
    """The members of the enums that the model speaks of: all of held fields, those of inputs that `used` names."""
    types = [
        field.type for record in roles.kinds.values() for field in record.fields if _is_member(record, field, roles)
    ]
    held = dict.fromkeys(name for each in types for name in _members(each))
    changes = [each for each in pattern.operations if not each.reads]
    inputs = [each.type for operation in changes for each in (*operation.arguments, *operation.options)]
    words = frozenset(re.findall(r"\w+", used))
    given = dict.fromkeys(name for each in inputs for name in _members(each) if name in words)
    return Code("mtype = {{\n  {}\n}}").format(Code(",\n  ").join(held | given))


def _is_member(record: ir.Record, field: ir.Field, roles: Roles) -> bool:
    return roles.domain(record.name, field.name) is Domain.MEMBER


def _members(type_: d.Type) -> Iterator[Code]:
    plain = d.plain(type_)
    if isinstance(plain, d.Enum):
        yield from (symbol(plain.attribute, member) for member in plain.members)


def init(roles: Roles, templates: Environment) -> Code:
    """The beginning: all owners are registered, nothing else is there."""
    owners = {each.owner.name: each.owner for each in roles.owned}
    starts = tuple(views.StartView(kind=identifier(name), lines=tuple(_start(owner))) for name, owner in owners.items())
    return Code(templates.get_template("models/init.j2").render(model=views.InitView(starts=starts)).rstrip("\n"))


def _start(owner: ir.Record) -> Iterator[Code]:
    lifecycle = owner.lifecycle
    if lifecycle is None:
        return
    field = next(field for field in owner.fields if field.name == lifecycle.field)
    type_ = d.plain(field.type)
    assert isinstance(type_, d.Enum), f"{field.name} is no enum"
    for root in (Code("disk"), Code("folded")):
        target = cell(root, owner.name, Code("k"), field.name)
        yield Code(f"{target} = {symbol(type_.attribute, lifecycle.initial[0])}")
