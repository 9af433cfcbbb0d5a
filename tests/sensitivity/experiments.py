"""Small histories in which a defect shows, judged by the witnesses of `tests/stress/`."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

from tests import coordinators
from tests.sensitivity.copies import BASH
from tests.stress.clients import one_shot
from tests.stress.logs import Log
from tests.stress.nemesis import Victims
from tests.stress.operations import GENERATED, Operation, Outcome, Programs
from tests.stress.verdict import judge

AGENTS = ("ann", "bob", "cyd")
_LEASE = 300 * 10**9


class Bench:
    """A store with three agents, and calls to one coordinator that are logged."""

    def __init__(self, programs: Programs, language: str, folder: Path) -> None:
        self.language = language
        self.store = folder / "store"
        self.tools = folder / "tools"
        self.victims = Victims()
        self._logs = folder / "logs"
        self._logs.mkdir(parents=True)
        self._programs = programs
        self._command = programs.bash if language == BASH else programs.python
        self._open: dict[str, Log] = {}
        self._serial = 0
        subprocess.run(
            [*GENERATED.python, "batch"],
            input=b"".join(coordinators.line("register", agent) + b"\n" for agent in AGENTS),
            env=GENERATED.environment(self.store, SWARMSH_CORRELATION_ID="setup"),
            stdout=subprocess.DEVNULL,
            check=True,
        )

    def call(self, client: str, operation: Operation, **env: str) -> Outcome | None:
        """A process for an operation."""
        self._serial += 1
        tag = f"{client}.{self._serial}"
        log = self._open.setdefault(client, Log(self._logs, client))
        environment = self._programs.environment(self.store, SWARMSH_CORRELATION_ID=tag)
        return one_shot(self._command, operation, {**environment, **env}, log, tag, self.victims)

    def together(self, calls: dict[str, Operation], **env: str) -> None:
        """The same at once, by client."""
        threads = [threading.Thread(target=self.call, args=each, kwargs=env) for each in calls.items()]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def verdict(self) -> list[str]:
        """What the witnesses say."""
        for log in self._open.values():
            log.close()
        return judge(self.store, self._logs, _LEASE, is_drained=False).problems


Experiment = Callable[[Bench], Iterator[str]]
"""Gives what is wrong."""


def _add(agent: str = "ann") -> Operation:
    return Operation(name="add", agent=agent)


def _take(agent: str) -> Operation:
    return Operation(name="claim", agent=agent, work="w-1")


def quiet(bench: Bench) -> Iterator[str]:
    """One call after the other, and nothing happens."""
    bench.call("ann-0", _add())
    bench.call("ann-0", _take("ann"))
    bench.call("bob-0", _take("bob"))
    bench.call("ann-0", Operation(name="progress", agent="ann", work="w-1", fence=1, percent=0))
    bench.call("ann-0", Operation(name="complete", agent="ann", work="w-1", fence=1))
    bench.call("bob-0", Operation(name="claim", agent="bob", next=True))
    yield from bench.verdict()


def raced(bench: Bench) -> Iterator[str]:
    """Three claim one item, slowly."""
    bench.call("ann-0", _add())
    bench.together({f"{agent}-1": _take(agent) for agent in AGENTS}, PROBE_SLEEP="0.3")
    bench.call("ann-2", _add())
    yield from bench.verdict()


def superseded(bench: Bench) -> Iterator[str]:
    """A holder that was paused tries everything with its old fence, when a namesake has the item, nobody, another."""
    bench.call("ann-0", _add())
    bench.call("ann-0", _take("ann"))
    bench.call("operator", Operation(name="release", agent="ann", work="w-1"))
    bench.call("ann-2", _take("ann"))
    found = list(_tried(bench, 1))
    bench.call("operator", Operation(name="release", agent="ann", work="w-1"))
    found += _tried(bench, 2)
    bench.call("bob-0", _take("bob"))
    found += _tried(bench, 2)
    bench.call("bob-0", Operation(name="complete", agent="bob", work="w-1", fence=3))
    yield from found
    yield from bench.verdict()


def _tried(bench: Bench, fence: int) -> Iterator[str]:
    for name, outcome in (
        ("progress", None),
        ("release", None),
        ("complete", None),
        ("complete", "failed"),
        ("complete", "blocked"),
    ):
        percent = 50 if name == "progress" else None
        operation = Operation(name=name, agent="ann", work="w-1", fence=fence, percent=percent, outcome=outcome)
        told = bench.call("ann-0", operation)
        if told is None or told.exit != 3:
            yield f"{' '.join(operation.words())} -> {told}"


def answered(bench: Bench) -> Iterator[str]:
    """A process dies just before it writes its entry."""
    bench.call("ann-0", _add())
    bench.call("ann-0", _add(), PROBE_DIE="before")
    bench.call("ann-0", _add())
    yield from bench.verdict()


def killed(bench: Bench) -> Iterator[str]:
    """A process dies just after it wrote its entry."""
    bench.call("ann-0", _add())
    bench.call("ann-0", _take("ann"), PROBE_DIE="after")
    bench.call("bob-0", _take("bob"))
    bench.call("bob-0", _add("bob"))
    yield from bench.verdict()


def torn(bench: Bench) -> Iterator[str]:
    """A process dies while it writes its entry: the newline is missing, or half of the line."""
    bench.call("ann-0", _add())
    journal = bench.store / "journal" / "000001.jsonl"
    for half in (False, True):
        before = journal.stat().st_size
        bench.call("ann-0", _add(), PROBE_DIE="after")
        size = journal.stat().st_size
        os.truncate(journal, (before + size) // 2 if half else size - 1)
        bench.call("ann-0", _add())
    yield from bench.verdict()


def orphaned(bench: Bench) -> Iterator[str]:
    """A process dies while a child of it is about to cut the journal back; others go on."""
    bench.call("ann-0", _add())
    bench.call("ann-0", _add(), PROBE_DIE="after")
    journal = bench.store / "journal" / "000001.jsonl"
    os.truncate(journal, journal.stat().st_size - 1)
    started, ended = bench.tools / "started", bench.tools / "ended"
    tool = f': >"{started}"\nsleep 1.5\n{shutil.which("dd")} "$@"\n: >"{ended}"\n'
    late = threading.Thread(target=bench.call, args=("bob-0", _add("bob")), kwargs=_path(bench, "dd", tool))
    late.start()
    _wait(started)
    pid = bench.victims.choose(Random(0))
    assert pid is not None and bench.victims.hit(pid, signal.SIGKILL, group=False)
    late.join()
    bench.call("ann-0", _add())
    bench.call("ann-0", _add())
    _wait(ended)
    yield from bench.verdict()


def captured(bench: Bench) -> Iterator[str]:
    """A program that was started while the lock was held lives on: in bash one that recovery calls, in Python one that
    another thread starts.
    """
    if bench.language == BASH:
        bench.call("ann-0", _add(), PROBE_DIE="after")
        tool = f'sleep 4 </dev/null >/dev/null 2>&1 &\nexec {shutil.which("wc")} "$@"\n'
        bench.call("ann-0", _add(), **_path(bench, "wc", tool))
    else:
        bench.call("ann-0", _add(), PROBE_CHILD="4")
    told = bench.call("ann-0", _add(), SWARMSH_LOCK_TIMEOUT="1")
    if told is None or told.exit != 0:
        yield f"the lock is not to be had: {told}"
    yield from bench.verdict()


def _path(bench: Bench, name: str, text: str) -> dict[str, str]:
    """An environment in which a program is this shell script."""
    bench.tools.mkdir()
    path = bench.tools / name
    path.write_text(f"#!/bin/sh\n{text}")
    path.chmod(0o755)
    return {"PATH": f"{bench.tools}:{os.environ['PATH']}"}


def _wait(path: Path) -> None:
    end = time.monotonic() + 60
    while not path.exists():
        assert time.monotonic() < end, f"no {path.name}"
        time.sleep(0.01)
