"""Which definitions of a registry become constants, and in which module they go.

Attributes are those the registry defines in its own `registry.*` groups; metrics are the base metrics, not their
refinements. Both are ordered by name. A definition annotated `code_generation: {exclude: true}` is left out, and so is
everything in an excluded root namespace. What is declared twice under one name is taken once, as first declared.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, Literal, TypeAlias, TypeVar

from swarmgen.backends.python.source import identifier
from swarmgen.backends.target import Target
from swarmgen.model.annotations import is_generated
from swarmgen.model.conventions import Attribute, EnumMember, EnumType, Group, GroupType, Registry, Stability
from swarmgen.model.names import root_namespace, snake_case

Kind: TypeAlias = Literal["attributes", "metrics"]
Definition = TypeVar("Definition", Attribute, Group)


class Tier(StrEnum):
    """The two module trees: what is promised to stay, and everything."""

    STABLE = "stable"
    INCUBATING = "incubating"

    def package(self, package: str, kind: Kind) -> str:
        """The import path of the modules of one kind."""
        return f"{package}.{kind}" if self is Tier.STABLE else f"{package}._incubating.{kind}"

    def keeps(self, definition: Attribute | EnumMember | Group) -> bool:
        """Whether a definition belongs to the tree; its deprecation does not matter."""
        return self is Tier.INCUBATING or definition.stability is Stability.STABLE


@dataclass(frozen=True, slots=True, kw_only=True)
class Module(Generic[Definition]):
    """The definitions that share a generated module, in order of name, and the specification files they are from."""

    kind: Kind
    name: str
    definitions: tuple[Definition, ...]
    sources: tuple[str, ...]

    def kept(self, tier: Tier) -> tuple[Definition, ...]:
        """The definitions that belong to one tree."""
        return tuple(definition for definition in self.definitions if tier.keeps(definition))

    def path(self, tier: Tier, package: str) -> str:
        """The module's import path in one tree."""
        return f"{tier.package(package, self.kind)}.{self.name}"


def attribute_modules(registry: Registry, target: Target) -> tuple[Module[Attribute], ...]:
    """The attributes of the registry by module, in the order of the modules' names; one module per root namespace."""
    paths = {group.id: group.lineage.path for group in registry.groups}
    chosen = [
        (root_namespace(name), registry.definitions[name], paths.get(group))
        for name, group in sorted(registry.attribute_groups.items())
        if group.startswith("registry.")
    ]
    return _modules("attributes", chosen, target.exclude_namespaces)


def metric_modules(registry: Registry, target: Target) -> tuple[Module[Group], ...]:
    """The metrics of the registry by module, in the order of the modules' names; one module per root namespace."""
    metrics: dict[str, Group] = {}
    for group in registry.of_type(GroupType.METRIC):
        if group.id == f"metric.{group.metric_name}":
            metrics.setdefault(group.id, group)
    chosen = [
        (_signal_namespace(group.id), group, None if group.imported else group.lineage.path)
        for _, group in sorted(metrics.items())
    ]
    return _modules("metrics", chosen, target.exclude_namespaces)


def members(attribute: Attribute) -> tuple[EnumMember, ...]:
    """The members of an enumeration that are not excluded, as declared; none for any other type."""
    if not isinstance(attribute.type, EnumType):
        return ()
    unique: dict[str, EnumMember] = {}
    for member in attribute.type.members:
        if is_generated(member.annotations):
            unique.setdefault(member.id, member)
    return tuple(unique.values())


def _modules(
    kind: Kind, chosen: Iterable[tuple[str, Definition, str | None]], excluded: frozenset[str]
) -> tuple[Module[Definition], ...]:
    modules: dict[str, list[tuple[Definition, str | None]]] = {}
    for namespace, definition, source in chosen:
        if namespace not in excluded and is_generated(definition.annotations):
            modules.setdefault(identifier(f"{snake_case(namespace)}_{kind}"), []).append((definition, source))
    return tuple(
        Module(
            kind=kind,
            name=name,
            definitions=tuple(definition for definition, _ in content),
            sources=tuple(sorted({source for _, source in content if source is not None})),
        )
        for name, content in sorted(modules.items())
    )


def _signal_namespace(group_id: str) -> str:
    """The second segment of a signal's group id: `metric.http.server.duration` → `http`."""
    segments = group_id.split(".")
    return segments[1] if len(segments) > 1 else "other"
