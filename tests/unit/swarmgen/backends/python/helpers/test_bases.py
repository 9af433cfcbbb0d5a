"""Which handles share a class."""

from __future__ import annotations

from swarmgen.backends.interface import argument_names
from swarmgen.backends.python.helpers.bases import base_of, find_bases
from swarmgen.model.conventions import Attribute, Group, GroupType, Registry
from tests.builders import attribute, group, registry
from tests.helpers_python.registries import REQUIRED, extending, swarmsh, using

WORK, TEAM, NOTE = attribute("acme.work"), attribute("acme.team"), attribute("acme.note")


def shared(id: str, parent: str = "", *attributes: Attribute) -> Group:
    return extending(id, parent, GroupType.ATTRIBUTE_GROUP, attributes=attributes)


def classes(*groups: Group) -> dict[str, str | None]:
    """Span id → its shared class, with the ancestors of that."""
    made = registry([WORK, TEAM, NOTE], groups)
    return {span.id: _chain(made, span) for span in made.of_type(GroupType.SPAN)}


def _chain(made: Registry, span: Group) -> str | None:
    arguments = argument_names(made)
    base = base_of(span, made, find_bases(made, "acme", arguments, ()), arguments)
    names = []
    while base:
        names.append(str(base.class_name))
        base = base.parent
    return " < ".join(names) or None


def span(name: str, parent: str, *attributes: Attribute) -> Group:
    return extending(f"span.acme.{name}", parent, attributes=attributes)


def test_a_group_that_two_spans_extend_becomes_a_class() -> None:
    parent = shared("attributes.acme.operation", "", WORK)
    assert classes(parent, span("a", parent.id, WORK), span("b", parent.id, WORK)) == {
        "span.acme.a": "OperationAttributes",
        "span.acme.b": "OperationAttributes",
    }
    assert classes(parent, span("a", parent.id, WORK)) == {"span.acme.a": None}


def test_classes_form_the_chain_of_their_groups() -> None:
    top, low = shared("attributes.acme.top", "", WORK), shared("attributes.acme.low", "attributes.acme.top", WORK, TEAM)
    assert classes(top, low, span("a", low.id, WORK, TEAM), span("b", low.id, WORK, TEAM), span("c", top.id, WORK)) == {
        "span.acme.a": "LowAttributes < TopAttributes",
        "span.acme.b": "LowAttributes < TopAttributes",
        "span.acme.c": "TopAttributes",
    }


def test_a_group_without_setters_becomes_no_class() -> None:
    parent = shared("attributes.acme.required", "", using(WORK, REQUIRED))
    assert set(classes(parent, span("a", parent.id), span("b", parent.id)).values()) == {None}


def test_a_span_that_fixes_a_value_goes_without_the_setter() -> None:
    top, low = shared("attributes.acme.top", "", WORK), shared("attributes.acme.low", "attributes.acme.top", WORK, TEAM)
    fixed = using(TEAM, **swarmsh(value="red"))
    found = classes(
        top, low, span("a", low.id, WORK, fixed), span("b", low.id, WORK, TEAM), span("c", low.id, WORK, TEAM)
    )
    assert found["span.acme.a"] == "TopAttributes"
    assert found["span.acme.b"] == "LowAttributes < TopAttributes"


def test_spans_extending_spans_and_unknown_groups_share_nothing() -> None:
    first = span("a", "", WORK)
    others = (span("b", first.id, WORK), span("c", first.id, WORK), span("d", "nowhere", WORK))
    assert set(classes(first, *others).values()) == {None}
    assert classes(group("span.acme.alone", GroupType.SPAN)) == {"span.acme.alone": None}
