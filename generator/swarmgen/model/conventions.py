"""A resolved convention registry: every reference followed, every override applied.

The classes are plain frozen data. `None` means "not given"; texts are stored as written. The terms are those of the
OpenTelemetry semantic convention format.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from swarmgen.diagnostics import Place

Json: TypeAlias = "None | bool | int | float | str | tuple[Json, ...] | Mapping[str, Json]"
"""A value as YAML and JSON know it, frozen: sequences are tuples."""


class Stability(StrEnum):
    """Maturity of a definition, in the sort order of the resolved catalog."""

    DEPRECATED = "deprecated"
    STABLE = "stable"
    DEVELOPMENT = "development"
    ALPHA = "alpha"
    BETA = "beta"
    RELEASE_CANDIDATE = "release_candidate"


class PrimitiveType(StrEnum):
    """The attribute types without members, in the sort order of the resolved catalog."""

    BOOLEAN = "boolean"
    INT = "int"
    DOUBLE = "double"
    STRING = "string"
    ANY = "any"
    STRINGS = "string[]"
    INTS = "int[]"
    DOUBLES = "double[]"
    BOOLEANS = "boolean[]"

    @property
    def is_array(self) -> bool:
        return self.value.endswith("[]")

    @property
    def element(self) -> PrimitiveType:
        """The type of one element of an array; the type itself otherwise."""
        return PrimitiveType(self.value.removesuffix("[]"))


class RequirementKind(StrEnum):
    REQUIRED = "required"
    RECOMMENDED = "recommended"
    OPT_IN = "opt_in"
    CONDITIONALLY_REQUIRED = "conditionally_required"


class Role(StrEnum):
    """What an attribute does for an entity: name it, or describe it."""

    IDENTIFYING = "identifying"
    DESCRIPTIVE = "descriptive"


class SpanKind(StrEnum):
    CLIENT = "client"
    SERVER = "server"
    PRODUCER = "producer"
    CONSUMER = "consumer"
    INTERNAL = "internal"


class Instrument(StrEnum):
    COUNTER = "counter"
    UPDOWNCOUNTER = "updowncounter"
    GAUGE = "gauge"
    HISTOGRAM = "histogram"


class GroupType(StrEnum):
    ATTRIBUTE_GROUP = "attribute_group"
    SPAN = "span"
    EVENT = "event"
    METRIC = "metric"
    METRIC_GROUP = "metric_group"
    ENTITY = "entity"
    SCOPE = "scope"
    UNDEFINED = "undefined"


class DeprecatedReason(StrEnum):
    RENAMED = "renamed"
    OBSOLETED = "obsoleted"
    UNCATEGORIZED = "uncategorized"
    UNSPECIFIED = "unspecified"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deprecated:
    """Why something should no longer be used. `note` is always present, `renamed_to` for RENAMED only."""

    reason: DeprecatedReason
    note: str
    renamed_to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequirementLevel:
    """`text` is the condition or the advice: always given for CONDITIONALLY_REQUIRED, never for REQUIRED."""

    kind: RequirementKind
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EnumMember:
    id: str
    value: str | int | float | bool
    brief: str | None = None
    note: str | None = None
    stability: Stability | None = None
    deprecated: Deprecated | None = None
    annotations: Mapping[str, Json] | None = None
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class EnumType:
    members: tuple[EnumMember, ...]


@dataclass(frozen=True, slots=True)
class TemplateType:
    """`template[T]`: a family of attributes `<name>.<key>`, each of type `element`."""

    element: PrimitiveType


AttributeType: TypeAlias = PrimitiveType | TemplateType | EnumType


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """One variant of an attribute: its definition with the overrides of the group that refers to it."""

    name: str
    type: AttributeType
    brief: str = ""
    examples: Json = None
    tag: str | None = None
    requirement_level: RequirementLevel = RequirementLevel(kind=RequirementKind.RECOMMENDED)
    sampling_relevant: bool | None = None
    note: str = ""
    stability: Stability | None = None
    deprecated: Deprecated | None = None
    prefix: bool = False
    annotations: Mapping[str, Json] | None = None
    role: Role | None = None

    @property
    def is_required(self) -> bool:
        return self.requirement_level.kind is RequirementKind.REQUIRED


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeLineage:
    """Where a group's attribute comes from: the group it was taken from and, by name, which fields."""

    source_group: str
    inherited_fields: tuple[str, ...] = ()
    locally_overridden_fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lineage:
    """Where a group comes from. `path` is relative to the registry's folder, `/`-separated."""

    schema_url: str
    path: str
    extends_group: str | None = None
    includes_group: tuple[str, ...] = ()
    attributes: Mapping[str, AttributeLineage] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyField:
    """The value of an event body (definition/1 only); `fields` of a map, `members` of an enum."""

    id: str
    type: str
    requirement_level: RequirementLevel
    brief: str = ""
    note: str = ""
    stability: Stability | None = None
    examples: Json = None
    fields: tuple[BodyField, ...] = ()
    members: tuple[EnumMember, ...] = ()


