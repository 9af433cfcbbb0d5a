"""Lints about names and the text beside them, by the naming rules of OpenTelemetry."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import Final

from swarmgen.analysis.lints.findings import Finding
from swarmgen.analysis.lints.lookups import SIGNALS, own_attributes, own_groups, own_members, signal_name
from swarmgen.diagnostics import Note, Place
from swarmgen.model.conventions import Group, Registry
from swarmgen.model.names import snake_case
from swarmgen.spec.definition2 import SYNTHETIC_BRIEF

_NAME: Final = re.compile(r"[a-z][a-z0-9]*([._][a-z0-9]+)*")
_GROUP_ID: Final = re.compile(r"[a-z][a-z0-9]*([._-][a-z0-9]+)*")
_RULE: Final = "lower-case letters and digits, in parts joined by . or _, starting with a letter"


def id_syntax(registry: Registry) -> Iterator[Finding]:
    """Names and ids have the form that OpenTelemetry demands, and attributes in use stand in a namespace."""
    for attribute, place in own_attributes(registry):
        yield from _name_findings("attribute", attribute.name, place)
        if "." not in attribute.name and attribute.deprecated is None:
            message = f'attribute "{attribute.name}" has no namespace'
            yield Finding(message=message, place=place, hint=f'put one before it, as in "acme.{attribute.name}"')
    for attribute, members, place in own_members(registry):
        for member in members:
            yield from _name_findings(f'member of "{attribute.name}"', member.id, member.place or place)
    for group in own_groups(registry):
        yield from _group_findings(group)


def empty_brief(registry: Registry) -> Iterator[Finding]:
    """What is in use says what it is. A member may do without a brief, but not have an empty one."""
    for attribute, place in own_attributes(registry):
        if attribute.deprecated is None and not attribute.brief.strip():
            yield _no_brief(f'attribute "{attribute.name}"', place)
    for attribute, members, place in own_members(registry):
        for member in members:
            if member.brief is not None and member.deprecated is None and not member.brief.strip():
                yield _no_brief(f'member "{member.id}" of attribute "{attribute.name}"', member.place or place)
    for group in own_groups(registry):
        if group.deprecated is None and not group.brief.strip():
            yield _no_brief(f'{group.type.value} "{group.id}"', group.place)


def namespace_clash(registry: Registry) -> Iterator[Finding]:
    """No attribute in use is also the namespace of others: a backend that nests attributes could not store both."""
    places = registry.attribute_places
    names = sorted(name for name, attribute in registry.definitions.items() if attribute.deprecated is None)
    for name in names:
        below = _below(name, names)
        own = [(other, places[other]) for other in below if other in places]
        if not below or not (own or name in places):
            continue
        more = f" and {len(below) - 1} more" if len(below) > 1 else ""
        yield Finding(
            message=f'attribute "{name}" is also the namespace of "{below[0]}"{more}',
            place=places[name] if name in places else own[0][1],
            hint="rename one of them",
            notes=tuple(Note(message=f'"{other}" is defined here', place=place) for other, place in own[:1]),
        )


def _below(name: str, names: list[str]) -> list[str]:
    """The names in the namespace `name`; `names` is sorted, so they stand together."""
    return names[bisect_left(names, f"{name}.") : bisect_left(names, f"{name}/")]  # "/" follows "." in ASCII


def _name_findings(what: str, name: str, place: Place) -> Iterator[Finding]:
    if not _NAME.fullmatch(name):
        better = ".".join(snake_case(re.sub("[^A-Za-z0-9]+", "_", part)) for part in name.split("."))
        hint = f'write "{better}"' if _NAME.fullmatch(better) else None
        yield Finding(message=f'{what} "{name}": a name is {_RULE}', place=place, hint=hint)


def _group_findings(group: Group) -> Iterator[Finding]:
    if group.type in SIGNALS:
        yield from _name_findings(group.type.value, signal_name(group), group.place)
        if group.id.endswith(signal_name(group)):
            return
    if group.brief == SYNTHETIC_BRIEF:  # made up for the attributes of a definition/2 file; its id is the file's path
        return
    if not _GROUP_ID.fullmatch(group.id):
        yield Finding(message=f'group "{group.id}": an id is {_RULE}, or joined by -', place=group.place)


def _no_brief(what: str, place: Place) -> Finding:
    return Finding(message=f"{what} has an empty brief", place=place, hint="say in one sentence what it is")
