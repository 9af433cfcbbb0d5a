"""One module for each operation: its inputs, its steps, its span attributes, what the command line is told of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from jinja2 import Environment

from swarmgen.backends.code import Code
from swarmgen.backends.commands.words import argument_word, option_word
from swarmgen.backends.python.patterns.answers import TREE, field_row, rows_code, shown
from swarmgen.backends.python.patterns.expressions import Names, constant, expression
from swarmgen.backends.python.patterns.lines import line_code, prints_code
from swarmgen.backends.python.patterns.module import ImportView, Module
from swarmgen.backends.python.patterns.names import annotation, attribute, listed, local, type_word
from swarmgen.backends.python.patterns.steps import Writer
from swarmgen.backends.python.source import docstring, literal
from swarmgen.model import ir
from swarmgen.model.datatypes import (
    Bool,
    Decimal,
    Enum,
    Identifier,
    Int,
    Plain,
    Reference,
    Set,
    Text,
    is_optional,
    plain,
)

_AGENT: Final = "swarmsh.agent.id"


@dataclass(frozen=True, slots=True, kw_only=True)
class InputView:
    """An attribute of `Given`."""

    name: Code
    annotation: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class ConstantView:
    """A constant of the module."""

    name: Code
    annotation: Code
    value: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationView:
    """What `operation.j2` sees."""

    doc: Code
    imports: tuple[ImportView, ...]
    types: tuple[ImportView, ...]
    constants: tuple[ConstantView, ...]
    slots: Code
    inputs: tuple[InputView, ...]
    store: Code
    reply: Code
    steps: Code
    attributes: tuple[Code, ...]
    returned: Code
    lines: tuple[Code, ...]
    problem: Code | None


def operation_view(operation: ir.Operation, pattern: ir.Pattern, templates: Environment) -> OperationView:
    """The module of an operation."""
    module = Module(pattern=pattern, name=operation.name, is_query=operation.reads)
    names = Names(module)
    inputs = (*operation.arguments, *operation.options)
    steps = Writer(names, templates, operation).body(operation.steps)
    if operation.is_listed:
        steps = Code(f"shown: list[tuple[object, ...]] = []\n{steps}\nreturn shown, None")
    elif not _replies(operation.steps):
        steps = Code(f"{steps}\nreturn ()")
    for each in reversed(operation.lists):
        steps = Code(f"{listed(each.name)}: {rows_type(each.returns, pattern)} = []\n{steps}")
    attributes = tuple(_attribute(each, operation, names) for each in operation.attributes)
    lines = tuple(line_code(each, operation, names) for each in operation.lines)
    problem = expression(operation.problem, names) if operation.problem is not None else None
    store, lists = module.store, [each.name for each in operation.lists]
    return OperationView(
        doc=docstring(operation.brief),
        imports=module.imports(),
        types=module.types(),
        constants=_constants(operation, pattern),
        slots=constant(tuple(str(attribute(each.name)) for each in inputs)),
        inputs=tuple(InputView(name=attribute(each.name), annotation=annotation(each.type)) for each in inputs),
        store=store,
        reply=reply_type(operation, pattern),
        steps=steps,
        attributes=attributes,
        returned=_tuple((*(local(each.name) for each in operation.returns), *map(listed, lists))),
        lines=lines,
        problem=problem,
    )


def shape(operation: ir.Operation) -> str:
    """What an operation answers with: values, one record, or rows."""
    if operation.returns_record is not None:
        return "record"
    return "rows" if operation.answers_rows else "values"


def answer_rows(operation: ir.Operation, pattern: ir.Pattern) -> tuple[tuple[str, str, int], ...]:
    """The values of an answer, or of each of its rows."""
    kind = operation.returns_record or operation.returns_rows
    if kind is None:
        return tuple(field_row(each.name, each.type, pattern) for each in operation.returns)
    record = next(each for each in pattern.records if each.name == kind)
    rows = tuple(field_row(field.name, field.type, pattern) for field in shown(record))
    return (*rows, TREE) if is_tree(operation.steps) else rows


def is_tree(steps: tuple[ir.Step, ...]) -> bool:
    """Whether the rows have a depth."""
    return any(
        (isinstance(step, ir.Rows) and step.to is not None)
        or (isinstance(step, ir.When) and (is_tree(step.then) or is_tree(step.otherwise)))
        for step in steps
    )


def reply_type(operation: ir.Operation, pattern: ir.Pattern) -> Code:
    """The type of what the steps return."""
    match shape(operation):
        case "record":
            return Code("tuple[object, ...]")
        case "rows":
            return Code("tuple[list[tuple[object, ...]], int | None]")
        case _:
            types = [_returned(each, pattern) for each in operation.returns]
            types += [rows_type(each.returns, pattern) for each in operation.lists]
            return Code(f"tuple[{', '.join(types)}]" if types else "tuple[()]")


def rows_type(returns: tuple[ir.Return, ...], pattern: ir.Pattern) -> Code:
    """The type of the rows of a list in an answer."""
    return Code(f"list[tuple[{', '.join(_returned(each, pattern) for each in returns)}]]")


def _returned(each: ir.Return, pattern: ir.Pattern) -> Code:
    kind = plain(each.type)
    if isinstance(kind, Reference) and field_row(each.name, each.type, pattern)[1] == "identifier":
        return Code("str | None")
    return annotation(each.type)


def _replies(steps: tuple[ir.Step, ...]) -> bool:
    """Whether the steps end with an answer on every path."""
    match steps[-1] if steps else None:
        case ir.Reply() | ir.Rows() | ir.Fail():
            return True
        case ir.When(then=then, otherwise=otherwise):
            return _replies(then) and _replies(otherwise)
        case _:
            return False


def _constants(operation: ir.Operation, pattern: ir.Pattern) -> tuple[ConstantView, ...]:
    first = operation.arguments[0] if operation.arguments else None
    named = attribute(first.name) if first is not None and isinstance(plain(first.type), Identifier | Set) else None
    returned = [place for place, each in enumerate(operation.returns) if isinstance(plain(each.type), Identifier)]
    agents = [
        each
        for each in (*operation.arguments, *operation.options)
        if each.attribute == _AGENT and not isinstance(plain(each.type), Set)
    ]
    groups = tuple(tuple(str(attribute(name)) for name in group) for group in operation.exactly_one)
    subject = f"({literal(str(named)) if named else 'None'}, {returned[0] if returned else 'None'})"
    return (
        _constant("NAME", "str", literal(operation.name)),
        _constant("SPAN", "str", literal(operation.span)),
        _constant("READS", "bool", literal(operation.reads)),
        _constant("FREES", "bool", literal(operation.frees)),
        _constant("ARGUMENTS", "tuple[Parameter, ...]", _parameters(operation.arguments, argument_word)),
        _constant("OPTIONS", "tuple[Parameter, ...]", _parameters(operation.options, option_word)),
        _constant("EXACTLY_ONE", "tuple[tuple[str, ...], ...]", _tuple(map(constant, groups))),
        _constant("WAITS", "str | None", literal(str(attribute(operation.waits)) if operation.waits else None)),
        _constant("AGENT", "str | None", literal(str(attribute(agents[0].name)) if agents else None)),
        _constant("SUBJECT", "tuple[str | None, int | None]", Code(subject)),
        _constant("SHAPE", "str", literal(shape(operation))),
        _constant("FIELDS", "tuple[Field, ...]", rows_code(answer_rows(operation, pattern))),
        _constant("COLUMNS", "tuple[str, ...]", constant(operation.columns)),
        _constant("PRINTS", "tuple[Part, ...]", prints_code(operation)),
        *_lists(operation, pattern),
    )


def _lists(operation: ir.Operation, pattern: ir.Pattern) -> Iterator[ConstantView]:
    """The lists of an answer and the values of their rows; nothing where there are none."""
    if operation.lists:
        rows = (
            (each.name, rows_code(tuple(field_row(one.name, one.type, pattern) for one in each.returns)))
            for each in operation.lists
        )
        value = _tuple(Code(f"({literal(name)}, {row})") for name, row in rows)
        yield _constant("LISTS", "tuple[tuple[str, tuple[Field, ...]], ...]", value)


def _constant(name: str, type_: str, value: Code) -> ConstantView:
    return ConstantView(name=Code(name), annotation=Code(type_), value=value)


def _tuple(parts: object) -> Code:
    listed = list(parts)  # type: ignore[call-overload]
    return Code(f"({', '.join(listed)}{',' if listed else ''})")


def _parameters(parameters: tuple[ir.Parameter, ...], word: object) -> Code:
    return _tuple(_parameter(each, word(each.name)) for each in parameters)  # type: ignore[operator]


def _parameter(each: ir.Parameter, word: str) -> Code:
    kind = plain(each.type)
    default = False if isinstance(kind, Bool) and each.default is None and not is_optional(each.type) else each.default
    row = (
        literal(str(attribute(each.name))),
        literal(word),
        literal(type_word(each.type)),
        _allowed(kind),
        constant(default),
        literal(each.required),
        literal(each.environment),
        literal(str(attribute(each.only_with)) if each.only_with else None),
    )
    return Code(f"({', '.join(row)})")


def _allowed(kind: Plain) -> Code:
    match kind:
        case Int(low=low, high=high):
            return Code(f"({constant(low)}, {constant(high)})")
        case Decimal(scale=scale, low=low, high=high):
            return Code(f"({scale}, {constant(low)}, {constant(high)})")
        case Enum(members=members):
            return constant(members)
        case Text(max_bytes=most) | Set(max_items=most):
            return constant(most)
        case _:
            return Code("None")


def _attribute(each: ir.SpanAttribute, operation: ir.Operation, names: Names) -> Code:
    """The call that makes an attribute of the span."""
    kind = plain(each.type)
    match kind:
        case Bool():
            function = "truth"
        case Set():
            function = "names"
        case Text():
            function = "string"
        case Enum() | Identifier():
            function = "word"
        case _:
            function = "number"
    if each.constant is not None:
        function, value = "word", literal(each.constant)
    elif each.expression is not None:
        value = expression(each.expression, names)
    else:
        given = Code(f"given.{attribute(each.input[1])}") if each.input is not None else Code("None")
        given = Code(f"_attributes.only({given})") if each.only else given
        value = _reply_value(each.returned, given, operation, names) if each.returned is not None else given
    names.module.use("..", "attributes as _attributes")
    return Code(f"_attributes.{function}({literal(each.key)}, {value})")


def _reply_value(name: str, given: Code, operation: ir.Operation, names: Names) -> Code:
    """A value of the answer; before there is one, or where it is absent, the input."""
    known = [row[0] for row in answer_rows(operation, names.module.pattern)]
    returned = f"reply[{known.index(name)}]"
    is_absentable = any(each.name == name and is_optional(each.type) for each in operation.returns)
    absent = f" or {returned} is None" if given != "None" and is_absentable else ""
    return Code(f"{given} if reply is None{absent} else {returned}")
