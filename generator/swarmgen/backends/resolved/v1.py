"""The definition/1 shape: groups with their attributes, inline or as indexes into a catalog."""

from __future__ import annotations

from swarmgen.backends.resolved.catalog import Catalog
from swarmgen.backends.resolved.parts import (
    Data,
    association,
    attribute_type,
    compact,
    deprecated,
    member,
    requirement_level,
)
from swarmgen.model.conventions import Attribute, BodyField, Group, Lineage, Registry


def resolved_v1(registry: Registry, *, with_catalog: bool = False) -> Data:
    """The registry as `{registry_url, groups}`.

    Attributes stand inline; `with_catalog` puts each variant once into `catalog` and its indexes into the groups.
    """
    catalog = Catalog(a for g in registry.groups for a in g.attributes) if with_catalog else None
    data: Data = {"registry_url": registry.url}
    if catalog is not None:
        data["catalog"] = [_attribute(variant) for variant in catalog.variants]
    return data | {"groups": [_group(group, catalog) for group in registry.groups]}


def _attribute(attribute: Attribute) -> Data:
    head: Data = {"name": attribute.name, "type": attribute_type(attribute.type)}
    return head | compact(
        brief=attribute.brief,
        examples=attribute.examples,
        tag=attribute.tag,
        requirement_level=requirement_level(attribute.requirement_level),
        sampling_relevant=attribute.sampling_relevant,
        note=attribute.note,
        stability=attribute.stability,
        deprecated=deprecated(attribute.deprecated),
        prefix=attribute.prefix or None,
        annotations=attribute.annotations,
        role=attribute.role,
    )


def _group(group: Group, catalog: Catalog | None) -> Data:
    attributes = (
        [_attribute(a) for a in group.attributes]
        if catalog is None
        else sorted(catalog.index(a) for a in group.attributes)
    )
    head: Data = {"id": group.id, "type": group.type.value, "brief": group.brief}
    return head | compact(
        note=group.note,
        stability=group.stability,
        deprecated=deprecated(group.deprecated),
        attributes=attributes,
        span_kind=group.span_kind,
        events=group.events,
        metric_name=group.metric_name,
        instrument=group.instrument,
        unit=group.unit,
        name=group.name,
        display_name=group.display_name,
        body=_body(group.body) if group.body else None,
        annotations=group.annotations,
        entity_associations=[association(a) for a in group.entity_associations],
        requirement_level=requirement_level(group.requirement_level),
        visibility=group.visibility,
        lineage=_lineage(group.lineage),
    )


def _body(body: BodyField) -> Data:
    head: Data = {"id": body.id, "type": body.type, "requirement_level": requirement_level(body.requirement_level)}
    return head | compact(
        brief=body.brief,
        note=body.note,
        stability=body.stability,
        examples=body.examples,
        fields=[_body(f) for f in body.fields],
        members=[member(m) for m in body.members],
    )


def _lineage(value: Lineage) -> Data:
    """Where a group comes from, and each of its attributes that it does not define itself."""
    attributes = {
        name: {"source_group": origin.source_group}
        | compact(
            inherited_fields=origin.inherited_fields,
            locally_overridden_fields=origin.locally_overridden_fields,
        )
        for name, origin in value.attributes.items()
    }
    return {"provenance": {"schema_url": value.schema_url, "path": value.path}} | compact(
        extends_group=value.extends_group,
        includes_group=value.includes_group,
        attributes=attributes or None,
    )
