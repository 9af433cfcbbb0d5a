"""The examples run: a backlog with dependencies, done once by workers of both languages at the same time."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.repository import ROOT

POOL = ROOT / "examples" / "pool"
COORDINATOR = ROOT / "generated" / "bash" / "atomic.sh"
LIBRARY = ROOT / "generated" / "python" / "src" / "swarmsh" / "atomic.py"
PARTS = ("kernel", "shell", "editor")
ITEMS = [*(f"{step}-{part}" for part in PARTS for step in ("fetch", "build")), "probe", "test", "package"]

pytestmark = pytest.mark.skipif(
    not (COORDINATOR.exists() and LIBRARY.exists()), reason="the coordinators are not generated yet"
)


@pytest.fixture
def surroundings(tmp_path: Path) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return {**kept, "SWARMSH_DATA_DIR": str(tmp_path / "data"), "POOL_LOG": str(tmp_path / "log")}


def run(env: dict[str, str], *command: str) -> str:
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_a_pool_does_every_item_once_and_in_order(surroundings: dict[str, str], tmp_path: Path) -> None:
    assert run(surroundings, str(POOL / "backlog.sh")).split() == ITEMS
    assert run(surroundings, str(POOL / "backlog.sh")).split() == ITEMS, "the keys make a repetition harmless"
    workers = [subprocess.Popen(words, env=surroundings, stderr=subprocess.PIPE, text=True) for words in _workers()]
    said = "".join(worker.communicate(timeout=300)[1] for worker in workers)
    assert [worker.returncode for worker in workers] == [0, 0, 0, 0]
    assert said == "" or "probe: Command" in said, "only the item that fails at first is spoken of"
    done = (tmp_path / "log").read_text(encoding="utf-8").split()
    assert Counter(done) == Counter(ITEMS)
    assert _in_order(done)
    shown = run(surroundings, str(COORDINATOR), "list", "--print", "id,status,attempts").splitlines()
    assert shown == [f"{item}\tcompleted\t{1 if item == 'probe' else 0}" for item in ITEMS]


def _workers() -> list[list[str]]:
    in_bash = [[str(POOL / "worker.sh"), agent] for agent in ("ann", "bob")]
    return in_bash + [[sys.executable, str(POOL / "worker.py"), agent] for agent in ("cyd", "dan")]


def _in_order(done: list[str]) -> bool:
    place = {item: number for number, item in enumerate(done)}
    before = [(f"fetch-{part}", f"build-{part}") for part in PARTS]
    before += [(f"build-{part}", "test") for part in PARTS] + [("probe", "test"), ("test", "package")]
    return all(place[first] < place[second] for first, second in before)
