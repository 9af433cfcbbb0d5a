"""Orders of inheritance that only machines write: long chains, many circles, duplicate ids."""

from __future__ import annotations

from pathlib import Path

from swarmgen.analysis.order import parents_first
from swarmgen.diagnostics import Place, Sink
from swarmgen.model.conventions import GroupType
from swarmgen.spec.syntax import GroupSpec, Reference
from tests.unit.swarmgen.analysis.registries import resolved, write


def _group(name: str, *parents: str, line: int = 1) -> GroupSpec:
    places = [Reference(parent, Place("a.yaml", line, column + 1)) for column, parent in enumerate(parents)]
    return GroupSpec(
        id=name,
        type=GroupType.ATTRIBUTE_GROUP,
        extends=places[0] if places else None,
        includes=tuple(places[1:]),
        path="a.yaml",
        place=Place("a.yaml", line),
    )


def _order(*specs: GroupSpec) -> tuple[list[str], list[str]]:
    sink = Sink()
    return [specs[index].id for index in parents_first(specs, {}, sink)], [d.message for d in sink]


def test_no_groups() -> None:
    assert _order() == ([], [])


def test_a_long_chain_written_backwards() -> None:
    count = 20_000
    specs = [_group(f"g{i}", *([f"g{i - 1}"] if i else [])) for i in reversed(range(count))]
    assert _order(*specs) == ([f"g{i}" for i in range(count)], [])


def test_a_long_chain_below_an_unknown_group_is_one_error() -> None:
    specs = [_group(f"g{i}", f"g{i - 1}") for i in range(20_000)]
    assert _order(*specs) == ([], ['there is no group "g-1"'])


def test_each_circle_is_told_once() -> None:
    groups = [_group("a", "b"), _group("b", "a"), _group("c", "c"), _group("d", "a", "c"), _group("e", "d")]
    assert _order(*groups) == (
        [],
        [
            "groups inherit from each other in a circle: a → b → a",
            "groups inherit from each other in a circle: c → c",
        ],
    )


def test_two_circles_that_share_a_group() -> None:
    order, said = _order(_group("a", "b", "c", line=1), _group("b", "a", line=2), _group("c", "a", line=3))
    assert order == []
    assert said == [
        "groups inherit from each other in a circle: a → b → a",
        "groups inherit from each other in a circle: a → c → a",
    ]


def test_children_of_duplicate_ids_wait_for_one_of_them() -> None:
    order, said = _order(_group("child", "twice"), _group("twice"), _group("twice"))
    assert (said == [] and order == ["twice", "twice", "child"]) or order == ["twice", "child", "twice"]


def test_a_long_chain_resolves(tmp_path: Path) -> None:
    first = "{id: g0, type: attribute_group, brief: b, attributes: [{id: a.a, type: int, brief: b, stability: stable}]}"
    others = [f"{{id: g{i}, type: attribute_group, brief: b, extends: g{i - 1}}}" for i in range(1, 3000)]
    write(tmp_path, {"a.yaml": "groups:\n" + "".join(f"  - {group}\n" for group in (first, *others))})
    registry, said = resolved(tmp_path)
    assert said == [] and registry is not None
    assert {group.attributes[0].name for group in registry.groups} == {"a.a"}
