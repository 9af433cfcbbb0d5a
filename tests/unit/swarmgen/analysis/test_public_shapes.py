"""Shapes that the public OpenTelemetry registries use and that the format's description does not lead one to expect."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from swarmgen.analysis.resolve import resolve
from swarmgen.diagnostics import Sink, SpecErrors
from swarmgen.model.conventions import Attribute, Group, Registry, RequirementKind, RequirementLevel, Role

CART = """
    groups:
      - id: registry.shop
        type: attribute_group
        brief: Attributes of the shop.
        attributes:
          - {id: shop.cart.id, type: string, stability: development, brief: The cart., examples: [c1]}
"""
RIG = """
    file_format: definition/2
    attributes:
      - {key: rig.id, type: string, stability: development, brief: The rig., examples: [r1]}
      - {key: rig.serial, type: string, stability: development, brief: The plate., examples: [s1], note: Read it.}
"""


class Resolved:
    """A registry of the given files, and what was said about it."""

    def __init__(self, folder: Path, *files: str) -> None:
        for number, text in enumerate(files):
            (folder / f"file{number}.yaml").write_text(dedent(text), encoding="utf-8")
        self.sink = Sink()
        self.registry: Registry | None = None
        try:
            self.registry = resolve(folder, "shop", self.sink).registry
        except SpecErrors:
            assert self.sink.has_errors

    def codes(self) -> list[str]:
        """The code of every diagnostic, errors marked."""
        codes = [f"{'ERROR ' if d.is_error else ''}{d.code}" for d in self.sink]
        return [code for code in codes if code != "unstable-format"]

    def group(self, group_id: str) -> Group:
        assert self.registry is not None, list(self.sink)
        (group,) = (group for group in self.registry.groups if group.id == group_id)
        return group

    def attributes(self, group_id: str) -> dict[str, Attribute]:
        return {attribute.name: attribute for attribute in self.group(group_id).attributes}


def span_of_cart(level: str) -> str:
    return f"""
        groups:
          - id: span.shop.buy.client
            type: span
            span_kind: client
            stability: development
            brief: Someone buys.
            attributes:
              - ref: shop.cart.id
                requirement_level: {level}
    """


def test_a_note_in_a_requirement_level_is_ignored(tmp_path: Path) -> None:
    """The public registry had one; only the level beside it counts."""
    shop = Resolved(tmp_path, CART, span_of_cart("{note: Mostly., conditionally_required: When known.}"))
    (cart,) = shop.group("span.shop.buy.client").attributes
    assert cart.requirement_level == RequirementLevel(kind=RequirementKind.CONDITIONALLY_REQUIRED, text="When known.")
    assert shop.codes() == ["ignored-field"]


@pytest.mark.parametrize(
    ("level", "codes"),
    [
        ("{note: Mostly.}", ["ERROR invalid-requirement-level", "ignored-field"]),
        ("{recommended: Often., opt_in: Rarely.}", ["ERROR invalid-requirement-level"]),
        ("{often: Mostly.}", ["ERROR unknown-field"]),
    ],
)
def test_a_requirement_level_is_one_level(tmp_path: Path, level: str, codes: list[str]) -> None:
    assert sorted(Resolved(tmp_path, CART, span_of_cart(level)).codes()) == codes


def test_enumerations_may_say_that_they_are_open(tmp_path: Path) -> None:
    """The legacy key said what holds for every enumeration now."""
    shop = Resolved(
        tmp_path,
        """
        groups:
          - id: registry.shop
            type: attribute_group
            brief: Attributes of the shop.
            attributes:
              - id: shop.size
                stability: development
                brief: How big.
                type:
                  allow_custom_values: true
                  members: [{id: small, stability: development}]
        """,
    )
    assert shop.codes() == ["ignored-field"]


def test_an_entity_may_repeat_itself(tmp_path: Path) -> None:
    """In one list the later entry is laid over the earlier one."""
    shop = Resolved(
        tmp_path,
        RIG
        + """
    entities:
      - {type: rig, stability: development, requirement_level: recommended, brief: A rig., identity: [{ref: rig.id}]}
    entity_refinements:
      - id: rig.heavy
        ref: rig
        description:
          - {ref: rig.serial, requirement_level: recommended, brief: The heavy plate.}
          - {ref: rig.serial, requirement_level: opt_in}
        """,
    )
    assert shop.codes() == ["duplicate-attribute-ref"]
    serial = shop.attributes("rig.heavy")["rig.serial"]
    assert (serial.brief, serial.requirement_level.kind) == ("The heavy plate.", RequirementKind.OPT_IN)
    assert serial.role is Role.DESCRIPTIVE


def test_an_entity_may_not_contradict_itself(tmp_path: Path) -> None:
    shop = Resolved(
        tmp_path,
        RIG
        + """
    entities:
      - type: rig
        stability: development
        requirement_level: recommended
        brief: A rig.
        identity: [{ref: rig.id}]
        description: [{ref: rig.serial}, {ref: rig.id}]
        """,
    )
    (diagnostic,) = (d for d in shop.sink if d.is_error)
    assert (diagnostic.code, diagnostic.message) == (
        "duplicate-entity-attribute",
        '"rig.id" cannot both identify and describe the entity',
    )


@pytest.mark.parametrize(("kind", "is_error"), [("", False), ("type: metric_group", True), ("type: span", False)])
def test_a_group_without_a_type_may_be_a_span(tmp_path: Path, kind: str, is_error: bool) -> None:
    shop = Resolved(
        tmp_path,
        CART,
        f"""
        groups:
          - id: shop.visit
            {kind}
            span_kind: server
            events: [shop.entered]
            stability: development
            brief: A visit.
            attributes: [{{ref: shop.cart.id}}]
        """,
    )
    assert shop.sink.has_errors is is_error


GRPC_LIKE = (
    RIG
    + """
    attribute_groups:
      - id: rig.common
        visibility: internal
        attributes: [{ref: rig.serial, note: Of any rig., examples: [any]}]
      - id: rig.server
        visibility: internal
        attributes: [{ref: rig.id, requirement_level: required, note: Of a server.}]
    spans:
      - type: rig.call.server
        kind: server
        requirement_level: recommended
        stability: release_candidate
        brief: A call.
        name:
          note: &name >
            The operation.
        attributes:
          - {ref: rig.id, brief: The called rig., note: Of a call., sampling_relevant: true}
      - type: rig.drill.server
        kind: server
        requirement_level: recommended
        stability: development
        brief: A drill.
        name: {note: *name}
    span_refinements:
      - id: span.rig.diesel.call.server
        ref: rig.call.server
        attributes:
          - ref_group: rig.common
          - ref_group: rig.server
          - {ref: rig.serial, note: ""}
    events:
      - name: rig.called
        requirement_level: opt_in
        stability: development
        brief: What a call was about.
        attributes: [{ref_group: span.rig.call.server}]
    """
)


def test_included_groups_stand_between_the_refined_span_and_its_refinement(tmp_path: Path) -> None:
    rig = Resolved(tmp_path, GRPC_LIKE)
    assert rig.codes() == []
    refined = rig.attributes("span.rig.diesel.call.server")
    called, serial = refined["rig.id"], refined["rig.serial"]
    assert (called.brief, called.note, called.sampling_relevant) == ("The called rig.", "Of a server.", True)
    assert called.is_required
    assert (serial.note, serial.examples) == ("", ("any",))


def test_an_event_may_include_what_a_span_has(tmp_path: Path) -> None:
    rig = Resolved(tmp_path, GRPC_LIKE)
    assert rig.attributes("event.rig.called").keys() == {"rig.id"}
    assert rig.group("event.rig.called").lineage.includes_group == ("span.rig.call.server",)


def test_texts_may_be_shared_by_an_alias(tmp_path: Path) -> None:
    rig = Resolved(tmp_path, GRPC_LIKE)
    assert rig.group("span.rig.drill.server").span_name_note == "The operation.\n"


def test_the_older_format_may_extend_an_internal_group_of_the_newer(tmp_path: Path) -> None:
    rig = Resolved(
        tmp_path,
        GRPC_LIKE,
        """
        groups:
          - {id: metric.rig.attributes, type: attribute_group, brief: Of metrics., extends: rig.server}
          - id: metric.rig.calls
            type: metric
            metric_name: rig.calls
            instrument: counter
            unit: "{call}"
            stability: development
            brief: Calls.
            extends: metric.rig.attributes
            attributes: []
        """,
    )
    assert rig.codes() == []
    assert rig.attributes("metric.rig.calls")["rig.id"].note == "Of a server."
    assert rig.registry is not None and "rig.server" not in {group.id for group in rig.registry.groups}


@pytest.mark.parametrize(
    ("annotations", "codes"),
    [("{dependency_resolution: {exclude: true}}", []), ("{}", ["ERROR excluded-dependency"])],
)
def test_moved_conventions_stay_for_the_registry_itself(tmp_path: Path, annotations: str, codes: list[str]) -> None:
    """What moved to another registry is excluded here; the plain groups between may use it, public signals may not."""
    shop = Resolved(
        tmp_path,
        f"""
        groups:
          - id: registry.shop
            type: attribute_group
            brief: Attributes of the shop.
            attributes:
              - id: shop.cart.id
                type: string
                stability: development
                brief: The cart.
                examples: [c1]
                deprecated: {{reason: uncategorized, note: Moved.}}
                annotations: {{dependency_resolution: {{exclude: true}}}}
          - {{id: shop.common, type: attribute_group, brief: Common., attributes: [{{ref: shop.cart.id}}]}}
          - id: event.shop.bought
            type: event
            name: shop.bought
            stability: development
            brief: Someone bought.
            deprecated: {{reason: uncategorized, note: Moved.}}
            annotations: {annotations}
            extends: shop.common
        """,
    )
    assert shop.codes() == codes
