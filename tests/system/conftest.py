"""Checkouts for tests; the costly first generation happens once per session."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.system.checkouts import Checkout


@pytest.fixture
def fresh(tmp_path: Path) -> Checkout:
    """A checkout of a small shop's conventions, nothing generated yet."""
    return Checkout.at(tmp_path / "checkout")


@pytest.fixture(scope="session")
def generated_once(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    checkout = Checkout.at(tmp_path_factory.mktemp("once") / "checkout")
    assert checkout.run("generate").code == 0
    return checkout


@pytest.fixture
def shop(generated_once: Checkout, tmp_path: Path) -> Checkout:
    """The same with its tree generated, and without a cache: what a clone of a repository is."""
    root = tmp_path / "checkout"
    shutil.copytree(generated_once.root, root, ignore=shutil.ignore_patterns("__pycache__", ".cache"))
    return Checkout(root)
