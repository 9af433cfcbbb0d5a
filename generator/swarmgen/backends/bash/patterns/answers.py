"""What an operation answers: JSON, chosen fields, text; and what the journal keeps of it for a repeated request."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jinja2 import Environment

from swarmgen.backends.bash.patterns import names
from swarmgen.backends.bash.patterns.conditions import condition
from swarmgen.backends.bash.patterns.layout import declared
from swarmgen.backends.bash.patterns.literals import inside
from swarmgen.backends.bash.patterns.messages import shown_by
from swarmgen.backends.bash.patterns.printing import line_code, printed
from swarmgen.backends.bash.patterns.scope import Locals, Scope
from swarmgen.backends.bash.source import comment
from swarmgen.backends.code import Code
from swarmgen.model.datatypes import (
    COUNT_MAX,
    Bool,
    Decimal,
    Enum,
    Identifier,
    Int,
    Optional,
    Reference,
    Set,
    Text,
    Type,
    plain,
)
from swarmgen.model.expressions import Source
from swarmgen.model.ir import Listing, Operation, RowLines


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldView:
    """A branch for a field of an answer."""

    pattern: Code
    lines: tuple[Code, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowView:
    """The function that takes a row of a list."""

    comment: Code
    name: Code
    locals: tuple[Code, ...]
    json_lines: tuple[Code, ...]
    list: Code
    text_lines: tuple[Code, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerView:
    """The functions around one operation's reply."""

    json: Code
    text: Code
    field: Code
    answer: Code
    restore: Code
    request: Code
    problem: Code
    problem_lines: tuple[Code, ...]
    json_lines: tuple[Code, ...]
    text_locals: tuple[Code, ...]
    text_lines: tuple[Code, ...]
    shown: Code
    fields: tuple[FieldView, ...]
    lists: tuple[RowView, ...]
    answer_lines: tuple[Code, ...]
    restore_lines: tuple[Code, ...]
    request_lines: tuple[Code, ...]


def reply_code(operation: Operation, templates: Environment) -> Code:
    """The functions that put a reply of values into words: `_json`, `_text`."""
    return Code(templates.get_template("bash/patterns/reply.j2").render(answer=_view(operation)))


def memory_code(operation: Operation, templates: Environment) -> Code:
    """The functions for repeated requests, `_answer`, `_restore`, `_request`."""
    return Code(templates.get_template("bash/patterns/memory.j2").render(answer=_view(operation)))


def field_code(operation: Operation, templates: Environment) -> Code:
    """The function `_field` for fields of a reply that are not printed as they are held; nothing where all are."""
    view = _view(operation)
    return Code(templates.get_template("bash/patterns/field.j2").render(answer=view) if view.fields else "")


def _view(operation: Operation) -> AnswerView:
    scope = Locals()
    said, shown = printed(operation, scope)
    values = [(each.name, each.type, names.expand(names.returned(each.name))) for each in operation.returns]
    inputs = [
        *((each.type, names.expand(names.input_(Source.ARGUMENT, each.name))) for each in operation.arguments),
        *((each.type, names.expand(names.input_(Source.OPTION, each.name))) for each in operation.options),
    ]
    answer: list[tuple[Type, Code | None]] = [
        (type_, None if isinstance(plain(type_), Text) else found) for _, type_, found in values
    ]
    return AnswerView(
        json=names.operation(operation.name, "json"),
        text=names.operation(operation.name, "text"),
        field=names.operation(operation.name, "field"),
        answer=names.operation(operation.name, "answer"),
        restore=names.operation(operation.name, "restore"),
        request=names.operation(operation.name, "request"),
        problem=names.operation(operation.name, "problem"),
        problem_lines=tuple(_problem(operation)),
        json_lines=tuple(_json(values, operation.lists)),
        text_locals=declared(scope.names),
        text_lines=said,
        shown=shown,
        fields=tuple(each for each in (_field(*value) for value in values) if each is not None),
        lists=tuple(_row(each, operation) for each in operation.lists),
        answer_lines=tuple(_tokens(answer)),
        restore_lines=tuple(_restored(operation)),
        request_lines=tuple(_tokens(inputs)),
    )


def _problem(operation: Operation) -> Iterator[Code]:
    """The lines of a function that succeeds where the reply tells of a problem; none where it never does."""
    if operation.problem is None:
        return
    scope = Scope()
    test = condition(operation.problem, scope)
    yield from (*declared(scope.locals.names), *test.before, test.command)


