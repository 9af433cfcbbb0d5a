"""The table of lints, and choosing from it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

import pytest

from swarmgen.analysis.lints import LINTS, lint
from swarmgen.diagnostics import Place, Severity, Sink, UsageError
from swarmgen.model.conventions import Registry
from tests.builders import attribute, registry
from tests.unit.swarmgen.backends.python.published import installed_modules, registry_of

BAD = registry([attribute("Bad.Name", brief=" ")])
"""Breaks `id-syntax` and `empty-brief`, nothing else."""


def codes(bad: Registry, **choice: list[str]) -> list[str]:
    sink = Sink()
    lint(bad, sink, **choice)
    return [diagnostic.code for diagnostic in sink]


def test_rows_are_sorted_and_say_what_they_mean() -> None:
    names = [row.code for row in LINTS]
    assert names == sorted(set(names))
    for row in LINTS:
        assert re.fullmatch("[a-z]+(-[a-z]+)+", row.code)
        assert re.fullmatch(r"[^\n]{20,110}\.", row.meaning), row.code


def test_severity_and_code_are_those_of_the_row() -> None:
    sink = Sink()
    lint(BAD, sink, select=["empty-brief"])
    (diagnostic,) = sink
    assert (diagnostic.code, diagnostic.severity) == ("empty-brief", Severity.WARNING)
    assert (diagnostic.place, diagnostic.hint) == (Place("model/Bad.yaml", 1), "say in one sentence what it is")


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ({}, {"empty-brief", "id-syntax"}),
        ({"select": ["id-syntax"]}, {"id-syntax"}),
        ({"ignore": ["id-syntax"]}, {"empty-brief"}),
        ({"select": ["id-syntax", "empty-brief"], "ignore": ["id-syntax"]}, {"empty-brief"}),
        ({"select": ["ucum-units"]}, set()),
        ({"ignore": [row.code for row in LINTS]}, set()),
    ],
)
def test_lints_are_chosen_by_code(choice: dict[str, list[str]], expected: set[str]) -> None:
    assert set(codes(BAD, **choice)) == expected


@pytest.mark.parametrize("option", ["select", "ignore"])
def test_an_unknown_code_is_a_usage_error(option: str) -> None:
    with pytest.raises(UsageError, match='there is no lint "ucum-unit"; did you mean "ucum-units"'):
        codes(BAD, **{option: ["ucum-unit"]})
    with pytest.raises(UsageError, match='there is no lint "zzz"; the option --list-lints names them all'):
        codes(BAD, **{option: ["zzz"]})


def test_an_empty_registry_is_fine() -> None:
    assert codes(registry()) == []


def test_the_public_registry_has_no_error() -> None:
    public = registry_of(installed_modules())
    own = replace(public, attribute_places={name: Place("model") for name in public.definitions})
    sink = Sink()
    lint(own, sink)
    assert len(own.definitions) > 850
    assert [diagnostic.message for diagnostic in sink if diagnostic.is_error] == []
    assert Counter(diagnostic.code for diagnostic in sink) == {"ucum-units": 2}  # rpm, twice


def test_a_dependency_is_not_judged() -> None:
    assert codes(registry(foreign=[attribute("Bad.Name", brief="")])) == []
