"""What the tests of both stores share."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.store.both import support


@pytest.fixture(scope="session")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with some of everything, to be copied."""
    return support.prepared(tmp_path_factory.mktemp("original") / "data")


@pytest.fixture
def folder(tmp_path: Path, original: Path) -> Path:
    """A copy of it, to be changed."""
    return shutil.copytree(original, tmp_path / "data")
