"""What the tests of the bash store share."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.store.bash import support


@pytest.fixture(scope="session")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The coordinator of the small pattern."""
    return support.script(tmp_path_factory.mktemp("program") / "small.sh")


@pytest.fixture(scope="session")
def killable(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, made to die where `TRIP_AT` says."""
    return support.script(tmp_path_factory.mktemp("killable") / "small.sh", killable=True)


@pytest.fixture(scope="session")
def original(tmp_path_factory: pytest.TempPathFactory, program: Path) -> Path:
    """A store with some of everything, to be copied."""
    return support.filled(program, tmp_path_factory.mktemp("original") / "data")


@pytest.fixture
def folder(tmp_path: Path, original: Path) -> Path:
    """A copy of it, to be changed."""
    folder = tmp_path / "data"
    shutil.copytree(original, folder)
    return folder
