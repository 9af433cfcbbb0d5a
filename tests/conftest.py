"""What all tests share."""

from __future__ import annotations

import pytest


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    """Whether expected files are to be written anew: `make golden` passes syrupy's option."""
    return bool(request.config.getoption("--snapshot-update", default=False))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """`make golden` runs only the tests that have something to write."""
    if config.getoption("--snapshot-update", default=False):
        writers = {"snapshot", "update_golden"}
        others = {item for item in items if writers.isdisjoint(getattr(item, "fixturenames", ()))}
        items[:] = [item for item in items if item not in others]
        config.hook.pytest_deselected(items=list(others))
