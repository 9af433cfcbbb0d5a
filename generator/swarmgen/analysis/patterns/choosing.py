"""Values by the members of an enumeration, and the rows of a table, which such members name."""

from __future__ import annotations

import ast

from swarmgen.analysis.patterns.mistakes import Mistake, Silent, unknown
from swarmgen.analysis.patterns.parsing import parse
from swarmgen.analysis.patterns.unify import joined, type_name
from swarmgen.analysis.patterns.unit import Unit
from swarmgen.model import expressions as e
from swarmgen.model import ir
from swarmgen.model.datatypes import Bool, Enum, Type
from swarmgen.spec.patterns import syntax as s
from swarmgen.spec.patterns.source import Written


def table_of(unit: Unit, written: Written) -> ir.Table | None:
    """The table that `table.name` names; None if that is something else.

    Raises:
        Mistake: if there is no such table.
        Silent: if it was reported already.
    """
    parsed = parse(written)
    root = parsed.root
    if not isinstance(root, ast.Attribute) or not isinstance(root.value, ast.Name) or root.value.id != "table":
        return None
    word, world = parsed.attribute(root), unit.world
    if word in world.broken:
        raise Silent
    if word not in world.tables:
        raise unknown("table", word, parsed.end_place(root), world.tables)
    world.use("table", word)
    return world.tables[word]


def expression(unit: Unit, spec: s.LetSpec, expected: Type | None = None) -> e.Expression:
    """What a `let` binds: its value, or with `by` the one of the member that this is.

    Raises:
        Mistake: if a value is none, if members are missing, or if they have values of several types.
    """
    if spec.by is None:
        return unit.expression(spec.value, expected)
    chosen = unit.expression(spec.by)
    enum = chosen.type
    if not isinstance(enum, Enum):
        raise Mistake(
            "type-error", f"values stand by the members of an enumeration, not by {type_name(enum)}", spec.by.place
        )
    given = {member.text: written for member, written in spec.values}
    for member, _ in spec.values:
        if member.text not in enum.members:
            raise unknown("member", member.text, member.place, enum.members, of=enum.attribute)
    if missing := [member for member in enum.members if member not in given]:
        hint = "every member of the enumeration needs one"
        raise Mistake("missing-value", f"nothing is bound by {', '.join(missing)}", spec.place, hint=hint)
    return _chain(unit, chosen, enum, given, expected)


def _chain(
    unit: Unit, chosen: e.Expression, enum: Enum, given: dict[str, Written], expected: Type | None
) -> e.Expression:
    """`a if chosen == first else b if …`, in the order of the members."""
    values: list[e.Expression] = []
    for member in enum.members:
        wanted = expected if expected is not None else values[0].type if values else None
        values.append(unit.expression(given[member], wanted))
    found = values[-1]
    for member, value in reversed(list(zip(enum.members[:-1], values[:-1], strict=True))):
        type_ = joined(value.type, found.type)
        if type_ is None:
            message = f"one member has {type_name(value.type)}, another {type_name(found.type)}"
            raise Mistake("type-error", message, given[member].place)
        test = e.Compare(e.Comparison.EQUAL, chosen, e.Literal(member, enum), Bool())
        found = e.Choose(test, value, found, type_)
    return found
