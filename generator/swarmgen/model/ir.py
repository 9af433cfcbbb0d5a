"""Patterns as the back ends see them: resolved, typed, complete. Knows nothing of YAML, templates or disk.

Control forms and record steps are closed: frozen classes, handled by exhaustive `match`. Every step carries the place
in the spec it comes from, for comments in generated code.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import TypeAlias

from swarmgen.diagnostics import Place
from swarmgen.model.datatypes import Plain, Type
from swarmgen.model.expressions import Expression

PRIORITY_LISTS_MAX = 8  # members of a priority enum


class Exit(IntEnum):
    """What a spec may answer a caller with; the exit codes of SEMANTICS 4."""

    USAGE = 2
    CONFLICT = 3
    MISSING = 6
    EMPTY = 7
    LIMIT = 8


# --- records ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field of a record, in slot order.

    `attribute` names the convention it refers to, if any. `initial` is the value at creation when the step gives none
    (None = absent). `link` marks bookkeeping the compiler added: it is stored, never shown, never set by a step.
    """

    name: str
    type: Type
    brief: str
    attribute: str | None = None
    initial: None | bool | int | str | tuple[str, ...] = None
    link: bool = False
    place: Place = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifecycle:
    """The states of a record and the moves between them."""

    field: str
    initial: tuple[str, ...]
    final: tuple[str, ...]
    transitions: tuple[tuple[str, tuple[str, ...]], ...]  # in the enum's order


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """The records of one kind that satisfy `when`, by class, priority and age.

    `when` speaks of the record through the binding "self". Per class there is one record of kind `class_record`, whose
    fields are `class_fields`, then `length`, then for each member P of the priority enum `P_head`, `P_tail`, `P_sequence`
    (the head's `sequence_field`). Members are linked through `<name>_previous`, `<name>_next`, and `<name>_class` holds
    the number of the class record while the record is in the queue. Entering sets `sequence_field` to the entry's number.
    """

    name: str
    record: str
    when: Expression
    class_fields: tuple[str, ...]
    priority_field: str
    sequence_field: str
    class_record: str
    place: Place = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class List:
    """The records of one kind that refer to one owner, in the order they came.

    Member fields `<name>_previous`, `<name>_next`; owner fields `<name>_head`, `<name>_tail` and the count, which is
    `<name>_count` or the declared field `count_field`. A record is in the list while its field `by` is present.
    `limit` is the largest count (exit 8 beyond), None when nothing but the owner's own rules limits it.
    """

    name: str
    record: str
    by: str
    owner: str
    count_field: str
    limit: int | None
    place: Place = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A time at which something happens to a record by itself: the procedure `call` runs with the record.

    A record is in the wheel while its field `at` is present. Member fields `<name>_bucket`, `<name>_previous`,
    `<name>_next`; records of kind `bucket_record` (`head`, `tail`; number = level * 32 + slot + 1), one record of kind
    `wheel_record` (`cursor`, `level_0` … `level_8`).
    """

    name: str
    record: str
    at: str
    call: str
    bucket_record: str
    wheel_record: str
    place: Place = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A kind of record. `prefix` is the letter of its made-up ids (`w-7`); None for kinds without ids (field `id` is the
    id then absent). `made` marks kinds the compiler added for queues and wheels. `slot` is the size in bytes."""

    name: str
    brief: str
    prefix: str | None
    fields: tuple[Field, ...]
    lifecycle: Lifecycle | None = None
    queues: tuple[Queue, ...] = ()
    lists: tuple[List, ...] = ()  # those its records are members of
    dues: tuple[Due, ...] = ()
    made: bool = False
    slot: int = 0
    place: Place = field(compare=False)


