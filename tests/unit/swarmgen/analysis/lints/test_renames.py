"""`renamed_to` leads somewhere."""

from __future__ import annotations

import pytest

from swarmgen.diagnostics import Place
from swarmgen.model.conventions import Deprecated, DeprecatedReason, GroupType, Instrument
from tests.builders import attribute, enum, group, member, metric, registry
from tests.unit.swarmgen.analysis.lints.run import found, messages

EXISTS, CYCLE = "renamed-to-exists", "renamed-to-cycle"


def renamed(target: str) -> Deprecated:
    return Deprecated(reason=DeprecatedReason.RENAMED, note="", renamed_to=target)


def test_a_target_of_the_same_kind() -> None:
    assert not found(EXISTS, registry([attribute("acme.new"), attribute("acme.old", deprecated=renamed("acme.new"))]))


def test_a_target_in_a_dependency() -> None:
    old = attribute("acme.old", deprecated=renamed("service.name"))
    assert not found(EXISTS, registry([old], foreign=[attribute("service.name")]))


def test_a_missing_target() -> None:
    old = attribute("acme.old", deprecated=renamed("acme.gnu.name"))
    (diagnostic,) = found(EXISTS, registry([attribute("acme.gnus.name"), old]))
    assert diagnostic.message == ('attribute "acme.old" is renamed to "acme.gnu.name", but there is no such attribute')
    assert diagnostic.hint == 'did you mean "acme.gnus.name"?'
    assert diagnostic.place == Place("model/acme.yaml", 2)


def test_a_target_of_another_kind() -> None:
    old = attribute("acme.old", deprecated=renamed("acme.load"))
    (diagnostic,) = found(EXISTS, registry([old], [metric("acme.load", Instrument.GAUGE)]))
    assert diagnostic.hint == '"acme.load" is an existing metric'


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        (GroupType.SPAN, {}),
        (GroupType.EVENT, {"name": "acme.{}"}),
        (GroupType.EVENT, {}),
        (GroupType.ENTITY, {"name": "acme.{}"}),
        (GroupType.METRIC, {"metric_name": "acme.{}"}),
    ],
)
@pytest.mark.parametrize(("target", "problems"), [("acme.new", 0), ("acme.gone", 1)])
def test_signals_are_named_as_telemetry_names_them(
    kind: GroupType, fields: dict[str, str], target: str, problems: int
) -> None:
    old, new = (
        group(
            f"{kind.value}.acme.{name}",
            kind,
            deprecated=renamed(target) if name == "old" else None,
            **{key: value.format(name) for key, value in fields.items()},
        )
        for name in ("old", "new")
    )
    assert len(found(EXISTS, registry(groups=[old, new]))) == problems


def test_a_span_may_be_named_by_its_group_id() -> None:
    old = group("span.acme.old", GroupType.SPAN, deprecated=renamed("span.acme.new"))
    assert not found(EXISTS, registry(groups=[old, group("span.acme.new", GroupType.SPAN)]))


@pytest.mark.parametrize(("target", "problems"), [("fresh", 0), ("Fresh", 0), ("stale", 1)])
def test_a_member_is_renamed_to_the_id_or_value_of_another(target: str, problems: int) -> None:
    kind = enum(member("old", deprecated=renamed(target)), member("fresh", "Fresh"))
    assert len(found(EXISTS, registry([attribute("acme.kind", kind)]))) == problems


def test_imported_groups_are_targets_but_not_judged() -> None:
    old = group("span.acme.old", GroupType.SPAN, deprecated=renamed("acme.gone"), imported=True)
    newer = group("span.acme.mine", GroupType.SPAN, deprecated=renamed("acme.old"))
    assert not found(EXISTS, registry(groups=[old, newer]))


def test_a_chain_of_renames_is_no_cycle() -> None:
    chain = [attribute("acme.a", deprecated=renamed("acme.b")), attribute("acme.b", deprecated=renamed("acme.c"))]
    assert not found(CYCLE, registry([*chain, attribute("acme.c")]))


def test_a_cycle_is_reported_once_with_its_other_places() -> None:
    names = {"acme.a": "acme.b", "acme.b": "acme.c", "acme.c": "acme.b"}
    (diagnostic,) = found(CYCLE, registry([attribute(n, deprecated=renamed(to)) for n, to in names.items()]))
    assert diagnostic.message == 'attribute renamed in a circle: "acme.b" → "acme.c" → "acme.b"'
    assert diagnostic.place == Place("model/acme.yaml", 2)
    assert [(note.message, note.place.line) for note in diagnostic.notes] == [
        ('"acme.c" is renamed to "acme.b" here', 3)
    ]


def test_a_name_renamed_to_itself_is_a_cycle() -> None:
    itself = attribute("acme.a", deprecated=renamed("acme.a"))
    assert messages(CYCLE, registry([itself])) == ['attribute renamed in a circle: "acme.a" → "acme.a"']


def test_a_member_that_takes_the_value_of_the_old_one_is_no_cycle() -> None:
    kind = enum(member("a_b", "ab", deprecated=renamed("ab")), member("ab", "ab"))
    assert not found(CYCLE, registry([attribute("acme.kind", kind)]))


def test_separate_cycles_are_separate() -> None:
    names = {"acme.a": "acme.a", "acme.b": "acme.b"}
    assert len(found(CYCLE, registry([attribute(n, deprecated=renamed(to)) for n, to in names.items()]))) == 2
