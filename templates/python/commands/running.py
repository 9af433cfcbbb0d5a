"""An item that is held while a command runs for it: claimed, renewed, ended."""

from __future__ import annotations

import os
import signal
import time

from . import calls, child, lock, main, run_span, spans, text
from .stops import OUTCOMES, Refused, Stop
from .store import Store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from .contracts import Operation, PatternModule

_OUTCOMES = {signal.SIGHUP: "hangup", signal.SIGINT: "interrupt", signal.SIGTERM: "terminated"}
_SECOND = 10**9
_LONG = 60.0  # seconds to wait when nothing is to be done


class Running:
    """One invocation of `run`.

    Args:
        pattern: whose operations are called.
        request: the inputs of claim.
        grace: nanoseconds between TERM and KILL.
        program: what messages begin with.
    """

    def __init__(self, pattern: PatternModule, request: Any, grace: int, program: str) -> None:
        self.invocation = spans.Invocation(run_span.NAME)
        self.signals: Any = None
        self.agent: str = request.agent
        self.work: str | None = request.work
        self.fence: int | None = None
        self._pattern, self._request, self._program = pattern, request, program
        self._selection = "next" if self.work is None else "named"
        self._grace = grace / _SECOND
        self._store = Store(main.folder(), pattern)
        self._child: Any = None
        self._name: str | None = None
        self._lost = ""
        self._is_ended = False
        self._renewed = 0
        self._completion: str | None = None
        self._status: int | None = None
        self._lease = self._until = 0.0

    def say(self, message: str, word: str) -> None:
        """Writes a message about an outcome that `word` names, if that can be done."""
        try:
            main.put(2, f"{self._program}: run: {message} ({word})\n")
        except OSError:
            return

    def claim(self) -> None:
        """Takes the item. What a signal ends from here on is tidied up.

        Raises:
            Stop: it was refused.
            InterruptedError: a signal came while it waited.
        """
        self.signals = child.Signals()
        try:
            told = self._call("claim", self._request, self._pause)
        except Refused:
            if self.signals.first:
                raise InterruptedError from None
            raise
        names = [name for name, _, _ in self._operation("claim").FIELDS]
        self.work, self.fence = told.reply[names.index("id")], told.reply[names.index("fence")]
        self._lease = self._store.form.settings["stale_threshold"] / _SECOND

    def _pause(self, seconds: float) -> None:
        """Waits between two tries.

        Raises:
            InterruptedError: a signal came.
        """
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self.signals.wait(left)
            if self.signals.first:
                raise InterruptedError

    def start(self, path: str, command: Sequence[str], environment: child.Environment) -> None:
        """Starts the command.

        Raises:
            OSError: that failed.
        """
        self._child = child.Child(path, command, environment)
        self.signals.react = lambda: self._child.kill(signal.SIGTERM)
        if self.signals.first:  # it came before there was something to stop
            self.signals.react()
        self._name = text.token(command[0].rpartition("/")[2].encode(errors="surrogateescape"))

    def finish(self) -> int:
        """Renews the lease until the command has ended, ends the item as the command ended, and gives the exit code."""
        status = self._status = self._watch()
        failure = None
        if not (self._lost or self.signals.first or self._is_ended):
            failure = self._complete(status)
        if self._lost:
            reason = f'the lease of work "{self.work}" was lost: {self._lost}'
            self.say(f"{reason}; the command ended with {status}", "lease_lost")
            return self.close(124, "lease_lost")
        if self.signals.first:
            if not (self._is_ended or self._completion):
                self.release()
            return self.close(0, "done")
        outcome = "command_failed" if status else "done"
        if failure is not None:
            word = OUTCOMES[failure.exit]
            self.say(f'work "{self.work}" could not be completed: {failure.text(self._program)}', word)
            return self.close(status or 1, outcome if status else word)
        return self.close(status, outcome)

    def _watch(self) -> int:
        third = self._lease / 3
        given = os.environ.get("SWARMSH_LOCK_TIMEOUT")
        os.environ["SWARMSH_LOCK_TIMEOUT"] = str(min(lock.timeout(), int(third) + 1))
        present = time.monotonic()
        self._until, following = present + self._lease, present + third
        kill: float | None = None
        is_killed = False
        while (status := self._child.status()) is None:
            present = time.monotonic()
            if kill is None and (self.signals.first or self._lost):
                kill = present + self._grace
            if kill is not None and not is_killed and present >= kill:
                is_killed = True
                self._child.kill(signal.SIGKILL)
            is_over = bool(self._lost or self._is_ended)
            if not is_over and present >= following:
                following = self._renew(present)
                continue
            until = present + _LONG if is_over else following
            self.signals.wait((until if kill is None or is_killed else min(until, kill)) - present)
        _restore("SWARMSH_LOCK_TIMEOUT", given)
        if self.signals.first or self._lost:
            self._child.end(time.monotonic() + self._grace if kill is None else kill)
        return int(status)

    def _renew(self, present: float) -> float:
        """Renews the lease, and gives when to do so again. What hinders it may pass; then it is tried again soon."""
        third = self._lease / 3
        try:
            self._call("heartbeat", self._given("heartbeat", work=self.work, fence=self.fence, agent=self.agent))
        except Stop as stop:
            now = time.monotonic()
            if stop.exit not in (3, 6) and now < self._until:
                return now + min(third / 4, 1)
            if stop.exit != 3 or not self._ended_itself():
                self._lost = stop.text(self._program)
                self._child.kill(signal.SIGTERM)
            return now
        self._renewed += 1
        self._until = present + self._lease
        return present + third

    def _ended_itself(self) -> bool:
        """Whether the command has completed or blocked the item."""
        operation = self._operation("show")
        try:
            told = self._call("show", self._given("show", work=self.work))
        except Stop:
            return False
        row = dict(zip((name for name, _, _ in operation.FIELDS), told.reply, strict=True))
        self._is_ended = row["status"] in ("completed", "blocked") and row["fence"] == self.fence
        return self._is_ended

    def _complete(self, status: int) -> Stop | None:
        """Completes the item, or fails it, and gives what went wrong. It is tried until the lease has passed."""
        outcome = "failed" if status else "success"
        result = f'"exit status {status}"' if status else None
        given = self._given(
            "complete", work=self.work, outcome=outcome, result=result, fence=self.fence, agent=self.agent
        )
        while True:
            try:
                self._call("complete", given)
            except Stop as stop:
                if stop.exit == 6 or (stop.exit == 3 and not self._ended_itself()):
                    self._lost = stop.text(self._program)
                if stop.exit in (3, 6):
                    return None
                if stop.exit not in (4, 10) or self.signals.first or time.monotonic() >= self._until:
                    return stop
                self.signals.wait(1)
            else:
                self._completion = outcome
                return None

    def release(self) -> None:
        """Hands the item back; says so when that fails."""
        try:
            self._call("release", self._given("release", work=self.work, fence=self.fence, agent=self.agent))
        except Stop as stop:
            reason = stop.text(self._program)
            self.say(f'work "{self.work}" could not be released: {reason}', OUTCOMES[stop.exit])

    def close(self, exit: int, outcome: str) -> int:
        """Writes the span of this invocation, and gives its exit code, which is that of a signal if one came."""
        if self.signals is not None and self.signals.first:
            exit, outcome = self.signals.exit, _OUTCOMES[self.signals.first]
        spans.aside(self._store, self.invocation, self._attributes(), exit, outcome)
        return exit

    def _attributes(self) -> list[str]:
        return run_span.told(
            self.agent,
            self.work,
            self._selection,
            self.fence,
            self._renewed,
            self._completion,
            self._name,
            self._status,
        )

    def _operation(self, name: str) -> Operation:
        found: Operation = main.module(f"{self._pattern.PACKAGE}.{self._pattern.OPERATIONS[name]}")
        return found

    def _given(self, name: str, **inputs: object) -> Any:
        """The inputs of an operation, defaults filled in."""
        return calls.filled(self._operation(name), inputs)

    def _call(self, name: str, given: Any, sleep: Callable[[float], None] = time.sleep) -> calls.Told:
        below = run_span.Below(self.invocation.ids) if self.invocation.ids is not None else None
        return calls.run(self._store, self._operation(name), given, traced=below, sleep=sleep)


def _restore(name: str, value: str | None) -> None:
    if value is None:
        os.environ.pop(name, None)
    else:
        os.environ[name] = value
