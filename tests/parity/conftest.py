"""Registries in both languages, generated once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from swarmgen.analysis.resolve import resolve
from swarmgen.diagnostics import Sink
from swarmgen.model.conventions import Registry
from tests.helpers_python.registries import hostile_registry, plain_registry
from tests.parity.calls import Languages
from tests.parity.registries import types_registry

CONVENTIONS = Path(__file__).parents[2] / "semantic-conventions"
MAKERS: Mapping[str, Callable[[], Registry]] = {
    "own": lambda: resolve(CONVENTIONS, "semantic-conventions", Sink()).registry,
    "plain": plain_registry,
    "types": types_registry,
    "hostile": hostile_registry,
}


@pytest.fixture(scope="session")
def languages(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Languages]:
    made: dict[str, Languages] = {}

    def get(name: str) -> Languages:
        if name not in made:
            made[name] = Languages.of(MAKERS[name](), f"parity_{name}", tmp_path_factory.mktemp(name))
        return made[name]

    return get
