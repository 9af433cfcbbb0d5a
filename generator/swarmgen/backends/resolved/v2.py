"""The `resolved/2.0` shape: one catalog of attributes, and signals that refer into it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from swarmgen.backends.resolved.catalog import Catalog
from swarmgen.backends.resolved.lineage import lineage_v2
from swarmgen.backends.resolved.parts import (
    Data,
    association,
    attribute_type,
    compact,
    deprecated,
    requirement_level,
)
from swarmgen.model.conventions import (
    Attribute,
    Group,
    GroupType,
    Registry,
    RequirementKind,
    RequirementLevel,
    Role,
    SpanKind,
    Stability,
)

FILE_FORMAT: Final = "resolved/2.0"

_NEUTRAL: Final = RequirementLevel(kind=RequirementKind.RECOMMENDED)
_ID: Final = "id"
_NAME: Final = {GroupType.SPAN: "type", GroupType.METRIC: "name", GroupType.EVENT: "name", GroupType.ENTITY: "type"}
"""The field that names a signal of each kind; refinements have an id besides."""
_KINDS: Final = (
    ("spans", GroupType.SPAN),
    ("metrics", GroupType.METRIC),
    ("events", GroupType.EVENT),
    ("entities", GroupType.ENTITY),
)


def resolved_v2(registry: Registry) -> Data:
    """The registry in the published shape. A missing stability is `development` here."""
    own = [_neutral(registry.definitions[name]) for name in registry.attribute_groups]
    catalog = Catalog([*own, *(_neutral(a) for g in registry.groups for a in g.attributes)])
    groups = {group.id: group for group in registry.groups}

    def signals(kind: GroupType, *, refinements: bool) -> list[Data]:
        chosen = (g for g in registry.of_type(kind) if refinements or g.refines is None)
        data = (_signal(group, catalog, groups, as_refinement=refinements) for group in chosen)
        return sorted(data, key=lambda signal: str(signal[_ID if refinements else _NAME[kind]]))

    return {
        "file_format": FILE_FORMAT,
        "schema_url": registry.url,
        "attribute_catalog": [_attribute(variant, registry, groups) for variant in catalog.variants],
        "registry": {
            "attributes": sorted(catalog.index(attribute) for attribute in own),
            "attribute_groups": [
                _attribute_group(g, catalog, groups)
                for g in registry.of_type(GroupType.ATTRIBUTE_GROUP)
                if _is_reusable(g)
            ],
            **{key: signals(kind, refinements=False) for key, kind in _KINDS},
        },
        "refinements": {key: signals(kind, refinements=True) for key, kind in _KINDS},
        "dependencies": [{"schema_url": url} for url in registry.dependencies],
    }


def _neutral(attribute: Attribute) -> Attribute:
    """The variant without what belongs to one use of it."""
    return replace(attribute, requirement_level=_NEUTRAL, sampling_relevant=None, role=None, tag=None, prefix=False)


def _is_reusable(group: Group) -> bool:
    """Attribute groups of definition/1 that only hold definitions are not groups in this shape."""
    return not group.id.startswith("registry.")


def _common(brief: str, note: str, stability: Stability | None, item: Attribute | Group) -> Data:
    head: Data = {"brief": brief}
    return head | compact(
        note=note,
        stability=stability or Stability.DEVELOPMENT,
        deprecated=deprecated(item.deprecated),
        annotations=item.annotations,
    )


def _attribute(attribute: Attribute, registry: Registry, groups: Mapping[str, Group]) -> Data:
    home = groups.get(registry.attribute_groups.get(attribute.name, ""))
    head: Data = {"key": attribute.name, "type": attribute_type(attribute.type)}
    return (
        head
        | compact(examples=attribute.examples)
        | _common(attribute.brief, attribute.note, attribute.stability, attribute)
        | compact(provenance={"schema_url": home.lineage.schema_url, "path": home.lineage.path} if home else None)
    )


def _attribute_group(group: Group, catalog: Catalog, groups: Mapping[str, Group]) -> Data:
    head: Data = {"id": group.id, "attributes": sorted(catalog.index(_neutral(a)) for a in group.attributes)}
    return head | _common(group.brief, group.note, group.stability, group) | {"lineage": lineage_v2(group, groups)}


def _signal(group: Group, catalog: Catalog, groups: Mapping[str, Group], *, as_refinement: bool) -> Data:
    """A signal. Refinements have the name of what they refine."""
    name = _signal_name(group)
    head: Data = {_ID: group.id if group.refines else name} if as_refinement else {}
    head |= {_NAME[group.type]: name} | _form(group)
    if group.type is GroupType.ENTITY:
        identity, description = _by_role(group)
        head["identity"] = [_use(a, catalog) for a in identity]
        head["description"] = [_use(a, catalog) for a in description]
    else:
        head["attributes"] = [_use(a, catalog) for a in group.attributes]
    return (
        head
        | compact(
            entity_associations=[association(a) for a in group.entity_associations],
            requirement_level=requirement_level(group.requirement_level),
        )
        | _common(group.brief, group.note, group.stability, group)
        | {"lineage": lineage_v2(group, groups, refines=name if as_refinement else None)}
    )


def _signal_name(group: Group) -> str:
    """What definition/2 calls the signal: a span has its type in its id, the others have a name of their own."""
    named = {GroupType.METRIC: group.metric_name, GroupType.EVENT: group.name, GroupType.ENTITY: group.name}
    return named.get(group.type) or (group.refines or group.id).removeprefix(f"{group.type}.")


def _form(group: Group) -> Data:
    """The fields that only signals of one kind have."""
    match group.type:
        case GroupType.SPAN:
            kind = group.span_kind or SpanKind.INTERNAL
            return {"kind": kind.value, "name": {"note": group.span_name_note or group.name or ""}}
        case GroupType.METRIC:
            return compact(instrument=group.instrument, unit=group.unit)
        case _:
            return {}


def _use(attribute: Attribute, catalog: Catalog) -> Data:
    head: Data = {
        "base": catalog.index(_neutral(attribute)),
        "requirement_level": requirement_level(attribute.requirement_level),
    }
    return head | compact(sampling_relevant=attribute.sampling_relevant)


def _by_role(group: Group) -> tuple[list[Attribute], list[Attribute]]:
    identity = [a for a in group.attributes if a.role is Role.IDENTIFYING]
    return identity, [a for a in group.attributes if a.role is not Role.IDENTIFYING]
