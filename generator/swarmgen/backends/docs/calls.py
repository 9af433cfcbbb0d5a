"""The calls of generated helpers, under the names that the Python and bash back ends give them."""

from __future__ import annotations

from collections.abc import Mapping

from swarmgen.backends.code import Code
from swarmgen.backends.docs import phrases
from swarmgen.backends.docs.pages import Kind, Pages
from swarmgen.backends.docs.views import SpanCall
from swarmgen.backends.python.source import identifier
from swarmgen.model.conventions import Group
from swarmgen.model.names import short_names


def span_calls(site: Pages, package: str) -> Mapping[str, SpanCall]:
    """Group id → the call that starts the span, for every span."""
    spans = [signal for signal in site.signals if signal.entry.kind is Kind.SPANS]
    functions = short_names((signal.entry.name for signal in spans), site.root)
    arguments = short_names(site.attributes, site.root)
    return {
        signal.group.id: SpanCall(
            prefix=identifier(package.replace(".", "_")),
            function=identifier(functions[signal.entry.name]),
            arguments=(
                *_name_argument(signal.group),
                *(identifier(arguments[name]) for name in _required(signal.group)),
            ),
        )
        for signal in spans
    }


def _name_argument(group: Group) -> tuple[Code, ...]:
    """Where the conventions give a span no name, the caller does."""
    return () if group.name and group.span_name_note is None else (Code("name"),)


def _required(group: Group) -> list[str]:
    return [a.name for a in group.attributes if a.is_required and not phrases.fixed_value(a)]
