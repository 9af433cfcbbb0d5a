"""The requirements of a spec by what they protect: a mutant of the model leaves all of one sort out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Final

from swarmgen.backends.code import Code
from swarmgen.backends.models.roles import Domain, Roles
from swarmgen.model import expressions as e

FENCE: Final = "MUTANT_NO_FENCE"
HOLDER: Final = "MUTANT_NO_HOLDER"
CAPACITY: Final = "MUTANT_NO_CAPACITY"
OWNER: Final = "MUTANT_NO_REGISTRATION"
SORTS: Final = (FENCE, HOLDER, CAPACITY, OWNER)


@dataclass(frozen=True, slots=True)
class Guard:
    """A requirement that the model holds: the macro that leaves it out, and the mutants that do."""

    name: Code
    sorts: frozenset[str]


def guard(condition: e.Expression, name: Code, roles: Roles) -> Guard:
    """What a requirement protects."""
    read = {(each.record, each.field) for each in _fields(condition)}
    sorts = set()
    for owned in roles.owned:
        kind, owner = owned.record.name, owned.owner
        if (kind, owned.fence) in read:
            sorts.add(FENCE)
        if (kind, owned.holdings.by) in read:
            sorts.add(HOLDER)
        if any(roles.domain(owner.name, field) is Domain.LIMIT for record, field in read if record == owner.name):
            sorts.add(CAPACITY)
        if owner.lifecycle is not None and (owner.name, owner.lifecycle.field) in read:
            sorts.add(OWNER)
    return Guard(name, frozenset(sorts))


def _fields(expression: e.Expression) -> Iterator[e.Field]:
    if isinstance(expression, e.Field):
        yield expression
    for each in fields(expression):
        value = getattr(expression, each.name)
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, e.Expression.__args__):
                yield from _fields(part)
