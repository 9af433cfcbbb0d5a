"""A command of the caller's: finding its program, starting it, waiting for it, stopping it."""

from __future__ import annotations

import os
import select
import signal
import time
from errno import ENOEXEC
from stat import S_ISREG

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

Environment = dict[bytes, bytes]

_STOPS = (signal.SIGHUP, signal.SIGINT, signal.SIGTERM)
_PAUSE = 0.1  # seconds between two looks at a group that is ending
_SHELL = "/bin/sh"
"""What runs a text without `#!`, as the system's own `execvp` has it."""


def find(command: str) -> tuple[str, int]:
    """The file that a command names, and 0; 1 when there is none, 2 when none can be executed."""
    if "/" in command:
        return command, 0 if _runs(command) else 2 if os.path.exists(command) else 1
    path, status = "", 1
    for folder in os.environ.get("PATH", os.defpath).split(":"):
        path = f"{folder or '.'}/{command}"
        if _runs(path):
            return path, 0
        if os.path.isfile(path):
            status = 2
    return path, status


def _runs(path: str) -> bool:
    """Whether a file can be executed, and so can what it names as its interpreter."""
    if not _is_program(path):
        return False
    try:
        with open(path, "rb") as file:
            line = file.read(257)
    except OSError:
        return True  # it may be executed all the same
    if not line.startswith(b"#!"):
        return True
    words = line[2:].partition(b"\n")[0].replace(b"\t", b" ").split(b" ")
    return _is_program(next((word for word in words if word), b""))


def _is_program(path: str | bytes) -> bool:
    try:
        return S_ISREG(os.stat(path).st_mode) and os.access(path, os.X_OK)
    except (OSError, ValueError):
        return False


def environment(more: Mapping[str, str | None]) -> Environment:
    """The environment that this program was given, with `more` in it; None takes a variable out."""
    found = dict(os.environb)
    if b"LC_CTYPE" in found and not _was_given(b"LC_CTYPE"):
        del found[b"LC_CTYPE"]  # Python itself sets it where there is no locale
    for name, value in more.items():
        found.pop(name.encode(), None)
        if value is not None:
            found[name.encode()] = value.encode(errors="surrogateescape")
    return found


def _was_given(name: bytes) -> bool:
    try:
        with open("/proc/self/environ", "rb") as file:
            return any(entry.startswith(name + b"=") for entry in file.read().split(b"\0"))
    except OSError:
        return True


class Signals:
    """HUP, INT and TERM, as far as they were not ignored before: the first one is kept, and `react` is called. Whoever
    waits here wakes up for them, and for the end of a child.
    """

    def __init__(self) -> None:
        self.first = 0
        self.react: Callable[[], None] = lambda: None
        for descriptor in range(3):  # or the pipe would take the place of one that is closed
            try:
                os.fstat(descriptor)
            except OSError:
                os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)
        self._wake, write = os.pipe()
        os.set_blocking(self._wake, False)
        os.set_blocking(write, False)
        signal.signal(signal.SIGCHLD, lambda number, frame: None)
        signal.set_wakeup_fd(write, warn_on_full_buffer=False)
        for each in _STOPS:
            if signal.getsignal(each) is not signal.SIG_IGN:
                signal.signal(each, self._take)

    def _take(self, number: int, frame: object) -> None:
        if not self.first:
            self.first = number
            self.react()

    @property
    def exit(self) -> int:
        """The exit code that the signal gives: 129, 130 or 143."""
        return 128 + self.first

    def wait(self, seconds: float) -> None:
        """Waits for a signal, or until the time is over."""
        if select.select([self._wake], [], [], max(seconds, 0))[0]:
            try:
                os.read(self._wake, 4096)
            except BlockingIOError:
                return


class Child:
    """A command that runs, in a process group of its own unless it reads from a terminal: only one group may do that.

    Raises:
        OSError: it cannot be started.
    """

    def __init__(self, path: str, words: Sequence[str], given: Environment) -> None:
        self._alone = not os.isatty(0)
        self._gone = False
        command = [word.encode(errors="surrogateescape") for word in words]
        program = path.encode(errors="surrogateescape")
        shared = () if self._alone else (signal.SIGINT, signal.SIGQUIT)  # the terminal's; run answers for both
        handlers = [(each, signal.signal(each, signal.SIG_IGN)) for each in shared]
        try:
            self.pid = self._started(program, command, given)
        finally:
            for each, handler in handlers:
                signal.signal(each, handler)

    def _started(self, program: bytes, command: list[bytes], given: Environment) -> int:
        try:
            return self._spawned(program, command, given)
        except OSError as error:
            if error.errno != ENOEXEC:
                raise
            return self._spawned(_SHELL.encode(), [_SHELL.encode(), program, *command[1:]], given)

    def _spawned(self, program: bytes, command: list[bytes], given: Environment) -> int:
        ignored = [signal.SIGXFSZ]  # by Python, not by the caller
        if self._alone:
            return os.posix_spawn(program, command, given, setpgroup=0, setsigdef=ignored)
        return os.posix_spawn(program, command, given, setsigdef=ignored)

    def status(self) -> int | None:
        """The exit status once it has ended, 128 + N when signal N ended it; else None."""
        pid, status = os.waitpid(self.pid, os.WNOHANG)
        if not pid:
            return None
        self._gone = True
        code = os.waitstatus_to_exitcode(status)
        return code if code >= 0 else 128 - code

    def kill(self, number: int) -> None:
        """Sends a signal to it, if it runs, and to all that it started in its group."""
        try:
            if self._alone:
                os.killpg(self.pid, number)
            elif not self._gone:
                os.kill(self.pid, number)
        except OSError:
            return  # nothing is left

    def end(self, until: float) -> None:
        """Waits until nothing is left of the group of a command that ended; at `until` (monotonic) kills the rest."""
        while self._alone and self._lives():
            if time.monotonic() >= until:
                self.kill(signal.SIGKILL)
                return
            time.sleep(_PAUSE)

    def _lives(self) -> bool:
        try:
            os.killpg(self.pid, 0)
        except OSError:
            return False
        return True
