"""Running a command under ptrace(2) and doing something to it at one of its state-changing system calls.

A seccomp filter stops only at those calls, in every process that the command starts, before the kernel does anything.
"""

from __future__ import annotations

import ctypes
import os
import signal
import struct
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from subprocess import Popen
from tempfile import TemporaryDirectory
from typing import Literal

from tests.crash.calls import MAKES, NAMES, NUMBERS, ON_DESCRIPTORS, ON_OPEN, ON_PATHS

Mode = Literal["one", "all", "torn", "orphan"]
"""Who dies at the point: the process alone; all processes of the command; all after half of a write; the first process
alone while its child waits at the point until somebody else has worked.
"""

_TRACEME, _CONT, _SETOPTIONS, _GETEVENTMSG, _GET_SYSCALL_INFO = 0, 7, 0x4200, 0x4201, 0x420E
_FORK, _VFORK, _CLONE, _EXEC, _SECCOMP = 1, 2, 3, 4, 7
_OPTIONS = 1 << _FORK | 1 << _VFORK | 1 << _CLONE | 1 << _EXEC | 1 << _SECCOMP | 1 << 20  # the last: die with me
_NO_NEW_PRIVILEGES, _SET_SECCOMP, _FILTER = 38, 22, 2
_WALL = 0x40000000
SECONDS = 120
"""No command takes longer, unless it hangs: the lock is waited for 30 s."""
_libc = ctypes.CDLL(None, use_errno=True)
_libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
_libc.ptrace.restype = ctypes.c_long


