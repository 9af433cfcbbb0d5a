"""Every helper that is generated, called against the real SDK."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.helpers_python.building import build, load
from tests.helpers_python.exercise import exercise
from tests.helpers_python.registries import hostile_registry, plain_registry

from swarmgen.analysis.resolve import resolve
from swarmgen.diagnostics import Sink
from swarmgen.model.conventions import GroupType, Registry

CONVENTIONS = Path(__file__).parents[2] / "semantic-conventions"


def own_registry() -> Registry:
    return resolve(CONVENTIONS, "semantic-conventions", Sink()).registry


@pytest.mark.parametrize(
    ("name", "make"), [("plain", plain_registry), ("hostile", hostile_registry), ("own", own_registry)]
)
def test_every_helper_records_what_it_is_given(name: str, make: Callable[[], Registry], tmp_path: Path) -> None:
    registry, package = make(), f"exercised_{name}"
    load(build(registry, package, tmp_path, formatted=False), package)
    tally = exercise(package)
    assert tally.spans == len(registry.of_type(GroupType.SPAN))
    assert tally.events == len(registry.of_type(GroupType.EVENT))
    assert tally.instruments == len([each for each in registry.of_type(GroupType.METRIC) if each.metric_name])
    assert tally.entities == len(registry.of_type(GroupType.ENTITY))
    assert tally.setters > 0
