"""Members of enumerated attributes."""

from __future__ import annotations

from typing import Any

import pytest

from swarmgen.diagnostics import Diagnostic, Place
from swarmgen.model.conventions import EnumMember, Stability
from tests.builders import attribute, deprecated, enum, member, registry
from tests.unit.swarmgen.analysis.lints.run import found

EXCLUDED = {"code_generation": {"exclude": True}}


def of_members(code: str, *members: EnumMember, **fields: Any) -> list[Diagnostic]:
    return found(code, registry([attribute("acme.kind", enum(*members), **fields)]))


def test_ids_are_unique() -> None:
    first, second = Place("m.yaml", 3), Place("m.yaml", 5)
    (diagnostic,) = of_members(
        "enum-member-ids-unique", member("a", 1, place=first), member("b", 2), member("a", 3, place=second)
    )
    assert diagnostic.message == 'attribute "acme.kind" has two members with the id "a"'
    assert (diagnostic.place, diagnostic.notes[0].place, diagnostic.is_error) == (second, first, True)


def test_a_member_without_place_stands_where_its_attribute_stands() -> None:
    (diagnostic,) = of_members("enum-member-ids-unique", member("a", 1), member("a", 2))
    assert diagnostic.place == diagnostic.notes[0].place == Place("model/acme.yaml", 1)


def test_an_excluded_member_may_repeat_an_id() -> None:
    assert not of_members("enum-member-ids-unique", member("a", 1), member("a", 2, annotations=EXCLUDED))


def test_values_are_unique() -> None:
    (diagnostic,) = of_members("enum-member-values-unique", member("a", 1), member("b", 1), member("c", 2))
    assert diagnostic.message == 'members "a" and "b" of attribute "acme.kind" share a value'
    assert diagnostic.notes[0].message == '"a" has the value already' and not diagnostic.is_error


@pytest.mark.parametrize("excuse", [{"deprecated": deprecated("Old.")}, {"annotations": EXCLUDED}])
def test_a_retired_member_may_share_a_value(excuse: dict[str, Any]) -> None:
    assert not of_members("enum-member-values-unique", member("a", 1, **excuse), member("b", 1))
    assert not of_members("enum-member-values-unique", member("a", 1), member("b", 1, **excuse))


def test_a_repeated_id_is_not_also_a_shared_value() -> None:
    assert not of_members("enum-member-values-unique", member("a", 1), member("a", 1))


@pytest.mark.parametrize(
    ("own", "of_attribute", "problem"),
    [
        (Stability.STABLE, Stability.STABLE, None),
        (Stability.BETA, Stability.DEVELOPMENT, None),
        (None, None, None),
        (Stability.STABLE, Stability.RELEASE_CANDIDATE, "release_candidate"),
        (Stability.STABLE, None, "no stability given"),
    ],
)
def test_a_stable_member_needs_a_stable_attribute(
    own: Stability | None, of_attribute: Stability | None, problem: str | None
) -> None:
    diagnostics = of_members("stable-member-unstable-attribute", member("a", stability=own), stability=of_attribute)
    expected = [f'member "a" is stable, but its attribute "acme.kind" is not ({problem})'] if problem else []
    assert [diagnostic.message for diagnostic in diagnostics] == expected


def test_members_of_a_deprecated_attribute_are_left_alone() -> None:
    stable = member("a", stability=Stability.STABLE)
    assert not of_members("stable-member-unstable-attribute", stable, deprecated=deprecated("Old."))
