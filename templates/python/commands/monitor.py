"""The command `monitor`: the dashboard, again and again. No lock is held between two looks."""

from __future__ import annotations

import gc
import os
import signal
import time

from . import attributes, calls, main, spans, stops, values, words
from .store import Store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .contracts import Operation, PatternModule, Words

_INTERVAL = 2 * 10**9
_LEAST, _MOST = 10**8, 86400 * 10**9
_COUNT = 2**53 - 1
_CLEAR = "\033[H\033[2J"
_OUTCOMES: dict[int, str] = {
    signal.SIGHUP: "hangup",
    signal.SIGINT: "interrupt",
    signal.SIGPIPE: "broken_pipe",
    signal.SIGTERM: "terminated",
}


class _Ended(Exception):
    """A signal came."""


def run(pattern: PatternModule, given: Words, program: str) -> int:
    """Shows the dashboard until it was shown often enough or a signal comes, and gives the exit code.

    Raises:
        Stop: a word is wrong.
        HelpWanted: help is asked for.
    """
    kinds = {"--help": "help", "-h": "help", "--interval": "once", "--count": "once"}
    walk = words.walked(given, kinds, 0, f'see "{program} help monitor"')
    found = [walk.options.get(name, [None])[0] for name in ("--interval", "--count")]
    interval, count = _interval(found[0]), _count(found[1])
    gc.enable()  # which a single look does not need
    return _Monitor(pattern, interval, count).run(program)


def _interval(word: str | None) -> int:
    if word is None:
        return _INTERVAL
    if not word:
        raise stops.Usage("option --interval is empty")
    try:
        return values.between(values.duration(word), _LEAST, _MOST)
    except values.Wrong as wrong:
        raise stops.Usage(f"--interval: {wrong}") from None


def _count(word: str | None) -> int:
    if word is None:
        return 0
    if not word:
        raise stops.Usage("option --count is empty")
    try:
        return values.integer(word, 1, _COUNT)
    except values.Wrong as wrong:
        raise stops.Usage(f"--count: {wrong}") from None


class _Monitor:
    """One invocation. `count` is how often to show it, 0 for until a signal comes; `interval` is in ns.

    A signal ends it at once where it waits or writes, else after the look.
    """

    def __init__(self, pattern: PatternModule, interval: int, count: int) -> None:
        self._invocation = spans.Invocation("swarmsh.health.monitor")
        self._store = Store(main.folder(), pattern)
        self._operation: Operation = main.module(f"{pattern.PACKAGE}.{pattern.OPERATIONS['dashboard']}")
        self._given = calls.filled(self._operation, {})
        self._interval, self._count = interval, count
        self._shown = 0
        self._signal = 0
        self._is_waiting = False
        for each in _OUTCOMES:
            if signal.getsignal(each) is not signal.SIG_IGN:
                signal.signal(each, self._take)

    def run(self, program: str) -> int:
        """Shows it, writes the span, and gives the exit code."""
        exit, outcome = 0, ""
        try:
            self._repeat()
        except _Ended:
            exit, outcome = 128 + self._signal, _OUTCOMES[self._signal]
        except stops.Stop as stop:
            exit = main.refused(stop.text(program), stop.exit, f"{program}: monitor")
        found = [
            attributes.word("swarmsh.coordination.operation", "monitor"),
            attributes.number("swarmsh.health.interval", self._interval),
            attributes.number("swarmsh.health.refresh_count", self._shown),
        ]
        spans.aside(self._store, self._invocation, [each for each in found if each], exit, outcome)
        return exit

    def _repeat(self) -> None:
        is_terminal = os.isatty(1)
        while True:
            before = _CLEAR if is_terminal else "\n" if self._shown else ""
            self._write(f"{before}{self._look()}\n")
            self._shown += 1
            if self._shown == self._count:
                return
            self._wait()

    def _look(self) -> str:
        """The dashboard as it is now.

        Raises:
            Stop: the store cannot be read.
        """
        reply = self._store.reading(lambda reader: self._operation.steps(reader, self._given))
        return calls.Told(self._given, reply, 0, False).text(self._operation)

    def _write(self, text: str) -> None:
        """Writes a screen in one piece, as far as the system can do that."""
        self._open()
        try:
            main.put(1, text)
        except BrokenPipeError:
            self._take(signal.SIGPIPE, None)
        except OSError:
            raise stops.Stop(1, "done, but the answer could not be written") from None
        finally:
            self._is_waiting = False

    def _wait(self) -> None:
        self._open()
        try:
            time.sleep(self._interval / 10**9)
        finally:
            self._is_waiting = False

    def _open(self) -> None:
        """From now on a signal ends it at once."""
        self._is_waiting = True
        if self._signal:
            self._is_waiting = False
            raise _Ended

    def _take(self, number: int, frame: object) -> None:
        self._signal = self._signal or number
        if self._is_waiting:
            self._is_waiting = False
            raise _Ended
