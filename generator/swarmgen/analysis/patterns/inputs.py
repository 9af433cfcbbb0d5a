"""Arguments and options: what a caller gives, by place and by name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from swarmgen.analysis.patterns.constants import Constant, constant
from swarmgen.analysis.patterns.mistakes import Mistake, reported
from swarmgen.analysis.patterns.names import RESERVED_OPTIONS, check_reserved
from swarmgen.analysis.patterns.types import Types
from swarmgen.analysis.patterns.unify import type_name
from swarmgen.diagnostics import Place, Sink
from swarmgen.model import ir
from swarmgen.model.datatypes import Bool, Identifier, Optional, Plain, Set, Type, plain
from swarmgen.spec.patterns import syntax as s

_VARIABLE: Final = re.compile(r"[A-Z][A-Z0-9_]*")


def read_arguments(values: Iterable[s.ValueSpec], types: Types, sink: Sink) -> tuple[ir.Parameter, ...]:
    """The arguments of an operation, in their places; mistakes go to the sink."""
    found: list[ir.Parameter] = []
    for value in values:
        with reported(sink):
            found.append(_parameter(value, types))
            if len(found) > 1:
                _check_order(value, found[-2], found[-1])
    return tuple(found)


def read_options(values: Iterable[s.ValueSpec], types: Types, sink: Sink) -> tuple[ir.Parameter, ...]:
    """The options of an operation; mistakes go to the sink."""
    found: list[ir.Parameter] = []
    for value in values:
        with reported(sink):
            check_reserved(value.name, RESERVED_OPTIONS, "the option", sink)
            found.append(_parameter(value, types))
    return tuple(found)


def _check_order(value: s.ValueSpec, before: ir.Parameter, after: ir.Parameter) -> None:
    """Words are given out from the left, so what may take none or many of them comes last."""
    if isinstance(plain(before.type), Set):
        message = f'the argument "{value.name}" never gets a word: "{before.name}" before it takes all that are left'
        raise Mistake("argument-order", message, value.name.place, hint="the repeated argument comes last")
    if after.required and not before.required:
        message = f'the argument "{value.name}" is required and comes after one that is not'
        raise Mistake("argument-order", message, value.name.place)


def _parameter(value: s.ValueSpec, types: Types) -> ir.Parameter:
    meaning = types.meaning(value.type)
    inner = meaning.type if value.repeated is None else _repeated(value, *value.repeated, meaning.type)
    type_: Type = Optional(inner) if value.is_optional else inner
    default = _default(value, inner)
    if value.environment is not None and not _VARIABLE.fullmatch(value.environment):
        raise Mistake("invalid-name", f'"{value.environment}" is no variable', value.name.place)
    return ir.Parameter(
        name=value.name.text,
        type=type_,
        brief=value.brief or (meaning.attribute.brief if meaning.attribute is not None else ""),
        attribute=meaning.attribute.name if meaning.attribute is not None else None,
        default=default,
        required=not value.is_optional and default is None,
        environment=value.environment,
        only_with=value.only_with.text if value.only_with is not None else None,
        place=value.name.place,
    )


def _repeated(value: s.ValueSpec, count: int, place: Place, type_: Plain) -> Plain:
    """The set of what an argument is given that takes several words."""
    if isinstance(type_, Set):
        message = f'"{value.name}" is a set, and so is repeated already; it has at most {type_.max_items} members'
        raise Mistake("type-error", message, place, hint="drop repeated")
    if not isinstance(type_, Identifier):
        message = f'"{value.name}" is {type_name(type_)}; only identifiers can be repeated'
        raise Mistake("type-error", message, place)
    if value.environment is not None:
        message = f'{value.environment} holds one word, and "{value.name}" is repeated'
        raise Mistake("type-error", message, place, hint="drop env")
    return Set(count)


def _default(value: s.ValueSpec, type_: Plain) -> Constant | None:
    if value.type.is_flag:
        if value.is_optional or value.default is not None:
            message = f'the flag "{value.name}" is false when it is not given'
            raise Mistake("optional-default", message, value.name.place, hint="drop optional and default")
        return False
    if isinstance(type_, Bool):
        message = f'"{value.name}" is true or false: that is a flag'
        raise Mistake("type-error", message, value.name.place, hint="write flag: with a brief")
    return None if value.default is None else constant(value.default, type_, f'the default of "{value.name}"')
