"""A process with the library: some threads, each a client with its own agent and log, on one coordinator.

`python -m tests.stress.library STORE LOGS SEED AGENT…` works until its input ends.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from pathlib import Path
from random import Random

from swarmsh import atomic
from tests.stress.choices import Chooser
from tests.stress.logs import Log
from tests.stress.operations import perform

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


def work(coordinator: atomic.Coordinator, log: Log, chooser: Chooser, until: threading.Event) -> None:
    """A client: one thread."""
    while not until.is_set():
        operation = chooser.choose()
        number = log.ask(operation, "")
        outcome = perform(coordinator, operation)
        log.told(number, outcome)
        chooser.learn(operation, outcome)
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
        log = Log(Path(folder), agent)
        threads.append(threading.Thread(target=work, args=(coordinator, log, chooser, until)))
    for thread in threads:
        thread.start()
    while os.read(0, 1):
        pass
    until.set()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    main(*sys.argv[1:])
