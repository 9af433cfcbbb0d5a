"""The module `links`: how records enter and leave the queues, lists and wheels of a pattern, and how these are read."""

from __future__ import annotations

from dataclasses import dataclass

from jinja2 import Environment

from swarmgen.backends.code import Code
from swarmgen.backends.python.patterns.expressions import Names, constant, opposite
from swarmgen.backends.python.patterns.module import ImportView, Module
from swarmgen.backends.python.patterns.names import attribute, local
from swarmgen.backends.python.patterns.texts import called, formatted
from swarmgen.backends.python.source import docstring, literal
from swarmgen.model import ir
from swarmgen.model.datatypes import Enum, is_optional, plain

_CLASSES_MAX = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class ListView:
    """What the templates of a list see; names of functions, classes and fields."""

    enter: Code
    leave: Code
    members: Code
    name: Code
    member: Code
    owner: Code
    by: Code
    is_optional: bool
    owned: Code
    about: Code
    count: Code
    head: Code
    tail: Code
    previous: Code
    next: Code
    limit: Code | None
    refusal: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueView:
    """What the templates of a queue see."""

    enter: Code
    leave: Code
    choose: Code
    offer: Code
    rows: Code
    name: Code
    member: Code
    cls: Code
    stays_out: Code
    same: Code
    priority: Code
    priorities: Code
    sequence: Code
    class_fields: tuple[Code, ...]
    class_field: Code
    previous: Code
    next: Code
    most: Code
    refusal: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class DueView:
    """What the template of a due time sees."""

    enter: Code
    leave: Code
    name: Code
    quoted: Code
    member: Code
    at: Code
    bucket_field: Code
    bucket: Code
    wheel: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionsView:
    """What `functions.j2` sees: a module that consists of functions."""

    doc: Code
    imports: tuple[ImportView, ...]
    types: tuple[ImportView, ...]
    functions: tuple[Code, ...]
    best: Code | None = None


def links_view(pattern: ir.Pattern, templates: Environment) -> FunctionsView:
    """The functions of every queue, list and due time, by the order of their kinds."""
    module = Module(pattern=pattern, name="links")
    functions: list[Code] = []
    for record in pattern.records:
        for queue in record.queues:
            functions += (_rendered(templates, name, _queue(queue, record, module)) for name in ("queue", "classes"))
        for each in record.lists:
            functions += (_rendered(templates, name, _list(each, record, module)) for name in ("list", "members"))
        for due in record.dues:
            functions.append(_rendered(templates, "due", _due(due, record, module)))
    has_queues = any(record.queues for record in pattern.records)
    return FunctionsView(
        doc=docstring(f"The queues, lists and due times of the pattern {pattern.name}."),
        imports=module.imports(),
        types=module.types(),
        functions=tuple(functions),
        best=Code("tuple[int, int, int]") if has_queues else None,
    )


def _rendered(templates: Environment, name: str, view: ListView | QueueView | DueView) -> Code:
    return Code(templates.get_template(f"links/python/{name}.j2").render(link=view))


def _function(record: str, name: str, verb: str) -> Code:
    return local(f"{record}_{name}_{verb}")


def _list(each: ir.List, record: ir.Record, module: Module) -> ListView:
    owner = module.kind(each.owner)
    by = next(field for field in record.fields if field.name == each.by)
    module.use("..", "tokens")
    module.typed("..transaction", "Transaction")
    module.typed("..view", "View")
    module.typed("collections.abc", "Iterator")
    if each.limit is not None:
        module.use("..stops", "Refused")
    many = (" has ", Code(f"owner.{attribute(each.count_field)}"), f" {each.name} already, the most there may be")
    return ListView(
        enter=_function(record.name, each.name, "enter"),
        leave=_function(record.name, each.name, "leave"),
        members=_function(record.name, each.name, "members"),
        name=Code(each.name),
        member=module.record(record.name),
        owner=module.record(each.owner),
        by=attribute(each.by),
        is_optional=is_optional(by.type),
        owned=Code("1") if each.single else Code(f"member.{attribute(each.by)}"),
        about=_about(each),
        count=attribute(each.count_field),
        head=Code(f"{each.name}_head"),
        tail=Code(f"{each.name}_tail"),
        previous=Code(f"{each.name}_previous"),
        next=Code(f"{each.name}_next"),
        limit=Code(str(each.limit)) if each.limit is not None else None,
        refusal=formatted((*called(owner, Code("owner")), *many)),
    )


def _about(each: ir.List) -> Code:
    """The list and its members, for a docstring."""
    if each.single:
        return Code(f"list `{each.name}`, if its field `{each.by}` has a value")
    return Code(f"list `{each.name}` of the one its field `{each.by}` names, if it names one")


def _queue(queue: ir.Queue, record: ir.Record, module: Module) -> QueueView:
    fields = {field.name: field for field in record.fields}
    priority = plain(fields[queue.priority_field].type)
    if not isinstance(priority, Enum):
        raise ValueError(f"{queue.place}: a queue is ordered by an enum")
    module.use("..", "tokens")
    module.use("..stops", "Refused")
    module.typed("..transaction", "Transaction")
    module.typed("..view", "View")
    module.typed("collections.abc", "Iterator")
    names = Names(module, {"self": Code("member")})
    same = " and ".join(f"row.{attribute(name)} == member.{attribute(name)}" for name in queue.class_fields)
    text = f"more than {_CLASSES_MAX} classes of {record.name} wait; finish or edit some first"
    return QueueView(
        enter=_function(record.name, queue.name, "enter"),
        leave=_function(record.name, queue.name, "leave"),
        choose=Code(f"_{record.name}_{queue.name}_class"),
        offer=_function(record.name, queue.name, "offer"),
        rows=_function(record.name, queue.name, "rows"),
        name=Code(queue.name),
        member=module.record(record.name),
        cls=module.record(queue.class_record),
        stays_out=opposite(queue.when, names),
        same=Code(same or "True"),
        priority=attribute(queue.priority_field),
        priorities=constant(priority.members),
        sequence=attribute(queue.sequence_field),
        class_fields=tuple(attribute(name) for name in queue.class_fields),
        class_field=Code(f"{queue.name}_class"),
        previous=Code(f"{queue.name}_previous"),
        next=Code(f"{queue.name}_next"),
        most=Code(str(_CLASSES_MAX)),
        refusal=literal(text),
    )


def _due(due: ir.Due, record: ir.Record, module: Module) -> DueView:
    module.typed("..transaction", "Transaction")
    return DueView(
        enter=_function(record.name, due.name, "enter"),
        leave=_function(record.name, due.name, "leave"),
        name=Code(due.name),
        quoted=literal(due.name),
        member=module.record(record.name),
        at=attribute(due.at),
        bucket_field=Code(f"{due.name}_bucket"),
        bucket=module.record(due.bucket_record),
        wheel=module.record(due.wheel_record),
    )
