"""A span to show in a readme or at the head of a library."""

from __future__ import annotations

from dataclasses import dataclass

from swarmgen.backends.code import Code
from swarmgen.backends.interface import Inputs, argument_names, helpers
from swarmgen.backends.naming import Signal, has_constant_name
from swarmgen.model.conventions import Attribute, GroupType, PrimitiveType, Registry


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A span and what to call its helper with: arguments and values."""

    signal: Signal
    values: tuple[tuple[Code, str], ...]


def find_example(registry: Registry) -> Example | None:
    """The first span, by name, whose helper requires an argument, and only texts; None if there is no such span."""
    names = argument_names(registry)
    for signal in sorted(helpers(registry, GroupType.SPAN), key=lambda signal: signal.name):
        required = Inputs.of(signal.group.attributes).required
        if required and _is_plain(signal) and all(a.type is PrimitiveType.STRING for a in required):
            return Example(signal=signal, values=tuple((names[a.name], _value(a)) for a in required))
    return None


def _is_plain(signal: Signal) -> bool:
    group = signal.group
    return has_constant_name(group) and group.deprecated is None and group.span_kind is not None


def _value(attribute: Attribute) -> str:
    given = attribute.examples
    first = given[0] if isinstance(given, tuple) and given else given
    return first if isinstance(first, str) else "..."
