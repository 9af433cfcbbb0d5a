"""A registry that shows everything the documentation can say, with texts that try to break its pages."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from swarmgen.backends.target import Target
from swarmgen.diagnostics import Place
from swarmgen.model.conventions import (
    AllOf,
    BodyField,
    Deprecated,
    DeprecatedReason,
    EntityRef,
    GroupType,
    Instrument,
    OneOf,
    PrimitiveType,
    Registry,
    RequirementKind,
    RequirementLevel,
    Role,
    SpanKind,
    TemplateType,
)
from tests.builders import attribute, enum, group, member, metric, registry

TEMPLATES = Path(__file__).parents[5] / "templates"
REQUIRED = RequirementLevel(kind=RequirementKind.REQUIRED)
OPT_IN = RequirementLevel(kind=RequirementKind.OPT_IN)
HOSTILE = "A | b `c` <d> [link](https://example.org/x|y)\n# not a heading"


def target(registry_path: str = "../../conventions") -> Target:
    return Target(package="acme", version="1.2.3", templates=TEMPLATES, registry_path=registry_path)


def annotated(**swarmsh: Any) -> dict[str, Any]:
    return {"annotations": {"swarmsh": swarmsh}}


def conditionally(text: str) -> RequirementLevel:
    return RequirementLevel(kind=RequirementKind.CONDITIONALLY_REQUIRED, text=text)


def renamed(to: str) -> Deprecated:
    return Deprecated(reason=DeprecatedReason.RENAMED, note=f"Replaced by `{to}`.", renamed_to=to)


ID = attribute(
    "acme.work.id", brief="Identifies a work item.", examples=("w-1", "", "a`b|c"), note="Short.\n\n- stable\n- unique"
)
SIZE = attribute(
    "acme.work.size", PrimitiveType.INT, examples=(1, 5), **annotated(range={"min": 1, "max": 10}, type="decimal")
)
STATUS = attribute(
    "acme.work.status",
    enum(
        member("ready", brief="Waits | for an `agent`."),
        member("old", "o|d", brief="Was used.", deprecated=renamed("ready")),
    ),
    brief=HOSTILE,
)
LABEL = attribute("acme.work.label", TemplateType(PrimitiveType.STRING), note="```\nnever closed")
OLD = attribute("acme.work.old", deprecated=renamed("acme.work.id"))
FOREIGN = attribute("error.type", brief="Says what went wrong.")
ODD = attribute('acme.odd one"<x>', brief="1. starts like a list")


def small_registry() -> Registry:
    """One root namespace, `acme`, and a dependency's attribute."""
    count = metric("acme.work.count", Instrument.UPDOWNCOUNTER, "{item}", attributes=(STATUS,))
    groups = (
        group(
            "span.acme.work.claim",
            GroupType.SPAN,
            name="acme.work.claim",
            brief="Takes an item.",
            span_kind=SpanKind.INTERNAL,
            note="A note with <!-- an open comment.",
            events=("acme.work.claimed", "acme.unknown"),
            entity_associations=(
                OneOf((EntityRef("acme.agent"), AllOf((EntityRef("host"), EntityRef("acme.agent"))))),
            ),
            attributes=(
                replace(FOREIGN, requirement_level=conditionally("If it failed | or `not`.")),
                replace(ID, requirement_level=REQUIRED),
                replace(LABEL, requirement_level=OPT_IN, note="Only a few."),
                replace(SIZE, requirement_level=REQUIRED, annotations={"swarmsh": {"value": 3}}),
                STATUS,
            ),
        ),
        group(
            "span.acme.work.walk", GroupType.SPAN, span_kind=SpanKind.CLIENT, span_name_note="`{verb}` <x>", is_v2=True
        ),
        count,
        replace(count, id="acme.refined", refines="metric.acme.work.count"),
        metric("acme.work.count.old", Instrument.COUNTER, deprecated=renamed("acme.work.count")),
        group("event.acme.work.claimed", GroupType.EVENT, name="acme.work.claimed", body=_body(), attributes=(ID,)),
        group("event.host.seen", GroupType.EVENT, name="host.seen", imported=True),
        group(
            "entity.acme.agent",
            GroupType.ENTITY,
            name="acme.agent",
            attributes=(
                replace(ID, role=Role.IDENTIFYING, requirement_level=REQUIRED),
                replace(SIZE, role=Role.DESCRIPTIVE),
            ),
        ),
    )
    placed = tuple(replace(g, place=Place(g.lineage.path, number * 10 + 2)) for number, g in enumerate(groups))
    found = registry([ID, SIZE, STATUS, LABEL, OLD, ODD], placed, foreign=[FOREIGN])
    return replace(found, description="What *acme* does.", dependencies=("https://example.org/schemas/base/1.0.0",))


def many_roots() -> Registry:
    """Two root namespaces, a name without dots, names that differ in case, and two groups of one id."""
    names = ("acme.id", "Acme.other", "host.id", "plain")
    twins = (metric("host.twin", Instrument.GAUGE, brief=brief) for brief in ("One.", "Two."))
    return registry([attribute(name) for name in names], twins)


def _body() -> BodyField:
    inner = BodyField(id="why", type="string", requirement_level=OPT_IN, brief="Why | not.")
    choice = BodyField(id="how", type="enum", requirement_level=REQUIRED, members=(member("fast", brief="Quickly."),))
    return BodyField(id="body", type="map", requirement_level=REQUIRED, fields=(inner, choice))
