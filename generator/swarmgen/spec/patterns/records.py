"""Records with their lifecycles, queues, lists and due times; settings and tables."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from swarmgen.spec.fields import Fields
from swarmgen.spec.nodes import Mapping, Node, Sequence
from swarmgen.spec.patterns.reading import File, name_of, required
from swarmgen.spec.patterns.source import Name
from swarmgen.spec.patterns.syntax import (
    DueSpec,
    LifecycleSpec,
    ListSpec,
    QueueSpec,
    RecordSpec,
    SettingSpec,
    TableSpec,
    TypeSpec,
    ValueSpec,
)
from swarmgen.spec.patterns.values import Role, read_values, type_spec

T = TypeVar("T")


def named(file: File, node: Node | None, what: str, read: Callable[[File, Name, Node], T | None]) -> tuple[T, ...]:
    """What `read` makes of every entry of a mapping; entries with a bad name are reported and left out."""
    found = []
    for name, value in file.entries(node, what):
        if file.defined(name) is not None and (item := read(file, name, value)) is not None:
            found.append(item)
    return tuple(found)


def read_record(file: File, name: Name, node: Node) -> RecordSpec | None:
    fields = Fields(node, f'the record "{name}"', file.sink)
    lifecycle = fields.node("lifecycle")
    record = RecordSpec(
        name=name,
        brief=fields.text("brief", required=True) or "",
        prefix=name_of(fields, "prefix"),
        single=fields.value_place("single") if fields.boolean("single") else None,
        fields=read_values(file, required(fields, "fields"), Role.FIELD, '"fields"'),
        lifecycle=_lifecycle(file, lifecycle) if lifecycle is not None else None,
        queues=named(file, fields.node("queues"), '"queues"', _queue),
        lists=named(file, fields.node("lists"), '"lists"', _list),
        dues=named(file, fields.node("due"), '"due"', _due),
    )
    fields.finish()
    return record if fields.is_mapping else None


def _lifecycle(file: File, node: Node) -> LifecycleSpec | None:
    fields = Fields(node, "a lifecycle", file.sink)
    field = file.name(required(fields, "field"), '"field"')
    initial = file.names(required(fields, "initial"), '"initial"')
    final = file.names(fields.node("final"), '"final"')
    transitions = []
    for source, targets in file.entries(required(fields, "transitions"), '"transitions"'):
        transitions.append((source, file.names(targets, f'the states after "{source}"')))
    counts = _counts(file, fields.node("counts"))
    fields.finish()
    if field is None or not initial:
        if field is not None and fields.given("initial") and isinstance(fields.node("initial"), Sequence):
            file.sink.error("wrong-number", "a lifecycle needs an initial state", fields.value_place("initial"))
        return None
    return LifecycleSpec(
        state_field=field,
        initial=initial,
        final=final,
        transitions=tuple(transitions),
        counts=counts,
        place=fields.key_place("field"),
    )


def _counts(file: File, node: Node | None) -> tuple[Name, tuple[tuple[Name, Name], ...]] | None:
    """Where records are counted (`in`), and the field for each state."""
    if node is None:
        return None
    named = [(key, file.name(value, f'"{key}" of the counts')) for key, value in file.entries(node, '"counts"')]
    owner = next((found for key, found in named if key.text == "in"), None)
    states = tuple((key, found) for key, found in named if key.text != "in" and found is not None)
    if isinstance(node, Mapping) and not any(key.text == "in" for key, _ in named):
        file.sink.error("missing-field", 'counts say which record keeps them: "in"', node.place)
    return None if owner is None else (owner, states)


def _queue(file: File, name: Name, node: Node) -> QueueSpec | None:
    fields = Fields(node, f'the queue "{name}"', file.sink)
    when = file.written(required(fields, "when"), '"when"')
    class_fields = file.names(required(fields, "class"), '"class"')
    priority = file.name(required(fields, "priority"), '"priority"')
    sequence = file.name(required(fields, "sequence"), '"sequence"')
    fields.finish()
    if when is None or priority is None or sequence is None:
        return None
    return QueueSpec(name=name, when=when, class_fields=class_fields, priority=priority, sequence=sequence)


def _list(file: File, name: Name, node: Node) -> ListSpec | None:
    fields = Fields(node, f'the list "{name}"', file.sink)
    by = file.name(required(fields, "by"), '"by"')
    of, count, limit = name_of(fields, "of"), name_of(fields, "count"), fields.node("limit")
    fields.finish()
    return None if by is None else ListSpec(name=name, by=by, of=of, count=count, limit=limit)


def _due(file: File, name: Name, node: Node) -> DueSpec | None:
    fields = Fields(node, f'the due time "{name}"', file.sink)
    at = file.name(required(fields, "at"), '"at"')
    call = file.name(required(fields, "call"), '"call"')
    fields.finish()
    return DueSpec(name=name, at=at, call=call) if at is not None and call is not None else None


def read_setting(file: File, name: Name, node: Node) -> SettingSpec | None:
    fields = Fields(node, f'the setting "{name}"', file.sink)
    type_ = type_spec(file, required(fields, "type"))
    environment = file.name(required(fields, "env"), '"env"')
    default = required(fields, "default")
    low, high = fields.node("min"), fields.node("max")
    brief = fields.text("brief", required=True) or ""
    fields.finish()
    if type_ is None or environment is None or default is None:
        return None
    return SettingSpec(name=name, type=type_, brief=brief, environment=environment, default=default, low=low, high=high)


def read_table(file: File, name: Name, node: Node) -> TableSpec | None:
    fields = Fields(node, f'the table "{name}"', file.sink)
    brief = fields.text("brief", required=True) or ""
    key = name_of(fields, "key")
    columns = _columns(file, fields, name)
    rows = _rows(file, required(fields, "rows"), is_keyed=fields.given("key"))
    is_single = not fields.given("columns")
    times, most = _then(file, fields)
    fields.finish()
    if not columns or not rows:
        return None
    return TableSpec(
        name=name, brief=brief, key=key, columns=columns, is_single=is_single, rows=rows, times=times, most=most
    )


def _columns(file: File, fields: Fields, name: Name) -> tuple[ValueSpec, ...]:
    if fields.given("columns"):
        columns = fields.node("columns")
        if isinstance(columns, Mapping) and not columns.entries:
            file.sink.error("wrong-number", f'the table "{name}" has no columns', columns.place)
        return read_values(file, columns, Role.COLUMN, '"columns"')
    attribute, node = name_of(fields, "attribute"), fields.node("type", required=not fields.given("attribute"))
    value = Name("value", name.place)
    if attribute is not None and node is not None:
        file.sink.error("wrong-number", f'the table "{name}" has a type twice', node.place)
    if attribute is not None:
        return (ValueSpec(name=value, type=TypeSpec(attribute=attribute, place=attribute.place)),)
    type_ = type_spec(file, node)
    return () if type_ is None else (ValueSpec(name=value, type=type_),)


def _rows(file: File, node: Node | None, *, is_keyed: bool) -> tuple[tuple[Name | None, Node], ...]:
    if node is None:
        return ()
    if isinstance(node, Mapping | Sequence) and not (node.entries if isinstance(node, Mapping) else node.items):
        file.sink.error("wrong-number", "a table needs a row", node.place)
    if is_keyed:
        return tuple(file.entries(node, '"rows" of a table with a key'))
    if isinstance(node, Sequence):
        return tuple((None, item) for item in node.items)
    hint = 'give "key" to find rows by the members of an enum' if isinstance(node, Mapping) else None
    file.sink.error("wrong-type", f'"rows" must be a list, not {node.kind}', node.place, hint=hint)
    return ()


def _then(file: File, fields: Fields) -> tuple[Node | None, Node | None]:
    node = fields.node("then")
    if node is None:
        return None, None
    inner = Fields(node, '"then"', file.sink)
    times, most = inner.node("times", required=True), inner.node("max")
    inner.finish()
    return times, most