@dataclass(frozen=True, slots=True)
class Point:
    """A place where something can die: a call about to happen, or `exec` for a child that begins. `path` is the file it
    is about, if it is known; `first` is whether it is the first process, `lonely` whether there is no other.
    """

    call: str
    path: str
    first: bool
    lonely: bool
    pid: int
    descriptor: int
    offset: int
    address: int
    size: int

    def shown(self, store: Path) -> str:
        """The call and the file, which is in the store mostly."""
        return f"{self.call} {self.path.removeprefix(f'{store}/')}".strip()

    @property
    def tearable(self) -> bool:
        """Whether it writes something of which a kill can leave a part: slots that are overwritten in place are not."""
        slots = any(part in self.path for part in ("/records/", "/ids/", "/keys/", "/state"))
        return self.call in ("write", "pwrite64") and self.path[0] == "/" and not slots and self.size > 1

    def modes(self) -> list[Mode]:
        """What can be done here besides killing all processes and comes to something else."""
        found: list[Mode] = [] if self.lonely else ["one"]
        found += ["torn"] if self.tearable else []
        return found if self.first else [*found, "orphan"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a command ended. `exit` is negative for a signal; `point` is where something was done to it, None if it never
    came there; `meanwhile` is the exit of what ran while a child was held.
    """

    exit: int
    stdout: bytes
    stderr: bytes
    point: Point | None
    meanwhile: int | None = None


def unavailable() -> str | None:
    """Why commands cannot be traced here; None if they can."""
    if not NUMBERS:
        return f"system calls of {os.uname().machine} are not known"
    with TemporaryDirectory() as folder:
        try:
            outcome = run(("mkdir", f"{folder}/made"), {"PATH": os.environ["PATH"]}, Path(folder), 1)
        except OSError as error:
            return f"ptrace is not allowed: {error.strerror}"
    return None if outcome.point and outcome.exit == -signal.SIGKILL else f"a traced program ends with {outcome.exit}"


def run(
    command: Sequence[str],
    env: Mapping[str, str],
    store: Path,
    place: int = 0,
    mode: Mode = "all",
    stdin: Path = Path("/dev/null"),
    meanwhile: Callable[[], Popen[bytes]] | None = None,
) -> Outcome:
    """Runs a command to its end, and does `mode` at its `place`-th point (0: at none). `store` is the folder in which
    changes count; `meanwhile` starts what runs while a child is held. Raises OSError when tracing is refused.
    """
    out, err = os.pipe(), os.pipe()
    pid = os.fork()
    if pid == 0:
        _begin(command, env, stdin, out[1], err[1])
    os.close(out[1])
    os.close(err[1])
    tracing = _Tracing(pid, str(store), place, mode, meanwhile)
    tracing.follow()
    texts = []
    for descriptor in (out[0], err[0]):
        with open(descriptor, "rb") as file:
            texts.append(file.read())
    return Outcome(tracing.exits[pid], texts[0], texts[1], tracing.point, tracing.meanwhile())


def _begin(command: Sequence[str], env: Mapping[str, str], stdin: Path, out: int, err: int) -> None:
    """The child's part: never returns."""
    try:
        os.setsid()
        os.dup2(os.open(stdin, os.O_RDONLY), 0)
        os.dup2(out, 1)
        os.dup2(err, 2)
        if _libc.ptrace(_TRACEME, 0, None, None):
            os._exit(126)
        os.kill(os.getpid(), signal.SIGSTOP)
        _filter()
        os.execvpe(command[0], list(command), dict(env))
    finally:
        os._exit(127)


def _filter() -> None:
    """Stops this process and its children at the calls of NUMBERS."""
    numbers = sorted(NUMBERS.values())
    lines = [struct.pack("HBBI", 0x20, 0, 0, 0)]  # load the number of the call
    lines += [struct.pack("HBBI", 0x15, len(numbers) - place, 0, one) for place, one in enumerate(numbers)]
    lines += [struct.pack("HBBI", 0x06, 0, 0, what) for what in (0x7FFF0000, 0x7FF00000)]  # go on; stop for the tracer
    program = ctypes.create_string_buffer(b"".join(lines))
    head = ctypes.create_string_buffer(struct.pack("HxxxxxxQ", len(lines), ctypes.addressof(program)))
    _libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    if _libc.prctl(_SET_SECCOMP, _FILTER, head, 0, 0):
        os._exit(125)


class _Tracing:
    def __init__(
        self, first: int, store: str, place: int, mode: Mode, meanwhile: Callable[[], Popen[bytes]] | None
    ) -> None:
        self.first = first
        self.exits: dict[int, int] = {}
        self.point: Point | None = None
        self._store = store
        self._place = place
        self._mode = mode
        self._start = meanwhile
        self._started: Popen[bytes] | None = None
        self._count = 0
        self._doomed = False
        self._alive = {first}

    def follow(self) -> None:
        """Until all processes have ended."""
        _, status = os.waitpid(self.first, _WALL)
        if not os.WIFSTOPPED(status):
            raise OSError(1, f"a child ended with {os.waitstatus_to_exitcode(status)}")
        if _libc.ptrace(_SETOPTIONS, self.first, None, _OPTIONS):
            os.kill(self.first, signal.SIGKILL)
            os.waitpid(self.first, _WALL)
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
        self._go(self.first)
        before = signal.signal(signal.SIGALRM, _too_long)
        signal.alarm(SECONDS)
        try:
            while self._alive:
                self._stopped(*os.waitpid(-1, _WALL))
        finally:
            signal.alarm(0)
            signal.signal(signal.SIGALRM, before)
            self.kill()

    def meanwhile(self) -> int | None:
        """The exit of what ran while a child was held."""
        if self._started is None:
            return None
        code = self._started.wait()
        return self.exits.get(self._started.pid, code)  # it may have been waited for among the others

    def _stopped(self, pid: int, status: int) -> None:
        if not os.WIFSTOPPED(status):
            self._alive.discard(pid)
            self.exits[pid] = os.waitstatus_to_exitcode(status)
            return
        event, caught = status >> 16, os.WSTOPSIG(status)
        known = pid in self._alive
        self._alive.add(pid)
        if self._doomed:  # it was being born when the others died
            self.kill(pid)
        point = None
        if event in (_FORK, _VFORK, _CLONE):
            child = self._message(pid)
            if child not in self.exits:  # its own stops may come first, and even its end
                self._alive.add(child)
        elif event == _SECCOMP:
            point = self._call(pid)
        elif event == _EXEC and pid != self.first:
            point = self._point("exec", _link(pid, "exe"), pid)
        if point is not None:
            self._count += 1
            if self._count == self._place:
                self.point = point
                self._act(point)
        elif event == 0 and not (caught == signal.SIGSTOP and not known):
            new = caught == signal.SIGSTOP and pid != self.first
            self._go(pid, 0 if new else caught)
            return
        self._go(pid)

    def _act(self, point: Point) -> None:
        if self._mode == "torn" and point.tearable:
            _half(point)
        if self._mode == "orphan":
            os.kill(self.first, signal.SIGKILL)
            self._stopped(*os.waitpid(self.first, _WALL))
            self._started = self._start() if self._start else None
            return
        self._doomed = self._mode != "one"
        self.kill(*([point.pid] if self._mode == "one" else self._alive))

    def kill(self, *pids: int) -> None:
        """Kills processes, or all of them."""
        for pid in pids or self._alive:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def _call(self, pid: int) -> Point | None:
        info = ctypes.create_string_buffer(88)
        if _libc.ptrace(_GET_SYSCALL_INFO, pid, 88, info) < 0:
            return None
        number, *words = struct.unpack_from("7Q", info.raw, 24)
        name = NAMES[number]
        if name in ON_DESCRIPTORS:
            path = _link(pid, f"fd/{words[ON_DESCRIPTORS[name]]}")
            answer = pid == self.first and words[0] == 1 and path.startswith("pipe:")
            return self._point(name, path, pid, *words[:4]) if answer or self._inside(path) else None
        if name in ON_PATHS:
            place = ON_PATHS[name]
            path = self._path(pid, words[place])
            flags = os.O_CREAT | os.O_TRUNC if name == "creat" else words[place + 1]
            changes = flags & os.O_TRUNC or (flags & os.O_CREAT and not os.path.lexists(path))
            return self._point(name, path, pid) if changes and self._inside(path) else None
        if name in MAKES:
            path = self._path(pid, words[MAKES[name]])
            return None if os.path.lexists(path) else self._point(name, path, pid)
        return self._point(name, _link(pid, f"fd/{words[0]}") if name in ON_OPEN else "", pid)

    def _point(self, call: str, path: str, pid: int, *words: int) -> Point:
        descriptor, address, size, offset = words or (-1, 0, 0, 0)
        at = offset if call == "pwrite64" else -1
        return Point(call, path, pid == self.first, len(self._alive) == 1, pid, descriptor, at, address, size)

    def _inside(self, path: str) -> bool:
        return path == self._store or path.startswith(f"{self._store}/")

    def _path(self, pid: int, address: int) -> str:
        with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
            memory.seek(address)
            text = (memory.read(4096 - address % 4096) or b"").split(b"\0")[0].decode(errors="replace")
        return os.path.join(_link(pid, "cwd"), text)

    def _message(self, pid: int) -> int:
        found = ctypes.c_ulong()
        _libc.ptrace(_GETEVENTMSG, pid, None, ctypes.byref(found))
        return int(found.value)

    def _go(self, pid: int, caught: int = 0) -> None:
        _libc.ptrace(_CONT, pid, None, caught)  # fails only when the process is dead, and then it is waited for


def _too_long(number: int, frame: object) -> None:
    raise AssertionError(f"it does not end within {SECONDS} s")


def _link(pid: int, name: str) -> str:
    try:
        return os.readlink(f"/proc/{pid}/{name}")
    except OSError:
        return ""


def _half(point: Point) -> None:
    """Writes half of what the call was going to write: a kill in the middle of it leaves that."""
    with open(f"/proc/{point.pid}/mem", "rb", buffering=0) as memory:
        memory.seek(point.address)
        data = memory.read(point.size // 2)
    if point.offset >= 0:
        start = point.offset
    else:
        found = Path(f"/proc/{point.pid}/fdinfo/{point.descriptor}").read_text().split()
        appends = int(found[found.index("flags:") + 1], 8) & os.O_APPEND
        start = os.stat(point.path).st_size if appends else int(found[1])
    descriptor = os.open(point.path, os.O_WRONLY)
    try:
        os.pwrite(descriptor, data, start)
    finally:
        os.close(descriptor)
