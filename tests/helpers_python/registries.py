"""Two registries for the helpers: a plain one with one of everything, and one with everything that could go wrong."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from swarmgen.model.conventions import (
    Attribute,
    BodyField,
    Group,
    GroupType,
    Instrument,
    Json,
    Lineage,
    PrimitiveType,
    Registry,
    RequirementKind,
    RequirementLevel,
    Role,
    SpanKind,
    Stability,
    TemplateType,
)
from tests.builders import SCHEMA_URL, attribute, deprecated, enum, group, member, metric, registry

STABLE: dict[str, Any] = {"stability": Stability.STABLE}
REQUIRED = RequirementLevel(kind=RequirementKind.REQUIRED)
OPT_IN = RequirementLevel(kind=RequirementKind.OPT_IN)


def when(text: str) -> RequirementLevel:
    return RequirementLevel(kind=RequirementKind.CONDITIONALLY_REQUIRED, text=text)


def swarmsh(**entries: Json) -> dict[str, Any]:
    return {"annotations": {"swarmsh": entries}}


def using(base: Attribute, level: RequirementLevel | None = None, **fields: Any) -> Attribute:
    """The attribute as a group refers to it."""
    given = {name: getattr(base, name) for name in base.__slots__}
    return Attribute(**given | ({"requirement_level": level} if level else {}) | fields)


def extending(id: str, parent: str, type: GroupType = GroupType.SPAN, **fields: Any) -> Group:
    lineage = Lineage(schema_url=SCHEMA_URL, path="model/work.yaml", extends_group=parent)
    return group(id, type, lineage=lineage, **fields)


def plain_registry() -> Registry:
    """Root namespace `acme`: work, leases, agents, with every kind of attribute and signal."""
    agent = attribute(
        "acme.agent.id", brief="Identifies an agent.", examples=("a-7", "a-8"), note="A name, not a proof."
    )
    work = attribute("acme.work.id", brief="Identifies a work item", examples=("w-7",))
    status = attribute(
        "acme.work.status",
        enum(member("ready", **STABLE), member("blocked", brief="Cannot go on."), member("done", **STABLE)),
        brief="Where the item stands.",
        **STABLE,
    )
    kind = attribute("acme.work.kind", enum(member("bug"), member("feature")), brief="The kind of work.")
    size = attribute("acme.work.size", enum(member("small", 1), member("large", 5)), brief="The size.")
    priority = attribute("acme.work.priority", PrimitiveType.INT, **swarmsh(range={"min": 0, "max": 9}))
    share = attribute("acme.work.share", PrimitiveType.DOUBLE, **swarmsh(range={"min": 0, "max": 1}))
    wait = attribute(
        "acme.work.wait", PrimitiveType.INT, brief="The wait.", **swarmsh(type="duration", range={"min": 0})
    )
    urgent = attribute("acme.work.urgent", PrimitiveType.BOOLEAN)
    skills = attribute("acme.work.skills", PrimitiveType.STRINGS, examples=(("bash", "review"),))
    points = attribute("acme.work.points", PrimitiveType.INTS, **swarmsh(range={"min": 1}))
    label = attribute("acme.work.label", TemplateType(PrimitiveType.STRING), brief="Labels.")
    scores = attribute("acme.work.scores", TemplateType(PrimitiveType.DOUBLES), brief="Scores by judge.")
    extra = attribute("acme.work.extra", PrimitiveType.ANY, brief="Anything else.")
    old = attribute("acme.work.old_id", brief="The former id.", deprecated=deprecated("Use `acme.work.id`."))
    operation = attribute("acme.operation", enum(member("claim"), member("drop")), brief="The operation.")
    error = attribute("error.type", enum(member("other", "_OTHER", **STABLE)), brief="The error class.", **STABLE)
    role = attribute("other.role", brief="A role, of a dependency without constants.")
    own = (
        agent,
        work,
        status,
        kind,
        size,
        priority,
        share,
        wait,
        urgent,
        skills,
        points,
        label,
        scores,
        extra,
        old,
        operation,
    )
    shared = (
        using(error, when("If it failed.")),
        using(wait, when("If it waited.")),
        using(operation, when("Always.")),
    )
    claim = (
        using(agent, REQUIRED),
        using(error, when("If it failed.")),
        using(wait, when("If it waited.")),
        using(operation, REQUIRED, **swarmsh(value="claim")),
    )
    drop = (using(agent, REQUIRED), *shared[:2], using(operation, when("Always.")), using(work))
    return registry(
        own,
        [
            group("attributes.acme.common", GroupType.ATTRIBUTE_GROUP, attributes=shared),
            extending(
                "span.acme.work.claim",
                "attributes.acme.common",
                name="acme.work.claim",
                span_kind=SpanKind.INTERNAL,
                brief="Takes an item, by id or the best one.",
                note="Of any number of callers\none gets it.",
                events=("acme.lease.lost",),
                attributes=(
                    *claim,
                    using(work, when("When one was found.")),
                    using(status),
                    using(kind),
                    using(size),
                    using(priority),
                    using(share),
                    using(urgent),
                    using(skills),
                    using(points),
                    using(label),
                    using(scores),
                    using(extra, OPT_IN),
                    using(old),
                    using(role),
                ),
            ),
            extending(
                "span.acme.work.drop",
                "attributes.acme.common",
                name="acme.work.drop",
                span_kind=SpanKind.CLIENT,
                attributes=drop,
            ),
            extending(
                "span.acme.work.skip",
                "attributes.acme.common",
                name="acme.work.skip",
                attributes=drop,
                deprecated=deprecated("Use `acme.work.drop`."),
            ),
            group(
                "span.acme.work.free",
                GroupType.SPAN,
                span_kind=SpanKind.SERVER,
                attributes=(using(work, OPT_IN, sampling_relevant=True),),
            ),
            group(
                "event.acme.lease.lost",
                GroupType.EVENT,
                name="acme.lease.lost",
                brief="A lease passed.",
                attributes=(using(work, REQUIRED), using(kind), using(label, OPT_IN)),
            ),
            group(
                "event.acme.lease.told",
                GroupType.EVENT,
                name="acme.lease.told",
                deprecated=deprecated("Say nothing."),
                body=BodyField(
                    id="told",
                    type="map",
                    requirement_level=REQUIRED,
                    brief="What was told.",
                    fields=(BodyField(id="text", type="string", requirement_level=REQUIRED),),
                ),
            ),
            metric(
                "acme.work.claims",
                Instrument.COUNTER,
                "{claim}",
                brief="Counts claims.",
                attributes=(using(kind, REQUIRED), using(priority)),
            ),
            metric("acme.work.active", Instrument.UPDOWNCOUNTER, "{item}", attributes=(using(agent),)),
            metric(
                "acme.work.duration",
                Instrument.HISTOGRAM,
                "s",
                attributes=(using(error),),
                deprecated=deprecated("Nobody looks."),
            ),
            metric("acme.work.depth", Instrument.GAUGE, "{item}", brief="How many\nwait.", attributes=(using(kind),)),
            group(
                "metric.special.size",
                GroupType.METRIC,
                metric_name="acme.work.size",
                instrument=Instrument.COUNTER,
                unit="1",
                brief="No factory.",
            ),
            group(
                "entity.acme.agent",
                GroupType.ENTITY,
                name="acme.agent",
                attributes=(
                    using(agent, role=Role.IDENTIFYING),
                    using(kind, role=Role.DESCRIPTIVE),
                    using(role, role=Role.DESCRIPTIVE),
                ),
            ),
        ],
        [error, role],
    )


def hostile_registry() -> Registry:
    """Several root namespaces, names that collide or that Python reserves, texts that end literals, missing parts."""
    names = (
        "class", "x.class", "x.from", "x.name", "x.context", "x.links", "x.tracer", "x.collect", "x.self", "x.body",
        "x.status", "status", "x.status_ok", "y.a.b", "y.a_b", "y.a-b", "3d.point", "x.9lives", "x.Größe", "x.id", "id",
        "x.type", "x.print", "x.match", "x.deprecated", "x.amount", "-",
    )  # fmt: skip
    words = '''He said """no""" \\ and left\0 \u202e "'''
    attributes = [
        attribute(name, brief=words, note=f"{words}\n\n- a\n- b\n\n{words}", examples=(words,)) for name in names
    ]
    many = [attribute(f"many.number{i}", PrimitiveType.INT) for i in range(300)]
    numbers = attribute("x.numbers", enum(member("one", 1), member("half", 0.5), member("two", 2.5)))
    halves = attribute("x.halves", enum(member("half", 0.5), member("more", 1.5)))
    mixed = attribute("x.mixed", enum(member("one", 1), member("word", "word"), member("yes", True)))
    other = attribute("x.other", enum(member("other", "_OTHER"), member("known")))
    odd = attribute("x.odd", enum(member("other", "_OTHER"), member("one", 1)))
    inline = attribute("inline.kind", enum(member("a"), member('b"', 'b"\n')), brief="Not in any registry group.")
    inline_half = attribute("inline.half", enum(member("half", 0.5)))
    half_stable = attribute("x.half_stable", enum(member("old", **STABLE), member("new")), **STABLE)
    templates = [attribute(f"t.{kind.name}", TemplateType(kind)) for kind in PrimitiveType]
    primitives = [attribute(f"p.{kind.name}", kind) for kind in PrimitiveType]
    bad_range = attribute("x.bad_range", PrimitiveType.INT, **swarmsh(range={"min": "a", "max": 2.5}, value={}, type=7))
    own = [*attributes, *many, numbers, halves, mixed, other, odd, half_stable, *templates, *primitives, bad_range]
    some = [each for each in own if each not in many]
    everything = tuple(sorted((*some, inline, inline_half), key=lambda each: each.name))
    wide: dict[str, Any] = {"attributes": everything, "brief": words, "note": words}
    narrow = using(many[0], **swarmsh(range={"min": 5, "max": 6}))
    made = registry(
        [*own, inline, inline_half],
        [
            group("span.x.everything", GroupType.SPAN, **wide),
            group("span.x.required", GroupType.SPAN, attributes=tuple(using(each, REQUIRED) for each in everything)),
            group("span.x.narrow", GroupType.SPAN, name="x.narrow", attributes=(narrow,)),
            group("span.x.v2", GroupType.SPAN, name="x.v2", is_v2=True, span_kind=SpanKind.PRODUCER),
            group(
                "span.x.fixed",
                GroupType.SPAN,
                name="x.fixed",
                attributes=(
                    using(attributes[1], **swarmsh(value=words)),
                    using(inline, **swarmsh(value="not a member")),
                    using(primitives[5], **swarmsh(value=("a", "b"))),
                    using(numbers, **swarmsh(value=0.5)),
                ),
            ),
            group("span.dup.one", GroupType.SPAN, name="dup"),
            group("span.dup.two", GroupType.SPAN, name="dup"),
            group("span", GroupType.SPAN, name="collect"),
            group("span.common.thing", GroupType.SPAN, name="common.thing"),
            group("event.x.everything", GroupType.EVENT, **wide),
            group("event.import", GroupType.EVENT, name="import"),
            group("event.deprecated", GroupType.EVENT, name="deprecated", deprecated=deprecated(words)),
            metric("x.everything", Instrument.HISTOGRAM, **wide),
            metric("meter", Instrument.GAUGE, **wide),
            metric("x-y.z", Instrument.COUNTER, brief=words),
            group(
                "x.refined.more",
                GroupType.METRIC,
                metric_name="x.refined",
                instrument=Instrument.COUNTER,
                refines="metric.x.refined",
            ),
            group("metric.broken", GroupType.METRIC),
            group("entity.x.everything", GroupType.ENTITY, attributes=(*everything, *many)),
            group("entity.mapping", GroupType.ENTITY, name="Mapping"),
            group("scope.x", GroupType.SCOPE),
            group("undefined", GroupType.UNDEFINED),
        ],
    )
    in_place = {inline.name: "span.x.everything", inline_half.name: "span.x.everything"}
    return replace(made, attribute_groups={**made.attribute_groups, **in_place})


def empty_registry() -> Registry:
    return registry()
