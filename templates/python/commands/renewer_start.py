"""The command `heartbeat-start`: starts the process that renews the leases of an agent."""

from __future__ import annotations

import contextlib
import os
import signal
import time

from . import attributes, calls, lock, main, renewer, spans, stops, values, words
from .run_span import Below
from .store import Store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .contracts import Operation, PatternModule, Words

_NAME = "heartbeat-start"
_INTERVAL = 60 * 10**9
_LEAST, _MOST = 10**9, 3650 * 86400 * 10**9
_PIDS = 2**31 - 1


def run(pattern: PatternModule, given: Words, program: str) -> int:
    """Renews at once, starts the process unless it runs, and gives the exit code.

    Raises:
        Stop: a word is wrong, or the parent is not there.
        HelpWanted: help is asked for.
    """
    kinds = {
        "--help": "help",
        "-h": "help",
        "--json": "flag",
        "--agent": "once",
        "--interval": "once",
        "--parent": "once",
    }
    walk = words.walked(given, kinds, 0, f'see "{program} help {_NAME}"')
    word = renewer.agent(walk)
    interval = _interval(walk)
    parent = _parent(walk)
    agent = renewer.identifier(word)
    start = renewer.began(parent) if renewer.knows() else None
    if not renewer.lives(parent, start):
        raise stops.Stop(6, f"no process {parent}")
    process = _Process(pattern, agent, interval, parent, start)
    try:
        slot = process.begin()
        exit = main.said(
            renewer.answer(agent, "running", slot.pid, slot.interval, "--json" in walk.options), f"{program}: {_NAME}"
        )
    except stops.Stop as stop:
        slot, exit = renewer.NOBODY, renewer.told(stop, program, _NAME)
    return process.close(slot.pid, exit)


def _interval(walk: words.Walk) -> int:
    held = os.environ.get("HEARTBEAT_INTERVAL")
    word = walk.options.get("--interval", [held or None])[0]
    if word is None:
        return _INTERVAL
    if not word:
        raise stops.Usage("option --interval is empty")
    try:
        return values.between(values.duration(words.utf8(word)), _LEAST, _MOST)
    except values.Wrong as wrong:
        raise stops.Usage(f"--interval: {wrong}") from None


def _parent(walk: words.Walk) -> int:
    if "--parent" not in walk.options:
        return os.getppid()
    word = walk.options["--parent"][0]
    if not word:
        raise stops.Usage("option --parent is empty")
    try:
        return values.integer(word, 1, _PIDS)
    except values.Wrong as wrong:
        raise stops.Usage(f"--parent: {wrong}") from None


class _Process:
    """The process that is to run, and the command that starts it."""

    def __init__(self, pattern: PatternModule, agent: str, interval: int, parent: int, start: int | None) -> None:
        self._invocation = spans.Invocation("swarmsh.lease.heartbeat_start")
        self._pattern, self._agent, self._interval = pattern, agent, interval
        self._parent, self._start = parent, start
        self._store = Store(main.folder(), pattern)
        self._operation: Operation = main.module(f"{pattern.PACKAGE}.{pattern.OPERATIONS['heartbeat']}")

    def begin(self) -> renewer.Slot:
        """Renews, and starts the process unless it runs.

        Raises:
            Stop: that was refused.
        """
        self._beat(None if self._invocation.ids is None else Below(self._invocation.ids))
        descriptor = self._lock()
        try:
            slot = renewer.read(self._store, self._agent)
            return slot if slot.state == "running" else self._started(descriptor)
        finally:
            lock.drop(descriptor)

    def close(self, pid: int | None, exit: int) -> int:
        """Writes the span, and gives the exit code."""
        found = [
            attributes.number("process.pid", pid),
            attributes.word("swarmsh.agent.id", self._agent),
            attributes.word("swarmsh.coordination.operation", "heartbeat_start"),
            attributes.number("swarmsh.lease.heartbeat_interval", self._interval),
        ]
        return renewer.close(self._store, self._invocation, found, exit)

    def _lock(self) -> int:
        try:
            return self._store.lock()
        except OSError:
            raise stops.StorageFailed(self._store.folders.root) from None

    def _beat(self, traced: Below | None) -> None:
        calls.run(self._store, self._operation, calls.filled(self._operation, {"agent": self._agent}), traced=traced)

    def _started(self, descriptor: int) -> renewer.Slot:
        pid = os.fork()
        if not pid:
            try:
                self._serve(descriptor)
            finally:
                os._exit(0)
        slot = self._slot(pid)
        try:
            renewer.write(self._store, self._agent, slot)
        except stops.Stop:
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)
            raise
        return slot

    def _slot(self, pid: int) -> renewer.Slot:
        return renewer.Slot(pid, renewer.began(pid), self._parent, self._interval)

    def _serve(self, descriptor: int) -> None:
        """Renews until the parent has ended, the agent is not registered, or the slot says otherwise."""
        lock.drop(descriptor)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        os.setpgid(0, 0)  # a group of its own, so that nothing meant for the caller ends it
        self._store = Store(os.path.join(os.getcwd(), self._store.folders.root), self._pattern)
        os.chdir("/")
        null = os.open(os.devnull, os.O_RDWR)
        for each in range(3):
            os.dup2(null, each)
        os.closerange(3, 1 << 16)
        os.environ.pop("TRACEPARENT", None)
        os.environ.pop("TRACESTATE", None)
        own = self._slot(os.getpid())
        lock.drop(self._lock())  # whoever started this has written the slot by then
        while self._waited() and self._owns(own):
            try:
                self._beat(None)
            except stops.Stop as stop:
                if stop.exit == 6:
                    break
        if not self._owns(own):  # or a store that was removed would be made
            return
        last = self._lock()
        if self._owns(own):
            renewer.write(self._store, self._agent, renewer.NOBODY)
        lock.drop(last)

    def _owns(self, slot: renewer.Slot) -> bool:
        return renewer.read(self._store, self._agent).is_same(slot)

    def _waited(self) -> bool:
        """Waits for one interval, and looks every second whether the parent is there. False when it is not."""
        left = self._interval
        while left > 0:
            time.sleep(min(left, 10**9) / 10**9)
            left -= 10**9
            if not renewer.lives(self._parent, self._start):
                return False
        return True
