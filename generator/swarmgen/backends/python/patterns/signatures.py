"""Parameters of library methods, with what their documentation says of them."""

from __future__ import annotations

import keyword
from dataclasses import dataclass
from typing import Final

from swarmgen.backends.code import Code
from swarmgen.backends.commands.words import IDENTIFIER, allowed, is_repeated, value_text
from swarmgen.backends.python.helpers.texts import sentence, words
from swarmgen.backends.python.patterns.library_types import Types
from swarmgen.backends.python.patterns.names import attribute
from swarmgen.backends.python.source import literal
from swarmgen.model import ir
from swarmgen.model.datatypes import Bool, Duration, Identifier, Plain, Set, Text, Time, plain

_TAKEN: Final = frozenset({"key", "self"})


@dataclass(frozen=True, slots=True, kw_only=True)
class InputView:
    """An input by the attribute the runtime knows it by, and the parameter that has its value."""

    key: Code
    value: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """The parameters of a method, its inputs, and name, text and details of each for the documentation."""

    parameters: Code
    inputs: tuple[InputView, ...]
    docs: tuple[tuple[str, str, str], ...]


def signature(operation: ir.Operation, types: Types) -> Signature:
    """The parameters of an operation: arguments by place or name, a repeated one by place; options by name only."""
    many = any(map(is_repeated, operation.arguments))
    parts = ["self", *(declared(each, types) for each in operation.arguments[: -1 if many else None])]
    parts += [f"*{parameter_name(each)}: str" for each in operation.arguments[-1:] if many]
    named = [declared(each, types) for each in operation.options]
    if not operation.reads:
        named.append("key: str | None = None")
    if named:
        parts += [*([] if many else ["*"]), *named]
    inputs = (*operation.arguments, *operation.options)
    docs = [
        (f"{'*' if _is_many(each, operation) else ''}{parameter_name(each)}", sentence(each.brief), _facts(each))
        for each in inputs
    ]
    if not operation.reads:
        docs.append(("key", "An identifier of this request.", _KEY))
    return Signature(
        parameters=Code(", ".join(parts)),
        inputs=tuple(
            InputView(key=literal(str(attribute(each.name))), value=_given(each, operation)) for each in inputs
        ),
        docs=tuple(docs),
    )


def _given(parameter: ir.Parameter, operation: ir.Operation) -> Code:
    """What the runtime gets for an input. Nothing by place is as if the argument was not there."""
    name = parameter_name(parameter)
    return Code(f"{name} or None") if _is_many(parameter, operation) else name


def _is_many(parameter: ir.Parameter, operation: ir.Operation) -> bool:
    """Whether an input takes all values by place that are left."""
    return is_repeated(parameter) and any(parameter is each for each in operation.arguments)


def parameter_name(parameter: ir.Parameter) -> Code:
    """The name of an input as a parameter."""
    name = parameter.name
    return Code(f"{name}_" if keyword.iskeyword(name) or name in _TAKEN else name)


def declared(parameter: ir.Parameter, types: Types) -> str:
    """A parameter with its type and default. What the environment can hold is never required."""
    kind = types.taken(parameter.type, parameter.attribute)
    if isinstance(plain(parameter.type), Bool):
        return f"{parameter_name(parameter)}: bool = False"
    if parameter.required and parameter.environment is None:
        return f"{parameter_name(parameter)}: {kind}"
    return f"{parameter_name(parameter)}: {kind} | None = None"


def _facts(parameter: ir.Parameter) -> str:
    """What the type in the signature does not say."""
    kind = plain(parameter.type)
    default, held = "", ""
    if parameter.default is not None and not isinstance(kind, Bool) and parameter.default != ():
        default = f"Default: {value_text(kind, parameter.default)}."
    if parameter.environment is not None:
        held = f"By default the environment's `{parameter.environment}`."
    goes_with = f"Only with `{parameter.only_with}`." if parameter.only_with else ""
    return words(_limits(kind), goes_with, default, held)


def _limits(kind: Plain) -> str:
    match kind:
        case Time():
            return "A datetime with a time zone, or a timedelta from now."
        case Duration():
            return "At most 3650 days; cut to microseconds."
        case Identifier():
            return f"An identifier: {IDENTIFIER}."
        case Set(max_items=most):
            return f"At most {most} identifiers."
        case Text(max_bytes=most):
            return f"At most {most} bytes in UTF-8."
        case _:
            form = allowed(kind)
            return f"{form[0].upper()}{form[1:]}." if form else ""


_KEY: Final = (
    "Another request with the same key within 7 days changes nothing and is answered alike, without texts; "
    "with other inputs it is a conflict."
)
