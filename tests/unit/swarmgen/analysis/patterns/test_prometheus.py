"""Names, comments and escapes of the text format of Prometheus."""

from __future__ import annotations

import pytest

from swarmgen.analysis.patterns.prometheus import head, metric_name, sample, word
from swarmgen.diagnostics import Place
from swarmgen.model.conventions import Group, GroupType, Instrument, Lineage


def metric(name: str, instrument: Instrument, unit: str, brief: str = "Counts.") -> Group:
    place = Place("here.yaml", 1, 1)
    return Group(
        id=f"metric.{name}",
        type=GroupType.METRIC,
        brief=brief,
        metric_name=name,
        instrument=instrument,
        unit=unit,
        lineage=Lineage(schema_url="https://example.org/1.0.0", path="here.yaml"),
        place=place,
    )


NAMES = [
    ("a.b", Instrument.COUNTER, "{item}", "a_b_total"),
    ("a.total", Instrument.COUNTER, "{item}", "a_total"),
    ("a.size", Instrument.COUNTER, "By", "a_size_bytes_total"),
    ("a.size", Instrument.UPDOWNCOUNTER, "By", "a_size_bytes"),
    ("a.item.count", Instrument.UPDOWNCOUNTER, "{item}", "a_item"),
    ("a.item.count", Instrument.COUNTER, "{item}", "a_item_count_total"),
    ("a.use", Instrument.GAUGE, "1", "a_use_ratio"),
    ("a.use", Instrument.UPDOWNCOUNTER, "1", "a_use"),
    ("a.seconds", Instrument.GAUGE, "s", "a_seconds"),
    ("a-b..c", Instrument.GAUGE, "%", "a_b_c_percent"),
]


@pytest.mark.parametrize(("name", "instrument", "unit", "expected"), NAMES)
def test_names(name: str, instrument: Instrument, unit: str, expected: str) -> None:
    assert metric_name(metric(name, instrument, unit)) == expected


def test_no_name_begins_with_a_digit() -> None:
    assert word("9.lives") == "_9_lives"


def test_comments_are_one_line_each() -> None:
    found = head(metric("a.b", Instrument.COUNTER, "{x}", 'Counts\nlines \\ and "quotes".'))
    assert found == ('# HELP a_b_total Counts lines \\\\ and "quotes".', "# TYPE a_b_total counter")


def test_labels_are_escaped() -> None:
    given = [("k.one", 'a"b'), ("k.two", "c\\d\ne"), ("k.three", "{},=")]
    expected = 'a_b{k_one="a\\"b",k_two="c\\\\d\\ne",k_three="{},="} '
    assert sample(metric("a.b", Instrument.GAUGE, "{x}"), given) == expected


def test_a_sample_without_labels() -> None:
    assert sample(metric("a.b", Instrument.GAUGE, "{x}"), []) == "a_b "
