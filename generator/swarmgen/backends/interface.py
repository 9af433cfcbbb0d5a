"""The interface of generated helpers: which there are, what they are called and what they take.

It is the same in every language, so that whoever knows one knows the others. A word that the helpers of one language
need for themselves is therefore reserved in all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from swarmgen.backends.code import Code
from swarmgen.backends.naming import Signal, allot, shared_root, signals
from swarmgen.backends.traits import fixed_value, is_required
from swarmgen.model.conventions import Attribute, Group, GroupType, Instrument, Registry
from swarmgen.model.names import short_names, snake_case

_PYTHON: Final = frozenset({"SCOPE", "collect", "deprecated"})
_PYTHON_SPANS: Final = frozenset({"Key", "SpanHandle", "SpanKind", "SpanOptions", "SpanScope", "Unpack"})
_PYTHON_METRICS: Final = frozenset(
    {"CallbackT", "Context", "Key", "Meter", "MeterProvider", "ObservableGauge", "Observation"}
)
_BASH_SPANS: Final = frozenset({"end", "error", "event", "link", "set", "status"})
RESERVED: Final[Mapping[GroupType, frozenset[str]]] = {
    GroupType.SPAN: _PYTHON | _PYTHON_SPANS | _BASH_SPANS,
    GroupType.EVENT: _PYTHON | {"Event"},
    GroupType.METRIC: _PYTHON | _PYTHON_METRICS,
    GroupType.ENTITY: _PYTHON | {"AttributeValue", "Mapping"},
}
"""The signals that get helpers, and words that none of these may be called: Python templates mention them, or the bash
library has a function `…_span_<word>` for every span."""

RESERVED_ARGUMENTS: Final = frozenset(
    {"amount", "body", "collect", "context", "kind", "links", "name", "options", "self"}
    | {"start_time", "tracer", "tracer_provider"}
)
"""Words that no attribute's argument may be called."""

RECORD: Final[Mapping[Instrument, Code]] = {
    Instrument.COUNTER: Code("add"),
    Instrument.UPDOWNCOUNTER: Code("add"),
    Instrument.HISTOGRAM: Code("record"),
    Instrument.GAUGE: Code("set"),
}
"""What OpenTelemetry calls a measurement with an instrument."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """The attributes of a signal by who says their value: the caller must, the caller may, the convention does."""

    required: tuple[Attribute, ...]
    optional: tuple[Attribute, ...]
    fixed: tuple[Attribute, ...]

    @classmethod
    def of(cls, attributes: Iterable[Attribute]) -> Inputs:
        """Sort attributes; each kind keeps their order."""
        given = tuple(attributes)
        free = tuple(each for each in given if fixed_value(each) is None)
        return cls(
            required=tuple(filter(is_required, free)),
            optional=tuple(each for each in free if not is_required(each)),
            fixed=tuple(each for each in given if fixed_value(each) is not None),
        )


def helpers(registry: Registry, type: GroupType) -> tuple[Signal, ...]:
    """The signals of one kind that get helpers, in the order of their groups; the class of a span ends in `Span`."""
    groups = [group for group in registry.of_type(type) if _is_complete(group)]
    suffix = "Span" if type is GroupType.SPAN else ""
    return signals(groups, shared_root(registry), RESERVED[type], suffix)


def argument_names(registry: Registry) -> Mapping[str, Code]:
    """Attribute name → its argument, the same in every helper, for all attributes. Deprecated ones choose last."""
    used = {attribute.name: attribute for group in registry.groups for attribute in group.attributes}
    known = {**used, **registry.definitions}
    short = short_names(known, shared_root(registry))
    ranked = sorted(known, key=lambda name: (known[name].deprecated is not None, name))
    return allot(((name, (short[name], snake_case(name))) for name in ranked), RESERVED_ARGUMENTS)


def _is_complete(group: Group) -> bool:
    """Whether a metric says what its helper needs; the checks report those that do not."""
    return group.type is not GroupType.METRIC or (group.metric_name is not None and group.instrument is not None)
