"""`extends`, `ref_group` and refinements: each group gets the attributes of its parents, lowest priority first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from swarmgen.analysis.order import parents_first, parents_of
from swarmgen.analysis.overrides import Entry, inherited_entry, override, own_entry
from swarmgen.diagnostics import Note, Sink
from swarmgen.model.conventions import Attribute, Group, GroupType, Json, Role
from swarmgen.spec.syntax import AttributeSpec, GroupSpec, Reference

_COPIED = ("instrument", "unit", "span_kind", "metric_name", "name", "requirement_level")
_FILLED = ("stability", "deprecated", "brief", "note", "span_name_note")
"""Fields of the base that a refinement has as they are, and those that it has unless it gives its own."""


@dataclass(frozen=True, slots=True)
class Inherited:
    """A group with all its attribute entries, by name, sorted."""

    spec: GroupSpec
    entries: Mapping[str, Entry]


def inherit(specs: tuple[GroupSpec, ...], foreign: Mapping[str, Group], sink: Sink) -> tuple[Inherited, ...]:
    """Give every group its inherited attributes, in the order of `specs`.

    Args:
        specs: the registry's own groups.
        foreign: groups of the dependencies, by id; private ones are reported where they are used.
        sink: receives unknown, private and circular parents, and attributes that come twice.
    """
    done: dict[str, Inherited] = {}
    results: dict[int, Inherited] = {}
    for index in parents_first(specs, foreign, sink):
        group = _inherit_one(specs[index], done, foreign, sink)
        results[index] = group
        done.setdefault(group.spec.id, group)
    return tuple(results[index] for index in sorted(results))


def _inherit_one(spec: GroupSpec, done: Mapping[str, Inherited], foreign: Mapping[str, Group], sink: Sink) -> Inherited:
    entries: dict[str, Entry] = {}
    included: dict[str, Reference] = {}
    for parent in parents_of(spec):
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
    """A dependency's finished attribute, as a definition that this registry inherits."""
    fields = {name: getattr(attribute, name) for name in AttributeSpec.__dataclass_fields__ if name != "place"}
    return AttributeSpec(**fields | {"brief": attribute.brief or None}, place=group.place)


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
    """Group-level fields of a refinement: signal fields are the base's, texts are filled in, annotations merged.

    A refinement without associations has those of its base, since it describes the same signal.
    """
    if base.type is not spec.type:
        place = spec.extends.place if spec.extends else spec.place
        sink.error("invalid-refinement", f'a {spec.type} cannot refine "{base.id}", a {base.type}', place)
        return spec
    changes: dict[str, Any] = {name: getattr(base, name) for name in _COPIED}
    changes |= {name: getattr(base, name) for name in _FILLED if getattr(spec, name) is None}
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
