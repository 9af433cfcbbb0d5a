"""Queues, lists and due times of records: what they refer to, and the bookkeeping fields and records they need."""

from __future__ import annotations

from swarmgen.analysis.patterns.constants import constant
from swarmgen.analysis.patterns.counting import check_count, count_states, manage
from swarmgen.analysis.patterns.expressions import read_condition
from swarmgen.analysis.patterns.mistakes import Mistake, Silent, declared, reported
from swarmgen.analysis.patterns.scope import Kind, Scope, World
from swarmgen.analysis.patterns.walk import fields_of, parts
from swarmgen.diagnostics import Place
from swarmgen.model import expressions as e
from swarmgen.model import ir
from swarmgen.model.datatypes import COUNT_MAX, Enum, Int, Optional, Reference, Time, Type, is_optional, plain
from swarmgen.model.names import snake_case
from swarmgen.spec.patterns.source import Name
from swarmgen.spec.patterns.syntax import DueSpec, ListSpec, QueueSpec

MADE_WORDS = ("length", "number", "changed")
LEVELS = 9
SLOTS = 32
CURSOR_MAX = 2**43  # ticks of 2**20 ns up to the greatest time


def build_links(world: World) -> tuple[ir.Record, ...]:
    """Complete the kinds of `world` with what links them; the records made for that are returned.

    The link fields of a kind follow its own: as member of queues, lists, due times, then as owner of lists.
    """
    made: list[ir.Record] = []
    for kind in world.kinds.values():
        for queue in kind.spec.queues:
            with reported(world.sink):
                made.append(_queue(kind, queue, world))
        for list_ in kind.spec.lists:
            with reported(world.sink):
                _member_of_list(kind, list_, world)
        for due in kind.spec.dues:
            with reported(world.sink):
                made += _due(kind, due, world)
    count_states(world)
    for kind in world.kinds.values():
        for owned in kind.owned.values():
            _owner_of_list(kind, owned)
    for kind in world.kinds.values():
        _check_links(kind, world)
    _check_made(made, world)
    return tuple(made)


def link(name: str, type_: Type, brief: str, place: Place, initial: int | None = None) -> ir.Field:
    """A bookkeeping field."""
    return ir.Field(name=name, type=type_, brief=brief, initial=initial, link=True, place=place)


def _free_name(kind: Kind, name: Name, what: str) -> None:
    """Queues, lists and due times of a kind share its names with the fields."""
    for taken in (kind.fields, kind.queues, kind.lists, kind.dues, kind.owned):
        if name.text in taken:
            place = getattr(taken[name.text], "place", kind.spec.name.place)
            message = f'{what} "{name}" has the name of something else of record "{kind.name}"'
            raise Mistake("duplicate-name", message, name.place, notes=declared(Name(name.text, place), "the other"))


def _own_field(kind: Kind, name: Name) -> ir.Field:
    return kind.field(name.text, name.place)


def _queue(kind: Kind, spec: QueueSpec, world: World) -> ir.Record:
    _free_name(kind, spec.name, "the queue")
    priority = _own_field(kind, spec.priority)
    if not isinstance(priority.type, Enum) or len(priority.type.members) > ir.PRIORITY_LISTS_MAX:
        message = f"a priority is a member of an enum of at most {ir.PRIORITY_LISTS_MAX}, always there"
        raise Mistake("type-error", message, spec.priority.place)
    sequence = _own_field(kind, spec.sequence)
    if not isinstance(sequence.type, Optional) or not isinstance(sequence.type.inner, Int):
        message = "the sequence of a queue is kept in an optional whole number"
        raise Mistake("type-error", message, spec.sequence.place)
    class_fields = [_own_field(kind, name) for name in spec.class_fields]
    for name in spec.class_fields:
        if name.text == spec.priority.text or name.text in MADE_WORDS:
            raise Mistake("type-error", f'"{name}" cannot be part of a class', name.place)
    when = read_condition(spec.when, Scope(world, self_kind=kind, inputs_known=False))
    if any(isinstance(part, e.Clock | e.Sequence | e.Input) for part in parts(when)):
        message = "what decides on being in a queue are the record's own fields alone"
        raise Mistake("type-error", message, spec.when.place)
    manage(kind, spec.sequence, f'the queue "{spec.name}"')
    class_record = f"{kind.name}_{spec.name}"
    queue = ir.Queue(
        name=spec.name.text,
        record=kind.name,
        when=when,
        class_fields=tuple(field.name for field in class_fields),
        priority_field=priority.name,
        sequence_field=sequence.name,
        class_record=class_record,
        place=spec.name.place,
    )
    kind.queues[queue.name] = queue
    kind.decides[queue.name] = frozenset({*fields_of(when), *queue.class_fields, priority.name})
    place, member = spec.name.place, Optional(Reference(kind.name))
    kind.links += [
        link(f"{queue.name}_class", Optional(Reference(class_record)), "The class in the queue.", place),
        link(f"{queue.name}_previous", member, "The one before in the queue.", place),
        link(f"{queue.name}_next", member, "The one after in the queue.", place),
    ]
    return _class_record(kind, queue, tuple(class_fields), priority.type)


