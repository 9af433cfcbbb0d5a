"""The process that renews the leases of an agent, as its slot tells of it.

The slot says which process it is. That is believed only of a process that began when the slot says.
"""

from __future__ import annotations

import os
import signal
from errno import EPERM

from . import main, paths, people, slots, spans, stops, values, words
from .answers import token

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .store import Store

_SIZE = 128
_MOST = 2**31 - 1
_GONE = b"ZXx"
"""States of processes that have ended."""


class Slot:
    """What a slot says: the process, when it began (ticks since the machine did; None where nobody knows), its parent,
    the nanoseconds between two heartbeats. `state` is running, lost, or stopped, which has none of these.
    """

    __slots__ = ("interval", "parent", "pid", "start", "state")

    def __init__(self, pid: int | None, start: int | None, parent: int | None, interval: int | None) -> None:
        self.pid = pid
        self.start = start
        self.parent = parent
        self.interval = interval
        self.state = "stopped" if pid is None else "running" if lives(pid, start) else "lost"

    def line(self) -> str:
        """The slot's tokens."""
        members = zip(("pid", "start", "parent", "interval"), self._values(), strict=True)
        inside = ",".join(f'"{name}":\t{"null" if value is None else value}\t' for name, value in members)
        return f"{{{inside}}}"

    def is_same(self, other: Slot) -> bool:
        """Whether both tell of one process."""
        return self._values() == other._values()

    def _values(self) -> tuple[int | None, ...]:
        return self.pid, self.start, self.parent, self.interval


NOBODY = Slot(None, None, None, None)


def agent(walk: words.Walk) -> str:
    """The word for the agent.

    Raises:
        Usage: there is none.
    """
    if "--agent" in walk.options:
        return walk.options["--agent"][0]
    held = os.environ.get("AGENT_ID")
    if not held:
        raise stops.Usage("option --agent is missing; AGENT_ID can hold it")
    return words.utf8(held)


def identifier(word: str) -> str:
    """The agent that a word names.

    Raises:
        Usage: it names none.
    """
    if not word:
        raise stops.Usage("option --agent is empty")
    try:
        return values.identifier(word)
    except values.Wrong as wrong:
        raise stops.Usage(f"--agent: {wrong}") from None


def began(pid: int) -> int | None:
    """When a process began, in ticks since the machine did; None when it is not there, or a zombie."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            fields = file.read().rpartition(b") ")[2].split()  # a name may have anything in it
    except OSError:
        return None
    if len(fields) < 20 or fields[0] in (_GONE[:1], _GONE[1:2], _GONE[2:]):
        return None
    return values.whole(fields[19].decode())


def lives(pid: int, start: int | None) -> bool:
    """Whether a process is the one that began at `start`."""
    if knows():
        return start is not None and began(pid) == start
    try:
        os.kill(pid, 0)
    except OSError as error:
        return error.errno == EPERM
    return True


def knows() -> bool:
    """Whether this system tells when processes began."""
    return os.access("/proc/self/stat", os.R_OK)


def kill(slot: Slot, number: int) -> None:
    """Sends a signal to the process of a slot.

    Raises:
        Stop: it belongs to another user (5).
    """
    pid = slot.pid or 0
    try:
        os.kill(pid, number)
    except OSError:
        if lives(pid, slot.start):
            raise stops.Stop(5, f"process {pid} belongs to another user") from None


def read(store: Store, agent: str) -> Slot:
    """The slot of an agent.

    Raises:
        Stop: it is damaged, or no file that a slot may be.
    """
    path = paths.renewer(agent)
    if not store.folders.has(path.rpartition("/")[0]):
        return NOBODY
    place = f"{store.folders.root}/{path}"
    tokens = slots.read(place, _SIZE)
    if tokens is None or "\t".join(tokens) == NOBODY.line():
        return NOBODY
    found = _parsed(tokens)
    if found is None or found.line() != "\t".join(tokens):
        raise stops.Damaged(place)
    return found


def _parsed(tokens: list[str]) -> Slot | None:
    """What the tokens say. A number is one that this program would write, and of a process that is neither the first
    one nor a group.
    """
    if len(tokens) != 9:
        return None
    pid, start, parent, interval = (values.whole(each) for each in tokens[1::2])
    if pid is None or parent is None or interval is None or not 1 < pid <= _MOST:
        return None
    if min(parent, interval, start or 0) < 0 or (start is None and tokens[3] != "null"):
        return None
    return Slot(pid, start, parent, interval)


def write(store: Store, agent: str, slot: Slot) -> None:
    """Overwrites the slot of an agent. Whoever calls holds the lock of the store.

    Raises:
        Forbidden: it is no file that a slot may be.
        StorageFailed: that failed.
    """
    path = paths.renewer(agent)
    try:
        store.folders.make(path.rpartition("/")[0])
        slots.write(f"{store.folders.root}/{path}", _SIZE, slot.line(), store.folders.shared)
    except OSError:
        raise stops.StorageFailed(store.folders.root) from None


def answer(agent: str, state: str, pid: int | None, interval: int | None, is_json: bool) -> str:
    """What a command prints."""
    interval = None if state == "stopped" else interval
    if is_json:
        head = f'{{"agent":"{agent}","state":"{state}","pid":{token(pid, "int")}'
        return f'{head},"interval":{token(interval, "duration")}}}\n'
    text = state if pid is None else f"{state}: process {pid}"
    return (
        f"{text}, every {people.duration(interval)}\n" if interval is not None and state == "running" else f"{text}\n"
    )


def close(store: Store, invocation: spans.Invocation, attributes: list[str], exit: int) -> int:
    """Writes the span of a command, and gives its exit code."""
    spans.aside(store, invocation, [each for each in attributes if each], exit)
    return exit


def told(stop: stops.Stop, program: str, name: str) -> int:
    """Says why a command was refused, and gives its exit code."""
    return main.refused(stop.text(program), stop.exit, f"{program}: {name}")


TERM, KILL = signal.SIGTERM, signal.SIGKILL
