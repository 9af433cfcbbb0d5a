"""Which definitions become constants."""

from __future__ import annotations

from dataclasses import replace

import pytest

from swarmgen.backends.python.constants.selection import attribute_modules, members, metric_modules
from swarmgen.model.conventions import GroupType, Instrument, Lineage, Registry
from tests.builders import attribute, enum, group, member, metric, registry
from tests.unit.swarmgen.backends.python.samples import EXCLUDED, target


def attributes_of(registry: Registry, excluded: frozenset[str] = frozenset()) -> dict[str, list[str]]:
    found = attribute_modules(registry, target(exclude_namespaces=excluded))
    return {module.name: [each.name for each in module.definitions] for module in found}


def metrics_of(registry: Registry, excluded: frozenset[str] = frozenset()) -> dict[str, list[str | None]]:
    found = metric_modules(registry, target(exclude_namespaces=excluded))
    return {module.name: [each.metric_name for each in module.definitions] for module in found}


def test_attributes_are_ordered_by_code_point_in_the_module_of_their_root_namespace() -> None:
    names = ["b.a", "a.b_c", "a.b.c", "alone", "a.B", "a.a"]
    assert attributes_of(registry(map(attribute, names))) == {
        "a_attributes": ["a.B", "a.a", "a.b.c", "a.b_c"],
        "b_attributes": ["b.a"],
        "other_attributes": ["alone"],
    }


@pytest.mark.parametrize(
    ("name", "module"),
    [
        ("userAgent.os", "user_agent_attributes"),
        ("1st.a", "_1st_attributes"),
        ("é.a", "__attributes"),
        ("class.a", "class_attributes"),
    ],
)
def test_a_module_name_is_an_identifier(name: str, module: str) -> None:
    assert attributes_of(registry([attribute(name)])) == {module: [name]}


def test_namespaces_that_differ_in_case_share_a_module() -> None:
    assert attributes_of(registry([attribute("userAgent.b"), attribute("user_agent.a")])) == {
        "user_agent_attributes": ["userAgent.b", "user_agent.a"]
    }


def test_attributes_of_dependencies_are_not_redefined() -> None:
    assert attributes_of(registry([attribute("a.b")], foreign=[attribute("error.type")])) == {"a_attributes": ["a.b"]}


def test_attributes_defined_outside_registry_groups_are_left_out() -> None:
    known = registry([attribute("a.b"), attribute("a.c")])
    moved = replace(known, attribute_groups={"a.b": "registry.a", "a.c": "span.a"})
    assert attributes_of(moved) == {"a_attributes": ["a.b"]}


@pytest.mark.parametrize(
    ("annotations", "kept"),
    [
        (None, True),
        ({"code_generation": {"exclude": True}}, False),
        ({"code_generation": {"exclude": False}}, True),
        ({"code_generation": {"exclude": "true"}}, True),
        ({"code_generation": True}, True),
        ({"exclude": True}, True),
    ],
)
def test_code_generation_exclude(annotations: dict[str, object] | None, kept: bool) -> None:
    known = registry(
        [attribute("a.b", annotations=annotations), attribute("a.z")],
        [metric("m.b", Instrument.COUNTER, annotations=annotations), metric("m.z", Instrument.COUNTER)],
    )
    assert attributes_of(known) == {"a_attributes": ["a.b", "a.z"] if kept else ["a.z"]}
    assert metrics_of(known) == {"m_metrics": ["m.b", "m.z"] if kept else ["m.z"]}


def test_excluded_namespaces_have_no_module() -> None:
    known = registry(
        [attribute("go.a"), attribute("gone.a"), attribute("alone")],
        [metric("go.m", Instrument.COUNTER), metric("gone.m", Instrument.COUNTER)],
    )
    assert sorted(attributes_of(known)) == ["go_attributes", "gone_attributes", "other_attributes"]
    assert sorted(attributes_of(known, frozenset({"go", "other"}))) == ["gone_attributes"]
    assert sorted(metrics_of(known, frozenset({"go"}))) == ["gone_metrics"]


def test_members_that_are_excluded_are_left_out_and_others_keep_their_order() -> None:
    status = attribute("a.b", enum(member("z"), member("y", **EXCLUDED), member("x")))
    assert [each.id for each in members(status)] == ["z", "x"]
    assert members(attribute("a.b")) == ()


def test_what_is_declared_twice_is_taken_once() -> None:
    twice = attribute("a.b", enum(member("x", 1), member("x", 2)))
    assert [each.value for each in members(twice)] == [1]
    first, second = metric("a.b", Instrument.COUNTER), metric("a.b", Instrument.GAUGE)
    (module,) = metric_modules(registry(groups=[first, second]), target())
    assert module.definitions == (first,)


def test_metrics_are_base_metrics_ordered_by_name() -> None:
    refinement = replace(metric("a.b", Instrument.COUNTER), id="metric.a.b.client")
    span = group("metric.a.x", GroupType.SPAN)
    known = registry(
        groups=[refinement, span, *(metric(name, Instrument.COUNTER) for name in ("a.c", "b.a", "a.b", "one"))]
    )
    assert metrics_of(known) == {"a_metrics": ["a.b", "a.c"], "b_metrics": ["b.a"], "one_metrics": ["one"]}


def test_sources_name_each_file_of_this_registry_once() -> None:
    imported = metric("a.z", Instrument.COUNTER, imported=True, lineage=Lineage(schema_url="x", path="elsewhere.yaml"))
    known = registry(groups=[metric("a.c", Instrument.COUNTER), metric("a.b", Instrument.COUNTER), imported])
    (module,) = metric_modules(known, target())
    assert module.sources == ("model/a.yaml",)
    assert len(module.definitions) == 3
