"""How a record is shown: as JSON, and field by field where it is not shown as it is held."""

from __future__ import annotations

from dataclasses import dataclass

from jinja2 import Environment

from swarmgen.backends.bash.patterns import names
from swarmgen.backends.bash.patterns.answers import FieldView
from swarmgen.backends.bash.patterns.literals import inside
from swarmgen.backends.bash.patterns.messages import shown_by
from swarmgen.backends.code import Code
from swarmgen.model.datatypes import Bool, Decimal, Enum, Identifier, Reference, Set, Text, Type, plain
from swarmgen.model.ir import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownView:
    """How a kind of record is answered with: lines that add each to `json`, those that
    are not shown as they are held."""

    kind: Code
    parts: tuple[Code, ...]
    special: tuple[FieldView, ...]


def shown_code(record: Record, templates: Environment) -> Code:
    """The functions `<kind>_json` and `<kind>_shown` of a kind that operations answer with."""
    fields = [each for each in record.fields if not each.link]
    parts, mark = [], "{"
    for each in fields:
        cell = names.cell(record.name, Code("$1"), each.name)
        parts.append(_shown_token(record, each.name, each.type, cell))
        head = inside(f'{mark}"{each.name}":')
        parts.append(Code(f'json+="{head}${{REPLY}}"'))
        mark = ","
    lines = [(each.name, _special(record, each.name, each.type)) for each in fields]
    special = [FieldView(pattern=Code(name), lines=found) for name, found in lines if found]
    view = ShownView(
        kind=names.kind(record.name),
        parts=tuple(parts),
        special=tuple(special),
    )
    return Code(templates.get_template("bash/patterns/shown.j2").render(shown=view))


def _shown_token(record: Record, name: str, type_: Type, cell: Code) -> Code:
    match plain(type_):
        case Identifier() | Enum() | Set() | Bool():
            return Code(f"REPLY={cell}")
        case Text():
            return Code(f'transaction_text {names.kind(record.name)} "$1" {name} || return 1\nREPLY=${{REPLY:-null}}')
        case Reference(record=other):
            return Code(
                f'answers_reference {names.kind(other)} "{cell[:-1]}#null}}" || return 1\njson_reference "${{REPLY}}"'
            )
        case _:
            return Code(f'json_number "{cell[:-1]}#null}}"')


def _special(record: Record, name: str, type_: Type) -> tuple[Code, ...]:
    match plain(type_):
        case Text():
            whole = Code(f'transaction_text {names.kind(record.name)} "$2" {name} || return 1')
            return (whole, Code('show_text "${REPLY}"'))
        case Reference(record=other):
            return (Code(f'answers_reference {names.kind(other)} "${{REPLY}}" || return 1'),)
        case Decimal(scale=scale):
            return (Code(f'show_decimal "${{REPLY}}" {scale}'),)
        case Set():
            return ()
        case inner:
            call = shown_by(inner, Code('"${REPLY}"'))
            return () if call is None else (Code(f"[[ $3 == digits ]] || {call}"),)
