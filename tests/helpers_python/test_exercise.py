"""Every helper that is generated, called against the real SDK."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from swarmgen.analysis.resolve import resolve
from swarmgen.diagnostics import Sink
from swarmgen.model.conventions import Attribute, GroupType, Registry
from swarmgen.model.names import root_namespace
from tests.builders import group
from tests.helpers_python.building import build, load
from tests.helpers_python.exercise import exercise
from tests.helpers_python.registries import hostile_registry, plain_registry
from tests.unit.swarmgen.backends.python.published import installed_modules, registry_of

CONVENTIONS = Path(__file__).parents[2] / "semantic-conventions"


def own_registry() -> Registry:
    return resolve(CONVENTIONS, "semantic-conventions", Sink()).registry


def public_registry() -> Registry:
    """The public conventions, with a span and an entity made up for each namespace."""
    registry = registry_of(installed_modules())
    spaces: dict[str, list[Attribute]] = {}
    for attribute in sorted(registry.definitions.values(), key=lambda attribute: attribute.name):
        spaces.setdefault(root_namespace(attribute.name), []).append(attribute)
    # 100 attributes: the SDK drops what exceeds 128.
    spans = [group(f"span.{name}.all", GroupType.SPAN, attributes=tuple(each[:100])) for name, each in spaces.items()]
    entities = [
        group(f"entity.{name}", GroupType.ENTITY, name=name, attributes=tuple(each)) for name, each in spaces.items()
    ]
    return replace(registry, groups=(*registry.groups, *spans, *entities))


REGISTRIES = {
    "plain": plain_registry,
    "hostile": hostile_registry,
    "own": own_registry,
    "public": public_registry,
}


@pytest.mark.parametrize(("name", "make"), REGISTRIES.items(), ids=REGISTRIES)
def test_every_helper_records_what_it_is_given(name: str, make: Callable[[], Registry], tmp_path: Path) -> None:
    registry, package = make(), f"exercised_{name}"
    load(build(registry, package, tmp_path, formatted=False), package)
    tally = exercise(package)
    assert tally.spans == len(registry.of_type(GroupType.SPAN))
    assert tally.events == len(registry.of_type(GroupType.EVENT))
    assert tally.instruments == len([each for each in registry.of_type(GroupType.METRIC) if each.metric_name])
    assert tally.entities == len(registry.of_type(GroupType.ENTITY))
    assert tally.setters > 0
