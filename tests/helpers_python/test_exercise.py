"""Every helper that is generated, called against the real SDK."""

from __future__ import annotations

from pathlib import Path

import pytest
from swarmgen.analysis.resolve import resolve
from swarmgen.diagnostics import Sink
from swarmgen.model.conventions import GroupType, Registry

from tests.helpers_python.building import build, load
from tests.helpers_python.exercise import exercise
from tests.helpers_python.registries import hostile_registry, plain_registry

CONVENTIONS = Path(__file__).parents[2] / "semantic-conventions"


def own_registry() -> Registry:
    return resolve(CONVENTIONS, "semantic-conventions", Sink()).registry


@pytest.mark.parametrize("make", [plain_registry, hostile_registry, own_registry])
def test_every_helper_records_what_it_is_given(make: object, tmp_path: Path) -> None:
    assert callable(make)
    registry: Registry = make()
    package = f"exercised_{make.__name__}"
    load(build(registry, package, tmp_path, formatted=False), package)
    tally = exercise(package)
    assert tally.spans == len(registry.of_type(GroupType.SPAN))
    assert tally.events == len(registry.of_type(GroupType.EVENT))
    assert tally.instruments == len([each for each in registry.of_type(GroupType.METRIC) if each.metric_name])
    assert tally.entities == len(registry.of_type(GroupType.ENTITY))
    assert tally.setters > 0
