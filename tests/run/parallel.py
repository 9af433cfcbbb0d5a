"""Heartbeats on different items at the same time, from processes of both languages: none may be lost.

    python -m tests.run.parallel --rounds 100

A heartbeat is lost when its process does not answer 0, when the journal does not have its entry, or when its item does
not have the lease that it asked for. Each round has its own time, so that a lease tells which round renewed it.
"""

from __future__ import annotations

import argparse
import itertools
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.coordinators import LANGUAGES, NOW, PYTHON, batch, call, environment, line

AT_ONCE = 30
LEASE = 300 * 10**9
SECOND = 10**9


def stocked(store: Path) -> None:
    """A store with an agent that holds as many items as are renewed at once."""
    rows = [line("register", "ann", "--max-work", str(AT_ONCE))]
    for number in range(1, AT_ONCE + 1):
        rows += [line("add", f"item {number}"), line("claim", f"w-{number}", "--agent", "ann")]
    assert {answer["exit"] for answer in batch(PYTHON, store, rows)} == {0}


def lost(store: Path, round_: int) -> list[str]:
    """What was lost in a round, in words."""
    now = NOW + round_ * SECOND
    env = environment(store, SWARMSH_NOW_NS=str(now), SWARMSH_LOCK_TIMEOUT="300")
    before = entries(store)
    names = [f"w-{number}" for number in range(1, AT_ONCE + 1)]
    processes = [
        subprocess.Popen(
            [*language.command, "heartbeat", name, "--fence", "1", "--agent", "ann"],
            env=env,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        for name, language in zip(names, itertools.cycle(LANGUAGES), strict=False)
    ]
    said = [process.communicate(timeout=600)[1] for process in processes]
    found = [
        f"{name}: exit {process.returncode}, {text.decode(errors='replace').strip()}"
        for name, process, text in zip(names, processes, said, strict=True)
        if process.returncode
    ]
    if entries(store) != before + AT_ONCE:
        found.append(f"{entries(store) - before} entries for {AT_ONCE} heartbeats")
    rows = call(PYTHON, store, "list", "--agent", "ann", "--print", "id,lease_until", env={"SWARMSH_NOW_NS": str(now)})
    leases = dict(row.split("\t") for row in rows.stdout.decode().splitlines())
    found += [f"{name}: lease until {leases.get(name)}" for name in names if leases.get(name) != str(now + LEASE)]
    return found


def entries(store: Path) -> int:
    """How many heartbeats the journal has."""
    return sum(path.read_bytes().count(b'"operation":\t"heartbeat"') for path in (store / "journal").iterdir())


def main() -> int:
    """Runs the rounds, and gives the exit code: 1 when anything was lost."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=100)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store"
        stocked(store)
        found = [text for round_ in range(1, rounds + 1) for text in lost(store, round_)]
        checked = call(PYTHON, store, "replay", "--check")
        found += [] if checked.exit == 0 else [checked.stdout.decode()]
    for text in found:
        print(text)
    print(f"{rounds} rounds of {AT_ONCE} heartbeats at once, {len(found)} lost")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
