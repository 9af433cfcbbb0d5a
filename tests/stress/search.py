"""A second witness that does not look at the journal's order: a search, item by item, for an order of the calls that
real time allows and a tiny model of an item explains (after Wing and Gong).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from tests.stress.history import Journal
from tests.stress.logs import Call
from tests.stress.operations import BULK, Outcome

MOST = 12
"""Calls in a window. Longer ones, where more overlap, are not searched: what the item is after them is open."""


@dataclass(frozen=True, slots=True)
class State:
    """An item: absent, open, waiting (which time may make open), held, blocked, final."""

    status: str
    agent: str | None = None
    fence: int = 0
    attempts: int = 0


ABSENT = State("absent")
SHOWN = {"pending": ("open", "waiting"), "waiting": ("waiting",), "claimed": ("held",), "in_progress": ("held",)}
SHOWN |= {"blocked": ("blocked",), "completed": ("final",), "poisoned": ("final",), "cancelled": ("final",)}


@dataclass(slots=True)
class Searched:
    """What was searched: windows, the calls in them, the windows that were too long, and what no order explains."""

    windows: int = 0
    calls: int = 0
    skipped: int = 0
    problems: list[str] = field(default_factory=list)


def search(calls: Iterable[Call], journal: Journal) -> Searched:
    """Searches all calls. Of one that nobody was told about, and that named no item, the journal says which it took."""
    found = Searched()
    for name, own in _by_item(calls, journal).items():
        states: frozenset[State] | None = frozenset((ABSENT,))
        for window in _windows(own):
            if len(window) > MOST:
                found.skipped += 1
                states = None
                continue
            found.windows += 1
            found.calls += len(window)
            following = after(window, states if states is not None else _any(own))
            if not following:
                found.problems.append(f"no order explains {name}: {' | '.join(map(str, window))}; before: {states}")
                break
            states = following
    return found


def _by_item(calls: Iterable[Call], journal: Journal) -> dict[str, list[Call]]:
    found: dict[str, list[Call]] = {}
    for call in calls:
        if call.operation.name == "recover-stale" and call.sequence is not None:
            for part in _recovered(call, journal):
                found.setdefault(str(part.operation.work), []).append(part)
        if call.operation.name in BULK or call.operation.lock is not None or call.operation.name == "heartbeat":
            continue  # of no item, or changing none
        if call.again:
            continue
        name = call.operation.work
        if name is None and call.outcome is not None:
            name = call.outcome.answer.get("id")
        elif name is None and call.sequence is not None:
            name = journal.entries[call.sequence - 1].subject
        if name is not None and call.exit not in (4, 9):
            found.setdefault(name, []).append(call)
    return found


def _recovered(call: Call, journal: Journal) -> Iterator[Call]:
    """The call once more for each item that it took from its holder, as if it had been told what became of that."""
    sequence = call.sequence or 0
    for item in journal.entries[sequence - 1].items:
        before = journal.item(item.id, sequence - 1)
        if before is not None and before.agent is not None and item.agent is None:
            told = {"id": item.id, "status": item.status, "attempts": item.attempts}
            yield replace(call, operation=replace(call.operation, work=item.id), outcome=Outcome(0, told, ""))


def _windows(calls: list[Call]) -> Iterator[list[Call]]:
    """Cuts where no call was under way; joins what is short."""
    window: list[Call] = []
    piece: list[Call] = []
    end = 0
    for call in sorted(calls, key=lambda call: call.begin):
        if piece and call.begin > end:
            if window and len(window) + len(piece) > MOST:
                yield window
                window = []
            window, piece = window + piece, []
        piece.append(call)
        end = max(end, call.end)
    if window and len(window) + len(piece) > MOST:
        yield window
        window = []
    if window + piece:
        yield window + piece


def after(window: Sequence[Call], states: Iterable[State]) -> frozenset[State]:
    """The states that some order of all the calls can lead to."""
    found = set()
    everything = (1 << len(window)) - 1
    open_ = [(0, state) for state in states]
    known = set(open_)
    while open_:
        done, state = open_.pop()
        if done == everything:
            found.add(state)
        left = [place for place in range(len(window)) if not done >> place & 1]
        soonest = min((window[place].end for place in left), default=0)
        for place in left:
            if window[place].begin > soonest:
                continue  # another was over before this one began
            for following in _run(window[place], state):
                step = (done | 1 << place, following)
                if step not in known:
                    known.add(step)
                    open_.append(step)
    return frozenset(found)


def _any(calls: Sequence[Call]) -> Iterator[State]:
    """Every state that an item can be in somewhere among its calls, when nothing is known of it."""
    agents = {call.operation.agent for call in calls}
    told = [call.outcome.answer.get("fence") for call in calls if call.outcome is not None]
    highest = max(
        [int(fence) for fence in (*told, *(call.operation.fence for call in calls)) if fence is not None] or [0]
    )
    yield ABSENT
    for fence in range(highest + 2):
        for attempts in range(4):
            for status in ("open", "waiting", "blocked", "final"):
                yield State(status, None, fence, attempts)
            for agent in agents:
                yield State("held", agent, fence, attempts)


def _run(call: Call, state: State) -> Iterator[State]:
    """What `call` can make of an item, given what was told; nothing, when that cannot have been."""
    if call.outcome is None:
        yield state
        yield from _effect(call, state)
    elif call.exit == 0:
        yield from _effect(call, state)
    elif _refused(call, state):
        yield state


def _effect(call: Call, state: State) -> Iterator[State]:
    operation, name = call.operation, call.operation.name
    answer = call.outcome.answer if call.outcome is not None else {}
    if name == "show":
        if state.status in SHOWN.get(answer.get("status", ""), ()) and _same(answer, state):
            yield state
    elif name == "add":
        if state == ABSENT:
            yield State("open" if answer.get("status") == "pending" or not operation.after else "waiting")
    elif name == "claim":
        taken = State("held", operation.agent, state.fence + 1, state.attempts)
        if state.status in ("open", "waiting") and answer.get("fence", taken.fence) == taken.fence:
            yield taken
    elif name in ("progress", "release", "complete"):
        if _holds(call, state):
            yield from (one for one in _ended(call, state) if _fits(answer.get("status"), one))
    elif name == "cancel":
        if state.status not in ("absent", "final"):
            yield State("final", None, state.fence, state.attempts)
    elif name == "recover-stale":
        if state.status == "held" and answer["attempts"] == state.attempts + 1:
            one = State(
                ("open", "waiting", "final")[min(answer["attempts"], 3) - 1], None, state.fence, answer["attempts"]
            )
            yield one if _fits(answer["status"], one) else State("final", None, state.fence, answer["attempts"])
    elif name == "unblock":
        if state.status == "blocked":
            yield State("open", None, state.fence, state.attempts)
    elif state.status not in ("absent", "final"):  # reprioritize
        yield state


def _ended(call: Call, state: State) -> Iterator[State]:
    operation = call.operation
    if operation.name == "progress":
        yield state
    elif operation.name == "release":
        yield State("open", None, state.fence, state.attempts)
    elif operation.outcome is None:
        yield State("final", None, state.fence, state.attempts)
    elif operation.outcome == "blocked":
        yield State("blocked", None, state.fence, state.attempts)
    else:
        attempts = state.attempts + 1
        yield State(("open", "waiting", "final")[min(attempts, 3) - 1], None, state.fence, attempts)


def _refused(call: Call, state: State) -> bool:
    name, exit = call.operation.name, call.exit
    if state == ABSENT:
        return exit == 6
    if name == "claim":
        return exit == 8 if state.status == "open" else exit == 3 or (exit == 8 and state.status == "waiting")
    if name in ("cancel", "reprioritize"):
        return exit == 3 and state.status == "final"
    if name == "unblock":
        return exit == 3 and state.status != "blocked"
    return exit == 3 and not _holds(call, state)


def _holds(call: Call, state: State) -> bool:
    fence = call.operation.fence
    return state.status == "held" and state.agent == call.operation.agent and fence in (None, state.fence)


def _fits(status: str | None, state: State) -> bool:
    return status is None or state.status in SHOWN[status]


def _same(answer: object, state: State) -> bool:
    assert isinstance(answer, dict)
    return (answer["fence"], answer["agent"], answer["attempts"]) == (state.fence, state.agent, state.attempts)