def _json(values: list[tuple[str, Type, Code]], lists: Sequence[Listing] = ()) -> Iterator[Code]:
    """Lines that put the JSON of a reply together in `json`."""
    mark = "{"
    for name, type_, found in values:
        before, token = _token(type_, found, is_answer=True)
        yield from before
        head = inside(f'{mark}"{name}":')
        yield Code(f'json+="{head}{token}"')
        mark = ","
    for listing in lists:
        head, held = inside(f'{mark}"{listing.name}":['), names.listed(listing.name)
        yield Code(f'json+="{head}${{{held}#,}}]"')
        mark = ","
    yield Code('REPLY="${json}}"') if mark == "," else Code("REPLY='{}'")


def _token(type_: Type, found: Code, *, is_answer: bool) -> tuple[tuple[Code, ...], Code]:
    """Lines before, and the JSON token of a value inside double quotes. In answers large integers are strings."""
    is_optional = isinstance(type_, Optional)
    inner = plain(type_)
    match inner:
        case Identifier() | Enum() if is_optional:
            return (Code(f'json_word "{found}"'),), Code("${REPLY}")
        case Identifier() | Enum():
            return (), Code(f'\\"{found}\\"')
        case Set():
            return (), Code(f"{found[:-1]}:-null}}") if is_optional else found
        case Text() | Bool() | Reference():
            return (), Code(f"{found[:-1]}:-null}}") if is_optional else found
        case Int(low=low, high=high) | Decimal(low=low, high=high) if low >= -COUNT_MAX and high <= COUNT_MAX:
            return (), Code(f"{found[:-1]}:-null}}") if is_optional else found
        case _ if is_answer:
            return (Code(f'json_number "{found}"'),), Code("${REPLY}")
        case _:
            return (), Code(f"{found[:-1]}:-null}}") if is_optional else found


def _tokens(values: Sequence[tuple[Type, Code | None]]) -> Iterator[Code]:
    """Lines that join tokens by commas in `found`; a value of None is left out as `null`."""
    mark = ""
    for type_, each in values:
        before, token = ((), Code("null")) if each is None else _token(type_, each, is_answer=False)
        yield from before
        yield Code(f'found+="{mark}{token}"')
        mark = ","


def _row(listing: Listing, operation: Operation) -> RowView:
    """The function that takes a row: into the list as JSON, into the lines that tell of it as text."""
    values = [(each.name, each.type, names.expand(names.input_(Source.ROW, each.name))) for each in listing.returns]
    scope = Locals()
    told: list[Code] = []
    blocks = (each for each in operation.lines if isinstance(each, RowLines))
    for place, block in enumerate(blocks, start=1):
        if block.list == listing.name:
            told += (code for line in block.lines for code in line_code(operation, line, scope, names.told(place)))
    return RowView(
        comment=comment(f"Takes a row of {listing.name}."),
        name=names.operation(operation.name, f"row_{listing.name}"),
        locals=declared(scope.names),
        json_lines=tuple(_json(values)),
        list=names.listed(listing.name),
        text_lines=tuple(told),
    )


def lists_begun(operation: Operation) -> Iterator[Code]:
    """Assignments that empty the lists of an answer."""
    for listing in operation.lists:
        yield Code(f"{names.listed(listing.name)}=''")
    for place, _ in enumerate((each for each in operation.lines if isinstance(each, RowLines)), start=1):
        yield Code(f"{names.told(place)}=''")


def _field(name: str, type_: Type, found: Code) -> FieldView | None:
    """A field that is not printed as it is held; times and durations are digits in both cases."""
    if not isinstance(plain(type_), Text | Decimal | Set):
        return None
    call = shown_by(type_, Code(f'"{found}"'))
    return FieldView(pattern=Code(inside(name)), lines=(Code(f"[[ -z {found} ]] || {call}"),))


def _restored(operation: Operation) -> Iterator[Code]:
    """Lines that take the values of a reply out of its tokens."""
    for each in operation.returns:
        kind = "text" if isinstance(plain(each.type), Text) else "set" if isinstance(plain(each.type), Set) else "value"
        yield Code(f"json_take_{kind}")
        yield Code(f"{names.returned(each.name)}=${{REPLY}}")
