"""The module `shown`: records as callers see them, and what generated operations say of their answers."""

from __future__ import annotations

from dataclasses import dataclass

from jinja2 import Environment

from swarmgen.backends.code import Code
from swarmgen.backends.python.patterns.links import FunctionsView
from swarmgen.backends.python.patterns.module import Module
from swarmgen.backends.python.patterns.names import attribute, local, type_word
from swarmgen.backends.python.source import docstring, literal
from swarmgen.model import ir
from swarmgen.model.datatypes import Decimal, Identifier, Reference, Text, Type, is_optional, plain

TREE = ("depth", "int", 0)
"""What rows of a tree have last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownView:
    """What `shown.j2` sees: a kind of record, and the values that a caller gets of it."""

    name: Code
    record: Code
    doc: Code
    values: tuple[Code, ...]


def views_view(pattern: ir.Pattern, templates: Environment) -> FunctionsView:
    """One function for each kind of record."""
    module = Module(pattern=pattern, name="views", is_query=True)
    module.typed("..view", "View")
    template = templates.get_template("python/patterns/shown.j2")
    functions = []
    for record in pattern.records:
        if not record.made:
            view = ShownView(
                name=local(record.name),
                record=module.record_type(record.name),
                doc=docstring(f"What callers see of a record of the kind {record.name}."),
                values=tuple(_value(field, module) for field in shown(record)),
            )
            functions.append(Code(template.render(shown=view)))
    return FunctionsView(
        doc=docstring(
            f"The records of the pattern {pattern.name} as callers see them: texts whole, references as ids."
        ),
        imports=module.imports(),
        types=module.types(),
        functions=tuple(functions),
    )


def shown(record: ir.Record) -> tuple[ir.Field, ...]:
    """The fields that callers see."""
    return tuple(field for field in record.fields if not field.link)


def field_row(name: str, type_: Type, pattern: ir.Pattern) -> tuple[str, str, int]:
    """A value of an answer as the runtime knows it: name, type, scale of a decimal. References are ids if possible."""
    kind = plain(type_)
    if isinstance(kind, Reference):
        has_ids = next(record.prefix for record in pattern.records if record.name == kind.record) is not None
        return name, type_word(Identifier()) if has_ids else "int", 0
    return name, type_word(type_), kind.scale if isinstance(kind, Decimal) else 0


def rows_code(rows: tuple[tuple[str, str, int], ...]) -> Code:
    """Such values as a literal."""
    inside = ", ".join(f"({literal(name)}, {literal(kind)}, {scale})" for name, kind, scale in rows)
    return Code(f"({inside}{',' if rows else ''})")


def _value(field: ir.Field, module: Module) -> Code:
    kind = plain(field.type)
    value = Code(f"record.{attribute(field.name)}")
    if isinstance(kind, Text):
        quoted = literal(field.name)
        if is_optional(field.type):
            return Code(f"view.text(record, {quoted})")
        return Code(f"{module.use('..tokens', 'text_of')}(view, record, {quoted})")
    if isinstance(kind, Reference) and module.kind(kind.record).prefix is not None:
        return Code(f"{module.use('..tokens', 'named')}(view, {module.record(kind.record)}, {value})")
    return value
