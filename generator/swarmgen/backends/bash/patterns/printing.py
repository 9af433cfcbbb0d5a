"""The text that an operation answers people with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from swarmgen.backends.bash.patterns import names
from swarmgen.backends.bash.patterns.conditions import condition
from swarmgen.backends.bash.patterns.literals import inside
from swarmgen.backends.bash.patterns.messages import shown_by
from swarmgen.backends.bash.patterns.scope import Locals, Scope
from swarmgen.backends.code import Code
from swarmgen.model import expressions as e
from swarmgen.model.datatypes import Optional, Set, Type
from swarmgen.model.ir import Line, Operation, RowLines

_MARK: Final = Code("${ANSWERS_MARK}")
"""What stands between the cells of a row."""
Part = str | e.Expression | Code


def printed(operation: Operation, scope: Locals) -> tuple[tuple[Code, ...], Code]:
    """Lines before, and the text for people inside double quotes."""
    return _texts(operation, scope) if operation.lines else _text(operation, scope)


def _text(operation: Operation, scope: Locals) -> tuple[tuple[Code, ...], Code]:
    """Lines before, and the text for people inside double quotes."""
    return _said(operation, _printed(operation), scope)


def _texts(operation: Operation, scope: Locals) -> tuple[tuple[Code, ...], Code]:
    """The same where lines follow, each under its condition; they are gathered in `text`."""
    found = [Code("local text=''")]
    first = [] if operation.prints is None else [Line(when=None, message=operation.prints)]
    place = 0
    for line in (*first, *operation.lines):
        if isinstance(line, RowLines):
            place += 1
            found.append(Code(f"text+={names.expand(names.told(place))}"))
        else:
            found += line_code(operation, line, scope, Code("text"))
    return tuple(found), Code("${text#?}")


def line_code(operation: Operation, line: Line, scope: Locals, gathered: Code) -> Iterator[Code]:
    """Lines that add one of the text to a variable, where its condition holds."""
    before, said = _said(operation, line.message.parts, scope)
    added = (*before, Code(f"{gathered}+=$'\\n'\"{said}\""))
    if line.when is None:
        yield from added
        return
    test = condition(line.when, Scope(locals=scope))
    yield from (*test.before, Code(f"if {test.command}; then"), *added, Code("fi"))


def _said(operation: Operation, said: Iterable[Part], scope: Locals) -> tuple[tuple[Code, ...], Code]:
    """Lines before, and one line of text inside double quotes."""
    types: Mapping[str, tuple[Code, Type]] = {
        **{each.name: (names.input_(e.Source.OPTION, each.name), each.type) for each in operation.options},
        **{each.name: (names.input_(e.Source.ARGUMENT, each.name), each.type) for each in operation.arguments},
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
        if isinstance(part, e.Input):
            name, type_ = names.input_(part.source, part.name), part.type
        elif isinstance(part, e.Variable):
            name, type_ = types[part.name]
        else:
            raise ValueError("an answer is printed from returns, rows and inputs")
        call = shown_by(type_, Code(f'"{names.expand(name)}"'))
        if call is None:
            parts.append(_or_dash(name, type_))
            continue
        kept = scope.temporary()
        before += [Code(f"[[ -z {names.expand(name)} ]] || {call}"), Code(f'{kept}=${{{name}:+"${{REPLY}}"}}')]
        is_sentence = not operation.is_listed
        parts.append(_or_dash(kept, Optional(type_) if is_sentence and isinstance(type_, Set) else type_))
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
