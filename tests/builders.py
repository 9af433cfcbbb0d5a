"""Small registries built by hand, for tests of what comes after resolution."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from swarmgen.diagnostics import Place
from swarmgen.model.conventions import (
    Attribute,
    AttributeType,
    Deprecated,
    DeprecatedReason,
    EnumMember,
    EnumType,
    Group,
    GroupType,
    Instrument,
    Lineage,
    PrimitiveType,
    Registry,
    Stability,
)
from swarmgen.model.names import root_namespace

SCHEMA_URL = "https://example.com/schemas/acme/1.2.3"


def attribute(name: str, type: AttributeType = PrimitiveType.STRING, **fields: Any) -> Attribute:
    """An attribute definition, in development unless told otherwise."""
    return Attribute(
        **{"name": name, "type": type, "brief": f"The {name}.", "stability": Stability.DEVELOPMENT} | fields
    )


def enum(*members: EnumMember) -> EnumType:
    return EnumType(members)


def member(id: str, value: str | int | float | bool | None = None, **fields: Any) -> EnumMember:
    """An enum member whose value is its id, in development, unless told otherwise."""
    given: dict[str, Any] = {"id": id, "value": id if value is None else value, "stability": Stability.DEVELOPMENT}
    return EnumMember(**given | fields)


def deprecated(note: str) -> Deprecated:
    return Deprecated(reason=DeprecatedReason.UNCATEGORIZED, note=note)


def group(id: str, type: GroupType, **fields: Any) -> Group:
    """A group of `model/<second segment of its id>.yaml`, in development unless told otherwise."""
    path = f"model/{id.split('.')[1] if '.' in id else id}.yaml"
    given: dict[str, Any] = {"id": id, "type": type, "brief": f"The {id}.", "stability": Stability.DEVELOPMENT}
    return Group(**given | {"lineage": Lineage(schema_url=SCHEMA_URL, path=path), "place": Place(path)} | fields)


def metric(name: str, instrument: Instrument, unit: str = "1", **fields: Any) -> Group:
    given: dict[str, Any] = {"metric_name": name, "instrument": instrument, "unit": unit, "brief": f"The {name}."}
    return group(f"metric.{name}", GroupType.METRIC, **given | fields)


def registry(
    own: Iterable[Attribute] = (), groups: Iterable[Group] = (), foreign: Iterable[Attribute] = ()
) -> Registry:
    """A registry that defines `own` in groups `registry.<root namespace>` and knows `foreign` from a dependency.

    The n-th own attribute stands in line n of `model/<root namespace>.yaml`.
    """
    own = tuple(own)
    homes = {each.name: f"registry.{root_namespace(each.name)}" for each in own}
    definitions = [
        group(home, GroupType.ATTRIBUTE_GROUP, attributes=tuple(each for each in own if homes[each.name] == home))
        for home in sorted(set(homes.values()))
    ]
    return Registry(
        schema_url=SCHEMA_URL,
        url=SCHEMA_URL,
        groups=tuple(sorted((*definitions, *groups), key=lambda each: each.id)),
        definitions={each.name: each for each in (*own, *foreign)},
        attribute_places={
            each.name: Place(f"model/{root_namespace(each.name)}.yaml", line) for line, each in enumerate(own, start=1)
        },
        attribute_groups=homes,
    )
