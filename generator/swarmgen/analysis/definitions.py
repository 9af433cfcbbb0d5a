"""Root definitions of attributes, and the references that lead to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from swarmgen.analysis.inherit import Inherited
from swarmgen.analysis.overrides import Entry, lineage, own_entry, to_attribute
from swarmgen.diagnostics import Note, Place, Sink, did_you_mean
from swarmgen.model.annotations import is_excluded
from swarmgen.model.conventions import Attribute, AttributeLineage, GroupType, Registry
from swarmgen.spec.syntax import GroupSpec

_MAX_HINTS: Final = 20
"""Finding a near name costs a comparison with every attribute; after so many unknown names nobody reads the hints."""


@dataclass(frozen=True, slots=True)
class Definitions:
    """Root definitions by attribute name: `own` of this registry, `foreign` of its dependencies.

    `groups` and `places` say in which group and where an own attribute is defined; `private` are the names that
    dependencies keep to themselves.
    """

    own: dict[str, Attribute] = field(default_factory=dict)
    foreign: dict[str, Attribute] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    foreign_groups: dict[str, str] = field(default_factory=dict)
    private: set[str] = field(default_factory=set)

    def find(self, name: str) -> Attribute | None:
        """What a reference to `name` means: a dependency's definition, unless it is excluded there; then our own."""
        return self.foreign.get(name) or self.own.get(name)

    def group_of(self, name: str) -> str | None:
        return self.foreign_groups.get(name) if name in self.foreign else self.groups.get(name)


def collect_definitions(
    specs: tuple[GroupSpec, ...], inherited: tuple[Inherited, ...], dependencies: tuple[Registry, ...], sink: Sink
) -> Definitions:
    """Find every root definition, and report references that lead to none."""
    definitions = Definitions()
    for registry in dependencies:
        _add_foreign(registry, definitions)
    in_attribute_groups: dict[str, Place] = {}
    for spec in specs:
        for attribute_spec in spec.attributes:
            entry = own_entry(attribute_spec, spec.prefix)
            if not entry.is_definition:
                continue
            _add(entry, spec, definitions, sink)
            if spec.type is GroupType.ATTRIBUTE_GROUP:
                _check_defined_once(entry, in_attribute_groups, sink)
    _add_prefixed(specs, definitions)
    _report_unknown(inherited, definitions, sink)
    return definitions


def _add_foreign(registry: Registry, definitions: Definitions) -> None:
    """Enter what a dependency defines, and the definitions of its own dependencies that it uses."""
    used = (item for group in registry.groups for item in group.lineage.attributes.items())
    homes = {name: origin.source_group for name, origin in used} | dict(registry.attribute_groups)
    for name, attribute in registry.definitions.items():
        if is_excluded(attribute.annotations):
            definitions.private.add(name)
        elif name not in definitions.foreign:
            definitions.foreign[name] = attribute
            definitions.foreign_groups[name] = homes.get(name, "")


def _add(entry: Entry, spec: GroupSpec, definitions: Definitions, sink: Sink) -> None:
    """Enter a root definition; the first one of a name counts."""
    if entry.name in definitions.own:
        return
    if entry.name in definitions.foreign:
        message = f'the attribute "{entry.name}" is defined by a dependency already; references lead there'
        sink.warning("redefined-attribute", message, entry.spec.place, hint="refer to it instead")
    definitions.own[entry.name] = to_attribute(entry, None)
    definitions.groups[entry.name] = spec.id
    definitions.places[entry.name] = entry.spec.place


def _check_defined_once(entry: Entry, seen: dict[str, Place], sink: Sink) -> None:
    first = seen.setdefault(entry.name, entry.spec.place)
    if first is not entry.spec.place:
        note = Note(message="first defined here", place=first)
        message = f'the attribute "{entry.name}" is defined twice'
        sink.error("duplicate-attribute", message, entry.spec.place, hint="refer to it instead", notes=(note,))


def _add_prefixed(specs: tuple[GroupSpec, ...], definitions: Definitions) -> None:
    """References that ask for their group's prefix make new roots; those may be referred to in turn, so repeat."""
    entries = [(spec.id, own_entry(attribute, spec.prefix)) for spec in specs for attribute in spec.attributes]
    waiting = [(group, entry) for group, entry in entries if entry.name != entry.base]
    progress = True
    while waiting and progress:
        progress, later = False, []
        for group, entry in waiting:
            root = definitions.find(entry.base)
            if root is None:
                later.append((group, entry))
                continue
            progress = True
            if entry.name not in definitions.own:
                definitions.own[entry.name] = to_attribute(entry, root)
                definitions.groups[entry.name] = group
                definitions.places[entry.name] = entry.spec.place
        waiting = later


def _report_unknown(inherited: tuple[Inherited, ...], definitions: Definitions, sink: Sink) -> None:
    known = [*definitions.own, *definitions.foreign]
    reported: set[Place] = set()
    for group in inherited:
        for entry in group.entries.values():
            place, name = entry.spec.place, entry.base
            if entry.is_definition or definitions.find(name) or place in reported:
                continue
            reported.add(place)
            if name in definitions.private:
                message = f'the attribute "{name}" is private to the registry that defines it'
                sink.error("excluded-dependency", message, place)
                continue
            hint = did_you_mean(name, known) if len(reported) <= _MAX_HINTS else None
            sink.error("unknown-attribute", f'there is no attribute "{name}"', place, hint=hint)


def resolve_entries(
    entries: Mapping[str, Entry], definitions: Definitions
) -> tuple[tuple[Attribute, ...], dict[str, AttributeLineage]]:
    """The attributes of one group, sorted by name, and where their fields come from."""
    attributes: list[Attribute] = []
    lineages: dict[str, AttributeLineage] = {}
    for name, entry in entries.items():
        root = None if entry.is_definition else definitions.find(entry.base)
        attributes.append(to_attribute(entry, root))
        origin = lineage(entry, root, definitions.group_of(entry.base))
        if origin is not None:
            lineages[name] = origin
    return tuple(attributes), lineages
