"""The command `heartbeat-status`: tells whether a process renews the leases of an agent."""

from __future__ import annotations

from . import attributes, main, renewer, spans, stops, words
from .store import Store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .contracts import PatternModule, Words

_NAME = "heartbeat-status"
_PROBLEM = 11


def run(pattern: PatternModule, given: Words, program: str) -> int:
    """Tells it, and gives the exit code: 11 when the process is gone that should run.

    Raises:
        Usage: a word is wrong.
        HelpWanted: help is asked for.
    """
    kinds = {"--help": "help", "-h": "help", "--json": "flag", "--agent": "once"}
    walk = words.walked(given, kinds, 0, f'see "{program} help {_NAME}"')
    agent = renewer.identifier(renewer.agent(walk))
    invocation = spans.Invocation("swarmsh.lease.heartbeat_status")
    store = Store(main.folder(), pattern)
    slot, state = renewer.NOBODY, None
    try:
        store.known()
        slot = renewer.read(store, agent)
        text = renewer.answer(agent, slot.state, slot.pid, slot.interval, "--json" in walk.options)
        exit = main.said(text, f"{program}: {_NAME}")
    except stops.Stop as stop:
        exit = renewer.told(stop, program, _NAME)
    else:
        state = slot.state if exit == 0 else None
        exit = exit or (_PROBLEM if slot.state == "lost" else 0)
    runs = state == "running"
    found = [
        attributes.number("process.pid", slot.pid if runs else None),
        attributes.word("swarmsh.agent.id", agent),
        attributes.word("swarmsh.coordination.operation", "heartbeat_status"),
        attributes.number("swarmsh.lease.heartbeat_interval", slot.interval if runs else None),
        attributes.word("swarmsh.lease.renewer_state", state),
    ]
    return renewer.close(store, invocation, found, exit)
