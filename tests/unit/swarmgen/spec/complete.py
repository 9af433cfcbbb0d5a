"""One file of each kind in which every known field stands on a line of its own, with a right value.

`REQUIRED` names the keys that may not be absent, by the key of the list or mapping they stand in.
"""

from __future__ import annotations

from typing import Final

DEFINITION_1: Final = """\
file_format: definition/1
groups:
  - id: registry.acme
    type: attribute_group
    brief: Attributes.
    note: A note.
    prefix: acme
    extends: base
    stability: stable
    deprecated:
      reason: renamed
      note: A note.
      renamed_to: registry.other
    display_name: Acme
    annotations:
      anything: goes
    attributes:
      - id: kind
        type:
          members:
            - id: a
              value: a
              brief: A member.
              note: A note.
              stability: stable
              deprecated:
                reason: obsoleted
                note: A note.
              annotations:
                anything: goes
        brief: The kind.
        note: A note.
        examples: a
        tag: a
        requirement_level: required
        sampling_relevant: true
        stability: stable
        deprecated:
          reason: uncategorized
        annotations:
          anything: goes
        role: identifying
      - ref: acme.kind
        brief: The kind.
        note: A note.
        examples: a
        tag: a
        requirement_level:
          conditionally_required: If known.
        sampling_relevant: false
        stability: stable
        deprecated:
          reason: obsoleted
        prefix: true
        annotations:
          anything: goes
        role: descriptive
  - id: span.acme
    type: span
    span_kind: client
    name: acme
    brief: A span.
    stability: stable
    events:
      - acme.seen
    entity_associations:
      - one_of:
          - acme
    attributes:
      - ref: acme.kind
  - id: metric.acme
    type: metric
    metric_name: acme
    instrument: counter
    unit: By
    brief: A metric.
    stability: stable
  - id: event.acme
    type: event
    name: acme.seen
    brief: An event.
    stability: stable
    body:
      id: body
      type: map
      requirement_level: required
      brief: The body.
      note: A note.
      stability: stable
      fields:
        - id: text
          type: string
          requirement_level: opt_in
          stability: stable
          examples: a
        - id: kind
          type: enum
          requirement_level: opt_in
          stability: stable
          members:
            - id: a
              stability: stable
imports:
  metrics:
    - a
  events:
    - a
  entities:
    - a
  spans:
    - a
  attribute_groups:
    - a
"""

DEFINITION_2: Final = """\
file_format: definition/2
attributes:
  - key: acme.kind
    type:
      members:
        - id: a
          stability: stable
    examples: a
    brief: The kind.
    note: A note.
    stability: stable
    deprecated:
      reason: obsoleted
      note: A note.
    annotations:
      anything: goes
  - key: acme.id
    type: int
    brief: The id.
    stability: stable
entities:
  - type: acme
    identity:
      - ref: acme.id
        brief: The id.
        note: A note.
        examples: 1
        requirement_level: opt_in
        stability: stable
        deprecated:
          reason: obsoleted
          note: A note.
        annotations:
          anything: goes
    description:
      - ref: acme.kind
    requirement_level: recommended
    brief: An entity.
    note: A note.
    stability: stable
    deprecated:
      reason: renamed
      renamed_to: acme.other
    annotations:
      anything: goes
events:
  - name: acme.seen
    attributes:
      - ref: acme.kind
    entity_associations:
      - acme
    requirement_level: recommended
    brief: An event.
    stability: stable
metrics:
  - name: acme.size
    instrument: gauge
    unit: By
    attributes:
      - ref_group: acme.shared
    entity_associations:
      - all_of:
          - acme
    requirement_level: recommended
    brief: A metric.
    stability: stable
spans:
  - type: acme.work
    kind: server
    name:
      note: The work.
    attributes:
      - ref: acme.kind
        sampling_relevant: true
    requirement_level: recommended
    brief: A span.
    stability: stable
attribute_groups:
  - id: acme.shared
    visibility: public
    attributes:
      - ref: acme.id
    brief: A group.
    note: A note.
    stability: stable
    deprecated:
      reason: obsoleted
      note: A note.
    annotations:
      anything: goes
entity_refinements:
  - id: acme.special
    ref: acme
    identity:
      - ref: acme.id
    description:
      - ref: acme.kind
    brief: A refinement.
event_refinements:
  - id: acme.seen.again
    ref: acme.seen
    attributes:
      - ref: acme.kind
    entity_associations:
      - acme
    brief: A refinement.
    note: A note.
    stability: stable
    deprecated:
      reason: obsoleted
      note: A note.
    annotations:
      anything: goes
metric_refinements:
  - id: acme.size.small
    ref: acme.size
span_refinements:
  - id: acme.work.hard
    ref: acme.work
    name:
      note: The work.
imports:
  metrics:
    - a
"""

MANIFEST: Final = """\
schema_url: https://acme.example/schemas/1.0.0
description: A registry.
stability: stable
dependencies:
  - schema_url: https://base.example/schemas/1.0.0
    registry_path: ../base
"""

LEGACY_MANIFEST: Final = """\
name: acme
description: A registry.
schema_base_url: https://acme.example/schemas
semconv_version: 1.0.0
dependencies:
  - name: base
    registry_path: ../base
"""

_COMMON: Final = frozenset({"brief", "stability"})
REQUIRED: Final = {
    DEFINITION_1: {
        "groups": frozenset({"id", "brief"}),
        "attributes": frozenset({"id", "type", "ref"}),
        "members": frozenset({"id"}),
        "deprecated": frozenset({"reason", "renamed_to"}),
        "entity_associations": frozenset({"one_of"}),
        "body": frozenset({"id", "type", "requirement_level", "fields"}),
        "fields": frozenset({"id", "type", "requirement_level", "members"}),
        "type": frozenset({"members"}),
        "requirement_level": frozenset({"conditionally_required"}),
    },
    DEFINITION_2: {
        "members": frozenset({"id"}),
        "type": frozenset({"members"}),
        "deprecated": frozenset({"reason", "renamed_to", "note"}),
        "entity_associations": frozenset({"all_of"}),
        "entities": _COMMON | {"type", "identity"},
        "events": _COMMON | {"name"},
        "metrics": _COMMON | {"name", "instrument", "unit"},
        "spans": _COMMON | {"type", "kind", "name"},
        "name": frozenset({"note"}),
        "attribute_groups": _COMMON | {"id", "visibility"},
        "identity": frozenset({"ref"}),
        "description": frozenset({"ref"}),
        "attributes": _COMMON | {"key", "type", "ref", "ref_group"},
        "entity_refinements": frozenset({"id", "ref"}),
        "event_refinements": frozenset({"id", "ref"}),
        "metric_refinements": frozenset({"id", "ref"}),
        "span_refinements": frozenset({"id", "ref"}),
    },
    MANIFEST: {"": frozenset({"schema_url"}), "dependencies": frozenset({"schema_url"})},
    LEGACY_MANIFEST: {"dependencies": frozenset({"name"})},
}
