"""The words for the facts of a convention."""

from __future__ import annotations

import pytest

from swarmgen.backends.docs import phrases
from swarmgen.model.conventions import (
    AttributeType,
    Json,
    PrimitiveType,
    RequirementKind,
    RequirementLevel,
    Stability,
    TemplateType,
)
from tests.builders import attribute, enum, member
from tests.unit.swarmgen.backends.docs import samples


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (PrimitiveType.STRINGS, "`string[]`"),
        (TemplateType(PrimitiveType.INT), "`template[int]`"),
        (enum(member("a"), member("b")), "enum of `string`"),
        (enum(member("a", 1), member("b", True), member("c", 0.5)), "enum of `boolean` or `double` or `int`"),
        (enum(), "enum of `string`"),
    ],
)
def test_types(kind: AttributeType, expected: str) -> None:
    assert phrases.attribute_type(kind) == expected


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        (None, ""),
        (RequirementLevel(kind=RequirementKind.OPT_IN), "opt-in"),
        (
            RequirementLevel(kind=RequirementKind.RECOMMENDED, text="Where <cheap>."),
            "recommended: Where &lt;cheap&gt;.",
        ),
        (samples.conditionally("If it failed."), "conditionally required: If it failed."),
    ],
)
def test_requirement_levels(level: RequirementLevel | None, expected: str) -> None:
    assert phrases.requirement(level) == expected


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("range", {"min": 1, "max": 10}, ("Range", "`1` to `10`")),
        ("range", {"min": 0}, ("Range", "at least `0`")),
        ("range", {"max": -1}, ("Range", "at most `-1`")),
        ("range", {}, ("Range", "`{}`")),
        ("range", {"min": 1, "step": 2}, ("Range", '`{"min": 1, "step": 2}`')),
        ("type", "duration", ("Kind", "`duration`")),
        ("max_bytes", 64, ("Most bytes", "`64`")),
        ("a|b", "", ("A\\|b", '`""`')),
        ("set", True, ("Set", "`true`")),
    ],
)
def test_limits(key: str, value: Json, expected: tuple[str, str]) -> None:
    one = attribute("a.b", **samples.annotated(**{key: value}))
    assert list(phrases.limits(one)) == [expected]


@pytest.mark.parametrize("annotations", [None, {}, {"other": {"range": 1}}, {"swarmsh": "text"}])
def test_other_annotations_are_no_limits(annotations: dict[str, Json] | None) -> None:
    assert list(phrases.limits(attribute("a.b", annotations=annotations))) == []


@pytest.mark.parametrize(
    ("examples", "expected"),
    [(None, ""), ("a", '`"a"`'), (("a", "b"), '`"a"`, `"b"`'), (((1, 2), (3,)), "`[1, 2]`, `[3]`")],
)
def test_examples(examples: Json, expected: str) -> None:
    assert phrases.examples(attribute("a.b", examples=examples)) == expected


def test_stability() -> None:
    assert phrases.stability(Stability.RELEASE_CANDIDATE) == "release candidate"
    assert phrases.stability(None) == "not stated"
