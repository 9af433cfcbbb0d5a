"""What `annotations.swarmsh` may say."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from swarmgen.diagnostics import Diagnostic, Place
from swarmgen.model.conventions import AttributeType, GroupType, PrimitiveType, TemplateType
from tests.builders import attribute, enum, group, member, registry
from tests.unit.swarmgen.analysis.lints.run import found

CODE = "swarmsh-annotations"
PREFIX = 'annotations.swarmsh of attribute "acme.a"'
T = PrimitiveType
KIND = enum(member("low", 1), member("high", 2))
KEYS = "keys: type, range, scale, max_bytes, max_items, to, open, value"


def judge(kind: AttributeType, options: Any) -> list[Diagnostic]:
    own = [attribute("acme.a", kind, annotations={"swarmsh": options}), attribute("acme.b"), attribute("acme.n", T.INT)]
    return found(CODE, registry(own, foreign=[attribute("service.name")]))


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        (T.STRING, {}),
        (T.STRING, {"type": "identifier"}),
        (T.STRING, {"type": "text", "max_bytes": 1}),
        (T.STRING, {"max_bytes": 65536, "value": "x"}),
        (T.INT, {"type": "time"}),
        (T.INT, {"type": "duration", "range": {"min": 0}}),
        (T.INT, {"type": "decimal", "scale": 1}),
        (T.INT, {"type": "decimal", "scale": 18, "range": {"max": 9}}),
        (T.INT, {"range": {"min": -1, "max": -1}, "value": -1}),
        (T.INTS, {"range": {"min": 1, "max": 2}, "max_items": 1, "value": (1, 2)}),
        (T.STRINGS, {"type": "set", "max_items": 65536, "max_bytes": 9}),
        (T.STRINGS, {"type": "set", "to": "acme.b"}),
        (T.STRINGS, {"value": ()}),
        (T.STRING, {"type": "reference", "to": "acme.b"}),
        (T.STRING, {"type": "reference", "to": "service.name"}),
        (T.DOUBLE, {"value": 1}),
        (T.DOUBLE, {"value": 1.5}),
        (T.BOOLEAN, {"value": False}),
        (T.ANY, {"value": (None,)}),
        (KIND, {"value": 2}),
        (TemplateType(T.STRING), {"type": "identifier", "max_bytes": 5}),
        (TemplateType(T.STRINGS), {"type": "set"}),
    ],
)
def test_what_is_right(kind: AttributeType, options: dict[str, Any]) -> None:
    assert [diagnostic.message for diagnostic in judge(kind, options)] == []


@pytest.mark.parametrize(
    ("kind", "options", "problem", "hint"),
    [
        (T.INT, {"rnage": {}}, 'there is no "rnage"', 'did you mean "range"?'),
        (T.INT, {"zzz": 1}, 'there is no "zzz"', KEYS),
        (T.STRING, {"type": "tetx"}, 'there is no type "tetx"', 'did you mean "text"?'),
        (
            T.STRING,
            {"type": None},
            "there is no type nothing",
            "types: identifier, text, time, duration, decimal, set, reference",
        ),
        (T.INT, {"type": "text"}, "text needs an attribute of type string, not int", None),
        (T.STRING, {"type": "time"}, "time needs an attribute of type int, not string", None),
        (T.STRING, {"type": "set"}, "set needs an attribute of type string[], not string", None),
        (KIND, {"type": "text"}, "text needs an attribute of type string, not an enumeration", None),
        (T.INT, {"type": "decimal"}, 'a decimal needs "scale"', "scale: 1 stores 3.5 as 35"),
        (T.STRING, {"range": {"min": 1}}, "a range needs an attribute of type int, not string", None),
        (T.DOUBLE, {"range": {"min": 1}}, "a range needs an attribute of type int, not double", None),
        (KIND, {"range": {"min": 1}}, "a range needs an attribute of type int, not an enumeration", None),
        (T.INT, {"range": {}}, '"range" must be a mapping with "min", "max" or both', None),
        (T.INT, {"range": {"low": 1}}, '"range" must be a mapping with "min", "max" or both', None),
        (T.INT, {"range": (1, 2)}, '"range" must be a mapping with "min", "max" or both', None),
        (T.INT, {"range": {"min": "1"}}, '"min" of the range must be an integer, not "1"', None),
        (T.INT, {"range": {"max": True}}, '"max" of the range must be an integer, not true', None),
        (T.INT, {"range": {"max": 1.5}}, '"max" of the range must be an integer, not 1.5', None),
        (T.INT, {"range": {"min": 2, "max": 1}}, "the range is empty: min 2 is above max 1", "exchange them"),
        (T.INT, {"scale": 1}, '"scale" needs "type: decimal"', None),
        (T.INT, {"type": "decimal", "scale": 0}, '"scale" must be an integer from 1 to 18, not 0', None),
        (T.INT, {"type": "decimal", "scale": 19}, '"scale" must be an integer from 1 to 18, not 19', None),
        (T.STRING, {"max_bytes": 0}, '"max_bytes" must be an integer from 1 to 65536, not 0', None),
        (T.STRING, {"max_bytes": 65537}, '"max_bytes" must be an integer from 1 to 65536, not 65537', None),
        (T.STRING, {"max_bytes": {}}, '"max_bytes" must be an integer from 1 to 65536, not a mapping', None),
        (T.INT, {"max_bytes": 1}, '"max_bytes" needs an attribute of type string or string[], not int', None),
        (T.STRINGS, {"max_items": ()}, '"max_items" must be an integer from 1 to 65536, not a list', None),
        (T.STRING, {"max_items": 1}, '"max_items" needs an attribute of an array type, not string', None),
        (KIND, {"max_items": 1}, '"max_items" needs an attribute of an array type, not an enumeration', None),
        (
            T.STRING,
            {"type": "reference"},
            'a reference needs "to"',
            "name the attribute whose values it holds",
        ),
        (T.STRING, {"to": "acme.b"}, '"to" needs "type: reference" or "type: set"', None),
        (
            T.STRING,
            {"type": "reference", "to": "acme.bb"},
            '"to" must name an attribute; there is no "acme.bb"',
            'did you mean "acme.b"?',
        ),
        (T.STRING, {"type": "reference", "to": 3}, '"to" must name an attribute; there is no 3', None),
        (
            T.STRING,
            {"type": "reference", "to": "acme.n"},
            '"to" must name an attribute of type string; "acme.n" is int',
            None,
        ),
        (T.STRING, {"value": 1}, '"value" must be of type string', None),
        (T.INT, {"value": True}, '"value" must be of type int', None),
        (T.INT, {"value": 1.0}, '"value" must be of type int', None),
        (T.BOOLEAN, {"value": 0}, '"value" must be of type boolean', None),
        (T.DOUBLE, {"value": True}, '"value" must be of type double', None),
        (T.STRINGS, {"value": "x"}, '"value" must be of type string[]', None),
        (T.STRINGS, {"value": ("x", 1)}, '"value" must be of type string[]', None),
        (T.ANY, {"value": None}, '"value" must be of type any', None),
        (KIND, {"value": 3}, '"value" must be one of 1, 2', None),
        (KIND, {"value": True}, '"value" must be one of 1, 2', None),
        (KIND, {"value": "low"}, '"value" must be one of 1, 2', None),
        (T.INT, {"range": {"min": 1}, "value": 0}, '"value" 0 is outside the range', None),
        (T.INT, {"range": {"max": 1}, "value": 2}, '"value" 2 is outside the range', None),
        (
            TemplateType(T.STRING),
            {"value": "x"},
            '"value" cannot stand on a template: its attributes have names of their own',
            None,
        ),
    ],
)
def test_what_is_wrong(kind: AttributeType, options: dict[str, Any], problem: str, hint: str | None) -> None:
    (diagnostic,) = judge(kind, options)
    assert diagnostic.message == f"{PREFIX}: {problem}"
    assert diagnostic.hint == hint
    assert diagnostic.is_error and diagnostic.place == Place("model/acme.yaml", 1)


@pytest.mark.parametrize("options", ["text", 1, ("type",), False])
def test_it_must_be_a_mapping(options: Any) -> None:
    (diagnostic,) = judge(T.STRING, options)
    assert (diagnostic.message, diagnostic.hint) == (f"{PREFIX} must be a mapping", KEYS)


def test_other_annotations_are_not_ours() -> None:
    assert not found(CODE, registry([attribute("acme.a", annotations={"other": {"type": 1}}), attribute("acme.b")]))


def test_a_reference_with_its_own_annotations_is_judged_where_it_stands() -> None:
    own = attribute("acme.kind", KIND, annotations={"swarmsh": {}})
    used = replace(own, annotations={"swarmsh": {"value": 9}})
    span = group("span.acme.x", GroupType.SPAN, attributes=(used,), place=Place("spans.yaml", 4))
    (diagnostic,) = found(CODE, registry([own], [span]))
    assert diagnostic.place == Place("spans.yaml", 4)


def test_a_reference_repeats_no_diagnostic_of_its_definition() -> None:
    own = attribute("acme.a", annotations={"swarmsh": {"value": 9}})
    span = group("span.acme.x", GroupType.SPAN, attributes=(own,))
    assert len(found(CODE, registry([own], [span]))) == 1
