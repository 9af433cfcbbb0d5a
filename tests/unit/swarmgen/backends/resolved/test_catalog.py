"""The order of the catalog is total, and equal places mean equal variants."""

from __future__ import annotations

from dataclasses import fields, replace
from itertools import permutations
from typing import Any, Final

import pytest

from swarmgen.backends.resolved.catalog import Catalog, sort_key
from swarmgen.model.conventions import (
    Attribute,
    Deprecated,
    DeprecatedReason,
    EnumMember,
    EnumType,
    PrimitiveType,
    RequirementKind,
    RequirementLevel,
    Role,
    Stability,
    TemplateType,
)
from tests.builders import attribute

BASE: Final = attribute("acme.a", brief="b", note="")

_OBSOLETED, _RENAMED = DeprecatedReason.OBSOLETED, DeprecatedReason.RENAMED
IN_ORDER: Final[dict[str, list[Any]]] = {
    "name": ["A", "a", "a.b", "a_b", "ä"],
    "type": [
        *(
            PrimitiveType(name)
            for name in ["boolean", "int", "double", "string", "any", "string[]", "int[]", "double[]", "boolean[]"]
        ),
        TemplateType(PrimitiveType.BOOLEAN),
        TemplateType(PrimitiveType.STRINGS),
        EnumType(()),
        EnumType((EnumMember(id="a", value="a"),)),
        EnumType((EnumMember(id="a", value="a"), EnumMember(id="b", value=1))),
        EnumType((EnumMember(id="a", value="a", brief=""),)),
        EnumType((EnumMember(id="b", value=1),)),
        EnumType((EnumMember(id="b", value="1"),)),
    ],
    "brief": ["", "a", "b"],
    "examples": [
        None,
        False,
        True,
        0,
        9,
        10,
        0.5,
        1.0,
        "",
        "1",
        "a",
        (),
        (False,),
        (1,),
        (1.0,),
        ("a",),
        ("a", "b"),
        ((1,),),
    ],
    "tag": [None, "", "a"],
    "requirement_level": [
        RequirementLevel(kind=RequirementKind.REQUIRED),
        RequirementLevel(kind=RequirementKind.RECOMMENDED),
        RequirementLevel(kind=RequirementKind.OPT_IN),
        RequirementLevel(kind=RequirementKind.CONDITIONALLY_REQUIRED, text="a"),
        RequirementLevel(kind=RequirementKind.CONDITIONALLY_REQUIRED, text="b"),
        RequirementLevel(kind=RequirementKind.RECOMMENDED, text=""),
        RequirementLevel(kind=RequirementKind.RECOMMENDED, text="a"),
        RequirementLevel(kind=RequirementKind.OPT_IN, text="a"),
    ],
    "sampling_relevant": [None, False, True],
    "note": ["", "a"],
    "stability": [
        None,
        *(Stability(name) for name in ["deprecated", "stable", "development", "alpha", "beta", "release_candidate"]),
    ],
    "deprecated": [
        None,
        Deprecated(reason=_RENAMED, note="b", renamed_to="x"),
        Deprecated(reason=_RENAMED, note="a", renamed_to="y"),
        Deprecated(reason=_OBSOLETED, note="a"),
        Deprecated(reason=_OBSOLETED, note="b"),
    ],
    "prefix": [False, True],
    "annotations": [None, {}, {"a": 1}, {"a": 1, "b": None}, {"a": {"c": 1}}, {"b": 1}],
    "role": [None, Role.IDENTIFYING, Role.DESCRIPTIVE],
}


def test_every_field_counts() -> None:
    assert list(IN_ORDER) == [field.name for field in fields(Attribute)]


@pytest.mark.parametrize("field", IN_ORDER)
def test_variants_are_sorted_by_each_field(field: str) -> None:
    variants = [replace(BASE, **{field: value}) for value in IN_ORDER[field]]
    keys = [sort_key(variant) for variant in variants]
    assert keys == sorted(keys) and len(set(map(repr, keys))) == len(keys)
    assert Catalog(reversed(variants)).variants == tuple(variants)


@pytest.mark.parametrize(("earlier", "later"), [*zip(IN_ORDER, [*IN_ORDER][1:], strict=False)])
def test_earlier_fields_decide_first(earlier: str, later: str) -> None:
    low = replace(BASE, **{earlier: IN_ORDER[earlier][0], later: IN_ORDER[later][-1]})
    high = replace(BASE, **{earlier: IN_ORDER[earlier][-1], later: IN_ORDER[later][0]})
    assert Catalog([high, low]).variants == (low, high)


def test_the_catalog_does_not_depend_on_where_variants_were_found() -> None:
    variants = [replace(BASE, note=note) for note in "cab"]
    assert {Catalog(order).variants for order in permutations(variants)} == {
        tuple(replace(BASE, note=n) for n in "abc")
    }


def test_equal_variants_are_one() -> None:
    catalog = Catalog([BASE, replace(BASE), replace(BASE, note="n")])
    assert [catalog.index(replace(BASE)), catalog.index(replace(BASE, note="n"))] == [0, 1]
    assert len(catalog.variants) == 2
