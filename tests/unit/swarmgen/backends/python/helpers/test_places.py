"""Where constants, classes and factories are imported from."""

from __future__ import annotations

from typing import Any

from swarmgen.backends.python.helpers.places import Place, find_places
from swarmgen.model.conventions import Attribute, GroupType, Instrument, PrimitiveType, Stability, TemplateType
from tests.builders import attribute, enum, group, member, metric, registry
from tests.helpers_python.building import target

STABLE: dict[str, Any] = {"stability": Stability.STABLE}
PUBLISHED = "opentelemetry.semconv.attributes"


def constant(own: Attribute, *, is_foreign: bool = False) -> Place | None:
    made = registry([], [], [own]) if is_foreign else registry([own])
    return find_places(made, target("acme")).constants.get(own.name)


def test_own_attributes_are_in_the_generated_modules() -> None:
    assert constant(attribute("acme.x")) == Place("acme._incubating.attributes.acme_attributes", "ACME_X")  # type: ignore[arg-type]  # Code equals its text
    assert constant(attribute("acme.x", **STABLE)) == Place("acme.attributes.acme_attributes", "ACME_X")  # type: ignore[arg-type]  # the same
    assert constant(attribute("acme.x", annotations={"code_generation": {"exclude": True}})) is None


def test_attributes_of_dependencies_are_in_the_published_package_if_they_are_stable_there() -> None:
    published = constant(attribute("error.type"), is_foreign=True)
    assert published == Place(f"{PUBLISHED}.error_attributes", "ERROR_TYPE")  # type: ignore[arg-type]  # the same
    header = attribute("http.request.header", TemplateType(PrimitiveType.STRINGS))
    template = constant(header, is_foreign=True)
    assert template is not None and template.name == "HTTP_REQUEST_HEADER_TEMPLATE"
    assert constant(attribute("process.pid"), is_foreign=True) is None, "it is not stable"
    assert constant(attribute("nobody.knows"), is_foreign=True) is None


def test_members_are_known_by_value() -> None:
    status = attribute("acme.x", enum(member("in-use", "used"), member("class", 2)))
    (place,) = find_places(registry([status]), target("acme")).enums["acme.x"]
    assert place.place.name == "AcmeXValues"
    assert place.members == {"used": "IN_USE", 2: "CLASS"}
    (other,) = find_places(registry([], [], [attribute("error.type", enum(member("x")))]), target("acme")).enums[
        "error.type"
    ]
    assert other.members == {"_OTHER": "OTHER"}


def test_metrics_have_a_factory_unless_they_are_refinements() -> None:
    finer = group("acme.finer", GroupType.METRIC, metric_name="acme.size", instrument=Instrument.COUNTER)
    places = find_places(registry([], [metric("acme.size", Instrument.COUNTER), finer]), target("acme")).metrics
    assert {id: str(place.factory.name) for id, place in places.items()} == {"metric.acme.size": "create_acme_size"}
    assert places["metric.acme.size"].constant.module == "acme._incubating.metrics.acme_metrics"
