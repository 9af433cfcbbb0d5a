"""`extends`, `ref_group` and refinements: each group gets the attributes of its parents, lowest priority first."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from swarmgen.analysis.overrides import Entry, inherited_entry, override, own_entry
from swarmgen.diagnostics import Note, Sink, did_you_mean
from swarmgen.model.conventions import Attribute, Group, GroupType, Json, Role
from swarmgen.spec.syntax import AttributeSpec, GroupSpec, Reference

_COPIED = ("instrument", "unit", "span_kind", "metric_name", "name", "requirement_level")
_FILLED = ("stability", "deprecated", "brief", "note", "span_name_note")


@dataclass(frozen=True, slots=True)
class Inherited:
    """A group with all its attribute entries, by name, sorted. `base` is the group it refines."""

    spec: GroupSpec
    entries: Mapping[str, Entry]


def inherit(specs: tuple[GroupSpec, ...], foreign: Mapping[str, Group], sink: Sink) -> tuple[Inherited, ...]:
    """Give every group its inherited attributes, in the order of `specs`.

    Args:
        specs: the registry's own groups.
        foreign: groups of the dependencies that may be extended, by id.
    """
    done: dict[str, Inherited] = {}
    by_id = {spec.id: spec for spec in reversed(specs)}
    results: dict[int, Inherited] = {}
    for index in _parents_first(specs, by_id, foreign, sink):
        group = _inherit_one(specs[index], done, foreign, sink)
        results[index] = group
        done.setdefault(group.spec.id, group)
    return tuple(results[index] for index in sorted(results))


def _parents(spec: GroupSpec) -> tuple[Reference, ...]:
    return (*((spec.extends,) if spec.extends else ()), *spec.includes)


def _parents_first(
    specs: tuple[GroupSpec, ...], by_id: Mapping[str, GroupSpec], foreign: Mapping[str, Group], sink: Sink
) -> list[int]:
    """Indexes into `specs`, each after its parents. Groups with an unknown parent, or in a cycle, are reported and left out."""
    waiting: dict[int, int] = {}
    children: dict[str, list[int]] = {}
    order: list[int] = []
    for index, spec in enumerate(specs):
        local = {parent.name for parent in _parents(spec) if parent.name in by_id}
        unknown = [p for p in _parents(spec) if p.name not in by_id and p.name not in foreign]
        for parent in unknown:
            _report_unknown(spec, parent, [*by_id, *foreign], sink)
        waiting[index] = len(local) + len(unknown)
        for name in local:
            children.setdefault(name, []).append(index)
    ready = deque(index for index, count in waiting.items() if count == 0)
    finished: set[str] = set()
    while ready:
        index = ready.popleft()
        order.append(index)
        if specs[index].id in finished:
            continue
        finished.add(specs[index].id)
        for child in children.get(specs[index].id, ()):
            waiting[child] -= 1
            if waiting[child] == 0:
                ready.append(child)
    _report_cycles(specs, set(waiting) - set(order), by_id, sink)
    return order


def _report_unknown(spec: GroupSpec, parent: Reference, known: list[str], sink: Sink) -> None:
    if spec.is_refinement and parent is spec.extends:
        name = parent.name.removeprefix(f"{spec.type}.")
        candidates = [k.removeprefix(f"{spec.type}.") for k in known if k.startswith(f"{spec.type}.")]
        message, code = f'there is no {spec.type} "{name}" to refine', "unresolved-extends"
    else:
        name, candidates = parent.name, known
        message, code = (
            f'there is no group "{name}"',
            "unresolved-extends" if parent is spec.extends else "unresolved-include",
        )
    sink.error(code, message, parent.place, hint=did_you_mean(name, candidates))


def _report_cycles(specs: tuple[GroupSpec, ...], stuck: set[int], by_id: Mapping[str, GroupSpec], sink: Sink) -> None:
    """A stuck group whose chain of parents comes back to itself is a cycle; the others hang from a reported error."""
    for index in sorted(stuck):
        spec = specs[index]
        seen: set[str] = set()
        todo = [parent.name for parent in _parents(spec)]
        while todo:
            name = todo.pop()
            if name not in seen and name in by_id:
                seen.add(name)
                todo += [parent.name for parent in _parents(by_id[name])]
        if spec.id in seen:
            sink.error("extends-cycle", f'the group "{spec.id}" extends itself', _parents(spec)[0].place)


def _inherit_one(spec: GroupSpec, done: Mapping[str, Inherited], foreign: Mapping[str, Group], sink: Sink) -> Inherited:
    entries: dict[str, Entry] = {}
    included: dict[str, Reference] = {}
    for parent in _parents(spec):
        for entry in _entries_of(parent.name, done, foreign):
            if parent is not spec.extends:
                _check_included_twice(entry, parent, included, sink)
            under = entries.get(entry.name)
            entries[entry.name] = override(under, entry) if under else entry
    base = _base(spec, done, foreign)
    for attribute in spec.attributes:
        entry = own_entry(attribute, spec.prefix)
        under = entries.get(entry.name)
        if base is not None and spec.type is GroupType.ENTITY:
            _check_identity(spec, entry, under, sink)
        entries[entry.name] = override(under, entry) if under else entry
    if base is not None:
        spec = _refine(spec, base, sink)
    return Inherited(spec, dict(sorted(entries.items())))


def _entries_of(parent: str, done: Mapping[str, Inherited], foreign: Mapping[str, Group]) -> list[Entry]:
    if parent in done:
        return [inherited_entry(entry, parent) for entry in done[parent].entries.values()]
    group = foreign[parent]
    return [inherited_entry(Entry(a.name, a.name, _as_spec(a, group)), parent) for a in group.attributes]


def _as_spec(attribute: Attribute, group: Group) -> AttributeSpec:
    fields = {name: getattr(attribute, name) for name in AttributeSpec.__dataclass_fields__ if name != "place"}
    return AttributeSpec(**fields, place=group.place)


def _check_included_twice(entry: Entry, parent: Reference, included: dict[str, Reference], sink: Sink) -> None:
    first = included.setdefault(entry.name, parent)
    if first is not parent:
        note = Note(message=f'"{first.name}" is included here', place=first.place)
        message = f'the groups "{first.name}" and "{parent.name}" both bring the attribute "{entry.name}"'
        sink.error("duplicate-attribute", message, parent.place, hint="include one of them", notes=(note,))


def _base(spec: GroupSpec, done: Mapping[str, Inherited], foreign: Mapping[str, Group]) -> GroupSpec | Group | None:
    """What a definition/2 refinement refines."""
    if not spec.is_refinement or spec.extends is None:
        return None
    parent = spec.extends.name
    return done[parent].spec if parent in done else foreign[parent]


def _check_identity(spec: GroupSpec, entry: Entry, under: Entry | None, sink: Sink) -> None:
    before = under.spec.role if under else None
    after = entry.spec.role
    if (before is Role.IDENTIFYING) != (after is Role.IDENTIFYING):
        message = f'the refinement "{spec.id}" changes whether "{entry.name}" identifies the entity'
        hint = "an entity's refinements keep its identity"
        sink.error("entity-identity-changed", message, entry.spec.place, hint=hint)


def _refine(spec: GroupSpec, base: GroupSpec | Group, sink: Sink) -> GroupSpec:
    """Group-level fields of a refinement: signal fields are the base's, texts are filled in, annotations merged."""
    if base.type is not spec.type:
        place = spec.extends.place if spec.extends else spec.place
        sink.error("invalid-refinement", f'a {spec.type} cannot refine "{base.id}", a {base.type}', place)
        return spec
    changes: dict[str, Any] = {name: getattr(base, name) for name in _COPIED}
    changes |= {name: getattr(base, name) for name in _FILLED if getattr(spec, name) in (None, "")}
    changes["annotations"] = merge_annotations(base.annotations, spec.annotations)
    if not spec.entity_associations:
        changes["entity_associations"] = base.entity_associations
    return replace(spec, **changes)


def merge_annotations(base: Mapping[str, Json] | None, own: Mapping[str, Json] | None) -> Mapping[str, Json] | None:
    """Mappings are merged by key, at every depth; lists and scalars of `own` replace."""
    if base is None or own is None:
        return own if base is None else base
    merged = dict(base)
    for key, value in own.items():
        under = merged.get(key)
        both = isinstance(under, Mapping) and isinstance(value, Mapping)
        merged[key] = merge_annotations(under, value) if both else value  # type: ignore[arg-type]  # both are mappings
    return merged
