"""Kills and stops processes at random, and takes items from their holders."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from random import Random
from subprocess import Popen

from swarmsh import atomic
from tests.stress.logs import Log
from tests.stress.operations import Operation, perform
from tests.stress.threads import Guarded

_SHORT, _LONG = (0.002, 0.08), (1.1, 2.2)
"""Seconds of a stop; the long ones outlast a lease of a second."""

_DIRTY = b'{"dirty":\t1'


class Victims:
    """The processes that may be hit. A process is reaped under the same lock, so that no signal meets a stranger."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._processes: dict[int, Popen[bytes]] = {}

    def enter(self, process: Popen[bytes]) -> None:
        """Exposes a process, which leads a group of its own."""
        with self._lock:
            self._processes[process.pid] = process

    def leave(self, process: Popen[bytes]) -> int:
        """Waits for the end of a process, and gives its exit code. Children that outlive it do not stay stopped: they
        may hold the lock of the store.
        """
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        with self._lock:
            self._processes.pop(process.pid, None)
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGCONT)
            return process.wait()

    def choose(self, random: Random) -> int | None:
        """One of them."""
        with self._lock:
            return random.choice(list(self._processes)) if self._processes else None

    def hit(self, pid: int, number: signal.Signals, group: bool) -> bool:
        """Sends a signal to a process, or to it and its children; not if it is gone."""
        with self._lock:
            if pid not in self._processes:
                return False
            with suppress(ProcessLookupError):
                (os.killpg if group else os.kill)(pid, number)
            return True

    def hit_all(self, number: signal.Signals) -> int:
        """Sends a signal to all of them and to their children, and says how many there are."""
        with self._lock:
            for pid in self._processes:
                with suppress(ProcessLookupError):
                    os.killpg(pid, number)
            return len(self._processes)


class Nemesis(Guarded):
    """Hits some process every `pause` seconds on average; now and then all of them while a store is being written.

    Attributes:
        counts: how many processes were killed, in all and of those while the store was dirty, how many were stopped for
            a short time, and how many for longer than their lease.
    """

    def __init__(self, store: Path, victims: Victims, random: Random, pause: float, until: threading.Event) -> None:
        super().__init__("nemesis", until)
        self.counts: Counter[str] = Counter()
        self._state = store / "state"
        self._victims = victims
        self._random = random
        self._pause = pause
        self._stopped: list[tuple[float, int]] = []

    def live(self) -> None:
        """Until the event is set; nobody stays stopped then."""
        following = 0.0
        try:
            while not self.until.wait(0.004):
                self._go_on(time.monotonic())
                if time.monotonic() >= following:
                    following = time.monotonic() + self._random.expovariate(1 / self._pause)
                    self._strike()
        finally:
            self._go_on(float("inf"))

    def _strike(self) -> None:
        what = self._random.choices(("kills", "short stops", "long stops", "crashes"), (60, 34, 4, 2))[0]
        if what == "crashes":
            self._crash()
            return
        pid = self._victims.choose(self._random)
        number = signal.SIGKILL if what == "kills" else signal.SIGSTOP
        if pid is not None and self._victims.hit(pid, number, self._random.random() < 0.5):
            self.counts[what] += 1
            if number == signal.SIGSTOP:
                seconds = self._random.uniform(*(_SHORT if what == "short stops" else _LONG))
                self._stopped.append((time.monotonic() + seconds, pid))

    def _crash(self) -> None:
        """Kills everybody at once, as soon as the store is dirty."""
        descriptor = os.open(self._state, os.O_RDONLY | os.O_CLOEXEC)
        end = time.monotonic() + 0.05
        while time.monotonic() < end:
            if os.pread(descriptor, len(_DIRTY), 0) == _DIRTY:
                count = self._victims.hit_all(signal.SIGKILL)
                self.counts["kills"] += count
                self.counts["kills: of them while the store was written"] += count
                break
        os.close(descriptor)

    def _go_on(self, present: float) -> None:
        for _, pid in [each for each in self._stopped if each[0] <= present]:
            self._victims.hit(pid, signal.SIGCONT, True)
        self._stopped = [each for each in self._stopped if each[0] > present]


class Operator(Guarded):
    """Releases items in the name of their holders, as an operator does when a lease is over, and now and then takes
    them again in the same name, as a worker does that was started anew. The holder does not know.

    Attributes:
        taken: how many items it took away.
    """

    NAME = "operator"

    def __init__(self, store: Path, log: Log, random: Random, pause: float, until: threading.Event) -> None:
        super().__init__(self.NAME, until)
        self.taken = 0
        self._highest = 0
        self._coordinator = atomic.Coordinator(store)
        self._log = log
        self._random = random
        self._pause = pause

    def live(self) -> None:
        """Until the event is set."""
        while not self.until.wait(self._random.expovariate(1 / self._pause)):
            item = self._held()
            if item is not None:
                agent = str(item.agent)
                self._do(Operation(name="release", agent=agent, work=item.id))
                if self._random.random() < 0.4:  # a namesake of the holder takes it again
                    self._do(Operation(name="claim", agent=agent, work=item.id))

    def _held(self) -> atomic.Work | None:
        """An item that somebody holds, as far as a few looks find one; most of them are of late."""
        while self._show(self._highest + 1) is not None:
            self._highest += 1
        for look in range(30):
            back = self._random.expovariate(1 / 40) if look % 5 else self._random.randrange(self._highest + 1)
            item = self._show(max(1, self._highest - int(back)))
            if item is not None and item.agent is not None:
                return item
        return None

    def _show(self, number: int) -> atomic.Work | None:
        try:
            return self._coordinator.show(f"w-{number}")
        except atomic.NotFound:
            return None

    def _do(self, operation: Operation) -> None:
        call = self._log.ask(operation, "")
        outcome = perform(self._coordinator, operation)
        self._log.told(call, outcome)
        self.taken += operation.name == "release" and outcome.exit == 0
