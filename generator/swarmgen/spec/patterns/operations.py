"""Operations, procedures and extensions."""

from __future__ import annotations

from swarmgen.diagnostics import Place
from swarmgen.spec.fields import Fields
from swarmgen.spec.nodes import Mapping, Node, Sequence
from swarmgen.spec.patterns.lines import read_lines
from swarmgen.spec.patterns.reading import File, name_of, required
from swarmgen.spec.patterns.source import Name
from swarmgen.spec.patterns.steps import read_steps
from swarmgen.spec.patterns.syntax import ExtensionSpec, OperationSpec, ProcedureSpec, StepSpec, ValueSpec
from swarmgen.spec.patterns.values import Role, read_values


def read_operations(file: File, node: Node | None) -> tuple[OperationSpec, ...]:
    """The operations of a file."""
    found = []
    for name, value in file.entries(node, '"operations"'):
        if file.defined(name, is_command=True) is not None:
            operation = _operation(file, name, value)
            found += [operation] if operation is not None else []
    return tuple(found)


def _operation(file: File, name: Name, node: Node) -> OperationSpec | None:
    fields = Fields(node, f'the operation "{name}"', file.sink)
    if not fields.is_mapping:
        return None
    returns, record, rows, columns = _answer(file, fields)
    operation = OperationSpec(
        name=name,
        brief=fields.text("brief", required=True) or "",
        span=name_of(fields, "span"),
        reads=bool(fields.boolean("reads")),
        rows_place=_place(fields, "rows"),
        frees=_place(fields, "frees"),
        arguments=read_values(file, fields.node("arguments"), Role.ARGUMENT, '"arguments"'),
        options=read_values(file, fields.node("options"), Role.OPTION, '"options"'),
        exactly_one=_exactly_one(file, fields.node("exactly_one")),
        waits=name_of(fields, "waits"),
        returns=returns,
        record=record,
        rows=rows,
        columns=columns,
        prints=file.message(fields.node("prints"), '"prints"'),
        lines=read_lines(file, fields.node("lines")),
        problem=file.written(fields.node("problem"), '"problem"'),
        attributes=file.values(fields.node("attributes"), '"attributes"'),
        steps=read_steps(file, required(fields, "steps"), '"steps"'),
    )
    fields.finish()
    return operation


def read_parts(file: File, node: Node | None) -> tuple[tuple[Name, tuple[StepSpec, ...]], ...]:
    """`parts: {name: [steps]}`."""
    entries = file.entries(node, '"parts"')
    return tuple((name, read_steps(file, steps, f'the steps of "{name}"')) for name, steps in entries)


def _place(fields: Fields, key: str) -> Place | None:
    """Where something is said to be true."""
    node = fields.node(key)
    return node.place if fields.boolean(key) and node is not None else None


def _answer(file: File, fields: Fields) -> tuple[tuple[ValueSpec, ...], Name | None, Name | None, tuple[Name, ...]]:
    """`returns`: values; or `record: kind`; or `rows: kind` with columns."""
    node = fields.node("returns")
    if isinstance(node, Mapping) and ("rows" in node.entries or "record" in node.entries):
        key = "rows" if "rows" in node.entries else "record"
        if not isinstance(node.entries[key], Mapping):  # else it is a value of that name
            return ((), *_records(file, node, key))
    return read_values(file, node, Role.RETURN, '"returns"'), None, None, ()


def _records(file: File, node: Mapping, key: str) -> tuple[Name | None, Name | None, tuple[Name, ...]]:
    inner = Fields(node, '"returns"', file.sink)
    kind = file.name(required(inner, key), f'"{key}"')
    columns = file.names(required(inner, "columns"), '"columns"') if key == "rows" else ()
    inner.finish()
    return (None, kind, columns) if key == "rows" else (kind, None, ())


def _exactly_one(file: File, node: Node | None) -> tuple[tuple[Name, ...], ...]:
    """A list of names, or a list of such lists."""
    if isinstance(node, Sequence) and any(isinstance(item, Sequence) for item in node.items):
        return tuple(file.names(item, '"exactly_one"') for item in node.items)
    names = file.names(node, '"exactly_one"')
    return (names,) if names else ()


def read_procedure(file: File, name: Name, node: Node) -> ProcedureSpec | None:
    fields = Fields(node, f'the procedure "{name}"', file.sink)
    procedure = ProcedureSpec(
        name=name,
        brief=fields.text("brief", required=True) or "",
        parameters=read_values(file, fields.node("parameters"), Role.PARAMETER, '"parameters"'),
        steps=read_steps(file, required(fields, "steps"), '"steps"'),
    )
    fields.finish()
    return procedure if fields.is_mapping else None


def read_extensions(file: File, node: Node | None) -> tuple[ExtensionSpec, ...]:
    """`extend: {operation or procedure: {point: [steps]}}`."""
    found = []
    for target, points in file.entries(node, '"extend"'):
        for point, steps in file.entries(points, f'the points of "{target}"'):
            read = read_steps(file, steps, f'the steps of "{point}"')
            found.append(ExtensionSpec(target=target, point=point, steps=read))
    return tuple(found)
