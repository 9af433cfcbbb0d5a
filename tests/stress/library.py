"""A process with the library: some threads, each a client with its own agent and log, on one coordinator.

`python -m tests.stress.library STORE LOGS SEED AGENT…` works until its input ends.
"""

from __future__ import annotations

import os
import select
import sys
import threading
import time
from pathlib import Path
from random import Random

from swarmsh import atomic
from tests.stress.choices import Chooser
from tests.stress.logs import Log
from tests.stress.operations import perform
from tests.stress.threads import Guarded, join

_real = time.time_ns


class Clock:
    """The system's clock, some minutes off, and every now and then by another amount. For all of the process."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._off = 0

    def now(self) -> int:
        """Nanoseconds since 1970."""
        if self._random.random() < 0.02:
            self._off = self._random.randrange(-270 * 10**9, 300 * 10**9)
        return _real() + self._off


class Worker(Guarded):
    """A client: one thread."""

    def __init__(self, coordinator: atomic.Coordinator, log: Log, chooser: Chooser, until: threading.Event) -> None:
        super().__init__(chooser.agent, until)
        self._coordinator = coordinator
        self._log = log
        self._chooser = chooser

    def live(self) -> None:
        """Until the event is set."""
        while not self.until.is_set():
            operation = self._chooser.choose()
            number = self._log.ask(operation, "")
            outcome = perform(self._coordinator, operation)
            self._log.told(number, outcome)
            self._chooser.learn(operation, outcome)
            time.sleep(0.002)


def main(store: str, folder: str, seed: str, *agents: str) -> None:
    """Until the input ends."""
    os.environ["SWARMSH_CORRELATION_ID"] = "library"
    random = Random(seed)
    if random.random() < 0.5:
        time.time_ns = Clock(Random(seed)).now
    coordinator = atomic.Coordinator(store)
    until = threading.Event()
    threads = []
    for agent in agents:
        chooser = Chooser(agent, Random(f"{seed} {agent}"))
        threads.append(Worker(coordinator, Log(Path(folder), agent), chooser, until))
    for thread in threads:
        thread.start()
    while not until.is_set() and (not select.select([0], [], [], 0.1)[0] or os.read(0, 1)):
        pass
    until.set()
    join(threads)


if __name__ == "__main__":
    main(*sys.argv[1:])
