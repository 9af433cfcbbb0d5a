"""Promises that rest on weaker ones."""

from __future__ import annotations

from typing import Any

import pytest

from swarmgen.diagnostics import Diagnostic, Place
from swarmgen.model.conventions import GroupType, RequirementKind, RequirementLevel, Stability
from tests.builders import attribute, deprecated, group, registry
from tests.unit.swarmgen.analysis.lints.run import found

STABLE, DEVELOPMENT = Stability.STABLE, Stability.DEVELOPMENT


def of_signal(kind: GroupType = GroupType.SPAN, stability: Stability = STABLE, **fields: Any) -> list[Diagnostic]:
    used = attribute("acme.a", stability=fields.pop("of_attribute", DEVELOPMENT), **fields.pop("attribute", {}))
    span = group(f"{kind.value}.acme.x", kind, stability=stability, attributes=(used,), **fields)
    return found("stable-signal-unstable-attribute", registry([used], [span]))


@pytest.mark.parametrize("kind", [GroupType.SPAN, GroupType.EVENT, GroupType.METRIC, GroupType.ENTITY])
def test_a_stable_signal_with_an_unstable_attribute(kind: GroupType) -> None:
    name = "metric.acme.x" if kind is GroupType.METRIC else "acme.x"  # no metric name is given here
    (diagnostic,) = of_signal(kind)
    assert diagnostic.message == (
        f'{kind.value} "{name}" is stable, but the stability of its attribute "acme.a" is development'
    )
    assert diagnostic.place == Place("model/acme.yaml")
    assert [note.place for note in diagnostic.notes] == [Place("model/acme.yaml", 1)]


@pytest.mark.parametrize("of_attribute", [Stability.RELEASE_CANDIDATE, None])
def test_anything_but_stable_is_unstable(of_attribute: Stability | None) -> None:
    assert len(of_signal(of_attribute=of_attribute)) == 1


def test_a_stable_attribute_is_fine() -> None:
    assert not of_signal(of_attribute=STABLE)


def test_an_unstable_signal_is_fine() -> None:
    assert not of_signal(stability=Stability.BETA)


def test_a_deprecated_signal_is_fine() -> None:
    assert not of_signal(deprecated=deprecated("Old."))


@pytest.mark.parametrize(("kind", "problems"), [(RequirementKind.OPT_IN, 0), (RequirementKind.RECOMMENDED, 1)])
def test_opt_in_attributes_are_excepted(kind: RequirementKind, problems: int) -> None:
    level = RequirementLevel(kind=kind, text="On request.")
    assert len(of_signal(attribute={"requirement_level": level})) == problems


def test_an_attribute_group_promises_nothing() -> None:
    assert not of_signal(GroupType.ATTRIBUTE_GROUP)


def test_an_attribute_of_a_dependency_has_no_note() -> None:
    used = attribute("service.x")
    span = group("span.acme.x", GroupType.SPAN, stability=STABLE, attributes=(used,))
    (diagnostic,) = found("stable-signal-unstable-attribute", registry(groups=[span], foreign=[used]))
    assert diagnostic.notes == ()


@pytest.mark.parametrize(
    ("base", "own", "problem"),
    [
        (STABLE, STABLE, None),
        (STABLE, DEVELOPMENT, None),
        (None, DEVELOPMENT, None),
        (DEVELOPMENT, None, None),
        (DEVELOPMENT, Stability.ALPHA, "alpha, but the stability of"),
        (Stability.ALPHA, Stability.BETA, "beta, but the stability of"),
        (Stability.BETA, Stability.RELEASE_CANDIDATE, "release_candidate, but the stability of"),
        (Stability.RELEASE_CANDIDATE, STABLE, "stable, but the stability of"),
        (None, Stability.ALPHA, "alpha, but the stability of"),
    ],
)
def test_a_refinement_promises_no_more_than_its_base(
    base: Stability | None, own: Stability | None, problem: str | None
) -> None:
    signals = [
        group("span.acme.x", GroupType.SPAN, stability=base),
        group("acme.x.fast", GroupType.SPAN, stability=own, refines="span.acme.x"),
    ]
    diagnostics = found("refinement-more-stable-than-base", registry(groups=signals))
    assert len(diagnostics) == (problem is not None)
    for diagnostic in diagnostics:
        assert diagnostic.message.startswith(f'"acme.x.fast" is {problem} "span.acme.x", which it refines, is ')


def test_a_base_out_of_sight_is_not_compared() -> None:
    alone = group("acme.x.fast", GroupType.SPAN, stability=STABLE, refines="span.acme.x")
    assert not found("refinement-more-stable-than-base", registry(groups=[alone]))
