"""Names that become equal in generated code."""

from __future__ import annotations

import pytest

from swarmgen.diagnostics import Place, Severity
from swarmgen.model.conventions import Attribute, GroupType, Instrument, PrimitiveType, TemplateType
from tests.builders import attribute, deprecated, enum, group, member, metric, registry
from tests.unit.swarmgen.analysis.lints.run import found, messages

CONSTANTS, SHORT = "constant-collisions", "short-name-collisions"
EXCLUDED = {"code_generation": {"exclude": True}}


def test_attribute_constants() -> None:
    (diagnostic,) = found(CONSTANTS, registry([attribute("acme.client.id"), attribute("acme.client_id")]))
    assert diagnostic.message == (
        'attribute "acme.client_id" and attribute "acme.client.id" both become the constant ACME_CLIENT_ID'
    )
    assert diagnostic.is_error and diagnostic.place == Place("model/acme.yaml", 2)
    assert [note.place for note in diagnostic.notes] == [Place("model/acme.yaml", 1)]


def test_deprecation_makes_it_milder_and_exclusion_excuses() -> None:
    new, old = attribute("acme.client.id"), attribute("acme.client_id", deprecated=deprecated("Old."))
    (diagnostic,) = found(CONSTANTS, registry([new, old]))
    assert diagnostic.severity is Severity.WARNING
    assert not found(CONSTANTS, registry([new, attribute("acme.client_id", annotations=EXCLUDED)]))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (attribute("acme.a"), attribute("acme.b")),
        (attribute("acme_a.b"), attribute("acme.a_b")),
        (attribute("acme.a"), attribute("acme.a_template_x")),
        (attribute("acme.a_b"), attribute("acme.a.b", TemplateType(PrimitiveType.STRING))),
    ],
    ids=["different", "other module", "prefix", "suffix of templates"],
)
def test_no_clash(first: Attribute, second: Attribute) -> None:
    assert not found(CONSTANTS, registry([first, second]))


@pytest.mark.parametrize(("element", "problems"), [(PrimitiveType.INT, 1), (PrimitiveType.ANY, 0)])
def test_the_suffix_of_templates_can_clash(element: PrimitiveType, problems: int) -> None:
    both = [attribute("acme.a", TemplateType(element)), attribute("acme.a_template")]
    assert len(found(CONSTANTS, registry(both))) == problems


def test_enum_classes_lose_more_than_constants() -> None:
    both = [attribute("acme.v1_2", enum(member("a"))), attribute("acme.v12", enum(member("a")))]
    assert messages(CONSTANTS, registry(both)) == [
        'attribute "acme.v1_2" and attribute "acme.v12" both become the constant AcmeV12Values'
    ]


def test_enum_members() -> None:
    kind = enum(member("a.b"), member("a_b"), member("aB", annotations=EXCLUDED), member("other"))
    assert messages(CONSTANTS, registry([attribute("acme.kind", kind)])) == [
        'member "a_b" of attribute "acme.kind" and member "a.b" of attribute "acme.kind" both become the constant A_B'
    ]


def test_equal_ids_are_another_lints_business() -> None:
    assert not found(CONSTANTS, registry([attribute("acme.kind", enum(member("a", 1), member("a", 2)))]))


def test_metric_constants() -> None:
    both = [metric("acme.load.max", Instrument.GAUGE), metric("acme.load_max", Instrument.GAUGE)]
    assert messages(CONSTANTS, registry(groups=both)) == [
        'metric "acme.load_max" and metric "acme.load.max" both become the constant ACME_LOAD_MAX'
    ]
    assert not found(CONSTANTS, registry(groups=[both[0], metric("acme.load_max", Instrument.GAUGE, imported=True)]))


def test_a_metric_may_share_its_constant_with_an_attribute() -> None:
    assert not found(CONSTANTS, registry([attribute("acme.load")], [metric("acme.load", Instrument.GAUGE)]))


def test_a_clash_of_short_names_is_settled_with_full_names() -> None:
    spans = [group("span.acme.a.b", GroupType.SPAN), group("span.other.a.b", GroupType.SPAN)]
    assert not found(SHORT, registry(groups=spans))


def test_helpers_that_stay_ambiguous() -> None:
    spans = [group("span.acme.a.b", GroupType.SPAN), group("span.acme.a_b", GroupType.SPAN)]
    assert messages(SHORT, registry(groups=spans)) == [
        'span "acme.a_b" and span "acme.a.b" both become the helper name acme_a_b'
    ]


def test_a_full_name_that_meets_a_short_one() -> None:
    names = ("acme.a.b", "acme.a_b", "acme.acme.a_b")
    spans = [group(f"span.{name}", GroupType.SPAN) for name in names]
    assert len(found(SHORT, registry(groups=spans))) == 2


def test_helpers_of_different_kinds_stand_apart() -> None:
    assert not found(
        SHORT, registry(groups=[group("span.acme.a", GroupType.SPAN), group("event.acme.a", GroupType.EVENT)])
    )


def test_arguments_of_one_signal() -> None:
    both = (attribute("acme.a.b"), attribute("acme_a.b"))
    span = group("span.acme.x", GroupType.SPAN, attributes=both)
    assert messages(SHORT, registry(both, [span])) == [
        'attribute "acme_a.b" of span "acme.x" and attribute "acme.a.b" of span "acme.x" '
        "both become the argument acme_a_b"
    ]
    apart = [group(f"span.acme.x{n}", GroupType.SPAN, attributes=(one,)) for n, one in enumerate(both)]
    assert not found(SHORT, registry(both, apart))


def test_aliases_of_enums() -> None:
    kind = enum(member("a"))
    both = [attribute("acme.a.b", kind), attribute("acme_a.b", kind)]
    assert messages(SHORT, registry(both)) == [
        'attribute "acme_a.b" and attribute "acme.a.b" both become the alias AcmeAB'
    ]
