"""Stores that all tests of a module share."""

from __future__ import annotations

import pytest

from tests.faults.stores import Stores


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Stores:
    return Stores(tmp_path_factory.mktemp("faults").resolve())
