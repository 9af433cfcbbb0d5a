"""Operations of the small pattern, as calls that a store runs."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from swarmsh._hot import spans
from swarmsh._hot.operation import Answer
from swarmsh._hot.store import Call, Store
from tests.store.python import small


def enlist(id: str | None = None, **more: Any) -> Call:
    """Registers an agent; replies with its id."""

    def steps(tx: Any) -> tuple[str]:
        return (tx.create(small.Agent, id).id,)

    return _call("enlist", steps, **more)


def add(
    title: str,
    *,
    id: str | None = None,
    at: int | None = None,
    note: str | None = None,
    priority: str = "low",
    skills: tuple[str, ...] = (),
    **more: Any,
) -> Call:
    """Adds work, due at a time or at once; replies with its id. Texts are tokens."""

    def steps(tx: Any) -> tuple[str]:
        item = tx.create(small.Work, id)
        item.title, item.note, item.priority, item.skills, item.due_at = title, note, priority, skills, at
        item.status = "pending" if at is None else "waiting"
        small.work_ready_enter(tx, item) if at is None else small.work_wake_enter(tx, item)
        return (item.id,)

    return _call("add", steps, **more)


def take(agent: str, **more: Any) -> Call:
    """Gives an agent the best work; replies with its id, agent and title."""

    def steps(tx: Any) -> tuple[str, str, str]:
        holder = tx.get(small.Agent, agent)
        item = small.best(tx)
        if item is None:
            tx.refuse(7, "nothing to take")
        small.work_ready_leave(tx, item)
        item.status, item.agent = "taken", holder.number
        small.work_holdings_enter(tx, item)
        return item.id, holder.id, tx.text(item, "title")

    return _call("take", steps, agent=agent, **more)


def end(id: str, fence: int = 0, **more: Any) -> Call:
    """Ends work; a wrong fence is refused, on record."""

    def steps(tx: Any) -> tuple[str]:
        item = tx.get(small.Work, id)
        if fence:
            tx.refuse(3, f"the fence {fence} is stale", recorded=True)
        if item.agent is None:
            tx.refuse(3, f'work "{id}" is held by nobody')
        tx.touch(item)
        small.work_holdings_leave(tx, item)
        item.status, item.agent = "done", None
        return (item.id,)

    return _call("end", steps, frees=True, **{"subject": lambda reply: id, **more})


def look(**more: Any) -> Call:
    """An operation that changes nothing."""
    return _call("look", lambda tx: (tx.count(small.Work),), **more)


def show(id: str) -> Call:
    """A query: the slot of work, with its whole texts."""

    def steps(reader: Any) -> tuple[str, str, str | None]:
        item = reader.get(small.Work, id)
        return item.encode(), reader.text(item, "title"), reader.text(item, "note")

    return _call("show", steps)


def every(store: Store) -> list[list[Any]]:
    """All of a store: agents with the ids they hold, work, and the queue in order."""

    def read(reader: Any) -> list[list[Any]]:
        held = []
        for number in range(1, reader.count(small.Agent) + 1):
            agent = reader.load(small.Agent, number)
            found, following = [], agent.holdings_head
            while following is not None:
                found.append(following)
                following = reader.load(small.Work, following).holdings_next
            assert len(found) == agent.held
            held.append(found)
        work = [reader.load(small.Work, number).encode() for number in range(1, reader.count(small.Work) + 1)]
        classes = [
            reader.load(small.ReadyClass, number).encode() for number in range(1, reader.count(small.ReadyClass) + 1)
        ]
        return [held, work, classes]

    return store.reading(read)


def _call(operation: str, steps: Any, **more: Any) -> Call:
    return Call(
        operation,
        f"swarmsh.small.{operation}",
        steps,
        **{
            "subject": lambda reply: reply[0] if reply and isinstance(reply[0], str) else None,
            "attributes": lambda reply: [spans.text("swarmsh.coordination.operation", operation)],
            "answer": lambda reply: [f'"{reply[0]}"'] if reply else [],
            **more,
        },
    )


def main(words: list[str]) -> None:
    """Runs operations in a process of its own: the directory, then words like `add`, `take:a-1` or `end:w-1`."""
    store = Store(words[0], small)
    for word in words[1:]:
        print(answered(store, word).reply[0], flush=True)


def answered(store: Store, word: str) -> Answer:
    """Runs the operation that `word` names."""
    name, _, argument = word.partition(":")
    calls: dict[str, Callable[..., Call]] = {"enlist": enlist, "take": take, "end": end, "look": look}
    if name == "add":
        long = argument == "long"
        return store.run(add(f'"{"x" * 500 if long else argument}"', id="Long.One" if long else None))
    if name == "later":
        return store.run(add('"later"', at=int(argument)))
    return store.run(calls[name](argument) if argument else calls[name]())


if __name__ == "__main__":
    main(sys.argv[1:])
