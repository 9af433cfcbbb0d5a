"""The end of a run: whatever is left is claimed and completed, once each."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

from tests.stress.clients import Batches
from tests.stress.history import Entry, Journal
from tests.stress.logs import Call
from tests.stress.nemesis import Victims
from tests.stress.operations import Operation, Outcome, Programs
from tests.stress.threads import join
from tests.stress.witness import FINAL, HELD

NAME = "drain"
MINUTE = 60 * 10**9


class _Ending:
    """Does what is named first; then claims whatever comes and completes it, until there is nothing more."""

    def __init__(self, agent: str, first: Sequence[Operation], claims: bool) -> None:
        self.is_done = not first and not claims
        self._agent = agent
        self._first = list(first)
        self._claims = claims
        self._mine: tuple[str, int] | None = None

    def choose(self) -> Operation:
        """The next operation."""
        if self._first:
            return self._first.pop()
        if self._mine:
            return Operation(name="complete", agent=self._agent, work=self._mine[0], fence=self._mine[1])
        return Operation(name="claim", agent=self._agent, next=True)

    def learn(self, operation: Operation, outcome: Outcome | None) -> None:
        """Takes note of what came of it."""
        if outcome is None or outcome.exit not in (0, 7):
            raise AssertionError(f"the drain is stuck: {' '.join(operation.words())} -> {outcome}")
        self._mine = None
        if operation.name == "claim" and outcome.exit == 0:
            self._mine = str(outcome.answer["id"]), int(outcome.answer["fence"])
        self.is_done = outcome.exit == 7 or not (self._first or self._claims)


class _Until(threading.Event):
    """Set when there is nothing more to do."""

    def __init__(self, ending: _Ending) -> None:
        super().__init__()
        self._ending = ending

    def is_set(self) -> bool:
        """Whether it is so."""
        return self._ending.is_done


class _Batches(Batches):
    """One line at a time: each depends on the answer to the one before it."""

    bursts = (1,)


def drain(programs: Programs, store: Path, logs: Path) -> int:
    """Ends all that is left, by four batches at once, by a clock that is past all delays. Gives that clock's time (ns).
    The log tells the rest.
    """
    journal = Journal(store)
    now = journal.entries[-1].time + 11 * MINUTE
    environment = programs.environment(store, SWARMSH_NOW_NS=str(now))
    last = len(journal.entries)
    back = []
    for name in journal.items:
        item = journal.item(name, last)
        assert item is not None
        if item.status in HELD and item.agent is not None:
            back.append(Operation(name="release", agent=item.agent, work=name))
        elif item.status == "blocked":
            back.append(Operation(name="unblock", agent=f"{NAME}-0", work=name))
    _together(programs, environment, logs, "before", [back[::2], back[1::2]], claims=False)
    _together(programs, environment, logs, NAME, [[], [], [], []], claims=True)
    return now


def _together(
    programs: Programs,
    environment: dict[str, str],
    logs: Path,
    name: str,
    firsts: Sequence[Sequence[Operation]],
    claims: bool,
) -> None:
    clients = []
    for number, first in enumerate(firsts):
        ending = _Ending(f"{NAME}-{number}", first, claims)
        command = (programs.bash, programs.python)[number % 2]
        own = f"{name}-{number}"
        clients.append(_Batches(own, command, environment, logs, ending, Random(own), Victims(), _Until(ending)))
    for client in clients:
        client.start()
    join(clients)


def drained(calls: Sequence[Call], journal: Journal) -> Iterator[str]:
    """What the drain left, or did twice. Items that wait for one that was cancelled or set aside wait for ever."""
    last = len(journal.entries)
    needs = {
        journal.entries[call.sequence - 1].subject or "": call.operation.after
        for call in calls
        if call.operation.name == "add" and call.sequence is not None
    }
    for name, needed in needs.items():
        item = journal.item(name, last)
        status = item.status if item is not None else "absent"
        if status in FINAL:
            continue
        states = [journal.item(other, last) for other in needed]
        if status != "waiting" or all(state is not None and state.status == "completed" for state in states):
            yield f"after the drain {name} is {status}"
    done = Counter(entry.subject for entry in journal.entries if entry.operation == "complete" and _is_final(entry))
    yield from (f"{name} was completed {count} times" for name, count in done.items() if count > 1)


def _is_final(entry: Entry) -> bool:
    return any(item.id == entry.subject and item.status == "completed" for item in entry.items)
