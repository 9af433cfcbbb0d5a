"""The files that make a distribution of the generated modules."""

from __future__ import annotations

import subprocess
import sys
import tomllib
import zipfile
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path, PurePosixPath

import pytest
from syrupy.assertion import SnapshotAssertion

from swarmgen.backends.python.package import emit_package
from swarmgen.model.artifacts import Artifact
from tests.helpers_python.building import build, emit, target
from tests.helpers_python.registries import empty_registry, hostile_registry, plain_registry

SOURCE = PurePosixPath("python/src/acme")
PROJECT = PurePosixPath("python/pyproject.toml")


def test_the_plain_package(snapshot: SnapshotAssertion) -> None:
    output = emit(plain_registry(), "acme")
    assert output[SOURCE / "py.typed"].text == ""
    assert output[SOURCE / "__init__.py"].text == snapshot(name="init")
    assert output[PurePosixPath("python/README.md")].text == snapshot(name="readme")


def test_the_readme_has_no_example_where_there_is_none() -> None:
    assert "from acme import spans" not in emit(empty_registry(), "acme")[PurePosixPath("python/README.md")].text


def test_the_project_file_is_toml_whatever_the_description_says() -> None:
    words = 'Says "hello" \\ to\n\n all\t\x7f [x] </p>'
    project = tomllib.loads(emit(replace(plain_registry(), description=words), "acme")[PROJECT].text)["project"]
    assert project["description"] == 'Says "hello" \\ to all \x7f [x] </p>'
    assert (project["name"], project["version"], project["license"]) == ("acme", "1.2.3", "Apache-2.0")
    assert project["dependencies"] == [
        f"{name}>={version(name)}"
        for name in ("opentelemetry-api", "opentelemetry-semantic-conventions", "typing-extensions")
    ]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("1.44.0", "1.44.0"),
        ("v2", "v2"),
        ("1.0.0-rc.1", "1.0.0-rc.1"),
        ("1.0.0-dev", "1.0.0-dev"),
        ("main", "0.0.0+main"),
        ("next/Version!", "0.0.0+next.version"),
        ("", "0.0.0"),
    ],
)
def test_versions_that_packaging_does_not_take_become_labels(given: str, expected: str) -> None:
    output = emit_package(plain_registry(), target("acme", given), {})
    assert tomllib.loads(output[PROJECT].text)["project"]["version"] == expected
    assert f'__version__ = "{given}"' in output[SOURCE / "__init__.py"].text


def test_public_modules_are_those_that_exist() -> None:
    names = ("attributes/a.py", "spans/__init__.py", "spans/_work.py", "enums.py", "_scope.py", "_runtime/keys.py")
    parts = {SOURCE / name: Artifact(text="", sources=()) for name in names} | {
        PurePosixPath("bash/x.sh"): Artifact(text="", sources=())
    }
    text = emit_package(plain_registry(), target("acme"), parts)[SOURCE / "__init__.py"].text
    assert '_MODULES = ("attributes", "enums", "spans", )' in text


@pytest.mark.parametrize("make", [plain_registry, hostile_registry])
def test_the_distribution_builds_and_holds_everything(make: object, tmp_path: Path) -> None:
    assert callable(make)
    source = build(make(), "acme", tmp_path, formatted=False)
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel"]
    subprocess.run(command, cwd=tmp_path / "python", check=True, capture_output=True)
    (wheel,) = (tmp_path / "python" / "dist").glob("*.whl")
    held = {name for name in zipfile.ZipFile(wheel).namelist() if name.startswith("acme/")}
    assert held == {str(path.relative_to(source)) for path in source.rglob("*") if path.is_file()}
