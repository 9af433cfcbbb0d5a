"""The modules `procedures` and `lookups`: steps with a name, and the tables of the spec."""

from __future__ import annotations

from dataclasses import dataclass

from jinja2 import Environment

from swarmgen.backends.code import Code, json_string
from swarmgen.backends.python.patterns.expressions import Names, constant
from swarmgen.backends.python.patterns.links import FunctionsView
from swarmgen.backends.python.patterns.module import Module
from swarmgen.backends.python.patterns.names import annotation, local
from swarmgen.backends.python.patterns.steps import Writer
from swarmgen.backends.python.source import docstring, literal
from swarmgen.model import ir
from swarmgen.model.datatypes import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedureView:
    """What `procedure.j2` sees."""

    name: Code
    parameters: Code
    doc: Code
    steps: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class LookupView:
    """What `lookup.j2` sees: a column of a table. `by_key` is a mapping, `by_number` the arguments of the runtime's
    function for tables by number."""

    name: Code
    index: Code
    annotation: Code
    doc: Code
    by_key: Code | None
    by_number: Code | None


def procedures_view(pattern: ir.Pattern, templates: Environment) -> FunctionsView:
    """One function for each procedure."""
    module = Module(pattern=pattern, name="procedures")
    functions = [_procedure(procedure, module, templates) for procedure in pattern.procedures]
    return FunctionsView(
        doc=docstring(f"The procedures of the pattern {pattern.name}."),
        imports=module.imports(),
        types=module.types(),
        functions=tuple(functions),
    )


def lookups_view(pattern: ir.Pattern, templates: Environment) -> FunctionsView:
    """One function for each column of each table."""
    module = Module(pattern=pattern, name="lookups")
    template = templates.get_template("python/patterns/lookup.j2")
    functions = [
        Code(template.render(lookup=_lookup(table, place, module)))
        for table in pattern.tables
        for place in range(len(table.columns))
    ]
    return FunctionsView(
        doc=docstring(f"The tables of the pattern {pattern.name}."),
        imports=module.imports(),
        types=module.types(),
        functions=tuple(functions),
    )


def _procedure(procedure: ir.Procedure, module: Module, templates: Environment) -> Code:
    store = module.store
    parameters = [Code(f"tx: {store}")]
    parameters += [Code(f"{local(name)}: {module.record_type(kind)}") for name, kind in procedure.records]
    parameters += [Code(f"{local(name)}: {annotation(type_)}") for name, type_ in procedure.values]
    view = ProcedureView(
        name=local(procedure.name),
        parameters=Code(", ".join(parameters)),
        doc=docstring(procedure.brief),
        steps=Writer(Names(module), templates).body(procedure.steps),
    )
    return Code(templates.get_template("python/patterns/procedure.j2").render(procedure=view))


def _held(value: bool | int | str, column: ir.Column) -> bool | int | str:
    """A cell as operations work with it: a text is a token."""
    return json_string(value) if isinstance(value, str) and isinstance(column.type, Text) else value


def _lookup(table: ir.Table, place: int, module: Module) -> LookupView:
    column = table.columns[place]
    values = tuple(_held(row[place], column) for row in table.rows)
    by_key = by_number = None
    if table.key is not None:
        pairs = zip(table.keys, values, strict=True)
        by_key = Code(f"{{{', '.join(f'{literal(key)}: {constant(value)}' for key, value in pairs)}}}")
    else:
        rows = f"({', '.join(constant(value) for value in values)},)"
        function = module.use("..tables", "numbered" if table.times is None else "growing")
        more = "" if table.times is None else f", {table.times}, {constant(table.most)}"
        by_number = Code(f"{function}({rows}, index{more})")
    return LookupView(
        name=local(table.name if column.name == "value" else f"{table.name}_{column.name}"),
        index=Code("int" if table.key is None else "str"),
        annotation=annotation(column.type),
        doc=docstring(table.brief),
        by_key=by_key,
        by_number=by_number,
    )