def _class_record(kind: Kind, queue: ir.Queue, fields: tuple[ir.Field, ...], priority: Enum) -> ir.Record:
    place, member = queue.place, Optional(Reference(kind.name))
    made = [link("length", Int(), "How many are in the queue with this class.", place, 0)]
    for word in priority.members:
        name = snake_case(word)
        made += [
            link(f"{name}_head", member, f"The first of priority {word}.", place),
            link(f"{name}_tail", member, f"The last of priority {word}.", place),
            link(f"{name}_sequence", Optional(Int(0, COUNT_MAX)), f"When the first of {word} was queued.", place),
        ]
    brief = f'A class of the queue "{queue.name}" of {kind.name}.'
    return ir.Record(name=queue.class_record, brief=brief, prefix=None, fields=(*fields, *made), made=True, place=place)


def _member_of_list(kind: Kind, spec: ListSpec, world: World) -> None:
    _free_name(kind, spec.name, "the list")
    by = _own_field(kind, spec.by)
    owner = _owner(spec, by, world)
    _free_name(owner, spec.name, "the list")
    limit = constant(spec.limit, Int(1, COUNT_MAX), '"limit"') if spec.limit is not None else None
    if spec.count is not None:
        check_count(owner, spec.count, "of a list")
        manage(owner, spec.count, f'the list "{spec.name}" of {kind.name}')
    list_ = ir.List(
        name=spec.name.text,
        record=kind.name,
        by=by.name,
        owner=owner.name,
        single=spec.of is not None,
        count_field=spec.count.text if spec.count is not None else f"{spec.name}_count",
        limit=limit if isinstance(limit, int) else None,
        place=spec.name.place,
    )
    kind.lists[list_.name] = owner.owned[list_.name] = list_
    kind.decides[list_.name] = frozenset({by.name})
    member = Optional(Reference(kind.name))
    kind.links += [
        link(f"{list_.name}_previous", member, "The one before in the list.", spec.name.place),
        link(f"{list_.name}_next", member, "The one after in the list.", spec.name.place),
    ]


def _owner(spec: ListSpec, by: ir.Field, world: World) -> Kind:
    """The kind that owns a list: what `by` refers to, or a single record."""
    if spec.of is None:
        owner_type = plain(by.type)
        if not isinstance(owner_type, Reference):
            hint = "let a single record own it: of: …"
            message = f'"{spec.by}" refers to no record that could own the list'
            raise Mistake("type-error", message, spec.by.place, hint=hint)
        if owner_type.record not in world.kinds:
            raise Silent
        return world.kinds[owner_type.record]
    owner = world.kind(spec.of)
    if owner.spec.single is None:
        notes = declared(owner.spec.name, "the record")
        raise Mistake("type-error", f'there can be several records of kind "{owner.name}"', spec.of.place, notes=notes)
    if not is_optional(by.type):
        message = f'a record is in the list while it has a value for "{spec.by}", and it always has one'
        raise Mistake("always-there", message, spec.by.place)
    return owner


