"""Prometheus's own checker finds nothing wrong with what both languages print."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.coordinators import LANGUAGES, Language, batch, call, line

pytestmark = pytest.mark.skipif(shutil.which("promtool") is None, reason="promtool is not installed")

STORES = {
    "nothing was measured": ["register ann", "deregister ann"],
    "nobody is there": ["add one"],
    "busy": [
        "register ann --max-work 3",
        "add one --points 3",
        "add two --after w-1",
        "add three",
        "claim w-1 --agent ann",
        "claim w-3 --agent ann",
        "complete w-1 --agent ann",
        "complete w-3 failed --agent ann",
    ],
}


@pytest.mark.parametrize("calls", STORES.values(), ids=list(STORES))
@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.name)
def test_promtool_is_content(language: Language, calls: list[str], tmp_path: Path) -> None:
    batch(language, tmp_path, [line(*each.split()) for each in calls])
    printed = call(language, tmp_path, "metrics")
    assert printed.exit == 0
    checked = subprocess.run(["promtool", "check", "metrics"], input=printed.stdout, capture_output=True, check=False)
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, b"", b"")


def test_promtool_would_notice() -> None:
    wrong = b"# HELP a_count Counts.\n# TYPE a_count gauge\na_count 1\n"
    assert subprocess.run(["promtool", "check", "metrics"], input=wrong, capture_output=True, check=False).returncode
