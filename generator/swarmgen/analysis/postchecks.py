"""What must hold between resolved groups: names that should be unique are."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from swarmgen.diagnostics import Note, Place, Sink
from swarmgen.model.conventions import Group, GroupType

_Key: TypeAlias = Callable[[Group], tuple[str, ...] | None]
"""What two groups may not share; the last part is the name that messages tell."""


def check_groups(groups: tuple[Group, ...], sink: Sink) -> None:
    """Warn where two groups share an id, a metric name, a name within their type, or an id of definition/2.

    A group that was warned of once is left out of the later checks, which would say the same in other words.
    """
    reported: set[Place] = set()
    for code, what, key in (
        ("duplicate-group-id", "the group id", _group_id),
        ("duplicate-metric-name", "the metric name", _metric_name),
        ("duplicate-group-name", "the name", _typed_name),
        ("duplicate-v2-id", "the definition/2 id", _v2_id),
    ):
        _check_unique(groups, key, code, what, reported, sink)


def _check_unique(groups: tuple[Group, ...], key: _Key, code: str, what: str, reported: set[Place], sink: Sink) -> None:
    first: dict[tuple[str, ...], Group] = {}
    for group in groups:
        name = key(group)
        if name is None or group.place in reported:
            continue
        known = first.setdefault(name, group)
        if known is not group:
            note = Note(message="first used here", place=known.place)
            sink.warning(code, f'{what} "{name[-1]}" is used twice', group.place, notes=(note,))
            reported.add(group.place)


def _group_id(group: Group) -> tuple[str, ...]:
    return (group.id,)


def _metric_name(group: Group) -> tuple[str, ...] | None:
    """Refinements share the metric of their base."""
    return (group.metric_name,) if group.metric_name and group.refines is None else None


def _typed_name(group: Group) -> tuple[str, ...] | None:
    return (group.type, group.name) if group.name and group.refines is None else None


def _v2_id(group: Group) -> tuple[str, ...] | None:
    """The id a group takes in the resolved/2.0 shape, where every signal is also a refinement of itself."""
    match group.type:
        case GroupType.ATTRIBUTE_GROUP:
            return None if group.id.startswith("registry.") else (group.type, group.id)
        case _ if group.refines is not None:
            return (group.type, group.id)
        case GroupType.SPAN:
            return (group.type, group.id.removeprefix("span."))
        case GroupType.METRIC | GroupType.EVENT | GroupType.ENTITY:
            return (group.type, group.metric_name or group.name or group.id.removeprefix(f"{group.type}."))
        case _:
            return None
