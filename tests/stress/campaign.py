"""A run: clients of all kinds on one store while processes are killed and stopped; then the drain, then the checks."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from random import Random

from tests import coordinators
from tests.stress import clients
from tests.stress.choices import Chooser
from tests.stress.drain import MINUTE, drain
from tests.stress.libraries import Library
from tests.stress.logs import Log
from tests.stress.nemesis import Nemesis, Operator, Victims
from tests.stress.operations import Programs
from tests.stress.services import Service
from tests.stress.threads import BrokenError, join
from tests.stress.verdict import Report, judge
from tests.stress.witness import ASTRAY

THRESHOLD = 10**9
"""A lease: the shortest that can be had, in ns."""
_ROLES = ("bash", "bash batch", "library", "python batch", "library", "bash jumping", "python", "bash batch")


class Campaign:
    """One run.

    Args:
        workers: how many clients work at the same time.
        pause: seconds between two signals on average.
    """

    def __init__(self, programs: Programs, folder: Path, seed: int, workers: int, pause: float) -> None:
        self.report = Report()
        self._programs = programs
        self._store, self._logs = folder / "store", folder / "logs"
        self._seed = seed
        self._pause = pause
        self._until = threading.Event()
        self._victims = Victims()
        self._environment = programs.environment(self._store, STALE_THRESHOLD="1s", SWARMSH_LOCK_TIMEOUT="90")
        self._names = [f"c-{number}" for number in range(workers)]
        self._services = [f"s-{number}" for number in range(max(2, workers // 4))]

    def run(self, seconds: float) -> None:
        """Works for so long, then drains and checks."""
        self._logs.mkdir(parents=True)
        self._set_up()
        os.environ.update(SWARMSH_CORRELATION_ID=Operator.NAME, SWARMSH_LOCK_TIMEOUT="90")
        random = Random(f"{self._seed} nemesis")
        nemesis = Nemesis(self._store, self._victims, random, self._pause, self._until)
        operator = Operator(self._store, Log(self._logs, Operator.NAME), random, 3 * self._pause, self._until)
        threads = [*self._clients(), *self._libraries(), nemesis, operator]
        for thread in threads:
            thread.start()
        try:
            self._until.wait(seconds)
        finally:
            self._until.set()
        now, broken = None, []
        try:
            join(threads)
            now = drain(self._programs, self._store, self._logs)
        except (BrokenError, ValueError) as error:  # what the product did may leave nothing to go on with
            broken = [f"{error}: {error.__cause__!r}"]
        self.report = judge(self._store, self._logs, THRESHOLD, is_drained=now is not None)
        self.report.problems += broken
        self.report.figures += nemesis.counts
        self.report.figures["items taken from their holders"] = operator.taken
        if now is not None and not self.report.problems:
            self._check_clock(now)

    def _set_up(self, **env: str) -> None:
        """Registers all agents; again at the end."""
        agents = [*self._names, *self._services, f"{ASTRAY}-0", *(f"drain-{number}" for number in range(4))]
        lines = [coordinators.line("register", agent, "--max-work", "4") for agent in agents]
        done = subprocess.run(
            [*self._programs.python, "batch"],
            input=b"\n".join(lines),
            env={**self._environment, "SWARMSH_CORRELATION_ID": "setup", **env},
            capture_output=True,
            check=True,
        )
        assert done.stdout.count(b'"exit":0,') == len(lines), done.stdout

    def _clients(self) -> Iterator[clients.Client]:
        roles = [(name, _ROLES[number % len(_ROLES)]) for number, name in enumerate(self._names)]
        for name, role in [*roles, (f"{ASTRAY}-0", "bash")]:
            if role == "library":
                continue
            command = self._programs.bash if role.startswith("bash") else self._programs.python
            kind = clients.Batches if role.endswith("batch") else clients.OneShots
            random = Random(f"{self._seed} {name}")
            chooser = Chooser(name, random, keyed=12)
            client = kind(name, command, self._environment, self._logs, chooser, random, self._victims, self._until)
            if isinstance(client, clients.OneShots):
                client.clock = clients.jumping(random) if role.endswith("jumping") else None
                if name.startswith(ASTRAY):
                    client.clock, client.pause = clients.astray, 0.3
            yield client
        for number, name in enumerate(self._services):
            command = (self._programs.bash, self._programs.python)[number % 2]
            kind = (clients.OneShots, clients.Batches)[number // 2 % 2]
            random = Random(f"{self._seed} {name}")
            service = Service(name, random, keyed=12)
            yield kind(name, command, self._environment, self._logs, service, random, self._victims, self._until)

    def _libraries(self) -> Iterator[Library]:
        names = [name for number, name in enumerate(self._names) if _ROLES[number % len(_ROLES)] == "library"]
        for place in range(0, len(names), 2):
            command = (sys.executable, "-m", "tests.stress.library", str(self._store), str(self._logs))
            own = names[place : place + 2]
            yield Library(command, self._environment, self._seed, own, self._victims, self._until)

    def _check_clock(self, now: int) -> None:
        """A clock that is eleven minutes behind the last entry is refused, and changes nothing."""
        self._set_up(SWARMSH_NOW_NS=str(now))  # so that there is an entry of that time
        before = coordinators.tree(self._store)
        for command in (self._programs.bash, self._programs.python):
            for words, clock, wanted in ((["add", "x"], now - 11 * MINUTE, 9), (["doctor"], now, 0)):
                env = self._programs.environment(self._store, SWARMSH_NOW_NS=str(clock))
                done = subprocess.run([*command, *words], env=env, capture_output=True, text=True, check=False)
                if done.returncode != wanted:
                    said = f"{done.returncode} {done.stdout}{done.stderr}"
                    self.report.problems.append(f"{' '.join(words)} by the clock {clock}: {said}")
        after = coordinators.tree(self._store)
        changed = sorted(path for path in {*before, *after} if before.get(path) != after.get(path))
        if any(not path.startswith("telemetry/side/") for path in changed):
            self.report.problems.append(f"a refused clock changed {changed}")
