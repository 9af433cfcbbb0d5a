"""`generated/bash/atomic.sh` as a file: it knows whether it was edited, and old or wrong shells are told so."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.coordinators import environment
from tests.repository import ROOT

SCRIPT = ROOT / "generated" / "bash" / "atomic.sh"


def run(script: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(script), *words], env=environment(script.parent / "store"), capture_output=True, text=True, check=False
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copy(SCRIPT, tmp_path / "atomic.sh"))


def test_it_is_executable_and_as_it_was_generated(copy: Path) -> None:
    done = run(copy, "--verify")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{copy} is as it was generated\n", "")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"nothing to claim", b"nothing to clain"),
        (b"\nexit\n", b"\nexit\n# more\n"),
        (b"#!/usr/bin/env bash\n", b"#!/usr/bin/env  bash\n"),
        (b"\n\n# Texts are meant", b"\n# Texts are meant"),
    ],
)
def test_an_edit_is_noticed(copy: Path, old: bytes, new: bytes) -> None:
    data = copy.read_bytes()
    assert old in data
    head, _, tail = data.rpartition(old)
    copy.write_bytes(head + new + tail)
    done = run(copy, "--verify")
    assert (done.returncode, done.stdout) == (11, "")
    assert done.stderr == f"atomic.sh: --verify: {copy} is not as it was generated (problem)\n"


def test_another_shell_is_refused(copy: Path) -> None:
    done = subprocess.run(["sh", "-c", f"BASH_VERSION=; . {copy}"], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "needs bash 4.0 or later" in done.stderr and done.stdout == ""


def test_it_works_from_a_path_with_blanks_and_a_dash(tmp_path: Path) -> None:
    folder = tmp_path / "-a b"
    folder.mkdir()
    script = Path(shutil.copy(SCRIPT, folder / "my tool.sh"))
    done = run(script, "add", "one", "--claim")
    assert done.stderr == "my tool.sh: add: --claim needs --agent or AGENT_ID (usage)\n"
    assert run(script, "add", "one").stdout == "w-1\n"
