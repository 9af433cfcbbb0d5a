"""Counts of a resolved registry."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from swarmgen.model.conventions import EnumType, Group, GroupType, Registry, Stability

_SIGNALS = (
    ("spans", GroupType.SPAN),
    ("metrics", GroupType.METRIC),
    ("events", GroupType.EVENT),
    ("entities", GroupType.ENTITY),
)


def stats(registry: Registry) -> dict[str, object]:
    """What is in a registry, as plain data with a fixed key order.

    Counts are of this registry's own attributes, their enum members, and its groups by type; signals are also counted
    by stability (`none` stands for a missing one) and metrics by instrument.
    """
    own = [registry.definitions[name] for name in sorted(registry.attribute_groups)]
    return {
        "schema_url": registry.url,
        "attributes": len(own),
        "attributes_by_stability": _by_stability(a.stability for a in own),
        "attributes_deprecated": sum(a.deprecated is not None for a in own),
        "enum_members": sum(len(a.type.members) for a in own if isinstance(a.type, EnumType)),
        "attribute_references": sum(len(group.attributes) for group in registry.groups),
        "groups": _sorted_counts(group.type.value for group in registry.groups),
        **{f"{plural}_by_stability": _signal_stability(registry.of_type(kind)) for plural, kind in _SIGNALS},
        "metrics_by_instrument": _sorted_counts(
            group.instrument.value for group in registry.of_type(GroupType.METRIC) if group.instrument
        ),
        "dependencies": list(registry.dependencies),
    }


def stats_text(data: dict[str, object]) -> str:
    """The same for people: one line a count, nested counts indented."""
    lines: list[str] = []
    for key, value in data.items():
        label = key.replace("_", " ")
        if isinstance(value, dict):
            lines.append(f"{label}: {sum(value.values())}")
            lines += [f"  {name}: {count}" for name, count in value.items()]
        elif isinstance(value, list):
            lines.append(f"{label}: {', '.join(value) or 'none'}")
        else:
            lines.append(f"{label}: {value}")
    return "\n".join(lines) + "\n"


def _signal_stability(groups: Iterable[Group]) -> dict[str, int]:
    return _by_stability(group.stability for group in groups)


def _by_stability(values: Iterable[Stability | None]) -> dict[str, int]:
    return _sorted_counts(value.value if value else "none" for value in values)


def _sorted_counts(names: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(names).items()))