def _owner_of_list(owner: Kind, list_: ir.List) -> None:
    member = Optional(Reference(list_.record))
    owner.links += [
        link(f"{list_.name}_head", member, "The first in the list.", list_.place),
        link(f"{list_.name}_tail", member, "The last in the list.", list_.place),
    ]
    if list_.count_field not in owner.fields:
        owner.links.append(link(list_.count_field, Int(), "How many are in the list.", list_.place, 0))


def _due(kind: Kind, spec: DueSpec, world: World) -> tuple[ir.Record, ir.Record]:
    _free_name(kind, spec.name, "the due time")
    at = _own_field(kind, spec.at)
    if not isinstance(at.type, Optional) or not isinstance(at.type.inner, Time):
        raise Mistake("type-error", "something is due at an optional time", spec.at.place)
    name = f"{kind.name}_{spec.name}"
    due = ir.Due(
        name=spec.name.text,
        record=kind.name,
        at=at.name,
        call=spec.call.text,
        bucket_record=f"{name}_bucket",
        wheel_record=f"{name}_wheel",
        place=spec.name.place,
    )
    kind.dues[due.name] = due
    kind.decides[due.name] = frozenset({at.name})
    world.use("procedure", due.call)
    place, member = spec.name.place, Optional(Reference(kind.name))
    kind.links += [
        link(f"{due.name}_bucket", Optional(Reference(due.bucket_record)), "The bucket of the wheel.", place),
        link(f"{due.name}_previous", member, "The one before in the bucket.", place),
        link(f"{due.name}_next", member, "The one after in the bucket.", place),
    ]
    ends = (link("head", member, "The first in the bucket.", place), link("tail", member, "The last.", place))
    cursor = link("cursor", Int(0, CURSOR_MAX), "The tick up to which everything was moved.", place, 0)
    levels = [
        link(f"level_{n}", Int(0, 2**SLOTS - 1), f"Which buckets of level {n} hold something.", place, 0)
        for n in range(LEVELS)
    ]
    what = f'of the wheel of "{due.name}" of {kind.name}.'
    return (
        ir.Record(name=due.bucket_record, brief=f"A bucket {what}", prefix=None, fields=ends, made=True, place=place),
        ir.Record(
            name=due.wheel_record,
            brief=f"The hand {what}",
            prefix=None,
            fields=(cursor, *levels),
            made=True,
            place=place,
        ),
    )


def _check_links(kind: Kind, world: World) -> None:
    """No field of the author's has the name of a link."""
    for field in kind.links:
        if field.name in kind.fields:
            other = kind.fields[field.name]
            message = f'"{other.name}" is a field that the links of record "{kind.name}" need'
            notes = declared(Name(other.name, field.place), "the link")
            world.sink.error("name-collision", message, other.place, hint="rename the field", notes=notes)


def _specs(kind: Kind) -> tuple[QueueSpec | ListSpec | DueSpec, ...]:
    return (*kind.spec.queues, *kind.spec.lists, *kind.spec.dues)


def _check_made(made: list[ir.Record], world: World) -> None:
    """Kinds made for queues and wheels must not meet declared ones, nor their fields each other."""
    seen: set[str] = set()
    functions: dict[str, tuple[str, str]] = {}
    for kind in world.kinds.values():
        for name in kind.decides:
            first = functions.setdefault(f"{kind.name}_{name}", (kind.name, name))
            if first != (kind.name, name):
                place = next(spec.name.place for spec in _specs(kind) if spec.name.text == name)
                message = f'"{name}" of {kind.name} and "{first[1]}" of {first[0]} become one name'
                world.sink.error("name-collision", message, place, hint="rename one of them")
    for record in made:
        if record.name in world.kinds or record.name in seen:
            message = f'a queue or due time needs a record "{record.name}", and there is one of that name'
            world.sink.error("name-collision", message, record.place, hint="rename the record, or the queue")
        seen.add(record.name)
        names = [field.name for field in record.fields]
        for name in sorted({name for name in names if names.count(name) > 1}):
            message = f'the bookkeeping of record "{record.name}" needs two fields named "{name}"'
            world.sink.error("name-collision", message, record.place)
