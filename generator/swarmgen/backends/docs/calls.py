"""The calls of generated helpers, under the names that the Python and bash back ends give them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from swarmgen.backends.bash import names
from swarmgen.backends.bash.source import literal
from swarmgen.backends.code import Code
from swarmgen.backends.docs.views import Call
from swarmgen.backends.interface import RECORD, Inputs, argument_names, helpers
from swarmgen.backends.naming import Signal, has_constant_name
from swarmgen.model.conventions import GroupType, Registry

TEMPLATES: Final[Mapping[GroupType, str]] = {
    GroupType.SPAN: "span_call",
    GroupType.EVENT: "event_call",
    GroupType.METRIC: "metric_call",
    GroupType.ENTITY: "entity_call",
}
"""The signals that are recorded by a call, and the template that shows it."""

_NAME = Code("name")


def calls(registry: Registry, package: str) -> Mapping[int, Call]:
    """The call that records each signal, by identity of its group, because groups may have equal ids."""
    arguments = argument_names(registry)
    return {
        id(signal.group): _call(signal, package, arguments) for type in TEMPLATES for signal in helpers(registry, type)
    }


def _call(signal: Signal, package: str, arguments: Mapping[str, Code]) -> Call:
    group = signal.group
    is_nameless = group.type is GroupType.SPAN and not has_constant_name(group)
    required = tuple(arguments[attribute.name] for attribute in Inputs.of(group.attributes).required)
    return Call(
        python=signal.class_name if group.type is GroupType.METRIC else signal.name,
        bash=names.function(package, signal),
        arguments=(_NAME, *required) if is_nameless else required,
        record=RECORD[group.instrument] if group.instrument else Code(""),
        span_event=literal(group.name) if group.name and not group.body else Code(""),
    )
