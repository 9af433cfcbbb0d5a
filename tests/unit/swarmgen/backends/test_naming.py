"""Names of helpers, arguments and setters."""

from __future__ import annotations

from swarmgen.backends.code import Code
from swarmgen.backends.naming import (
    allot,
    has_constant_name,
    setter_names,
    shared_root,
    signals,
)
from swarmgen.model.conventions import Group, GroupType, Instrument
from tests.builders import attribute, deprecated, group, metric, registry


def span(name: str | None, id: str | None = None, **fields: object) -> Group:
    return group(id or f"span.{name}", GroupType.SPAN, name=name, **fields)


def named(*groups: Group, root: str | None = "acme") -> list[tuple[str, str, str]]:
    made = signals(groups, root, frozenset({"collect", "SpanScope"}), "Span")
    return [(str(each.name), str(each.class_name), str(each.module)) for each in made]


def test_the_root_namespace_is_dropped() -> None:
    assert named(span("acme.work.claim"), span("acme.work.item-2.take")) == [
        ("work_claim", "WorkClaimSpan", "_work"),
        ("work_item_2_take", "WorkItem2TakeSpan", "_work"),
    ]


def test_without_a_common_root_names_stay_whole() -> None:
    assert named(span("acme.work.claim"), span("http"), root=None) == [
        ("acme_work_claim", "AcmeWorkClaimSpan", "_acme"),
        ("http", "HttpSpan", "_http"),
    ]


def test_a_clash_restores_the_full_name_for_both() -> None:
    assert [name for name, _, _ in named(span("acme.work"), span("work"), span("acme.other"))] == [
        "acme_work",
        "work",
        "other",
    ]


def test_signals_that_share_a_name_are_called_by_their_ids() -> None:
    assert [name for name, _, _ in named(span("acme.work", "span.one"), span("acme.work", "span.two"))] == [
        "one",
        "two",
    ]


def test_what_still_collides_is_numbered_and_what_is_in_use_goes_first() -> None:
    old = span("acme.a.b", deprecated=deprecated("Use `acme.a_b`."))
    assert [name for name, _, _ in named(old, span("acme.a_b"))] == ["acme_a_b_2", "acme_a_b"]


def test_reserved_words_and_names_of_the_module() -> None:
    assert [name for name, _, _ in named(span("acme.import"), span("acme.list"), span("acme.collect"))] == [
        "import_",
        "list_",
        "acme_collect",
    ]


def test_spans_without_a_constant_name_are_called_by_their_ids() -> None:
    nameless, typed = span(None, "span.acme.work.free"), span("acme.typed", "span.acme.work.typed", is_v2=True)
    assert [name for name, _, _ in named(nameless, typed)] == ["work_free", "work_typed"]
    assert [has_constant_name(each) for each in (nameless, typed, span("acme.work"))] == [False, False, True]


def test_refinements_are_called_by_their_ids() -> None:
    base = metric("acme.size", Instrument.COUNTER)
    finer = group("acme.size.by_team", GroupType.METRIC, metric_name="acme.size", refines=base.id)
    assert [str(each.class_name) for each in signals((base, finer), "acme", frozenset())] == ["Size", "SizeByTeam"]


def test_no_namespace_gets_the_module_of_shared_classes() -> None:
    assert named(span("acme.common.thing"))[0][2] == "_common_"


def test_the_shared_root_looks_at_everything_the_registry_defines() -> None:
    assert shared_root(registry([attribute("acme.a")], [span("acme.b")])) == "acme"
    assert shared_root(registry([attribute("acme.a")], [span("other.b")])) is None
    assert shared_root(registry([attribute("acme.a")], [span("other.b", imported=True)], [attribute("x.y")])) == "acme"
    assert shared_root(registry()) is None


def test_setters_do_not_hide_those_of_every_span() -> None:
    attributes = [attribute("acme.status"), attribute("acme.work.id"), attribute("status")]
    arguments = {"acme.status": Code("acme_status"), "acme.work.id": Code("work_id"), "status": Code("status")}
    assert setter_names(attributes, arguments) == {
        "acme.status": "set_acme_status",
        "acme.work.id": "set_work_id",
        "status": "set_status_2",
    }


def test_allot_answers_an_item_once() -> None:
    assert allot([("a", ("x",)), ("b", ("x", "y")), ("c", ("x", "y")), ("a", ("z",))]) == {
        "a": "x",
        "b": "y",
        "c": "y_2",
    }
