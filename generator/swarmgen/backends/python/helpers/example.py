"""A call of a span helper to show in a readme."""

from __future__ import annotations

from dataclasses import dataclass

from swarmgen.backends.code import Code
from swarmgen.backends.naming import Signal, has_constant_name, signals
from swarmgen.backends.python.helpers.arguments import parameter_names
from swarmgen.backends.python.helpers.spans import RESERVED, RESERVED_ARGUMENTS
from swarmgen.backends.python.helpers.workshop import Bench, Workshop
from swarmgen.backends.python.source import literal
from swarmgen.backends.target import Target
from swarmgen.backends.traits import fixed_value, is_required
from swarmgen.model.conventions import Attribute, GroupType, PrimitiveType, Registry


@dataclass(frozen=True, slots=True, kw_only=True)
class ExampleView:
    """A function of `spans` and the arguments to call it with."""

    name: Code
    arguments: Code


def find_example(registry: Registry, target: Target) -> ExampleView | None:
    """The first span, by name, whose helper requires an argument, and only texts; None if there is no such span."""
    shop = Workshop.of(registry, target)
    for signal in sorted(signals(registry.of_type(GroupType.SPAN), shop.root, RESERVED, "Span"), key=lambda s: s.name):
        required = [a for a in signal.group.attributes if is_required(a) and fixed_value(a) is None]
        if required and _is_plain(signal) and all(a.type is PrimitiveType.STRING for a in required):
            names = parameter_names(Bench(shop, ()), signal.group.attributes, RESERVED_ARGUMENTS)
            pairs = [f"{names[a.name]}={literal(_value(a))}" for a in required]
            return ExampleView(name=signal.name, arguments=Code(", ".join(pairs)))
    return None


def _is_plain(signal: Signal) -> bool:
    group = signal.group
    return has_constant_name(group) and group.deprecated is None and group.span_kind is not None


def _value(attribute: Attribute) -> str:
    given = (
        attribute.examples[0] if isinstance(attribute.examples, tuple) and attribute.examples else attribute.examples
    )
    return given if isinstance(given, str) else "..."
