"""What the span of an operation says of it; times, ids and what every span has are left to others."""

from __future__ import annotations

from collections.abc import Mapping

from swarmgen.interpret.evaluate import Scope, evaluate
from swarmgen.interpret.memory import Memory
from swarmgen.interpret.texts import Value, only
from swarmgen.interpret.words import Inputs
from swarmgen.model import ir


def span_attributes(
    pattern: ir.Pattern, operation: ir.Operation, inputs: Inputs, returned: Mapping[str, Value] | None, now: int
) -> dict[str, Value]:
    """The attributes of an operation, absent ones left out.

    Args:
        pattern: whose tables expressions may use.
        operation: whose span it is.
        inputs: as read from the words.
        returned: the reply's values, None before or without one.
        now: nanoseconds since 1970.
    """
    scope = Scope(Memory({}, {}), pattern, inputs, now)
    found = {one.key: _value(one, scope, returned) for one in operation.attributes}
    return {key: value for key, value in found.items() if value is not None}


def _value(attribute: ir.SpanAttribute, scope: Scope, returned: Mapping[str, Value] | None) -> Value:
    if attribute.constant is not None:
        return attribute.constant
    if attribute.expression is not None:
        return evaluate(attribute.expression, scope)
    given = None if attribute.input is None else scope.inputs[attribute.input]
    given = only(given) if attribute.only else given
    if attribute.returned is None or returned is None:
        return given
    answered = returned.get(attribute.returned)
    return given if answered is None else answered
