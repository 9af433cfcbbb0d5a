"""Cells of records: how a value becomes the token that the slot will hold."""

from __future__ import annotations

from collections.abc import Iterator

from swarmgen.backends.bash.patterns import names
from swarmgen.backends.bash.patterns.expressions import PLAIN, Value
from swarmgen.backends.bash.patterns.literals import assigned, word
from swarmgen.backends.code import Code
from swarmgen.model import expressions as e
from swarmgen.model import ir
from swarmgen.model.datatypes import Enum, Identifier, Optional, Text, plain
from swarmgen.model.expressions import Expression


def stored(record: ir.Record, bound: Code, assignment: ir.Assignment, kept: Value) -> Iterator[Code]:
    """The lines that put a value into a cell, as the token that the slot will hold."""
    field, given = assignment.field, assignment.value
    place, cell = names.place(record.name, bound, field.name), names.cell(record.name, bound, field.name)
    may_lack = isinstance(given.type, Optional) or is_absent(given)
    is_word = isinstance(plain(field.type), Identifier | Enum)
    if is_absent(given):
        yield Code(f"{place}=null")
    elif is_word and not may_lack:
        yield Code(f"{place}={assigned(word(kept.text))}")
    elif is_word:
        yield Code(f"{place}={kept.side}")
        yield Code(f'{place}={cell[:-1]}:+\\"{cell}\\"}}')
        yield Code(f"{place}={cell[:-1]}:-null}}")
    elif may_lack and PLAIN.fullmatch(kept.text):
        yield Code(f"{place}={kept.text[:-1]}:-null}}")
    elif may_lack:
        yield Code(f"{place}={kept.side}")
        yield Code(f"{place}={cell[:-1]}:-null}}")
    else:
        yield Code(f"{place}={kept.side}")
    if isinstance(plain(field.type), Text) and not is_absent(given):
        held = f'texts_hold {names.kind(record.name)} "{names.expand(bound)}" {field.name}'
        yield Code(f"[[ ${{#{cell[2:-1]}}} -le ${{TEXT_INLINE}} ]] || {{ cold_start && {held}; }}")


def is_absent(expression: Expression | None) -> bool:
    """Whether an expression is the constant for absence."""
    return isinstance(expression, e.Literal) and expression.value is None
