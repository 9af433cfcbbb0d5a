"""What must hold between resolved groups: names that should be unique are."""

from __future__ import annotations

from collections.abc import Callable

from swarmgen.diagnostics import Note, Sink
from swarmgen.model.conventions import Group, GroupType

_Key = Callable[[Group], str | None]


def check_groups(groups: tuple[Group, ...], sink: Sink) -> None:
    """Warn where two groups share an id, a metric name, a name within their type, or the id they take in definition/2."""
    _check_unique(groups, lambda g: g.id, "duplicate-group-id", "the group id", sink)
    signals = tuple(g for g in groups if g.refines is None)
    _check_unique(signals, lambda g: g.metric_name, "duplicate-metric-name", "the metric name", sink)
    _check_unique(signals, _typed_name, "duplicate-group-name", "the name", sink)
    _check_unique(signals, _v2_id, "duplicate-v2-id", "the definition/2 id", sink)


def _typed_name(group: Group) -> str | None:
    return f"{group.type} {group.name}" if group.name and group.type is not GroupType.SPAN else None


def _v2_id(group: Group) -> str | None:
    """The id a group takes in the resolved/2.0 shape."""
    match group.type:
        case GroupType.ATTRIBUTE_GROUP:
            return None if group.id.startswith("registry.") else f"attribute_group {group.id}"
        case GroupType.SPAN:
            return f"span {group.id.removeprefix('span.')}"
        case _:
            return None


def _check_unique(groups: tuple[Group, ...], key: _Key, code: str, what: str, sink: Sink) -> None:
    first: dict[str, Group] = {}
    for group in groups:
        name = key(group)
        if not name:
            continue
        known = first.setdefault(name, group)
        if known is not group and (code == "duplicate-group-id" or known.id != group.id):
            note = Note(message="first used here", place=known.place)
            sink.warning(code, f'{what} "{name.rpartition(" ")[2]}" is used twice', group.place, notes=(note,))
