"""Lints about `deprecated.renamed_to`: a user who follows it must arrive."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from swarmgen.analysis.lints.findings import Finding
from swarmgen.analysis.lints.lookups import SIGNALS, own_members, signal_name
from swarmgen.diagnostics import Note, Place, did_you_mean
from swarmgen.model.conventions import Attribute, Deprecated, EnumMember, GroupType, Registry


@dataclass(frozen=True, slots=True, kw_only=True)
class _Item:
    """Something that can be renamed. `place` is None for a thing of another registry."""

    name: str
    renamed_to: str | None
    place: Place | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Vocabulary:
    """The things of one kind, by name. `aliases` maps other ways to write a name to the name."""

    kind: str
    items: Mapping[str, _Item]
    aliases: Mapping[str, str]

    def find(self, name: str) -> _Item | None:
        return self.items.get(name) or self.items.get(self.aliases.get(name, ""))

    def successor(self, item: _Item) -> _Item | None:
        return self.find(item.renamed_to) if item.renamed_to is not None else None


def renamed_to_exists(registry: Registry) -> Iterator[Finding]:
    """`renamed_to` names a thing of the same kind, in this registry or in one it depends on."""
    shared = _attributes_and_signals(registry)
    for vocabulary in (*shared, *_enums(registry)):
        for item in vocabulary.items.values():
            if item.renamed_to is None or item.place is None or vocabulary.find(item.renamed_to) is not None:
                continue
            kind = vocabulary.kind
            message = f'{kind} "{item.name}" is renamed to "{item.renamed_to}", but there is no such {kind}'
            others = (name for name in vocabulary.items if name != item.name)
            hint = _of_another_kind(item.renamed_to, shared) or did_you_mean(item.renamed_to, others)
            yield Finding(message=message, place=item.place, hint=hint)


def renamed_to_cycle(registry: Registry) -> Iterator[Finding]:
    """Following `renamed_to` ends at a name that is not renamed again and again."""
    for vocabulary in (*_attributes_and_signals(registry), *_enums(registry)):
        for cycle in _cycles(vocabulary):
            notes = tuple(
                Note(message=f'"{item.name}" is renamed to "{item.renamed_to}" here', place=item.place)
                for item in cycle[1:]
                if item.place is not None
            )
            path = " → ".join(f'"{item.name}"' for item in (*cycle, cycle[0]))
            place = next((item.place for item in cycle if item.place is not None), None)
            if place is not None:
                message = f"{vocabulary.kind} renamed in a circle: {path}"
                yield Finding(message=message, place=place, hint="one of them must stay", notes=notes)


def _cycles(vocabulary: _Vocabulary) -> Iterator[list[_Item]]:
    done: set[str] = set()
    for item in vocabulary.items.values():
        path: dict[str, _Item] = {}
        current: _Item | None = item
        while current is not None and current.name not in done and current.name not in path:
            path[current.name] = current
            current = vocabulary.successor(current)
        if current is not None and current.name in path:
            names = list(path)
            yield [path[name] for name in names[names.index(current.name) :]]
        done.update(path)


def _attributes_and_signals(registry: Registry) -> tuple[_Vocabulary, ...]:
    places = registry.attribute_places
    known = {**registry.foreign_definitions, **registry.definitions}
    attributes = [_item(attribute, places.get(name)) for name, attribute in sorted(known.items())]
    return (_vocabulary("attribute", attributes), *(_signals(registry, kind) for kind in SIGNALS))


def _signals(registry: Registry, kind: GroupType) -> _Vocabulary:
    groups = registry.of_type(kind)
    items = [
        _Item(
            name=signal_name(group),
            renamed_to=_target(group.deprecated),
            place=None if group.imported else group.place,
        )
        for group in groups
    ]
    return _vocabulary(kind.value, items, {group.id: signal_name(group) for group in groups})


def _enums(registry: Registry) -> Iterator[_Vocabulary]:
    for attribute, members, place in own_members(registry):
        items = [_Item(name=m.id, renamed_to=_target(m.deprecated), place=m.place or place) for m in members]
        yield _vocabulary(f'member of "{attribute.name}"', items, _values(members))


def _values(members: tuple[EnumMember, ...]) -> dict[str, str]:
    """A member may be named by its value; of several with one value, the one still in use is meant."""
    ordered = sorted(members, key=lambda member: member.deprecated is None)
    return {str(member.value): member.id for member in ordered}


def _item(attribute: Attribute, place: Place | None) -> _Item:
    return _Item(name=attribute.name, renamed_to=_target(attribute.deprecated), place=place)


def _vocabulary(kind: str, items: list[_Item], aliases: Mapping[str, str] | None = None) -> _Vocabulary:
    return _Vocabulary(kind=kind, items={item.name: item for item in items}, aliases=aliases or {})


def _target(deprecated: Deprecated | None) -> str | None:
    return deprecated.renamed_to if deprecated is not None else None


def _of_another_kind(name: str, vocabularies: tuple[_Vocabulary, ...]) -> str | None:
    for vocabulary in vocabularies:
        if vocabulary.find(name) is not None:
            return f'"{name}" is an existing {vocabulary.kind}'
    return None
