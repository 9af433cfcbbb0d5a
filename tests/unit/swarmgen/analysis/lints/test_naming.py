"""Names, briefs and namespaces."""

from __future__ import annotations

from typing import Any

import pytest

from swarmgen.diagnostics import Place
from swarmgen.model.conventions import GroupType, Instrument
from swarmgen.spec.definition2 import SYNTHETIC_BRIEF
from tests.builders import attribute, deprecated, enum, group, member, metric, registry
from tests.unit.swarmgen.analysis.lints.run import found, messages

RULE = "lower-case letters and digits, in parts joined by . or _, starting with a letter"


@pytest.mark.parametrize("name", ["a.b", "acme.1st", "acme.k8s.pod_name", "a1.b_2.c3"])
def test_good_names(name: str) -> None:
    assert not found("id-syntax", registry([attribute(name)]))


@pytest.mark.parametrize(
    ("name", "better"),
    [
        ("Acme.id", "acme.id"),
        ("acme.clientId", "acme.client_id"),
        ("acme.client-id", "acme.client_id"),
        ("acme.two words", "acme.two_words"),
        ("acme._id", "acme.id"),
        ("acme.id_", "acme.id"),
        ("acme..id", None),
        (".id", None),
        ("acme.", None),
        ("1acme.id", None),
        ("acme.né", "acme.n"),
        ("acme.id\n", "acme.id"),
        ("acme.⚙", None),
    ],
)
def test_bad_names(name: str, better: str | None) -> None:
    diagnostic, *of_its_group = found("id-syntax", registry([attribute(name)]))
    assert all(other.message.startswith("group ") for other in of_its_group)
    assert diagnostic.message == f'attribute "{name}": a name is {RULE}'
    assert diagnostic.hint == (f'write "{better}"' if better else None)


def test_an_attribute_in_use_has_a_namespace() -> None:
    (diagnostic,) = found("id-syntax", registry([attribute("id"), attribute("old", deprecated=deprecated("Old."))]))
    assert diagnostic.message == 'attribute "id" has no namespace'
    assert diagnostic.hint == 'put one before it, as in "acme.id"'


def test_members_are_named_by_the_same_rule() -> None:
    kind = enum(member("fine"), member("_OTHER", place=Place("m.yaml", 9)))
    (diagnostic,) = found("id-syntax", registry([attribute("acme.kind", kind)]))
    assert diagnostic.message == f'member of "acme.kind" "_OTHER": a name is {RULE}'
    assert (diagnostic.place, diagnostic.hint) == (Place("m.yaml", 9), 'write "other"')


@pytest.mark.parametrize(
    ("group_id", "kind", "fields", "expected"),
    [
        ("span.acme.x", GroupType.SPAN, {}, []),
        ("span.acme.X", GroupType.SPAN, {}, [f'span "acme.X": a name is {RULE}']),
        ("metric.acme.x", GroupType.METRIC, {"metric_name": "acme.x"}, []),
        ("metric.acme.X", GroupType.METRIC, {"metric_name": "acme.X"}, [f'metric "acme.X": a name is {RULE}']),
        ("My Event", GroupType.EVENT, {"name": "acme.x"}, [f'group "My Event": an id is {RULE}, or joined by -']),
        ("entity.acme", GroupType.ENTITY, {"name": "Acme"}, [f'entity "Acme": a name is {RULE}']),
        ("attributes.acme-cloud.x", GroupType.ATTRIBUTE_GROUP, {}, []),
        ("attributes/x", GroupType.ATTRIBUTE_GROUP, {}, [f'group "attributes/x": an id is {RULE}, or joined by -']),
        ("registry.My File", GroupType.ATTRIBUTE_GROUP, {"brief": SYNTHETIC_BRIEF, "is_v2": True}, []),
        ("Imported", GroupType.ATTRIBUTE_GROUP, {"imported": True}, []),
    ],
)
def test_groups(group_id: str, kind: GroupType, fields: dict[str, Any], expected: list[str]) -> None:
    assert messages("id-syntax", registry(groups=[group(group_id, kind, **fields)])) == expected


@pytest.mark.parametrize("brief", ["", "  ", "\n"])
def test_briefs_are_not_empty(brief: str) -> None:
    kind = enum(member("a", brief=brief))
    own = [attribute("acme.a", brief=brief), attribute("acme.kind", kind)]
    assert messages("empty-brief", registry(own, [group("span.acme.x", GroupType.SPAN, brief=brief)])) == [
        'attribute "acme.a" has an empty brief',
        'span "span.acme.x" has an empty brief',
        'member "a" of attribute "acme.kind" has an empty brief',
    ]


def test_members_need_no_brief() -> None:
    assert not found("empty-brief", registry([attribute("acme.kind", enum(member("a", brief=None)))]))


def test_what_is_deprecated_needs_no_brief() -> None:
    old = deprecated("Old.")
    kind = enum(member("a", brief="", deprecated=old))
    own = [attribute("acme.a", brief="", deprecated=old), attribute("acme.kind", kind)]
    assert not found("empty-brief", registry(own, [metric("acme.m", Instrument.GAUGE, brief="", deprecated=old)]))


def test_an_attribute_that_is_a_namespace() -> None:
    names = ("acme.a", "acme.a.b", "acme.a.c.d", "acme.a_b", "acme.ab")
    (diagnostic,) = found("namespace-clash", registry(map(attribute, names)))
    assert diagnostic.message == 'attribute "acme.a" is also the namespace of "acme.a.b" and 1 more'
    assert diagnostic.place == Place("model/acme.yaml", 1)
    assert [(note.message, note.place.line) for note in diagnostic.notes] == [('"acme.a.b" is defined here', 2)]


def test_each_level_of_a_nest_clashes() -> None:
    assert messages("namespace-clash", registry(map(attribute, ("acme.a.b.c", "acme.a.b", "acme.a")))) == [
        'attribute "acme.a.b" is also the namespace of "acme.a.b.c"',
        'attribute "acme.a" is also the namespace of "acme.a.b" and 1 more',
    ]


@pytest.mark.parametrize("retired", ["acme.a", "acme.a.b"])
def test_deprecated_attributes_do_not_clash(retired: str) -> None:
    names = ("acme.a", "acme.a.b")
    both = [attribute(name, deprecated=deprecated("Old.") if name == retired else None) for name in names]
    assert not found("namespace-clash", registry(both))


def test_clashes_with_a_dependency() -> None:
    (below,) = found("namespace-clash", registry([attribute("service.name.x")], foreign=[attribute("service.name")]))
    assert below.place == Place("model/service.yaml", 1)
    (above,) = found("namespace-clash", registry([attribute("service.a")], foreign=[attribute("service.a.b")]))
    assert above.place == Place("model/service.yaml", 1) and above.notes == ()
    assert not found("namespace-clash", registry(foreign=[attribute("service.a"), attribute("service.a.b")]))
