"""What the text answer of an operation says, as data for the runtime."""

from __future__ import annotations

from dataclasses import replace

from swarmgen.backends.code import Code
from swarmgen.backends.python.patterns.expressions import Names, expression
from swarmgen.backends.python.patterns.names import attribute, listed, type_word
from swarmgen.backends.python.source import literal
from swarmgen.model import expressions as e
from swarmgen.model import ir
from swarmgen.model.datatypes import Decimal, plain


def line_code(line: ir.Line | ir.RowLines, operation: ir.Operation, names: Names) -> Code:
    """A line and when it is printed, or the lines of all rows of a list, as items of a tuple."""
    if isinstance(line, ir.Line):
        return _line(line, operation, names)
    returns = next(each.returns for each in operation.lists if each.name == line.list)
    inner = replace(names, row=tuple(each.name for each in returns))
    said = "".join(f"{_line(each, operation, inner)}, " for each in line.lines)
    return Code(f"*(each for row in {listed(line.list)} for each in ({said}))")


def prints_code(operation: ir.Operation) -> Code:
    """The first line."""
    return Code("()") if operation.prints is None else _parts(operation.prints, operation, ())


def _line(line: ir.Line, operation: ir.Operation, names: Names) -> Code:
    when = Code("True") if line.when is None else expression(line.when, names)
    return Code(f"({when}, {_parts(line.message, operation, names.row)})")


def _parts(message: ir.Message, operation: ir.Operation, row: tuple[str, ...]) -> Code:
    """The texts and values of a message, as the runtime prints them; a value of a row stands there itself."""
    returned = {each.name: place for place, each in enumerate(operation.returns)}
    parts = []
    for part in message.parts:
        if isinstance(part, str):
            parts.append(literal(part))
        elif isinstance(part, e.Variable | e.Input):
            if isinstance(part, e.Input):
                source = f"(row[{row.index(part.name)}],)"
            else:
                source = str(returned[part.name]) if part.name in returned else literal(str(attribute(part.name)))
            kind = plain(part.type)
            scale = kind.scale if isinstance(kind, Decimal) else 0
            parts.append(Code(f"({source}, {literal(type_word(kind))}, {scale})"))
    return Code(f"({', '.join(parts)}{',' if parts else ''})")
