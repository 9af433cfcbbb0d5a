"""A sample of the kill sweep, and that the sweep notices what is broken."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.crash.cases import CASES
from tests.repository import ROOT

BROKEN: dict[str, tuple[str, str, str]] = {
    "no dirty mark": ("commit.py", "state.write(store.state_path, old, store.state_keys, 1, shared)", "pass"),
    "records before the journal": (
        "commit.py",
        "done = _append(",
        "journal.apply(root, found, folders.shared)\n        done = _append(",
    ),
    "a half line is kept": ("recovery.py", "_cut(path, start, shared)", "pass"),
    "a whole line is taken away": ("recovery.py", "if journal.complete(", "if False and journal.complete("),
}
"""Mistakes: the file of the Python store, what is replaced, and by what."""
_SWEEP = """
import sys
from dataclasses import replace
from pathlib import Path
from tests.coordinators import LANGUAGES
from tests.crash import portable, tracer
from tests.crash.cases import CASES
from tests.crash.sweep import Sweep
broken, folder = sys.argv[1:]
case = next(case for case in CASES if case.name == "release")
run = portable.run if tracer.unavailable() else tracer.run
sweep = Sweep(replace(case, env={"PYTHONPATH": broken}), Path(folder), run)
print(sum(len(sweep.sweep(language, False).bad) for language in LANGUAGES))
"""


def python(*words: str) -> subprocess.CompletedProcess[str]:
    """Python in a process of its own: tracing waits for any child, and pytest may have others."""
    return subprocess.run([sys.executable, *words], cwd=ROOT, capture_output=True, text=True, check=False)


def test_a_sample() -> None:
    done = python("-m", "tests.crash", "--sample", "--jobs", "1")
    assert done.returncode == 0, done.stdout + done.stderr
    lines = done.stdout.splitlines()
    assert f"{len(CASES)} operations" in lines[-1] and " 0 bad, " in lines[-1]
    rows = [line.split() for line in lines if " bash " in line or " python " in line]
    assert len(rows) == 2 * len(CASES) and all(int(row[-8]) > 0 for row in rows)


@pytest.mark.parametrize("name", BROKEN)
def test_a_mistake_is_noticed(name: str, tmp_path: Path) -> None:
    file, text, instead = BROKEN[name]
    source = shutil.copytree(ROOT / "generated/python/src", tmp_path / "src")
    path = source / "swarmsh/_hot" / file
    assert text in path.read_text(), f"{file} has changed; break it in another way"
    path.write_text(path.read_text().replace(text, instead))
    (tmp_path / "scratch").mkdir()
    done = python("-c", _SWEEP, str(source), str(tmp_path / "scratch"))
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 0
