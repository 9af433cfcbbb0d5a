"""Which page documents what."""

from __future__ import annotations

import pytest

from swarmgen.backends.docs.pages import Kind, pages
from swarmgen.model.conventions import GroupType, Instrument
from tests.builders import attribute, group, metric, registry
from tests.unit.swarmgen.backends.docs import samples


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("acme.work.id",), {"acme.work.id": "work"}),
        (("acme.work",), {"acme.work": "work"}),
        (("acme.work.id", "host.id"), {"acme.work.id": "acme", "host.id": "host"}),
        (("acme.Work.id", "acme.work.no"), {"acme.Work.id": "work", "acme.work.no": "work"}),
        (("plain", "acme.id"), {"plain": "other", "acme.id": "acme"}),
        (("acme..id",), {"acme..id": "other"}),
        (("acme.a/b.id",), {"acme.a/b.id": "a~2f~b"}),
        (("acme.../.id", "acme.x"), {"acme.../.id": "other", "acme.x": "x"}),
    ],
)
def test_namespaces(names: tuple[str, ...], expected: dict[str, str]) -> None:
    site = pages(registry(map(attribute, names)), samples.target())
    assert {name: entry.namespace for name, (entry, _) in site.attributes.items()} == expected


def test_an_attribute_of_a_dependency_is_documented_where_it_is_used() -> None:
    used, unused = attribute("error.type"), attribute("error.other")
    span = group("span.acme.work", GroupType.SPAN, attributes=(used,))
    site = pages(registry([attribute("acme.id")], [span], foreign=[used, unused]), samples.target())
    assert list(site.attributes) == ["acme.id", "error.type"]
    assert site.attributes["error.type"][0].namespace == "error"


def test_groups_of_one_id_get_anchors_of_their_own() -> None:
    twins = [metric("acme.twin", Instrument.GAUGE) for _ in range(3)]
    site = pages(registry([], twins), samples.target())
    assert [s.entry.anchor for s in site.signals] == ["metric.acme.twin", "metric.acme.twin~2", "metric.acme.twin~3"]


def test_a_name_that_leads_nowhere_is_not_linked() -> None:
    site = pages(samples.small_registry(), samples.target())
    assert site.attribute("acme.unknown") == "`acme.unknown`"
    assert site.signal(Kind.EVENTS, "acme.work.count") == "`acme.work.count`"
    assert (
        site.signal(Kind.METRICS, "acme.work.count") == "[`acme.work.count`](../metrics/work.md#metric.acme.work.count)"
    )