# --- tables and settings ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A value fixed when a store is made, seeded from the environment."""

    name: str
    type: Plain
    environment: str
    default: int | str | bool
    low: int | None
    high: int | None
    brief: str
    place: Place = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a table; a table of single values has one column, named "value"."""

    name: str
    type: Plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Data in the spec. `keys` are the members of the enum `key` in its order, or None for a table by number from 1.

    Beyond its last row a table by number continues with `times` the value before, at most `most` (single integer column
    only); without `times` the last row holds. An index below 1 is 1.
    """

    name: str
    brief: str
    key: str | None
    keys: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: tuple[tuple[bool | int | str, ...], ...]
    times: int | None = None
    most: int | None = None
    place: Place = field(compare=False)


# --- steps -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Message:
    """A message: texts and expressions in turn, as they appear."""

    parts: tuple[str | Expression, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """How an operation says no. `recorded` refusals leave an entry in the journal, without records."""

    exit: Exit
    message: Message
    recorded: bool = False


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
    """Run the steps for every record of a list, by ascending number; the list is read before the first turn."""

    binding: str
    list: List
    owner: str  # the owner's binding
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

    With `optional` (the step `find`) an absent id or an unknown one binds nothing."""

    binding: str
    record: str
    key: Expression
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
    each member's `to` giving the next node, every node shown once at its first place."""

    binding: str
    record: str
    every: bool
    queue: Queue | None
    list: List | None
    owner: str | None
    to: str | None
    start: Expression | None
    where: Expression | None
    limit: Expression
    place: Place = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """The answer: the values of the operation's returns, in order; or the record bound to `record`."""

    values: tuple[tuple[str, Expression], ...]
    record: str | None
    place: Place = field(compare=False)


Step: TypeAlias = (
    Let | Require | Fail | When | EachName | EachMember | Call | Get | Create | Set | Take | Rows | Reply
)


# --- operations ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """An argument or an option. A flag has type Bool. A set option may be repeated, each time with one name.

    `default` is the value when it is not given: None = absent (the type is Optional then) — required when it is not
    optional and has no default."""

    name: str
    type: Type
    brief: str
    attribute: str | None
    default: None | bool | int | str | tuple[str, ...]
    required: bool
    environment: str | None = None
    only_with: str | None = None
    place: Place = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """A value of an answer."""

    name: str
    type: Type
    brief: str
    attribute: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SpanAttribute:
    """An attribute of the operation's span: a constant, or an expression that is evaluated when the span is written:
    from the inputs as soon as they are read, from the reply when the operation was committed."""

    key: str
    type: Type
    constant: str | None = None
    input: tuple[str, str] | None = None  # ("arguments" | "options", name)
    returned: str | None = None
    expression: Expression | None = None  # speaks of inputs and the clock only


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """Steps with a name. Record parameters are bindings, value parameters variables."""

    name: str
    brief: str
    records: tuple[tuple[str, str], ...]  # (binding, kind)
    values: tuple[tuple[str, Type], ...]
    steps: tuple[Step, ...]
    place: Place = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """A command of a pattern. `reads` marks queries: no lock, no journal.

    The answer is `returns`, or a record of kind `returns_record`, or rows of kind `returns_rows` (with `columns` in the
    text table). `prints` is the text answer; its expressions are Variables naming returns and inputs."""

    name: str
    brief: str
    span: str
    reads: bool
    arguments: tuple[Parameter, ...]
    options: tuple[Parameter, ...]
    exactly_one: tuple[tuple[str, ...], ...]
    waits: str | None
    returns: tuple[Return, ...]
    returns_record: str | None
    returns_rows: str | None
    columns: tuple[str, ...]
    prints: Message | None
    attributes: tuple[SpanAttribute, ...]
    steps: tuple[Step, ...]
    place: Place = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """A pattern with all its modules. Records come in declared order, then the made ones; `sources` are the spec files
    it was read from, relative to the registry folder."""

    name: str
    brief: str
    modules: tuple[str, ...]
    records: tuple[Record, ...]
    settings: tuple[Setting, ...]
    tables: tuple[Table, ...]
    procedures: tuple[Procedure, ...]
    operations: tuple[Operation, ...]
    sources: tuple[str, ...]
    layout: str  # digest of everything that decides the bytes of a store
    place: Place = field(compare=False)
