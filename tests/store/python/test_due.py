"""The wheel against a sorted list, and due work in a store."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from swarmsh._hot import due, paths
from swarmsh._hot.state import new
from swarmsh._hot.transaction import Transaction
from tests.store.python import operations, small
from tests.store.python.support import NOW, SECOND, entries, fix, opened

TICK = 1 << 20


class Memory(Transaction):
    """A transaction on nothing: every record that is asked for is empty."""

    def __init__(self, now: int) -> None:
        super().__init__(paths.Folders("nowhere", False), {}, now, new(small.COUNTERS), {})

    def _read(self, cls: Any, number: int) -> Any:
        return cls.empty(number)


def wheel() -> tuple[list[tuple[int, int]], Any]:
    """A due whose procedure notes (time, number) of the records whose time has come."""
    fired: list[tuple[int, int]] = []

    def fire(tx: Transaction, member: Any) -> None:
        fired.append((member.due_at, member.number))
        member.due_at = None

    return fired, (
        "work",
        "wake",
        "due_at",
        small.work_wake_leave,
        small.work_wake_enter,
        fire,
        small.WakeBucket,
        small.WakeWheel,
    )


SPANS = st.one_of(
    st.integers(-5, 5), st.integers(0, 40 * TICK), st.integers(0, 2000 * TICK), st.integers(0, 10**17), st.just(2**62)
)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), SPANS),
        st.tuples(st.just("leave"), st.integers(0, 20)),
        st.tuples(st.just("wait"), SPANS),
    ),
    max_size=40,
)


@settings(max_examples=200, deadline=None)
@given(start=st.sampled_from([0, 1, NOW, 31 * TICK, 1024 * TICK - 1]), steps=STEPS)
def test_the_wheel_is_a_sorted_list(start: int, steps: list[tuple[str, int]]) -> None:
    fired, row = wheel()
    tx = Memory(start)
    waiting: dict[int, int] = {}
    for what, value in steps:
        if what == "add":
            item = tx.fresh(small.Work)
            item.due_at = waiting[item.number] = max(tx.now + value, 0)
            small.work_wake_enter(tx, item)
        elif what == "leave" and waiting:
            number = sorted(waiting)[value % len(waiting)]
            small.work_wake_leave(tx, tx.load(small.Work, number))
            del waiting[number]
        elif what == "wait":
            tx.now += abs(value)
        if waiting:
            assert tx.due is not None and tx.due <= min(waiting.values())
        while tx.due is not None and tx.due <= tx.now:
            before = len(fired)
            moved = due.advance(tx, [row], small.KINDS)
            if moved is None:
                break
            assert len(fired) == before + moved
            batch = [number for _, number in fired[before:]]
            assert len(batch) <= 32 and batch == sorted(batch)
        else:
            assert tx.due is None or tx.due > tx.now
        ready = sorted(number for number, at in waiting.items() if at <= tx.now)
        assert sorted(number for _, number in fired) == ready
        waiting = {number: at for number, at in waiting.items() if at > tx.now}
        fired.clear()
        if waiting or tx.due is not None:
            assert tx.due is not None and tx.now < tx.due <= min(waiting.values(), default=tx.due)
    turning = tx.load(small.WakeWheel, 1)
    assert any(getattr(turning, f"level_{level}") for level in range(9)) == bool(waiting)


@pytest.mark.parametrize(
    ("cursor", "at", "bucket"),
    [
        (0, 0, 1),
        (0, TICK, 2),
        (0, 31 * TICK, 32),
        (0, 32 * TICK, 34),
        (5, TICK, 6),
        (31, 32 * TICK, 34),
        (32, 33 * TICK, 2),
        (0, 1024 * TICK, 66),
        (0, 2**63 - 1, 8 * 32 + 8),
        (0, 2**66, 288),
    ],
)
def test_places(cursor: int, at: int, bucket: int) -> None:
    assert due.place(cursor, at) == bucket


def test_ticks_in_a_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fix(monkeypatch)
    store = opened(tmp_path)
    for number in range(40):
        store.run(operations.add('"later"', at=NOW + SECOND + number % 2))
    assert entries(tmp_path)[-1][21] == f"[{NOW + SECOND},0,40,0]"
    monkeypatch.setenv("SWARMSH_NOW_NS", str(NOW + SECOND - 1))
    assert store.run(operations.look()).sequence >= 40
    assert opened(tmp_path).ask(operations.show("w-1")).reply[0].split("\t")[9] == '"waiting"'
    monkeypatch.setenv("SWARMSH_NOW_NS", str(NOW + SECOND + 1))
    store.run(operations.enlist())
    lines = entries(tmp_path)
    ticks = [line for line in lines if line[5] == '"tick"']
    assert all(line[7:20:2] == ["null", "null", "0", "null", "null", "null", "null"] for line in ticks)
    assert all(line[23] == "null" for line in ticks)
    moved = [sum(token.startswith('["work",') for token in line) for line in ticks]
    assert moved[-2:] == [32 + 1, 8 + 1], "and one neighbour each: the next in the bucket, the last in the queue"
    assert lines[-1][21] == "[null,1,40,1]"
    assert '{"key":"swarmsh.coordination.due_count","value":{"intValue":"40"}}' in lines[-1][23]
    assert opened(tmp_path).ask(operations.show("w-40")).reply[0].split("\t")[9] == '"pending"'
    order = [store.run(operations.take("a-1")).reply[0] for _ in range(40)]
    assert order[:3] == ["w-1", "w-2", "w-3"] and len(set(order)) == 40
