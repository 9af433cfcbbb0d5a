"""The synthetic registry is what benchmarks and bulk tests take it for."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from swarmgen.analysis.lints import lint
from swarmgen.analysis.resolve import resolve
from swarmgen.diagnostics import Severity, Sink
from swarmgen.model.conventions import EnumType, GroupType, Registry
from tests import synthetic


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("synthetic")
    synthetic.write_synthetic(folder)
    return folder


@pytest.fixture(scope="module")
def sink() -> Sink:
    return Sink()


@pytest.fixture(scope="module")
def registry(folder: Path, sink: Sink) -> Registry:
    found = resolve(folder, "synthetic", sink, identity="synthetic").registry
    lint(found, sink)
    return found


def test_it_is_valid(registry: Registry, sink: Sink) -> None:
    found = Counter((diagnostic.code, diagnostic.severity) for diagnostic in sink)
    assert found == {("unstable-format", Severity.WARNING): 30}
    assert registry.schema_url == synthetic.SCHEMA_URL


def test_it_has_the_size_of_the_public_registry(folder: Path) -> None:
    sizes = [path.stat().st_size for path in folder.rglob("*.yaml") if path.name != "manifest.yaml"]
    assert len(sizes) == synthetic.FILES == 250
    assert sum(sizes) == pytest.approx(1_250_000, rel=0.02)


def test_it_has_the_contents_of_the_public_registry(registry: Registry) -> None:
    counts = Counter(group.type for group in registry.groups)
    enums = [a.type.members for a in registry.definitions.values() if isinstance(a.type, EnumType)]
    assert len(registry.attribute_places) == 940
    assert counts[GroupType.METRIC] == 541
    assert counts[GroupType.SPAN] == 60
    assert counts[GroupType.EVENT] == 48
    assert counts[GroupType.ENTITY] == 40
    assert sum(map(len, enums)) == 870
    assert len({name.partition(".")[0] for name in registry.definitions}) == 84


def test_it_has_every_shape(registry: Registry) -> None:
    attributes = registry.definitions.values()
    spans = registry.of_type(GroupType.SPAN)
    assert sum(a.deprecated is not None for a in attributes) > 50
    assert sum("\n\n- " in a.note for a in attributes) > 100
    assert {g.is_v2 for g in registry.groups} == {True, False}
    assert any(g.lineage.extends_group == "attributes.moss.peer" for g in spans)
    overridden = [
        a for g in registry.groups for a in g.lineage.attributes.values() if "brief" in a.locally_overridden_fields
    ]
    assert len(overridden) > 500


def test_it_is_the_same_in_another_process(folder: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.synthetic", str(tmp_path / "again")]
    subprocess.run(command, check=True, env={**os.environ, "PYTHONHASHSEED": "1"}, cwd=Path(__file__).parents[2])
    first = {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*.yaml")}
    again = {path.relative_to(tmp_path / "again"): path.read_bytes() for path in (tmp_path / "again").rglob("*.yaml")}
    assert first == again
