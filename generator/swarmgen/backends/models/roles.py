"""What a model holds of a pattern, read off the IR.

A kind is owned when it has a lifecycle, a fence, and a list by a reference to its owner: its records are claimed. Held
are the fields that decide about claims; whatever else a spec asks for is left open, as if anything could be true.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from swarmgen.model import datatypes as d
from swarmgen.model import ir

FENCE: Final = "swarmsh.lease.fence"
OFFERED_FENCE: Final = "swarmsh.lease.offered_fence"
LIMIT: Final = "swarmsh.agent.max_work"
DONE: Final = "completed"
"""The final state that an owner's success leads to, where a lifecycle has it."""


class Domain(Enum):
    """What the model keeps of a field: which member, which record, how many; or only whether there is a value. A limit
    is a constant of the model."""

    MEMBER = auto()
    RECORD = auto()
    COUNT = auto()
    PRESENCE = auto()
    LIMIT = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Owned:
    """A kind whose records are claimed, and the kind that claims them."""

    record: ir.Record
    owner: ir.Record
    holdings: ir.List
    fence: str
    limit: str | None

    @property
    def lifecycle(self) -> ir.Lifecycle:
        """The states of an owned record."""
        assert self.record.lifecycle is not None, f"{self.record.name} has no lifecycle"
        return self.record.lifecycle


@dataclass(frozen=True, slots=True, kw_only=True)
class Roles:
    """The owned kinds of a pattern, and the fields of every held kind, in slot order."""

    owned: tuple[Owned, ...]
    kinds: dict[str, ir.Record]
    fields: dict[str, dict[str, Domain]]

    def domain(self, kind: str, field: str) -> Domain | None:
        """What is kept of a field; None when nothing is."""
        return self.fields.get(kind, {}).get(field)

    def is_caller(self, parameter: ir.Parameter) -> bool:
        """Whether a parameter says who calls: the id of an owner that may come from the environment."""
        return parameter.environment is not None and parameter.attribute in {
            field.attribute for each in self.owned for field in each.owner.fields if field.name == "id"
        }


def roles(pattern: ir.Pattern) -> Roles:
    """What a pattern's model holds; no owned kinds when nothing in it is claimed."""
    by_name = {record.name: record for record in pattern.records}
    owned = tuple(found for record in pattern.records for found in _owned(record, by_name))
    kinds = {record.name: record for each in owned for record in (each.record, each.owner)}
    fields: dict[str, dict[str, Domain]] = {name: {} for name in kinds}
    for each in owned:
        fields[each.record.name] |= {
            each.lifecycle.field: Domain.MEMBER,
            each.holdings.by: Domain.RECORD,
            each.fence: Domain.COUNT,
            **{due.at: Domain.PRESENCE for due in each.record.dues},
        }
        mine = fields[each.owner.name]
        if each.owner.lifecycle is not None:
            mine[each.owner.lifecycle.field] = Domain.MEMBER
        mine[each.holdings.count_field] = Domain.COUNT
        if each.limit is not None:
            mine[each.limit] = Domain.LIMIT
    return Roles(owned=owned, kinds=kinds, fields=fields)


def _owned(record: ir.Record, kinds: dict[str, ir.Record]) -> tuple[Owned, ...]:
    fence = next((field.name for field in record.fields if field.attribute == FENCE and not field.link), None)
    if record.lifecycle is None or fence is None:
        return ()
    for each in record.lists:
        by = next(field for field in record.fields if field.name == each.by)
        if each.single:
            continue
        if d.is_optional(by.type) and not kinds[each.owner].made and each.owner != record.name:
            owner = kinds[each.owner]
            limit = next((field.name for field in owner.fields if field.attribute == LIMIT), None)
            return (Owned(record=record, owner=owner, holdings=each, fence=fence, limit=limit),)
    return ()
