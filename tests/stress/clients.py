"""Clients that are threads here and work through processes: one a call, or a `batch` that takes many."""

from __future__ import annotations

import json
import os
import subprocess
import threading
import time
from abc import abstractmethod
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Protocol

from tests import coordinators
from tests.stress.logs import Log
from tests.stress.nemesis import Victims
from tests.stress.operations import Operation, Outcome
from tests.stress.threads import Guarded

Clock = Callable[[], dict[str, str]]
"""Gives what a process finds in its environment about the time."""


class Choices(Protocol):
    """What decides what a client does."""

    def choose(self) -> Operation:
        """The next operation."""

    def learn(self, operation: Operation, outcome: Outcome | None) -> None:
        """Takes note of what came of one."""


class Client(Guarded):
    """A client that works until its event is set.

    Args:
        name: of the client and its log, and what its correlation ids begin with.
        logs: the folder of the logs.
    """

    def __init__(
        self,
        name: str,
        command: tuple[str, ...],
        environment: dict[str, str],
        logs: Path,
        chooser: Choices,
        random: Random,
        victims: Victims,
        until: threading.Event,
    ) -> None:
        super().__init__(name, until)
        self.command = command
        self.environment = environment
        self.chooser = chooser
        self.random = random
        self.victims = victims
        self.log = Log(logs, name)
        self._again: list[Operation] = []
        self._serial = 0

    def live(self) -> None:
        """Until the event is set."""
        try:
            while not self.until.is_set():
                self.work()
        finally:
            self.finish()
            self.log.close()

    @abstractmethod
    def work(self) -> None:
        """One step."""

    def finish(self) -> None:
        """Ends what is still open."""

    def choose(self) -> Operation:
        """What was asked with a key and not answered is asked again, and now and then what was."""
        return self._again.pop() if self._again else self.chooser.choose()

    def serial(self) -> int:
        """Another number each time."""
        self._serial += 1
        return self._serial

    def learn(self, operation: Operation, outcome: Outcome | None) -> None:
        """Takes note of an outcome."""
        self.chooser.learn(operation, outcome)
        done = outcome is not None and (outcome.exit != 0 or self.random.random() < 0.9)
        if operation.key is not None and not done:
            self._again.append(operation)


class OneShots(Client):
    """A process for each call. `clock` changes the clock of each; `pause` is how long to wait after it (s)."""

    clock: Clock | None = None
    pause = 0.0

    def work(self) -> None:
        """One call."""
        operation = self.choose()
        tag = f"{self.name}.{self.serial()}"
        env = {**self.environment, "SWARMSH_CORRELATION_ID": tag, **(self.clock() if self.clock else {})}
        outcome = one_shot(self.command, operation, env, self.log, tag, self.victims)
        self.learn(operation, outcome)
        if self.pause:
            self.until.wait(self.pause)


def one_shot(
    command: tuple[str, ...], operation: Operation, env: dict[str, str], log: Log, tag: str, victims: Victims
) -> Outcome | None:
    """A process for one operation."""
    out, err = (os.memfd_create(name, os.MFD_CLOEXEC) for name in ("stdout", "stderr"))
    try:
        call = log.ask(operation, tag)
        process = subprocess.Popen(
            [*command, *operation.words(), "--json"],
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            start_new_session=True,
        )
        victims.enter(process)
        outcome = _outcome(victims.leave(process), _content(out), _content(err))
        log.told(call, outcome)
    finally:
        os.close(out)
        os.close(err)
    return outcome


def _content(descriptor: int) -> str:
    return os.pread(descriptor, 1 << 20, 0).decode(errors="replace")


def _outcome(exit: int, stdout: str, stderr: str) -> Outcome | None:
    """What the caller knows: a whole answer counts even if the process was killed after it."""
    if stdout.endswith("\n"):
        return Outcome(0, json.loads(stdout), stderr)
    return None if exit < 0 else Outcome(exit, {}, stderr.strip())


class Batches(Client):
    """Lines for a `batch`, some at once; another one when it was killed, or after some lines."""

    bursts: tuple[int, ...] = (1, 1, 1, 2, 3, 5)
    _process: subprocess.Popen[bytes] | None = None
    _lines = 0
    _tag = ""

    def work(self) -> None:
        """A few lines, and their answers."""
        if self._process is None:
            self._start()
        burst = [self.choose() for _ in range(self.random.choice(self.bursts))]
        calls = []
        for place, operation in enumerate(burst, start=self._lines + 1):
            calls.append((operation, self.log.ask(operation, f"{self._tag}:{place}")))
        lines = b"".join(coordinators.line(*operation.words()) + b"\n" for operation in burst)
        self._lines += len(burst)
        alive = self._send(lines)
        for operation, call in calls:
            answer = self._answer() if alive else None
            if alive and answer is None:
                alive = False
                self._leave()  # all that follows ends before this: the process is dead
            self.log.told(call, answer)
            self.learn(operation, answer)
        if not alive or self._lines > 150:
            self.finish()

    def _start(self) -> None:
        self._tag = f"{self.name}.{self.serial()}"
        self._lines = 0
        self._process = subprocess.Popen(
            [*self.command, "batch"],
            env={**self.environment, "SWARMSH_CORRELATION_ID": self._tag},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.victims.enter(self._process)

    def _send(self, lines: bytes) -> bool:
        process = self._process
        assert process is not None and process.stdin is not None
        try:
            process.stdin.write(lines)
            process.stdin.flush()
        except BrokenPipeError:
            self._leave()
            return False
        return True

    def _answer(self) -> Outcome | None:
        process = self._process
        assert process is not None and process.stdout is not None
        line = process.stdout.readline()
        if not line.endswith(b"\n"):
            return None
        found = json.loads(line)
        return Outcome(found["exit"], found["answer"] or {}, found["message"] or "")

    def _leave(self) -> None:
        process = self._process
        if process is not None and process.returncode is None:
            assert process.stdin is not None
            with suppress(BrokenPipeError):
                process.stdin.close()
            self.victims.leave(process)

    def finish(self) -> None:
        """Ends the batch, if there is one."""
        self._leave()
        if self._process is not None and self._process.stdout is not None:
            self._process.stdout.close()
        self._process = None


def jumping(random: Random) -> Clock:
    """A clock that jumps some minutes to and fro, as far as a store allows: it refuses to go back ten."""

    def clock() -> dict[str, str]:
        return {"SWARMSH_NOW_NS": str(time.time_ns() + random.randrange(-270 * 10**9, 300 * 10**9))}

    return clock


def astray() -> dict[str, str]:
    """A clock that is a quarter of an hour behind, further than a store allows."""
    return {"SWARMSH_NOW_NS": str(time.time_ns() - 900 * 10**9)}
