"""Bash and Python claimers at the same time: every item claimed once, one winner for a named item."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

from tests.coordinators import BASH, PYTHON, batch, call, environment, line

ITEMS = 2000
CLAIMERS = 64

_BASH_LOOP = """
while name=$("$@" claim --next --agent "$AGENT"); do printf '%s\\n' "$name"; done
"""
_PYTHON_LOOP = """
import os
from swarmsh import atomic
coordinator = atomic.Coordinator(os.environ["SWARMSH_DATA_DIR"])
while True:
    try:
        print(coordinator.claim(next=True, agent=os.environ["AGENT"]).id, flush=True)
    except atomic.NothingToClaim:
        break
"""


def test_every_item_is_claimed_once(tmp_path: Path) -> None:
    store = tmp_path / "store"
    lines = [line("register", f"claimer-{number}", "--max-work", "1000") for number in range(CLAIMERS)]
    lines += [line("add", f"item {number}") for number in range(ITEMS)]
    assert {answer["exit"] for answer in batch(PYTHON, store, lines)} == {0}
    claimers = [_claimer(store, number) for number in range(CLAIMERS)]
    claimed = Counter(name for process in claimers for name in process.communicate(timeout=600)[0].split())
    assert [process.returncode for process in claimers] == [7 if number % 2 == 0 else 0 for number in range(CLAIMERS)]
    assert sorted(claimed) == sorted(f"w-{number}" for number in range(1, ITEMS + 1))
    assert {name: count for name, count in claimed.items() if count != 1} == {}
    held = sum(len(_held(store, number)) for number in range(CLAIMERS))
    assert held == ITEMS


def _claimer(store: Path, number: int) -> subprocess.Popen[str]:
    """Even ones are bash processes, one a claim; odd ones a Python process with the library."""
    loop = f"{_BASH_LOOP}\nexit 7"
    if number % 2 == 0:
        command = ["bash", "-c", loop, "claimer", *BASH.command]
    else:
        command = [sys.executable, "-c", _PYTHON_LOOP]
    env = environment(store, AGENT=f"claimer-{number}")
    del env["SWARMSH_NOW_NS"], env["SWARMSH_ID_SEED"]
    return subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True)


def _held(store: Path, number: int) -> list[bytes]:
    words = ("list", "--agent", f"claimer-{number}", "--limit", "1000", "--print", "id")
    listed = call(PYTHON, store, *words, env={"SWARMSH_NOW_NS": ""})  # the claimers used the real clock
    assert listed.exit == 0, listed.stderr
    return listed.stdout.split()


def test_one_of_many_gets_a_named_item(tmp_path: Path) -> None:
    store = tmp_path / "store"
    callers = 16
    lines = [line("register", f"claimer-{number}") for number in range(callers)] + [line("add", "the one")]
    batch(PYTHON, store, lines)
    env = environment(store)
    del env["SWARMSH_ID_SEED"]
    processes = [
        subprocess.Popen(
            [*(BASH, PYTHON)[number % 2].command, "claim", "w-1", "--agent", f"claimer-{number}"],
            env=env,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for number in range(callers)
    ]
    assert sorted(process.wait(timeout=120) for process in processes) == [0] + [3] * (callers - 1)
