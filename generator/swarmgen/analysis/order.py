"""Which group is resolved before which: parents first; those that cannot be used are reported."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping

from swarmgen.analysis.privacy import is_private
from swarmgen.diagnostics import Sink, did_you_mean
from swarmgen.model.conventions import Group
from swarmgen.spec.syntax import GroupSpec, Reference


def parents_of(spec: GroupSpec) -> tuple[Reference, ...]:
    """What a group inherits from, lowest priority first: `extends`, then each `ref_group`."""
    return (*((spec.extends,) if spec.extends else ()), *spec.includes)


def parents_first(specs: tuple[GroupSpec, ...], foreign: Mapping[str, Group], sink: Sink) -> list[int]:
    """Indexes into `specs`, each after its parents.

    Groups with a parent that cannot be used, or in a cycle, are reported and left out.
    """
    by_id = {spec.id: spec for spec in reversed(specs)}
    waiting: dict[int, int] = {}
    children: dict[str, list[int]] = {}
    for index, spec in enumerate(specs):
        local = {parent.name for parent in parents_of(spec) if parent.name in by_id}
        unusable = [p for p in parents_of(spec) if p.name not in by_id and not _is_usable(p, foreign)]
        for parent in unusable:
            _report_unusable(spec, parent, by_id, foreign, sink)
        waiting[index] = len(local) + len(unusable)
        for name in local:
            children.setdefault(name, []).append(index)
    order = _released(specs, waiting, children)
    _report_cycles([spec for index, spec in enumerate(specs) if waiting[index] > 0], sink)
    return order


def _released(specs: tuple[GroupSpec, ...], waiting: dict[int, int], children: Mapping[str, list[int]]) -> list[int]:
    """Count `waiting` down as parents are done; the indexes in the order in which they reach zero."""
    ready = deque(index for index, count in waiting.items() if count == 0)
    order: list[int] = []
    finished: set[str] = set()
    while ready:
        index = ready.popleft()
        order.append(index)
        if specs[index].id in finished:  # a duplicate id: children wait for one of the groups only
            continue
        finished.add(specs[index].id)
        for child in children.get(specs[index].id, ()):
            waiting[child] -= 1
            if waiting[child] == 0:
                ready.append(child)
    return order


def _is_usable(parent: Reference, foreign: Mapping[str, Group]) -> bool:
    return parent.name in foreign and not is_private(foreign[parent.name])


def _report_unusable(
    spec: GroupSpec, parent: Reference, own: Mapping[str, GroupSpec], foreign: Mapping[str, Group], sink: Sink
) -> None:
    if parent.name in foreign:
        message = f'the group "{parent.name}" is private to the registry that defines it'
        sink.error("excluded-dependency", message, parent.place)
        return
    name, what = parent.name, "group"
    known = [*own, *(group_id for group_id, group in foreign.items() if not is_private(group))]
    if spec.is_refinement and parent is spec.extends:
        prefix, what = f"{spec.type}.", spec.type.value
        name = name.removeprefix(prefix)
        known = [k.removeprefix(prefix) for k in known if k.startswith(prefix)]
    code = "unresolved-extends" if parent is spec.extends else "unresolved-include"
    sink.error(code, f'there is no {what} "{name}"', parent.place, hint=did_you_mean(name, known))


def _report_cycles(stuck: list[GroupSpec], sink: Sink) -> None:
    """Report each cycle once. Stuck groups outside of cycles hang from one, or from a reported parent."""
    by_id = {spec.id: spec for spec in reversed(stuck)}
    finished: set[str] = set()
    for start in (spec.id for spec in stuck):
        path: dict[str, Iterator[Reference]] = {}
        ahead = start if start not in finished else None
        while ahead is not None or path:
            if ahead is not None:
                path[ahead] = iter(parents_of(by_id[ahead]))
            current = next(reversed(path))
            parent = next(path[current], None)
            ahead = None
            if parent is None:
                del path[current]
                finished.add(current)
            elif parent.name in path:
                _report_cycle(tuple(path), parent, sink)
            elif parent.name in by_id and parent.name not in finished:
                ahead = parent.name


def _report_cycle(path: tuple[str, ...], last: Reference, sink: Sink) -> None:
    cycle = " → ".join((*path[path.index(last.name) :], last.name))
    sink.error("extends-cycle", f"groups inherit from each other in a circle: {cycle}", last.place)
