"""The arguments of each bash function: what it needs, what it takes besides, what it always records."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from swarmgen.backends.bash import names
from swarmgen.backends.bash.dictionary import written
from swarmgen.backends.bash.source import literal
from swarmgen.backends.bash.views import ListView
from swarmgen.backends.code import Code
from swarmgen.backends.interface import Inputs
from swarmgen.backends.naming import allot
from swarmgen.backends.traits import fixed_value
from swarmgen.model.conventions import Group, GroupType, Registry

_WIDTH = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What all signals that extend one attribute group take from it: attribute names, and the list with them."""

    attributes: frozenset[str]
    list: ListView


@dataclass(frozen=True, slots=True, kw_only=True)
class Arguments:
    """The arguments of all functions: their `names` by attribute name, and what is `shared`, by attribute group."""

    names: Mapping[str, Code]
    shared: Mapping[str, Shared]

    @classmethod
    def of(cls, registry: Registry, package: str, groups: Iterable[Group], arguments: Mapping[str, Code]) -> Arguments:
        """Find what `groups` that extend the same one have in common; `arguments` are names by attribute name."""
        return cls(names=arguments, shared=_find_shared(registry, package, groups, arguments))

    def required(self, group: Group) -> Code:
        """The names a function needs, as one word."""
        return _quoted(self.names[each.name] for each in Inputs.of(group.attributes).required)

    def other(self, group: Group) -> Code:
        """The names a function takes besides, as one word; those it shares with others by their variable."""
        optional = [each.name for each in Inputs.of(group.attributes).optional]
        shared = self.shared.get(group.lineage.extends_group or "")
        if shared is None:
            return _quoted(self.names[name] for name in optional)
        own = (self.names[name] for name in optional if name not in shared.attributes)
        return _quoted((f"${{{shared.list.variable}}}", *own))

    def constants(self, group: Group) -> Code:
        """Words `name=value` for what the signal always carries, each before a space."""
        words = []
        for attribute in Inputs.of(group.attributes).fixed:
            value = fixed_value(attribute)
            values = value if isinstance(value, tuple) else (value,)
            words += [f"{self.names[attribute.name]}={literal(written(each))} " for each in values]
        return Code("".join(words))


def _find_shared(
    registry: Registry, package: str, groups: Iterable[Group], arguments: Mapping[str, Code]
) -> dict[str, Shared]:
    """By attribute group that at least two signals extend: what all of them take from it."""
    children: dict[str, list[Group]] = {}
    for group in groups:
        if group.lineage.extends_group is not None:
            children.setdefault(group.lineage.extends_group, []).append(group)
    parents = {group.id: group for group in registry.of_type(GroupType.ATTRIBUTE_GROUP)}
    common = {
        id: _common(parents[id], extending)
        for id, extending in sorted(children.items())
        if id in parents and len(extending) > 1
    }
    variables = allot((id, (names.shared_list(package, id.rpartition(".")[2] or id),)) for id in common)
    return {
        id: Shared(
            attributes=frozenset(shared),
            list=ListView(variable=variables[id], value=_quoted(arguments[name] for name in shared)),
        )
        for id, shared in common.items()
        if shared
    }


def _common(parent: Group, groups: Iterable[Group]) -> list[str]:
    """The attributes of the parent that all of the groups take and none requires, in order."""
    optional = ({each.name for each in Inputs.of(group.attributes).optional} for group in groups)
    return sorted({each.name for each in parent.attributes}.intersection(*optional))


def _quoted(arguments: Iterable[str]) -> Code:
    """Names as one word in double quotes, wrapped: a backslash before a newline inside quotes is no character."""
    lines = textwrap.wrap(" ".join(arguments), _WIDTH, break_long_words=False, break_on_hyphens=False)
    return Code('"' + " \\\n".join(lines) + '"')
