"""A convention registry as its authors wrote it, definition/2 already lowered to definition/1, names not yet resolved.

`None` means "not written": the difference between absent and empty decides overrides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from swarmgen.diagnostics import Place
from swarmgen.model.conventions import (
    AttributeType,
    BodyField,
    Deprecated,
    EntityAssociation,
    GroupType,
    Instrument,
    Json,
    RequirementLevel,
    Role,
    SpanKind,
    Stability,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeSpec:
    """An entry of a group's `attributes`: a definition (`type` given) or a reference to one (`type` is None).

    `place` is the position of the entry's `id`, `key` or `ref`.
    """

    name: str
    type: AttributeType | None = None
    brief: str | None = None
    examples: Json = None
    tag: str | None = None
    requirement_level: RequirementLevel | None = None
    sampling_relevant: bool | None = None
    note: str | None = None
    stability: Stability | None = None
    deprecated: Deprecated | None = None
    prefix: bool | None = None
    annotations: Mapping[str, Json] | None = None
    role: Role | None = None
    place: Place = field(compare=False)


@dataclass(frozen=True, slots=True)
class Reference:
    """A name written somewhere, to be resolved later."""

    name: str
    place: Place = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupSpec:
    """A group as written. `path` is the file's path relative to the registry's folder; `includes` are `ref_group`s.

    `association_places` gives the place of each entity name used in `entity_associations`.
    """

    id: str
    type: GroupType
    brief: str | None = None
    note: str | None = None
    prefix: str | None = None
    extends: Reference | None = None
    includes: tuple[Reference, ...] = ()
    stability: Stability | None = None
    deprecated: Deprecated | None = None
    attributes: tuple[AttributeSpec, ...] = ()
    span_kind: SpanKind | None = None
    span_name_note: str | None = None
    events: tuple[str, ...] = ()
    metric_name: str | None = None
    instrument: Instrument | None = None
    unit: str | None = None
    name: str | None = None
    display_name: str | None = None
    body: BodyField | None = None
    annotations: Mapping[str, Json] | None = None
    entity_associations: tuple[EntityAssociation, ...] = ()
    association_places: tuple[Reference, ...] = ()
    requirement_level: RequirementLevel | None = None
    visibility: str | None = None
    is_refinement: bool = False
    is_v2: bool = False
    path: str
    place: Place = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Imports:
    """Glob patterns of one file, by kind of signal."""

    metrics: tuple[Reference, ...] = ()
    events: tuple[Reference, ...] = ()
    entities: tuple[Reference, ...] = ()
    spans: tuple[Reference, ...] = ()
    attribute_groups: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSpec:
    """One convention file."""

    path: str
    groups: tuple[GroupSpec, ...] = ()
    imports: Imports | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependency:
    """Another registry this one builds on. `path` is its folder relative to the manifest, None when none was given."""

    schema_url: str | None
    path: str | None
    place: Place = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """A registry's `manifest.yaml`."""

    schema_url: str
    description: str = ""
    stability: Stability = Stability.DEVELOPMENT
    dependencies: tuple[Dependency, ...] = ()
    place: Place = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrySpec:
    """A registry's folder, read and parsed. `folder` is the folder as given; `manifest` None when there is none."""

    folder: str
    manifest: Manifest | None
    files: tuple[FileSpec, ...]
