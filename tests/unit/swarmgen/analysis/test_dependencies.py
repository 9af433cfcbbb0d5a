"""Chains and versions of registries; the corpus has the readable cases."""

from __future__ import annotations

from pathlib import Path

import pytest

from swarmgen.analysis.dependencies import MAX_DEPTH
from tests.unit.swarmgen.analysis.registries import resolved, write

_DEFINING = "groups: [{{id: {0}, type: attribute_group, brief: b, attributes: [{1}]}}]\n"
_METRIC_FIELDS = "id: metric.m, type: metric, metric_name: m, instrument: gauge, unit: '1', stability: stable"
_METRIC = f"groups: [{{{{{_METRIC_FIELDS}, brief: {{0}}}}}}]\n"


def _group(name: str) -> str:
    """A file that defines one attribute."""
    return _DEFINING.format(name, f"{{id: {name}.a, type: int, brief: b, stability: stable}}")


def _manifest(name: str, *dependencies: tuple[str, str, str]) -> str:
    """The manifest of version 1.0.0; dependencies are names, versions and paths."""
    entries = [f'{{schema_url: https://{d}.example/{v}, registry_path: "{path}"}}' for d, v, path in dependencies]
    return f"schema_url: https://{name}.example/1.0.0\ndependencies: [{', '.join(entries)}]\n"


@pytest.mark.parametrize(("depth", "codes"), [(MAX_DEPTH, []), (MAX_DEPTH + 1, ["dependency-depth"])])
def test_chains_have_a_limit(tmp_path: Path, depth: int, codes: list[str]) -> None:
    for level in range(depth + 1):
        name, below = f"r{level}", f"r{level + 1}"
        dependencies = ((below, "1.0.0", f"../{below}"),) if level < depth else ()
        write(tmp_path / name, {"a.yaml": _group(name), "manifest.yaml": _manifest(name, *dependencies)})
    registry, said = resolved(tmp_path / "r0")
    assert [d.code for d in said] == codes
    assert registry is None or len(registry.dependencies) == depth


@pytest.mark.parametrize(
    ("first", "second", "code", "used"),
    [
        ("1.0.0", "1.0.0", None, "first"),
        ("1.2.0", "1.10.0", "dependency-upgraded", "second"),
        ("1.10.0", "1.2.0", "dependency-upgraded", "first"),
        ("v1.2.3", "1.2.4", "dependency-upgraded", "second"),
        ("1", "1.0.1", "dependency-upgraded", "second"),
        ("1.0.0-dev", "1.1.0-rc.1", "dependency-upgraded", "second"),
        ("0.1.0", "0.2.0", "dependency-upgraded", "second"),
        ("1.0.0", "2.0.0", "dependency-conflict", None),
        ("1.0.0", "next", "dependency-conflict", None),
        ("next", "next", "dependency-conflict", None),
        ("1.0.0", "99999999999999999999.0.0", "dependency-conflict", None),
    ],
)
def test_two_versions_of_a_registry(
    tmp_path: Path, first: str, second: str, code: str | None, used: str | None
) -> None:
    write(tmp_path, {f"{name}/a.yaml": _METRIC.format(name) for name in ("first", "second")})
    both = (("base", first, "../first"), ("base", second, "../second"))
    write(tmp_path / "top", {"manifest.yaml": _manifest("top", *both), "a.yaml": "imports: {metrics: [m]}\n"})
    registry, said = resolved(tmp_path / "top")
    assert [d.code for d in said] == ([code] if code else [])
    assert (registry.groups[0].brief if registry else None) == used


def test_the_same_folder_twice_is_one_registry(tmp_path: Path) -> None:
    """Whatever versions are asked for: there is nothing to choose."""
    twice = (("base", "1.0.0", "../base"), ("base", "2.0.0", "../top/../base"))
    write(tmp_path / "top", {"manifest.yaml": _manifest("top", *twice), "a.yaml": _group("top")})
    write(tmp_path / "base", {"a.yaml": _group("base")})
    assert resolved(tmp_path / "top")[1] == []


@pytest.mark.parametrize("path", ["x" * 300, "/".join(["x"] * 3000), "a\\0b", "manifest.yaml/x", "~"])
def test_paths_that_lead_nowhere(tmp_path: Path, path: str) -> None:
    manifest = _manifest("top", ("base", "1.0.0", path))
    write(tmp_path / "top", {"manifest.yaml": manifest, "a.yaml": _group("top")})
    assert [d.code for d in resolved(tmp_path / "top")[1]] == ["dependency-not-found"]


def test_an_absolute_path_is_a_path(tmp_path: Path) -> None:
    manifest = _manifest("top", ("base", "1.0.0", str(tmp_path / "base")))
    write(tmp_path / "top", {"manifest.yaml": manifest, "a.yaml": _DEFINING.format("top", "{ref: base.a}")})
    write(tmp_path / "base", {"a.yaml": _group("base")})
    registry, said = resolved(tmp_path / "top")
    assert said == [] and registry is not None and "base.a" in registry.definitions


def test_a_dependency_without_files_is_told_by_its_folder(tmp_path: Path) -> None:
    (tmp_path / "base").mkdir()
    manifest = _manifest("top", ("base", "1.0.0", "../base"))
    write(tmp_path / "top", {"manifest.yaml": manifest, "a.yaml": _group("top")})
    (said,) = resolved(tmp_path / "top")[1]
    assert (said.code, said.place.path) == ("empty-registry", "base")
