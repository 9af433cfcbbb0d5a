"""What the back end writes for a small pattern, as people read it."""

from __future__ import annotations

import ast
from pathlib import PurePosixPath

import pytest
from syrupy.assertion import SnapshotAssertion

from swarmgen.backends.python.emit import emit
from swarmgen.backends.target import Target
from swarmgen.model import ir
from swarmgen.output.format import format_text
from tests.repository import ROOT
from tests.unit.swarmgen.backends.python.patterns.press import SOURCE, output, read

SHOWN = ("__init__", "records", "links", "procedures", "lookups", "views", "order", "take", "finish", "jobs", "job")


@pytest.mark.parametrize("name", SHOWN)
def test_modules_of_a_pattern(name: str, snapshot: SnapshotAssertion) -> None:
    path = PurePosixPath(f"{SOURCE}/_hot/press/{name}.py")
    assert format_text(path, output()[path].text) == snapshot


def test_library(snapshot: SnapshotAssertion) -> None:
    path = PurePosixPath(f"{SOURCE}/press.py")
    assert format_text(path, output()[path].text) == snapshot


def test_program_and_project() -> None:
    program = output()[PurePosixPath("python/scripts/press")]
    assert program.executable
    assert program.text.startswith("#!/usr/bin/env python3\n")
    assert "from press._hot.main import main\n\nmain()\n" in program.text
    project = output()[PurePosixPath("python/pyproject.toml")].text
    assert '[tool.hatch.build.targets.wheel.shared-scripts]\n"scripts/press" = "press"\n' in project


def test_runtime_is_copied_as_it_is() -> None:
    for folder, package in (("store", "_hot"), ("commands", "_hot"), ("library", "_api")):
        for file in (ROOT / "templates" / "python" / folder).glob("*.py"):
            text = output()[PurePosixPath(SOURCE, package, file.name)].text
            assert text.startswith(file.read_text(encoding="utf-8"))


def test_only_generated_names_follow_the_runtime() -> None:
    first = (ROOT / "templates/python/store/__init__.py").read_text(encoding="utf-8")
    text = output()[PurePosixPath(f"{SOURCE}/_hot/__init__.py")].text
    assert text.removeprefix(first) == '\nPATTERNS = ("press",)\n'


def test_without_patterns_there_is_no_runtime() -> None:
    registry, _ = read()
    target = Target(package="press", version="1.2.0", templates=ROOT / "templates", registry_path="press")
    found = emit(registry, target)
    assert not [path for path in found if "_hot" in path.parts or "scripts" in path.parts]
    assert "shared-scripts" not in found[PurePosixPath("python/pyproject.toml")].text


def test_files_come_from_the_specs() -> None:
    sources = {path: artifact.sources for path, artifact in output().items()}
    assert sources[PurePosixPath(f"{SOURCE}/_hot/press/take.py")] == ("patterns/press.yaml",)
    assert sources[PurePosixPath(f"{SOURCE}/press.py")] == ("patterns/press.yaml",)


def test_every_step_names_its_place() -> None:
    text = output()[PurePosixPath(f"{SOURCE}/_hot/press/take.py")].text
    lines = (ROOT / "tests/unit/swarmgen/backends/python/patterns/press/patterns/press.yaml").read_text().splitlines()
    places = [line.strip().split()[1:] for line in text.splitlines() if line.strip().startswith("# press.yaml:")]
    assert [words[0].partition(":")[2] for words in places] == sorted(
        (words[0].partition(":")[2] for words in places), key=int
    )
    for place, verb, *_ in places:
        assert f"{verb}:" in lines[int(place.partition(":")[2]) - 1].replace("- ", "")


def test_every_step_has_one_template_in_each_language() -> None:
    steps = {"".join(f"_{c.lower()}" if c.isupper() else c for c in each.__name__)[1:] for each in _classes()}
    folder = ROOT / "templates" / "steps"
    assert {path.name for path in folder.iterdir()} == steps
    for step in steps:
        assert sorted(path.name for path in (folder / step).iterdir()) == ["bash.j2", "python.j2"]
        assert (folder / step / "python.j2").read_text().count("\n") <= 12


def _classes() -> tuple[type, ...]:
    return ir.Step.__args__


def test_generated_modules_are_python() -> None:
    for path, artifact in output().items():
        if path.suffix == ".py":
            ast.parse(artifact.text, str(path))
