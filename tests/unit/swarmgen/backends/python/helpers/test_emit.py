"""The text of generated helpers. When one of these fails and the new text is right, run: make golden."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest
from syrupy.assertion import SnapshotAssertion

from swarmgen.backends.python.helpers import emit_helpers
from swarmgen.output.format import format_text
from tests.helpers_python.building import TEMPLATES, emit, target
from tests.helpers_python.registries import empty_registry, hostile_registry, plain_registry

SOURCE = PurePosixPath("python/src/acme")


@pytest.mark.parametrize(
    "path",
    [
        "_scope.py",
        "entities/_agent.py",
        "events/__init__.py",
        "events/_lease.py",
        "instruments/_work.py",
        "schemas.py",
        "spans/__init__.py",
        "spans/_common.py",
        "spans/_work.py",
    ],
)
def test_the_plain_registry(path: str, snapshot: SnapshotAssertion) -> None:
    output = emit_helpers(plain_registry(), target("acme"))
    assert format_text(SOURCE / path, output[SOURCE / path].text) == snapshot


def test_hostile_texts_stay_texts(snapshot: SnapshotAssertion) -> None:
    output = emit_helpers(hostile_registry(), target("acme"))
    path = SOURCE / "spans" / "_x.py"
    assert format_text(path, output[path].text) == snapshot


def test_the_runtime_is_copied_as_it_is() -> None:
    output = emit_helpers(empty_registry(), target("acme"))
    written = {path.name: path.read_text() for path in (TEMPLATES / "python" / "runtime").glob("*.py")}
    assert {path.name: output[path].text for path in output if path.parent.name == "_runtime"} == written


def test_kinds_of_signal_that_are_missing_get_no_package() -> None:
    folders = {path.relative_to(SOURCE).parts[0] for path in emit_helpers(empty_registry(), target("acme"))}
    assert folders == {"_runtime", "_scope.py", "files.py", "schemas.py"}


def test_sources_are_the_files_of_the_signals() -> None:
    output = emit_helpers(plain_registry(), target("acme"))
    assert output[SOURCE / "entities" / "_agent.py"].sources == ("model/acme.yaml",)
    assert output[SOURCE / "spans" / "_work.py"].sources == ("model/acme.yaml", "model/work.yaml")
    assert output[SOURCE / "_scope.py"].sources == ()


@pytest.mark.parametrize("make", [plain_registry, hostile_registry])
def test_two_runs_are_equal(make: object) -> None:
    assert callable(make)
    assert emit(make(), "acme") == emit(make(), "acme")
