"""A registry with an attribute of every type, in signals of every kind."""

from __future__ import annotations

from swarmgen.model.conventions import (
    Attribute,
    AttributeType,
    Group,
    GroupType,
    Instrument,
    Json,
    PrimitiveType,
    Registry,
    RequirementKind,
    RequirementLevel,
    Role,
    SpanKind,
    TemplateType,
)
from tests.builders import attribute, deprecated, enum, group, member, metric, registry
from tests.helpers_python.registries import REQUIRED, extending, swarmsh, using

ENUMS = {
    "text": enum(member("a", "first"), member("b", 'second "word"'), member("c", "done")),
    "number": enum(member("a", 0), member("b", -7)),
    "share": enum(member("a", 0.5), member("b", 1e-7)),
    "flag": enum(member("a", True), member("b", False)),
    "open": enum(member("a", "known"), member("b", "_OTHER")),
    "open_number": enum(member("a", 1)),
    "empty": enum(),
}


def _types() -> dict[str, AttributeType]:
    arrays = {kind.name.lower(): kind for kind in PrimitiveType}
    return arrays | {f"t_{name}": TemplateType(kind) for name, kind in arrays.items()} | ENUMS


def _attributes() -> dict[str, Attribute]:
    found = {name: attribute(f"acme.{name}", kind) for name, kind in _types().items()}
    open_one = swarmsh(open=True)
    found["open_number"] = using(found["open_number"], **open_one)
    found["low"] = attribute("acme.low", PrimitiveType.INT, **swarmsh(range={"min": -3, "max": 3}))
    found["lows"] = attribute("acme.lows", PrimitiveType.INTS, **swarmsh(range={"min": 0}))
    found["work.id"] = attribute("acme.work.id")
    found["zz.id"] = attribute("acme.zz.id")
    found["name"] = attribute("acme.name")  # a word that helpers need
    found["old"] = attribute("acme.old", deprecated=deprecated("Use `acme.string`."))
    found["odd"] = attribute("acme.o$d \"name'", TemplateType(PrimitiveType.STRING))
    return found


def _constants() -> tuple[Attribute, ...]:
    values: dict[str, tuple[AttributeType, Json]] = {
        "c_text": (PrimitiveType.STRING, 'it\'s "fixed"\n\t\\ é'),
        "c_int": (PrimitiveType.INT, -(2**63)),
        "c_double": (PrimitiveType.DOUBLE, 1e-7),
        "c_flag": (PrimitiveType.BOOLEAN, True),
        "c_texts": (PrimitiveType.STRINGS, ("a", "", "b c")),
        "c_ints": (PrimitiveType.INTS, (3, -1)),
        "c_choice": (ENUMS["number"], -7),
    }
    return tuple(attribute(f"acme.{name}", kind, **swarmsh(value=value)) for name, (kind, value) in values.items())


def types_registry() -> Registry:
    """Root namespace `acme`; the attributes stand in no particular order, and some foreign ones are among them."""
    own, constants = _attributes(), _constants()
    foreign = attribute("other.kind", enum(member("a", "known")))
    everything = (*reversed(own.values()), foreign, *constants)
    must = tuple(
        using(each, REQUIRED) for each in (own["zz.id"], own["int"], own["text"], own["strings"], own["work.id"])
    )
    rest = tuple(each for each in everything if each.name not in {one.name for one in must})
    common = group("attributes.acme.common", GroupType.ATTRIBUTE_GROUP, attributes=rest[:5])
    opt_in = RequirementLevel(kind=RequirementKind.OPT_IN)
    signals: tuple[Group, ...] = (
        common,
        extending("span.acme.all", common.id, name="acme.all", span_kind=SpanKind.PRODUCER, attributes=everything),
        extending("span.acme.must", common.id, name="acme.must", span_kind=SpanKind.SERVER, attributes=must + rest),
        group("span.acme.free", GroupType.SPAN, attributes=rest[:4]),
        group("span.acme.typed", GroupType.SPAN, name="acme.typed", is_v2=True, span_kind=SpanKind.CLIENT),
        group("span.acme.plain", GroupType.SPAN, name="acme.plain", deprecated=deprecated("Use `acme.all`.")),
        group(
            "span.acme.late",
            GroupType.SPAN,
            name="acme.late",
            span_kind=SpanKind.CONSUMER,
            attributes=(using(own["string"], opt_in), own["double"]),
        ),
        group("event.acme.all", GroupType.EVENT, name="acme.all", attributes=everything),
        group("event.acme.must", GroupType.EVENT, name='acme.m"ust', attributes=must + rest),
        group("event.acme.nothing", GroupType.EVENT, name="acme.nothing"),
        *(
            metric(f"acme.{kind}", kind, "{item's}", brief=f' The  {kind}\n "of" it. ', attributes=must[2:] + rest)
            for kind in Instrument
        ),
        metric("acme.bare", Instrument.COUNTER, "", brief=""),
        group(
            "entity.acme.host",
            GroupType.ENTITY,
            name="acme.host",
            attributes=(using(own["work.id"], role=Role.IDENTIFYING), *rest),
        ),
    )
    return registry([*own.values(), *constants], signals, foreign=[foreign])
