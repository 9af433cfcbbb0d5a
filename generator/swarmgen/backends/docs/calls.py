"""The calls of generated helpers, under the names that the Python and bash back ends give them."""

from __future__ import annotations

from collections.abc import Mapping

from swarmgen.backends.code import Code
from swarmgen.backends.docs.views import SpanCall
from swarmgen.backends.naming import Signal, allot, has_constant_name, parameters, shared_root, signals
from swarmgen.backends.python.helpers.spans import RESERVED, RESERVED_ARGUMENTS
from swarmgen.backends.python.source import identifier
from swarmgen.backends.traits import fixed_value
from swarmgen.model.conventions import GroupType, Registry

_NAME = Code("name")


def span_calls(registry: Registry, package: str) -> Mapping[str, SpanCall]:
    """Group id → the call that starts the span, for every span."""
    root = shared_root(registry)
    wishes = parameters(registry, root)
    spans = signals(registry.of_type(GroupType.SPAN), root, RESERVED, "Span")
    return {signal.group.id: _call(signal, package, wishes) for signal in spans}


def _call(signal: Signal, package: str, wishes: Mapping[str, tuple[str, str]]) -> SpanCall:
    group = signal.group
    required = [
        attribute.name for attribute in group.attributes if attribute.is_required and fixed_value(attribute) is None
    ]
    python = allot(((attribute.name, wishes[attribute.name]) for attribute in group.attributes), RESERVED_ARGUMENTS)
    first = () if has_constant_name(group) else (_NAME,)
    return SpanCall(
        python_function=signal.name,
        python_arguments=(*first, *(python[name] for name in required)),
        bash_function=identifier(f"{package}_span_{signal.name}"),
        bash_arguments=(*first, *(identifier(wishes[name][0]) for name in required)),
    )
