"""What docstrings say."""

from __future__ import annotations

import ast

import pytest

from swarmgen.backends.python.helpers.texts import (
    argument_list,
    document,
    examples,
    facts,
    note,
    requirement,
    sentence,
    value_facts,
    words,
)
from swarmgen.model.conventions import Json, PrimitiveType, RequirementKind, RequirementLevel, Role, TemplateType
from tests.builders import attribute, enum, member
from tests.helpers_python.registries import OPT_IN, REQUIRED, swarmsh, using, when


@pytest.mark.parametrize(
    ("text", "expected"), [("", ""), (" a\n b ", "a b."), ("Done.", "Done."), ("Why?", "Why?"), ("So:", "So:")]
)
def test_sentence(text: str, expected: str) -> None:
    assert sentence(text) == expected


def test_paragraphs_without_text_are_left_out() -> None:
    assert document("One.", "", "  ", "Two.") == '"""One.\n\nTwo.\n"""'
    assert ast.literal_eval(document('ends in "quotes"')) == 'ends in "quotes"'
    assert words("A.", "", "B.") == "A. B."
    assert (note("  "), note(" x\n")) == ("", "Note: x")


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        (REQUIRED, "required"),
        (OPT_IN, "opt-in"),
        (when("If it\n failed."), "conditionally required: If it failed"),
        (RequirementLevel(kind=RequirementKind.RECOMMENDED, text="Often."), "recommended: Often"),
    ],
)
def test_requirement(level: RequirementLevel, expected: str) -> None:
    assert requirement(level) == expected


def test_facts() -> None:
    wait = attribute("acme.wait", PrimitiveType.INT, **swarmsh(type="duration", range={"min": 1, "max": 9}))
    assert facts(wait, wait) == "`acme.wait`: int, 1 to 9, a duration in nanoseconds; recommended."
    assert value_facts(wait, wait) == "A duration in nanoseconds, 1 to 9."
    overridden = using(wait, annotations=None)
    assert value_facts(overridden, wait) == "A duration in nanoseconds, 1 to 9."
    label = attribute("acme.label", TemplateType(PrimitiveType.STRINGS), role=Role.IDENTIFYING)
    assert facts(label, label) == "`acme.label`: template[string[]]; identifying; recommended."
    kind = attribute("acme.kind", enum(member("a")), **swarmsh(range={"max": 3}, type="unheard of"))
    assert facts(kind, kind) == "`acme.kind`: enum, at most 3; recommended."
    assert value_facts(label, label) == ""


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (None, ""),
        ((), ""),
        ("a\nb", "Examples: `a b`."),
        ((1, 2.5, True, "x", "left out"), "Examples: `1`, `2.5`, `True`, `x`."),
        ((("a", "b"), ("c",)), "Examples: [`a`, `b`], [`c`]."),
        (({"a": 1}, "b"), "Examples: `b`."),
    ],
)
def test_examples(given: Json, expected: str) -> None:
    assert examples(attribute("acme.x", examples=given)) == expected


def test_argument_list() -> None:
    assert argument_list([]) == ""
    long = "word " * 20
    assert argument_list([("one", "Short.", ""), ("two", long.strip(), "Note: more.\n\n- a\n- b")]) == (
        "Args:\n"
        "    one: Short.\n"
        f"    two: {'word ' * 15}word\n"
        f"        {'word ' * 3}word\n"
        "\n"
        "        Note: more.\n"
        "\n"
        "        - a\n"
        "        - b"
    )
