"""Which key checks an attribute, and what it takes."""

from __future__ import annotations

from typing import Any

import pytest

from swarmgen.backends.code import Code
from swarmgen.backends.python.helpers.workshop import Bench, Workshop
from swarmgen.model.conventions import Attribute, AttributeType, PrimitiveType, Stability, TemplateType
from tests.builders import attribute, deprecated, enum, member, registry
from tests.helpers_python.building import target
from tests.helpers_python.registries import swarmsh, using

STABLE: dict[str, Any] = {"stability": Stability.STABLE}
WORDS = enum(member("a"), member("b"))


def key(used: Attribute, definition: Attribute | None = None, *, is_foreign: bool = False) -> tuple[str, str, str]:
    """Expression, type and annotation of the key of an attribute, of this registry or of a dependency."""
    known = definition or used
    made = registry([], [], [known]) if is_foreign else registry([known])
    found = Bench(Workshop.of(made, target("acme")), ()).key(used, Code("name")).key
    return str(found.value), str(found.type), str(found.annotation)


@pytest.mark.parametrize(
    ("type", "value", "takes"),
    [
        (PrimitiveType.STRING, "Text(ACME_X)", "str"),
        (PrimitiveType.BOOLEAN, "Flag(ACME_X)", "bool"),
        (PrimitiveType.INT, "Integer(ACME_X)", "int"),
        (PrimitiveType.DOUBLE, "Double(ACME_X)", "float"),
        (PrimitiveType.ANY, "Anything(ACME_X)", "AttributeValue"),
        (PrimitiveType.STRINGS, "Several(Text(ACME_X))", "Sequence[str]"),
        (PrimitiveType.DOUBLES, "Several(Double(ACME_X))", "Sequence[float]"),
        (TemplateType(PrimitiveType.INT), "Family(Integer(ACME_X_TEMPLATE))", "int"),
        (TemplateType(PrimitiveType.ANY), "Family(Anything(ACME_X))", "AttributeValue"),
        (TemplateType(PrimitiveType.INTS), "Family(Several(Integer(ACME_X_TEMPLATE)))", "Sequence[int]"),
        (WORDS, "Choice(ACME_X, AcmeXValues)", "AcmeXValues"),
        (enum(member("other", "_OTHER")), "OpenChoice(Text(ACME_X), AcmeXValues)", "AcmeXValues | str"),
    ],
)
def test_types(type: AttributeType, value: str, takes: str) -> None:
    assert key(attribute("acme.x", type)) == (value, takes, "")


@pytest.mark.parametrize(
    ("type", "limits", "value"),
    [
        (PrimitiveType.INT, {"min": 0, "max": 9}, "Integer(ACME_X, low=0, high=9)"),
        (PrimitiveType.INT, {"max": -1}, "Integer(ACME_X, high=-1)"),
        (PrimitiveType.INT, {"min": 0.5, "max": True}, "Integer(ACME_X)"),
        (PrimitiveType.DOUBLE, {"min": 0, "max": 0.5}, "Double(ACME_X, low=0, high=0.5)"),
        (PrimitiveType.INTS, {"min": 1}, "Several(Integer(ACME_X, low=1))"),
        (PrimitiveType.STRING, {"min": 1}, "Text(ACME_X)"),
    ],
)
def test_ranges(type: AttributeType, limits: Any, value: str) -> None:
    assert key(attribute("acme.x", type, **swarmsh(range=limits)))[0] == value


def test_a_group_may_narrow_a_range_and_otherwise_keeps_it() -> None:
    definition = attribute("acme.x", PrimitiveType.INT, **swarmsh(range={"min": 0, "max": 9}))
    assert key(using(definition, **swarmsh(range={"min": 5})), definition)[0] == "Integer(ACME_X, low=5)"
    assert key(using(definition, annotations=None), definition)[0] == "Integer(ACME_X, low=0, high=9)"


def test_deprecated_attributes_say_so() -> None:
    old = attribute("acme.x", PrimitiveType.STRINGS, deprecated=deprecated('Use "y"\ninstead.'))
    assert key(old)[0] == "Several(Text(ACME_X, deprecated='Use \"y\" instead.'))"


def test_enumerations_are_open_where_their_convention_or_owner_says_so() -> None:
    assert key(attribute("acme.x", WORDS, **swarmsh(open=True)))[0] == "OpenChoice(Text(ACME_X), AcmeXValues)"
    assert key(attribute("acme.x", WORDS), is_foreign=True) == ('Text("acme.x")', "str", "")
    transport = attribute("network.transport", enum(member("tcp"), member("udp")), **STABLE)
    assert key(transport, is_foreign=True)[0] == "OpenChoice(Text(NETWORK_TRANSPORT), NetworkTransportValues)"
    numbers = enum(member("other", "_OTHER"), member("one", 1))
    assert key(attribute("acme.x", numbers)) == ("Anything(ACME_X)", "AttributeValue", "")


def test_a_stable_enumeration_with_unstable_members_takes_both_classes() -> None:
    half = attribute("acme.x", enum(member("old", **STABLE), member("new")), **STABLE)
    both = "AcmeXValues | IncubatingAcmeXValues"
    assert key(half) == ("Choice(ACME_X, AcmeXValues, IncubatingAcmeXValues)", both, f"Key[{both}]")
    whole = attribute("acme.x", enum(member("old", **STABLE)), **STABLE)
    assert key(whole) == ("Choice(ACME_X, AcmeXValues)", "AcmeXValues", "")


def test_groups_that_agree_share_a_key() -> None:
    definition = attribute("acme.x", PrimitiveType.INT)
    bench = Bench(Workshop.of(registry([definition]), target("acme")), ())
    narrow = using(definition, **swarmsh(range={"min": 5}))
    names = [str(bench.key(each, Code("x")).name) for each in (definition, narrow, definition, narrow)]
    assert names == ["_X", "_X_2", "_X", "_X_2"]
    assert [str(view.value) for view in bench.key_views()] == ["Integer(ACME_X)", "Integer(ACME_X, low=5)"]
