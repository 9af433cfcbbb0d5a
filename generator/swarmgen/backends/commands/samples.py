"""Command lines to show in help texts: values of the right form, the same in every generation."""

from __future__ import annotations

from collections.abc import Iterator

from swarmgen.backends.commands.layout import PROGRAM
from swarmgen.backends.commands.words import is_flag, is_repeated, option_word, value_text
from swarmgen.model.datatypes import (
    COUNT_MAX,
    Decimal,
    Duration,
    Enum,
    Identifier,
    Int,
    Reference,
    Set,
    Text,
    Time,
    plain,
)
from swarmgen.model.ir import Operation, Parameter, Pattern

_USUAL = 5
"""What an integer is in examples, where its range allows it."""


def samples(pattern: Pattern, operation: Operation) -> tuple[str, ...]:
    """The shortest command line that works, and one with an option more where there is one, or with several names."""
    chosen = _chosen(operation)
    needed = [each for each in operation.arguments if each.required or each.name in chosen]
    options = [each for each in operation.options if each.required or each.name in chosen]
    more = _extra(operation, chosen)
    lines = [_line(pattern, operation, needed, options)]
    if operation.arguments and is_repeated(operation.arguments[-1]):
        lines.append(_line(pattern, operation, list(operation.arguments), options, twice=True))
    elif more is not None:
        lines.append(_line(pattern, operation, needed, [*options, more]))
    return tuple(lines)


def _chosen(operation: Operation) -> frozenset[str]:
    """One of each group of which exactly one is given: a flag where there is one."""
    flags = {each.name for each in operation.options if is_flag(each)}
    return frozenset(next((name for name in group if name in flags), group[0]) for group in operation.exactly_one)


def _extra(operation: Operation, chosen: frozenset[str]) -> Parameter | None:
    """An option to show besides: one of few words if there is one, as these say most."""
    groups = {name for group in operation.exactly_one for name in group}
    free = [
        each
        for each in operation.options
        if not (each.required or each.environment or each.name in groups or is_flag(each))
        and (each.only_with is None or each.only_with in chosen)
    ]
    return next((each for each in free if isinstance(plain(each.type), Enum)), next(iter(free), None))


def _line(
    pattern: Pattern, operation: Operation, arguments: list[Parameter], options: list[Parameter], twice: bool = False
) -> str:
    """A command line; with `twice` it names two of what the last argument can have several of."""
    words = (
        *(_value(pattern, each) for each in arguments),
        *(f"{_value(pattern, each)[:-1]}8" for each in arguments[-1:] if twice),
        *(word for each in options for word in _option(pattern, each)),
    )
    return " ".join((PROGRAM, operation.name, *words))


def _option(pattern: Pattern, parameter: Parameter) -> Iterator[str]:
    yield option_word(parameter.name)
    if not is_flag(parameter):
        yield _value(pattern, parameter)


def _value(pattern: Pattern, parameter: Parameter) -> str:
    match plain(parameter.type):
        case Int(low, high):
            return str(max(low, min(high if high != COUNT_MAX else _USUAL, _USUAL)))
        case Decimal(low=low, high=high) as type_:
            return value_text(type_, max(low, min(high, _USUAL * 10**type_.scale)))
        case Time():
            return "2026-01-31T12:00:00Z"
        case Duration():
            return "90s"
        case Enum(members=members):
            return members[0]
        case Text():
            return f"'some {parameter.name.replace('_', ' ')}'"
        case Identifier() | Set() | Reference():
            return _name(pattern, parameter)
        case _:
            return "true"


def _name(pattern: Pattern, parameter: Parameter) -> str:
    """A made-up id where the input names a record, else a name like the input's own. `id` is of the caller's choice."""
    *_, owner, last = ("", "", *(parameter.attribute or "").split("."))
    kind = owner if last == "id" and parameter.name != "id" else parameter.name
    prefixes = {record.name: record.prefix for record in pattern.records if record.prefix}
    return f"{prefixes[kind]}-7" if kind in prefixes else f"{parameter.name.replace('_', '-')}-1"
