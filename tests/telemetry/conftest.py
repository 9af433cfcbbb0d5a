from __future__ import annotations

from pathlib import Path

import pytest

from tests.telemetry.support import Bash


@pytest.fixture
def bash(tmp_path: Path) -> Bash:
    """Bash with the library; the telemetry directory exists."""
    shell = Bash(tmp_path)
    shell.telemetry.mkdir()
    return shell
