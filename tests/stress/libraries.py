"""Keeps processes of library threads alive."""

from __future__ import annotations

import os
import subprocess
import threading
from collections.abc import Sequence

from tests.repository import ROOT
from tests.stress.nemesis import Victims
from tests.stress.threads import Guarded


class Library(Guarded):
    """A process of library threads, and another one when it was killed, until the event is set.

    Args:
        command: starts it, but for its seed and its agents.
    """

    def __init__(
        self,
        command: Sequence[str],
        environment: dict[str, str],
        seed: int,
        agents: Sequence[str],
        victims: Victims,
        until: threading.Event,
    ) -> None:
        super().__init__(f"library of {agents[0]}", until)
        self._command = command
        self._environment = {**environment, "PYTHONPATH": f"{environment['PYTHONPATH']}:{ROOT}"}
        self._seed = seed
        self._agents = agents
        self._victims = victims

    def live(self) -> None:
        """One process after the other."""
        number = 0
        while not self.until.is_set():
            number += 1
            exit = self._one(number)
            if exit not in (0, -9):
                raise RuntimeError(f"a process of library threads ended with {exit}")

    def _one(self, number: int) -> int:
        process = subprocess.Popen(
            [*self._command, f"{self._seed} {number}", *self._agents],
            env=self._environment,
            stdin=subprocess.PIPE,
            start_new_session=True,
        )
        self._victims.enter(process)
        assert process.stdin is not None
        while not self.until.wait(0.02):
            if os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None:
                break
        process.stdin.close()
        return self._victims.leave(process)
