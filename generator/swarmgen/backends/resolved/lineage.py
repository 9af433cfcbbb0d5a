"""Where signals and their attributes come from, as the `resolved/2.0` shape tells it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from swarmgen.backends.resolved.parts import Data, compact
from swarmgen.model.conventions import AttributeLineage, Group, GroupType

_OF_ONE_USE: Final = frozenset({"role", "sampling_relevant", "tag"})
"""Fields that say something about one use of an attribute; this shape has no lineage for them."""
_OF_GROUP: Final = ("brief", "deprecated", "note", "stability")


def lineage_v2(group: Group, groups: Mapping[str, Group], *, refines: str | None = None) -> Data:
    """The lineage of a signal or attribute group.

    Args:
        group: the group.
        groups: all groups of the registry by id.
        refines: the base signal, where the group stands among the refinements.
    """
    lineage = group.lineage
    base = groups.get(group.refines or "")
    attributes = {
        name: _attribute(origin, group, groups, with_level=group.refines is not None)
        for name, origin in lineage.attributes.items()
    }
    return {"provenance": {"schema_url": lineage.schema_url, "path": lineage.path}} | compact(
        refines=refines,
        inherited_fields=_fields(group, base, same=True) if refines else (),
        locally_overridden_fields=_fields(group, base, same=False) if refines else (),
        attributes=attributes or None,
    )


def _fields(group: Group, base: Group | None, *, same: bool) -> tuple[str, ...]:
    """The fields that the base gives, and that are (not) the same in its refinement."""
    given = [name for name in _OF_GROUP if getattr(base, name, None)]
    return tuple(name for name in given if (getattr(group, name) == getattr(base, name)) is same)


def _attribute(origin: AttributeLineage, group: Group, groups: Mapping[str, Group], *, with_level: bool) -> Data:
    source = groups.get(origin.source_group)
    is_signal = origin.source_group == group.refines or (source and source.type is not GroupType.ATTRIBUTE_GROUP)
    hidden = _OF_ONE_USE if with_level else _OF_ONE_USE | {"requirement_level"}
    data: Data = {"source": {"raw_attribute" if is_signal else "attribute_group": origin.source_group}}
    return data | compact(
        inherited_fields=[name for name in origin.inherited_fields if name not in hidden],
        locally_overridden_fields=[name for name in origin.locally_overridden_fields if name not in hidden],
    )
