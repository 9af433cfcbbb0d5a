"""What the span of an operation says of it, as OTLP JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from jinja2 import Environment

from swarmgen.backends.bash.patterns import names
from swarmgen.backends.bash.patterns.expressions import Value, value
from swarmgen.backends.bash.patterns.layout import declared
from swarmgen.backends.bash.patterns.literals import inside
from swarmgen.backends.bash.patterns.scope import Scope
from swarmgen.backends.bash.source import literal
from swarmgen.backends.code import Code, json_string
from swarmgen.model.datatypes import Bool, Decimal, Duration, Int, Optional, Set, Text, Time, Type, plain
from swarmgen.model.expressions import Source
from swarmgen.model.ir import Operation, SpanAttribute


@dataclass(frozen=True, slots=True, kw_only=True)
class SpanView:
    """`attributes` are the lines that collect the attributes in `found`, each followed by a comma."""

    name: Code
    span: Code
    locals: tuple[Code, ...]
    attributes: tuple[Code, ...]


def span_code(operation: Operation, templates: Environment) -> Code:
    """The function `operation_<name>_span`: the span's name, and its attributes joined by commas in REPLY."""
    scope = Scope()
    lines = tuple(line for each in operation.attributes for line in _attribute(each, scope))
    view = SpanView(
        name=names.operation(operation.name, "span"),
        span=literal(operation.span),
        locals=declared(scope.locals.names),
        attributes=lines,
    )
    return Code(templates.get_template("bash/patterns/span.j2").render(span=view))


def _attribute(attribute: SpanAttribute, scope: Scope) -> Iterator[Code]:
    if attribute.constant is not None:
        token = f'{{"stringValue":{json_string(attribute.constant)}}}'
        fragment = inside(f'{{"key":{json_string(attribute.key)},"value":{token}}},')
        yield Code(f'found+="{fragment}"')
        return
    found = _source(attribute, scope)
    yield from found.before
    head = inside(f'{{"key":{json_string(attribute.key)},"value":')
    if isinstance(plain(attribute.type), Set):
        yield Code(f"if {_is_set_there(attribute, found)}; then")
        yield Code(f"sets_values {found.word}")
        yield Code(f'found+="{head}${{REPLY}}}},"')
        yield Code("fi")
        return
    is_given = isinstance(plain(attribute.type), Bool) and attribute.input is not None
    guard = "" if is_given else f"[[ -z {found.text} ]] || "
    yield Code(f'{guard}found+="{head}{_value(attribute.type, found)}}},"')


def _is_set_there(attribute: SpanAttribute, found: Value) -> Code:
    """A set that is not optional is there even when it is empty, unless there is no reply to take it from."""
    if isinstance(attribute.type, Optional):
        return Code(f"[[ -n {found.text} ]]")
    return Code("true") if attribute.returned is None else Code("[[ -z ${TX_EXIT} ]]")


def _source(attribute: SpanAttribute, scope: Scope) -> Value:
    """Where the value comes from: the reply, as soon as there is one, else the input."""
    given = returned = Code("")
    before: tuple[Code, ...] = ()
    if attribute.input is not None:
        source, name = attribute.input
        given = names.expand(names.input_(Source(source), name))
    if attribute.only:
        before, given = (Code(f'sets_only "{given}"'),), Code("${REPLY}")
    if attribute.returned is not None:
        returned = names.expand(names.returned(attribute.returned))
    if given and returned:
        return Value(Code(f"{returned[:-1]}:-{given}}}"), before)
    if given or returned:
        return Value(given or returned, before)
    if attribute.expression is None:
        raise ValueError(f"{attribute.key}: an attribute has a source")
    return value(attribute.expression, scope)


def _value(type_: Type, found: Value) -> Code:
    match plain(type_):
        case Int() | Time() | Duration() | Decimal():
            return Code(f'{{\\"intValue\\":\\"{found.text}\\"}}')
        case Bool():
            return Code(f'{{\\"boolValue\\":{found.text}}}')
        case Text():
            return Code(f'{{\\"stringValue\\":{found.text}}}')
        case _:
            return Code(f'{{\\"stringValue\\":\\"{found.text}\\"}}')
