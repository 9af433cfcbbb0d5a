"""The short version of `make stress`: eight workers, one store, kills and stops for some seconds."""

from __future__ import annotations

import re
import subprocess
import sys

from tests.repository import ROOT

SECONDS = 8


def test_a_short_run_has_no_violations() -> None:
    command = [sys.executable, "-m", "tests.stress", "--seconds", str(SECONDS), "--workers", "8", "--pause", "0.04"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, f"{done.stdout}{done.stderr}"
    figures = {name: int(count) for count, name in re.findall(r"^ *(\d+) (.+)$", done.stdout, re.MULTILINE)}
    assert figures["violations"] == 0
    assert figures["operations acknowledged"] >= 100, "too few to say anything"
    assert figures["kills"] >= 20 and figures["short stops"] >= 5
