"""Attribute entries of a group while it is resolved: a definition or a reference, with the overrides applied so far."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

from swarmgen.model.conventions import Attribute, AttributeLineage, RequirementKind, RequirementLevel
from swarmgen.spec.syntax import AttributeSpec

OVERRIDABLE: Final = (
    "annotations",
    "brief",
    "deprecated",
    "examples",
    "note",
    "requirement_level",
    "role",
    "sampling_relevant",
    "stability",
    "tag",
)
"""The fields that a reference may override, one by one; `annotations` are replaced whole."""

_ALWAYS_INHERITED: Final = frozenset({"note", "requirement_level"})
_DEFAULT_LEVEL: Final = RequirementLevel(kind=RequirementKind.RECOMMENDED)


@dataclass(frozen=True, slots=True)
class Entry:
    """One attribute of a group on its way to resolution.

    `name` is the attribute's full name; `base` the name of the root definition a reference leads to (it differs from
    `name` where a legacy reference asks for the group's prefix). `source` is the group the entry was inherited from,
    None for the group's own. `overridden` are the fields that references have set, `inherited` those that came with an
    inherited definition.
    """

    name: str
    base: str
    spec: AttributeSpec
    source: str | None = None
    overridden: frozenset[str] = frozenset()
    inherited: frozenset[str] = frozenset()

    @property
    def is_definition(self) -> bool:
        return self.spec.type is not None


def given_fields(spec: AttributeSpec | Attribute) -> frozenset[str]:
    """The overridable fields that carry a value; an empty text that was written counts: it overrides."""
    absent = (None,) if isinstance(spec, AttributeSpec) else (None, "")
    return frozenset(name for name in OVERRIDABLE if getattr(spec, name) not in absent)


def own_entry(spec: AttributeSpec, prefix: str | None) -> Entry:
    """The entry as a group writes it; its legacy prefix applies to definitions and to references that ask for it."""
    prefixed = prefix and (spec.type is not None or spec.prefix)
    name = f"{prefix}.{spec.name}" if prefixed else spec.name
    base = name if spec.type is not None else spec.name
    overridden = frozenset() if spec.type is not None else given_fields(spec)
    return Entry(name, base, spec, overridden=overridden)


def inherited_entry(entry: Entry, parent: str) -> Entry:
    """`entry` of the group `parent`, seen from a group that extends or includes it."""
    if not entry.is_definition:
        return entry
    return replace(entry, source=parent, overridden=frozenset(), inherited=given_fields(entry.spec) | _ALWAYS_INHERITED)


def override(under: Entry, over: Entry) -> Entry:
    """`over` written on top of an inherited entry: a definition replaces it, a reference overrides field by field."""
    if over.is_definition:
        return over
    changes: dict[str, Any] = {name: getattr(over.spec, name) for name in over.overridden}
    return replace(
        under,
        spec=replace(under.spec, **changes, place=over.spec.place),
        overridden=under.overridden | over.overridden,
        inherited=under.inherited - over.overridden,
    )


def to_attribute(entry: Entry, root: Attribute | None) -> Attribute:
    """The finished variant. `root` is the definition a reference leads to; None for a definition."""
    spec = entry.spec
    if root is None:
        if spec.type is None:
            raise AssertionError(f'the reference to "{entry.base}" has no definition')
        return Attribute(
            name=entry.name,
            type=spec.type,
            brief=spec.brief or "",
            examples=spec.examples,
            tag=spec.tag,
            requirement_level=spec.requirement_level or _DEFAULT_LEVEL,
            sampling_relevant=spec.sampling_relevant,
            note=spec.note or "",
            stability=spec.stability,
            deprecated=spec.deprecated,
            annotations=spec.annotations,
            role=spec.role,
        )
    changes: dict[str, Any] = {name: getattr(spec, name) for name in entry.overridden}
    if entry.name != root.name:
        changes |= {"name": entry.name, "prefix": True}
    return replace(root, **changes) if changes else root


def lineage(entry: Entry, root: Attribute | None, root_group: str | None) -> AttributeLineage | None:
    """Where the fields of a variant come from; None for a group's own definition."""
    if root is None:
        if entry.source is None:
            return None
        source, inherited = entry.source, entry.inherited
    else:
        source = root_group or ""
        inherited = (given_fields(root) | _ALWAYS_INHERITED) - entry.overridden
    return AttributeLineage(
        source_group=source,
        inherited_fields=tuple(sorted(inherited)),
        locally_overridden_fields=tuple(sorted(entry.overridden)),
    )
