"""Records with what the compiler derives from their queues, lists and due times; settings and tables."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from swarmgen.diagnostics import Place
from swarmgen.model.datatypes import Plain, Type
from swarmgen.model.expressions import Expression


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
    """The states of a record and the moves between them. How many records are in a state of `counts` is kept in that
    field of the single record of kind `counted_in`."""

    field: str
    initial: tuple[str, ...]
    final: tuple[str, ...]
    transitions: tuple[tuple[str, tuple[str, ...]], ...]  # in the enum's order
    counted_in: str | None = None
    counts: tuple[tuple[str, str], ...] = ()  # (state, field), in the enum's order


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """The records of one kind that satisfy `when`, by class, priority and age.

    `when` speaks of the record through the binding "self". Per class there is one record of kind `class_record`, whose
    fields are `class_fields`, then `length`, then for each member P of the priority enum `P_head`, `P_tail` and
    `P_sequence` (the head's `sequence_field`). Members are linked through `<name>_previous`, `<name>_next`, and
    `<name>_class` holds the number of the class record while the record is in the queue. Entering sets `sequence_field`
    to the entry's number.
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
    """The records of one kind that refer to one owner, in the order they came. With `single` the owner is the one
    record of its kind, and `by` is any field that may be absent.

    Member fields `<name>_previous`, `<name>_next`; owner fields `<name>_head`, `<name>_tail` and the count, which is
    `<name>_count` or the declared field `count_field`. A record is in the list while its field `by` is present.
    `limit` is the largest count (exit 8 beyond), None when nothing but the owner's own rules limits it.
    """

    name: str
    record: str
    by: str
    owner: str
    single: bool = False
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
    """A kind of record. `prefix` is the letter of its made-up ids (`w-7`); kinds without ids have none, and no field
    `id`. `made` marks kinds the compiler added for queues and wheels. Of a `single` kind there is one record, number 1,
    which is in the store from its first change on, and reads as new before. `slot` is the size in bytes."""

    name: str
    brief: str
    prefix: str | None
    fields: tuple[Field, ...]
    lifecycle: Lifecycle | None = None
    queues: tuple[Queue, ...] = ()
    lists: tuple[List, ...] = ()  # those its records are members of
    dues: tuple[Due, ...] = ()
    made: bool = False
    single: bool = False
    slot: int = 0
    place: Place = field(compare=False)


def is_counted(record: Record, records: Iterable[Record]) -> bool:
    """Whether a store gives numbers to the records of a kind: not to buckets, wheels and single ones, whose numbers are
    fixed."""
    wheels = {name for each in records for due in each.dues for name in (due.bucket_record, due.wheel_record)}
    return not record.single and record.name not in wheels


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """A number that is kept of records in one state. `place` is its own among those of a pattern: by owner, then kind
    and state in their order."""

    place: int
    record: str
    state: str
    owner: str
    field: str


def tallies(records: Iterable[Record]) -> tuple[Tally, ...]:
    """All tallies of a pattern with these records."""
    known = tuple(records)
    kinds = [(record.name, record.lifecycle) for record in known if record.lifecycle is not None]
    found = [
        (owner.name, kind, state, field)
        for owner in known
        for kind, lifecycle in kinds
        if lifecycle.counted_in == owner.name
        for state, field in lifecycle.counts
    ]
    return tuple(
        Tally(place=place, record=kind, state=state, owner=owner, field=field)
        for place, (owner, kind, state, field) in enumerate(found)
    )


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