@dataclass(frozen=True, slots=True)
class EntityRef:
    """A leaf of `entity_associations`: an entity type, or the id of an entity refinement."""

    entity: str


@dataclass(frozen=True, slots=True)
class OneOf:
    of: tuple[EntityAssociation, ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    of: tuple[EntityAssociation, ...]


EntityAssociation: TypeAlias = EntityRef | OneOf | AllOf


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A span, metric, event, entity or attribute group, resolved.

    `name` is an event's or entity's name and, in definition/1, may be a span's constant name. `span_name_note` is the
    prose that definition/2 gives instead of a span name. `attributes` are sorted by name. `place` is the position of
    the group's id. `refines` is the id of the base signal when the group is a definition/2 refinement.
    """

    id: str
    type: GroupType
    brief: str
    note: str = ""
    stability: Stability | None = None
    deprecated: Deprecated | None = None
    attributes: tuple[Attribute, ...] = ()
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
    requirement_level: RequirementLevel | None = None
    visibility: str | None = None
    refines: str | None = None
    is_v2: bool = False
    imported: bool = False
    lineage: Lineage
    place: Place = field(compare=False)
    attribute_places: Mapping[str, Place] = field(default_factory=dict, compare=False)
    """Where the group itself writes an attribute, by name; what it merely inherits is not in here."""

    def place_of(self, attribute: str) -> Place:
        """The place to blame for an attribute of the group: its own entry, else the group."""
        return self.attribute_places.get(attribute, self.place)


@dataclass(frozen=True, slots=True, kw_only=True)
class Registry:
    """A resolved registry. `groups` are sorted by id; `definitions` holds root definitions by attribute name.

    `schema_url` names the registry and, by its last segment, its version; it is None for a registry without a manifest.
    `attribute_places` is where each root attribute of this registry is defined. Definitions of dependencies are in
    `definitions` but not in `attribute_places`.
    """

    schema_url: str | None
    url: str
    description: str = ""
    groups: tuple[Group, ...]
    definitions: Mapping[str, Attribute]
    attribute_places: Mapping[str, Place] = field(default_factory=dict, compare=False)
    attribute_groups: Mapping[str, str] = field(default_factory=dict)
    """Attribute name → id of the group that defines it, for this registry's own attributes."""
    foreign_definitions: Mapping[str, Attribute] = field(default_factory=dict, compare=False)
    """Every definition of the direct dependencies, used or not: what a name may refer to besides `definitions`."""
    dependencies: tuple[str, ...] = ()
    """The schema URLs of the registries this one depends on, directly or not."""

    def find(self, attribute: str) -> Attribute | None:
        """The definition that a name leads to, here or in a dependency."""
        return self.definitions.get(attribute) or self.foreign_definitions.get(attribute)

    def of_type(self, *types: GroupType) -> tuple[Group, ...]:
        return tuple(g for g in self.groups if g.type in types)
