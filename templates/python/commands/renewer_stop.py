"""The command `heartbeat-stop`: ends the process that renews the leases of an agent."""

from __future__ import annotations

import time

from . import attributes, lock, main, renewer, spans, stops, words
from .store import Store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .contracts import PatternModule, Words

_NAME = "heartbeat-stop"
_LAST = 5.0
"""Seconds that a process gets to end, and another time to be killed."""
_PAUSE = 0.05


def run(pattern: PatternModule, given: Words, program: str) -> int:
    """Ends the process, if it runs, and gives the exit code.

    Raises:
        Usage: a word is wrong.
        HelpWanted: help is asked for.
    """
    kinds = {"--help": "help", "-h": "help", "--json": "flag", "--agent": "once"}
    walk = words.walked(given, kinds, 0, f'see "{program} help {_NAME}"')
    agent = renewer.identifier(renewer.agent(walk))
    invocation = spans.Invocation("swarmsh.lease.heartbeat_stop")
    store = Store(main.folder(), pattern)
    pid = None
    try:
        store.known()
        pid = _ended(store, agent)
        exit = main.said(renewer.answer(agent, "stopped", pid, None, "--json" in walk.options), f"{program}: {_NAME}")
    except stops.Stop as stop:
        exit = renewer.told(stop, program, _NAME)
    found = [
        attributes.number("process.pid", pid),
        attributes.word("swarmsh.agent.id", agent),
        attributes.word("swarmsh.coordination.operation", "heartbeat_stop"),
    ]
    return renewer.close(store, invocation, found, exit)


def _ended(store: Store, agent: str) -> int | None:
    """Ends the process of an agent, and gives its number; None when none ran.

    Raises:
        Stop: that was refused.
    """
    descriptor = _lock(store)
    try:
        slot = renewer.read(store, agent)
        if slot.state == "running":
            renewer.kill(slot, renewer.TERM)
    finally:
        lock.drop(descriptor)  # only now can it end what it has begun
    if slot.state == "stopped":
        return None
    _wait(slot)
    descriptor = _lock(store)
    try:
        if renewer.read(store, agent).is_same(slot):  # nobody has started another one
            renewer.write(store, agent, renewer.NOBODY)
    finally:
        lock.drop(descriptor)
    return slot.pid if slot.state == "running" else None


def _wait(slot: renewer.Slot) -> None:
    begin = time.monotonic()
    while renewer.lives(slot.pid or 0, slot.start):
        passed = time.monotonic() - begin
        if passed >= 2 * _LAST:
            raise stops.Stop(1, f"process {slot.pid} does not end")
        if passed >= _LAST:
            renewer.kill(slot, renewer.KILL)
        time.sleep(_PAUSE)


def _lock(store: Store) -> int:
    try:
        return store.lock()
    except OSError:
        raise stops.StorageFailed(store.folders.root) from None
