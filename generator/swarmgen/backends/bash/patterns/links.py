"""Queues, lists and due times as bash functions. Each is a part that an operation needs or not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from jinja2 import Environment

from swarmgen.backends.bash.patterns import names
from swarmgen.backends.bash.patterns.changes import called
from swarmgen.backends.bash.patterns.conditions import condition
from swarmgen.backends.bash.patterns.literals import inside
from swarmgen.backends.bash.patterns.scope import Cells, Scope
from swarmgen.backends.bash.source import comment, identifier
from swarmgen.backends.code import Code
from swarmgen.model import expressions as e
from swarmgen.model.datatypes import Enum, plain
from swarmgen.model.ir import Due, List, Queue, Record

Kinds = Mapping[str, Record]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListView:
    """A list; `owned` gives the number of the owner, `out` tells that a record is not in it,
    `full` is the refusal when its `limit` is reached, `to` the field that leads on in a tree."""

    name: Code
    kind: Code
    owned: Code
    out: Code
    about: Code
    owner: Code
    count: Code
    head: Code
    tail: Code
    previous: Code
    next: Code
    limit: Code | None
    full: Code
    to: Code
    enter: Code
    leave: Code
    members: Code
    walk_begin: Code
    walk_next: Code
    tree_begin: Code
    tree_next: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueView:
    """A queue; `stays` is the condition under which NUMBER stays out, `equal` compares its class with `class`."""

    name: Code
    kind: Code
    about: Code
    before: tuple[Code, ...]
    stays: Code
    equal: Code
    copies: tuple[Code, ...]
    classes: Code
    priority: Code
    priorities: Code
    sequence: Code
    member_class: Code
    previous: Code
    next: Code
    length: Code
    full: Code
    enter: Code
    leave: Code
    offer: Code
    walk_begin: Code
    walk_next: Code
    walk_fill: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class DueView:
    """A due time: `at` is where the field that holds it stands, `place` where the bucket that a record is in."""

    name: Code
    kind: Code
    at: Code
    place: Code
    previous: Code
    next: Code
    bucket: Code
    wheel: Code
    enter: Code
    leave: Code
    put: Code
    drop: Code
    mark: Code
    cursor: Code


def list_part(list_: List, part: str, kinds: Kinds, templates: Environment, *, to: str = "") -> Code:
    """One of the parts enter, leave, members, walk, tree of a list; `to` leads on in a tree."""

    def named(verb: str) -> Code:
        return names.link(list_.record, list_.name, verb)

    owner = called(kinds[list_.owner], Code("owner"))
    count = names.cell(list_.owner, Code("owner"), list_.count_field)
    by = names.cell(list_.record, Code("$1"), list_.by)
    view = ListView(
        name=identifier(list_.name),
        kind=names.kind(list_.record),
        owned=Code("1") if list_.single else by,
        out=Code(f"{by} != null") if list_.single else Code("${owner} != null"),
        about=Code(f"that have {list_.by}" if list_.single else f"by {list_.by}"),
        owner=names.kind(list_.owner),
        count=names.offset(list_.owner, list_.count_field),
        head=names.offset(list_.owner, f"{list_.name}_head"),
        tail=names.offset(list_.owner, f"{list_.name}_tail"),
        previous=names.offset(list_.record, f"{list_.name}_previous"),
        next=names.offset(list_.record, f"{list_.name}_next"),
        limit=None if list_.limit is None else Code(str(list_.limit)),
        full=Code(f"{owner} has {count} {inside(list_.name)} already, the most there may be"),
        to=names.offset(list_.record, to) if to else Code(""),
        enter=named("enter"),
        leave=named("leave"),
        members=named("members"),
        walk_begin=named("walk_begin"),
        walk_next=named("walk_next"),
        tree_begin=named("tree_begin"),
        tree_next=named("tree_next"),
    )
    template = "list" if part == "enter" else f"list_{part}"
    return Code(templates.get_template(f"links/bash/{template}.j2").render(list=view))


def queue_part(queue: Queue, part: str, kinds: Kinds, templates: Environment) -> Code:
    """One of the parts enter, leave, offer, walk of a queue.

    Raises:
        ValueError: if a priority cannot stand in the name of a field.
    """
    (priority,) = (plain(each.type) for each in kinds[queue.record].fields if each.name == queue.priority_field)
    members = priority.members if isinstance(priority, Enum) else ()
    if any(identifier(each) != each for each in members):
        raise ValueError(f"{queue.name}: the members of a priority must be identifiers")
    scope = Scope(bindings={"self": Cells(record=queue.record, at=Code("$1"))})
    stays = condition(queue.when, scope, negated=True)
    locals_ = (Code(f"local {' '.join(f'{each}=' for each in scope.locals.names)}"),) if scope.locals.names else ()

    def named(verb: str) -> Code:
        return names.link(queue.record, queue.name, verb)

    at, class_ = Code("$1"), Code("class")
    equal = [
        f'{names.cell(queue.class_record, class_, each)} == "{names.cell(queue.record, at, each)}"'
        for each in queue.class_fields
    ]
    view = QueueView(
        name=identifier(queue.name),
        kind=names.kind(queue.record),
        about=Code(comment(_when(queue))[2:]),
        before=(*locals_, *stays.before),
        stays=stays.command,
        equal=Code(" && ".join(equal) or "-n x"),
        copies=tuple(
            Code(f"{names.place(queue.class_record, class_, each)}={names.cell(queue.record, at, each)}")
            for each in queue.class_fields
        ),
        classes=names.kind(queue.class_record),
        priority=names.offset(queue.record, queue.priority_field),
        priorities=Code(" ".join(each.upper() for each in members)),
        sequence=names.offset(queue.record, queue.sequence_field),
        member_class=names.offset(queue.record, f"{queue.name}_class"),
        previous=names.offset(queue.record, f"{queue.name}_previous"),
        next=names.offset(queue.record, f"{queue.name}_next"),
        length=names.offset(queue.class_record, "length"),
        full=Code(f"more than 256 classes of {inside(queue.record)} wait; finish or edit some first"),
        enter=named("enter"),
        leave=named("leave"),
        offer=named("offer"),
        walk_begin=named("walk_begin"),
        walk_next=named("walk_next"),
        walk_fill=named("walk_fill"),
    )
    return Code(templates.get_template(f"links/bash/queue_{part}.j2").render(queue=view))


def _when(queue: Queue) -> str:
    """The states that wait in a queue, for a comment."""
    match queue.when:
        case e.Compare(left=e.Field(field=field), right=e.Literal(value=value)):
            return f"whose {field} is {value}"
        case _:
            return "that fit"


def due_part(due: Due, part: str, templates: Environment) -> Code:
    """One of the parts enter, leave, wheel, marks of a due time; the last two are for those that have a time."""

    def named(verb: str) -> Code:
        return names.link(due.record, due.name, verb)

    view = DueView(
        name=identifier(due.name),
        kind=names.kind(due.record),
        at=names.offset(due.record, due.at),
        place=names.offset(due.record, f"{due.name}_bucket"),
        previous=names.offset(due.record, f"{due.name}_previous"),
        next=names.offset(due.record, f"{due.name}_next"),
        bucket=names.kind(due.bucket_record),
        wheel=names.kind(due.wheel_record),
        enter=named("enter"),
        leave=named("leave"),
        put=named("put"),
        drop=named("drop"),
        mark=named("mark"),
        cursor=named("cursor"),
    )
    return Code(templates.get_template(f"links/bash/due_{part}.j2").render(due=view))
