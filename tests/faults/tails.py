"""A journal whose end is cut off anywhere, under a dirty mark and without one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tests.coordinators import PYTHON, tree
from tests.faults.damage import Session
from tests.faults.stores import BY_NAME, Stores, compare, mark

JOURNAL = "journal/000001.jsonl"
LAST = BY_NAME["complete"]
NEXT = ("register", "zoe")


@dataclass(frozen=True)
class Tail:
    """The store before and after its last entry, and what the next operation makes of each."""

    before: dict[str, bytes]
    after: dict[str, bytes]
    without: dict[str, bytes]
    done: dict[str, bytes]


def prepared(stores: Stores) -> Tail:
    """One store without and with a last entry, and what an operation after that leaves."""
    before, after = stores.copy("full", "tail-before"), stores.copy("full", "tail-after")
    if LAST.run(PYTHON, after).exit != 0:
        raise AssertionError("the last entry cannot be made")
    found = [tree(before), tree(after)]
    for store in (before, after):
        with Session(PYTHON, store) as session:
            if session.ask(NEXT)[0] != 0:
                raise AssertionError("the next operation fails without any damage")
        found.append(tree(store))
    return Tail(*found)


def length(tail: Tail) -> int:
    """Bytes of the last entry."""
    return len(tail.after[JOURNAL]) - len(tail.before[JOURNAL])


def dirty(session: Session, tail: Tail, cut: int) -> tuple[int, str]:
    """The last entry was interrupted with `cut` bytes of its line written: the next operation takes them away, or ends
    the writing if it is the whole line.
    """
    session.base = tail.before
    session.restore()
    mark(session.store)
    session.put(JOURNAL, tail.after[JOURNAL][: len(tail.before[JOURNAL]) + cut])
    code, said = session.ask(NEXT)
    if code != 0:
        return code, f"exit {code}: {said}"
    return code, compare(tree(session.store), tail.done if cut == length(tail) else tail.without, ids=False)


def clean(session: Session, tail: Tail, cut: int) -> tuple[int, str]:
    """A finished store whose journal lost all but `cut` bytes of its last line: refused, naming what helps."""
    session.base = tail.after
    session.restore()
    session.put(JOURNAL, tail.after[JOURNAL][: len(tail.before[JOURNAL]) + cut])
    damaged = tree(session.store)
    code, said = session.ask(NEXT)
    if (code, said) != (9, f'None STORE/{JOURNAL} is damaged; run "PROGRAM repair"'):
        return code, f"exit {code}: {said}"
    return code, compare(tree(session.store), damaged)


def cuts(tail: Tail, step: int) -> Iterator[int]:
    """One in `step` bytes of the last line, and all of its last five."""
    whole = length(tail)
    yield from range(0, whole - 5, step)
    yield from range(whole - 5, whole + 1)
