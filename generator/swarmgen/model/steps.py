"""Steps of operations and procedures. Closed: every consumer handles all of them in one exhaustive `match`.

Every step carries the place in the spec it comes from, for comments in generated code.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import TypeAlias

from swarmgen.diagnostics import Place
from swarmgen.model.datatypes import Type
from swarmgen.model.expressions import Expression
from swarmgen.model.records import Field, List, Queue


class Exit(IntEnum):
    """What a spec may answer a caller with; the exit codes of SEMANTICS 4."""

    USAGE = 2
    CONFLICT = 3
    MISSING = 6
    EMPTY = 7
    LIMIT = 8
    NO_DATA = 12


@dataclass(frozen=True, slots=True)
class Message:
    """A message: texts and expressions in turn, as they appear."""

    parts: tuple[str | Expression, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """How an operation says no. `recorded` refusals leave an entry in the journal, without records. An operation that
    waits is tried `again` after some, until its time is over."""

    exit: Exit
    message: Message
    recorded: bool = False
    again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Let:
    """Bind a value, or bind it anew. `checked` when the value must be tested against the variable's range (exit 8)."""

    name: str
    value: Expression
    type: Type
    rebinds: bool
    checked: bool
    place: Place = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Require:
    """Go on only when the condition holds."""

    condition: Expression
    otherwise: Refusal
    place: Place = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fail:
    """Refuse."""

    refusal: Refusal
    place: Place = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """One branch or the other."""

    condition: Expression
    then: tuple[Step, ...]
    otherwise: tuple[Step, ...]
    place: Place = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class EachName:
    """Run the steps for every identifier of a set, in byte order."""

    name: str
    values: Expression
    steps: tuple[Step, ...]
    place: Place = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class EachMember:
    """Run the steps for every record of a list, by ascending number; the list is read before the first turn: to its
    end, or up to the first record for which `while_` does not hold, or up to `limit` records."""

    binding: str
    list: List
    owner: str  # the owner's binding
    while_: Expression | None
    limit: Expression | None
    steps: tuple[Step, ...]
    place: Place = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class EachRecord:
    """Run the steps for every record of a kind, by number."""

    binding: str
    record: str
    steps: tuple[Step, ...]
    place: Place = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class EachRow:
    """Run the steps for every row of a table: `name` is the member of its key, or its number from 1."""

    name: str
    table: str
    rows: tuple[str, ...] | tuple[int, ...]
    steps: tuple[Step, ...]
    place: Place = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """Run a procedure. `records` maps its record parameters to bindings, `values` its value parameters."""

    procedure: str
    records: tuple[tuple[str, str], ...]
    values: tuple[tuple[str, Expression], ...]
    place: Place = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Get:
    """Bind a record by its id (an Identifier: refused when there is none) or by a reference (always there).

    With `optional` (the step `find`) an absent id or an unknown one binds nothing. With `list` the key is the link to
    the first record of that list of the record that the key speaks of."""

    binding: str
    record: str
    key: Expression
    list: List | None = None
    optional: bool
    otherwise: Refusal | None  # None: the standard message of a missing record
    place: Place = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """A field and its new value. `checked` when the value must be tested against the field's range (exit 8)."""

    field: Field
    value: Expression
    checked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Create:
    """Make a record. `id` gives the caller's own id, absent for a made-up one. All fields are assigned, in slot order,
    links left out. `enters` names the queues, lists and dues the new record may enter, in declared order."""

    binding: str
    record: str
    id: Expression | None
    assignments: tuple[Assignment, ...]
    enters: tuple[str, ...]
    place: Place = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Set:
    """Change fields of a bound record. All values are computed before the first is assigned. With `state` it is a
    lifecycle move, one of `sources` → `state` (any other present state is a conflict, exit 3).

    `relinks` names the queues, lists and dues that the changed fields decide on, in declared order: the record leaves
    them before the assignment and enters them again after it, where it belongs. `strict` when the change may open a
    new class of a queue, which is limited (exit 8 beyond 256)."""

    binding: str
    record: str
    assignments: tuple[Assignment, ...]
    state: str | None
    sources: tuple[str, ...]
    relinks: tuple[str, ...]
    strict: bool
    place: Place = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Take:
    """Bind the best record of a queue: highest priority, then oldest. `where` speaks of the classes through `binding`;
    only class fields appear in it. The record stays in the queue until a later step moves it."""

    binding: str
    queue: Queue
    where: Expression
    otherwise: Refusal
    place: Place = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Answer with records: exactly one of `every` (a kind, by number from `start`), `queue` (best first), `list` of the
    record bound to `owner` (in list order), or `follow`: from the record bound to `owner` depth first through `list`,
    each member's `to` giving the next node, every node shown once at its first place. They end before the first
    record for which `while_` does not hold; those for which `where` does not hold are left out, and of a kind those
    that were put away, unless `archived` holds."""

    binding: str
    record: str
    every: bool
    queue: Queue | None
    list: List | None
    owner: str | None
    to: str | None
    start: Expression | None
    while_: Expression | None
    where: Expression | None
    limit: Expression
    archived: Expression | None = None
    place: Place = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """Put records of a kind away, by number from the one behind `after`: at most `look` numbers are looked at, at most
    `limit` records go, those for which `where` does not hold stay. `into` gives variables: `moved` is how many went,
    `seen` how many numbers were looked at, `next` the last of them, or 0 when it is the highest, `left` how many
    follow."""

    binding: str
    record: str
    after: Expression
    look: Expression
    limit: Expression
    where: Expression
    into: tuple[tuple[str, str], ...]
    place: Place = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """The answer: the values of the operation's returns, in order; or the record bound to `record`. With `is_row` the
    values are one row of the answer, or of the list `of` in it, and the steps go on."""

    values: tuple[tuple[str, Expression], ...]
    record: str | None
    is_row: bool = False
    of: str | None = None
    place: Place = field(compare=False)


Step: TypeAlias = (
    Let
    | Require
    | Fail
    | When
    | EachName
    | EachMember
    | EachRecord
    | EachRow
    | Call
    | Get
    | Create
    | Set
    | Take
    | Rows
    | Archive
    | Reply
)
