"""Whether a value fits what it is for: its type, its presence, its range."""

from __future__ import annotations

from dataclasses import dataclass

from swarmgen.analysis.patterns.bounds import Bounds, is_absent, limits, within
from swarmgen.analysis.patterns.mistakes import Mistake
from swarmgen.analysis.patterns.scope import Scope
from swarmgen.analysis.patterns.unify import type_name, unified
from swarmgen.diagnostics import Note, Place
from swarmgen.model import expressions as e
from swarmgen.model.datatypes import Set, Text, Type, is_optional, plain


@dataclass(frozen=True, slots=True)
class Target:
    """What a value is for: `what` names it in messages, `place` is where it is declared."""

    what: str
    type: Type
    place: Place | None = None


def fitted(value: e.Expression, target: Target, place: Place, scope: Scope) -> tuple[e.Expression, bool]:
    """The value, and whether it can lie outside the target's range and must be tested.

    Raises:
        Mistake: if its type does not fit, or it may be absent where the target may not.
    """
    notes = (Note(message=f"{target.what} is declared here", place=target.place),) if target.place is not None else ()
    wanted, found = plain(target.type), plain(value.type)
    type_ = unified(wanted, found)
    if type_ is None:
        message = f"{target.what} takes {type_name(wanted)}, not {type_name(found)}"
        raise Mistake("type-error", message, place, notes=notes)
    if is_optional(value.type) and not is_optional(target.type):
        hint = "ask for it first, or give a value for that case with default(…, …)"
        raise Mistake(
            "maybe-absent", f"{target.what} is always there; this may be absent", place, hint=hint, notes=notes
        )
    if isinstance(wanted, Set | Text) and type_ != wanted:
        message = f"{target.what} holds less than this can be: {_size(wanted)}, not {_size(found)}"
        raise Mistake("value-range", message, place, notes=notes)
    return value, not _is_inside(value, target.type, scope)


def _size(type_: object) -> str:
    match type_:
        case Set(max_items=most):
            return f"{most} names"
        case Text(max_bytes=most):
            return f"{most} bytes"
        case _:
            return ""


def _is_inside(value: e.Expression, type_: Type, scope: Scope) -> bool:
    """Whether every value that can come lies within the range of the type."""
    range_ = limits(type_)
    if range_ is None or is_absent(value):
        return True
    return within(Bounds(scope.world, scope.flow).of(value), range_)
