"""A run with nothing to do costs next to nothing: it loads neither formatters, templates nor back ends."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.system.checkouts import Checkout

HEAVY = ("black", "jinja2", "multiprocessing", "concurrent", "opentelemetry", "jsonschema", "unittest", "email")
OURS = ("swarmgen.backends", "swarmgen.output", "swarmgen.compile", "swarmgen.check", "swarmgen.analysis.lints")


def imported(checkout: Checkout, *words: str) -> Iterator[str]:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "swarmgen", *words],
        cwd=checkout.root,
        env=checkout.environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    for line in done.stderr.splitlines():
        if line.startswith("import time:"):
            yield line.rpartition("|")[2].strip()


def within(module: str, packages: tuple[str, ...]) -> bool:
    return any(module == package or module.startswith(f"{package}.") for package in packages)


@pytest.mark.parametrize("warns", [False, True])
@pytest.mark.parametrize("command", ["generate", "resolve"])
def test_a_warm_run_imports_no_more_than_it_needs(shop: Checkout, command: str, warns: bool) -> None:
    if warns:
        shop.edit("semantic-conventions/model/lease/events.yaml", "groups:\n", "version: '1'\ngroups:\n")
    cold = set(imported(shop, command))
    assert [module for module in cold if within(module, ("swarmgen.check",))]
    warm = set(imported(shop, command))
    assert sorted(module for module in warm if within(module, (*HEAVY, *OURS))) == []
    assert "swarmgen.cache" in warm
