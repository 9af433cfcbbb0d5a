"""What all tests share."""

from __future__ import annotations

import pytest


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    """Whether expected files are to be written anew: `make golden` passes syrupy's option."""
    return bool(request.config.getoption("--snapshot-update", default=False))
