"""What an operation answers: JSON, chosen fields, text; and what the journal keeps of it for a repeated request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from jinja2 import Environment

from swarmgen.backends.bash.patterns import names
from swarmgen.backends.bash.patterns.conditions import condition
from swarmgen.backends.bash.patterns.layout import declared
from swarmgen.backends.bash.patterns.literals import inside
from swarmgen.backends.bash.patterns.messages import shown_by
from swarmgen.backends.bash.patterns.scope import Locals, Scope
from swarmgen.backends.code import Code
from swarmgen.model import expressions as e
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
from swarmgen.model.ir import Line, Operation

_MARK: Final = Code("${ANSWERS_MARK}")
"""What stands between the cells of a row."""
Part = str | e.Expression | Code


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldView:
    """A branch for a field of an answer."""

    pattern: Code
    lines: tuple[Code, ...]


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
    text, shown = _text(operation, scope) if not operation.lines else _texts(operation, scope)
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
        json_lines=tuple(_json(values)),
        text_locals=declared(scope.names),
        text_lines=text,
        shown=shown,
        fields=tuple(each for each in (_field(*value) for value in values) if each is not None),
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


def _json(values: list[tuple[str, Type, Code]]) -> Iterator[Code]:
    """Lines that put the JSON of a reply together in `json`."""
    mark = "{"
    for name, type_, found in values:
        before, token = _token(type_, found, is_answer=True)
        yield from before
        head = inside(f'{mark}"{name}":')
        yield Code(f'json+="{head}{token}"')
        mark = ","
    yield Code('REPLY="${json}}"') if values else Code("REPLY='{}'")


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


def _text(operation: Operation, scope: Locals) -> tuple[tuple[Code, ...], Code]:
    """Lines before, and the text for people inside double quotes."""
    return _said(operation, _printed(operation), scope)


def _texts(operation: Operation, scope: Locals) -> tuple[tuple[Code, ...], Code]:
    """The same where lines follow, each under its condition; they are gathered in `text`."""
    found = [Code("local text=''")]
    first = [] if operation.prints is None else [Line(when=None, message=operation.prints)]
    for line in (*first, *operation.lines):
        before, said = _said(operation, line.message.parts, scope)
        added = (*before, Code(f"text+=$'\\n'\"{said}\""))
        if line.when is None:
            found += added
            continue
        test = condition(line.when, Scope(locals=scope))
        found += [*test.before, Code(f"if {test.command}; then"), *added, Code("fi")]
    return tuple(found), Code("${text#?}")


def _said(operation: Operation, said: Iterable[Part], scope: Locals) -> tuple[tuple[Code, ...], Code]:
    """Lines before, and one line of text inside double quotes."""
    types: Mapping[str, tuple[Code, Type]] = {
        **{each.name: (names.input_(Source.OPTION, each.name), each.type) for each in operation.options},
        **{each.name: (names.input_(Source.ARGUMENT, each.name), each.type) for each in operation.arguments},
        **{each.name: (names.returned(each.name), each.type) for each in operation.returns},
    }
    before: list[Code] = []
    parts: list[Code] = []
    for part in said:
        if part is _MARK:
            parts.append(_MARK)
            continue
        if isinstance(part, str):
            parts.append(inside(part))
            continue
        if not isinstance(part, e.Variable):
            raise ValueError("an answer is printed from returns and inputs")
        name, type_ = types[part.name]
        call = shown_by(type_, Code(f'"{names.expand(name)}"'))
        if call is None:
            parts.append(_or_dash(name, type_))
            continue
        kept = scope.temporary()
        before += [Code(f"[[ -z {names.expand(name)} ]] || {call}"), Code(f'{kept}=${{{name}:+"${{REPLY}}"}}')]
        parts.append(_or_dash(kept, type_))
    return tuple(before), Code("".join(parts))


def _printed(operation: Operation) -> Iterator[Part]:
    """The parts of the text for people: of an answer in rows the cells of one."""
    if not operation.is_listed:
        yield from operation.prints.parts if operation.prints else ()
        return
    for place, each in enumerate(operation.returns):
        if place:
            yield _MARK
        yield e.Variable(each.name, each.type)


def _or_dash(name: Code, type_: Type) -> Code:
    """The value of a variable, `-` where there is none."""
    found = names.expand(name)
    return Code(f"{found[:-1]}:--}}") if isinstance(type_, Optional) else found


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
