"""The typed coordinator: what goes in, what comes out, what is raised."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import FrozenInstanceError
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from swarmsh import atomic
from swarmsh.enums import AgentStatus, WorkPriority, WorkStatus, WorkType

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> atomic.Coordinator:
    monkeypatch.setenv("SWARMSH_NOW_NS", str(int(NOW.timestamp()) * 10**9))
    monkeypatch.delenv("AGENT_ID", raising=False)
    return atomic.Coordinator(tmp_path / "data")


def test_results_are_typed(store: atomic.Coordinator) -> None:
    store.register("ann", skill=["review", "bash"], max_work=2)
    added = store.add("Fix it", type=WorkType.BUG_FIX, priority="HIGH", skill={"bash"})
    assert added == atomic.AddResult(id="w-1", status=WorkStatus.PENDING, fence=None, lease_until=None)
    claimed = store.claim("w-1", agent="ann")
    assert (claimed.fence, claimed.attempt, claimed.attempts_left, claimed.title) == (1, 1, 2, "Fix it")
    assert claimed.lease_until == NOW + timedelta(seconds=300)
    shown = store.show("w-1")
    assert (shown.type, shown.priority, shown.status) == (WorkType.BUG_FIX, WorkPriority.HIGH, WorkStatus.CLAIMED)
    assert (shown.agent, shown.skills, shown.points, shown.created_at) == ("ann", ("bash",), None, NOW)
    assert store.agent_status("ann").skills == ("bash", "review")
    with pytest.raises(FrozenInstanceError):
        shown.fence = 7  # type: ignore[misc]  # that is the point


def test_rows(store: atomic.Coordinator) -> None:
    for number in range(5):
        store.add(f"item {number}", after=[f"w-{number}"] if number else [])
    listed = store.list(limit=2)
    assert [row.id for row in listed] == ["w-1", "w-2"] and len(listed) == 2 and listed[1].title == "item 1"
    assert (listed.next, listed.sequence) == (3, 5)
    assert [row.id for row in store.list(start=listed.next)] == ["w-3", "w-4", "w-5"]
    assert [(node.record.id, node.depth) for node in store.deps("w-3")] == [("w-3", 0), ("w-2", 1), ("w-1", 2)]
    assert [row.id for row in store.ready()] == ["w-1"]
    assert list(store.agents()) == [] and store.agents().next is None


@pytest.mark.parametrize(
    ("call", "kind", "code", "message"),
    [
        (lambda c: c.show("w-9"), atomic.NotFound, 6, 'no work "w-9"'),
        (lambda c: c.claim(next=True, agent="ann"), atomic.NothingToClaim, 7, "nothing to claim"),
        (lambda c: c.claim(agent="ann"), atomic.InvalidValue, 2, "give exactly one of work and next"),
        (lambda c: c.claim("w-1", next=True, agent="ann"), atomic.InvalidValue, 2, "give exactly one of work and next"),
        (lambda c: c.claim("w-1", type="any", agent="ann"), atomic.InvalidValue, 2, "type needs next"),
        (lambda c: c.claim("w-1"), atomic.InvalidValue, 2, "agent is missing; AGENT_ID can hold it"),
        (lambda c: c.add("x", points=22), atomic.InvalidValue, 2, "points: 22 is not between 1 and 21"),
        (lambda c: c.add("x", points=True), atomic.InvalidValue, 2, "points: expected int, got bool"),
        (lambda c: c.add(7), atomic.InvalidValue, 2, "title: expected str, got int"),
        (lambda c: c.add("x\0"), atomic.InvalidValue, 2, "title is not UTF-8"),
        (lambda c: c.add("\udc80"), atomic.InvalidValue, 2, "title is not UTF-8"),
        (lambda c: c.add("x" * 65537), atomic.InvalidValue, 2, "title is longer than 65536 bytes"),
        (lambda c: c.add("x", skill="bash"), atomic.InvalidValue, 2, "skill: expected an iterable of str, got str"),
        (lambda c: c.add("x", skill=map(str, range(17))), atomic.InvalidValue, 2, "skill: more than 16 values"),
        (lambda c: c.add("x", id="w-7"), atomic.InvalidValue, 2, '--id: "w-7" has the form of a made-up id'),
        (
            lambda c: c.add("x", not_before=datetime(2026, 1, 1)),
            atomic.InvalidValue,
            2,
            "not_before: the datetime needs a time zone",
        ),
        (
            lambda c: c.add("x", key="-"),
            atomic.InvalidValue,
            2,
            'key: "-" is not an identifier (1 to 64 of A-Z a-z 0-9 . _ -, the first a letter or digit)',
        ),
        (lambda c: c.cancel("kept") and c.cancel("kept"), atomic.Conflict, 3, 'work "kept" is cancelled already'),
    ],
)
def test_errors(
    store: atomic.Coordinator, call: Callable[[Any], Any], kind: type[atomic.CoordinationError], code: int, message: str
) -> None:
    store.register("ann")
    store.add("kept", id="kept", priority="low", not_before=timedelta(hours=1))
    with pytest.raises(kind) as caught:
        call(store)
    assert (caught.value.exit_code, caught.value.message, str(caught.value)) == (code, message, message)
    assert isinstance(caught.value, atomic.CoordinationError)


def test_no_store(tmp_path: Path) -> None:
    with pytest.raises(atomic.NoData, match="there is no store in"):
        atomic.Coordinator(tmp_path / "none").list()
    assert not (tmp_path / "none").exists()


def test_times(store: atomic.Coordinator) -> None:
    east = timezone(timedelta(hours=5, minutes=30))
    store.add("later", not_before=datetime(2026, 1, 2, 5, 30, tzinfo=east))
    store.add("sooner", not_before=timedelta(minutes=90))
    assert store.show("w-1").not_before == datetime(2026, 1, 2, tzinfo=UTC)
    assert store.show("w-2").not_before == NOW + timedelta(minutes=90)
    store.register("ann")
    started = threading.Event()
    with pytest.raises(atomic.NothingToClaim):
        store.claim(next=True, agent="ann", wait=timedelta(milliseconds=150))
    assert not started.is_set()


def test_the_environment_names_the_agent(store: atomic.Coordinator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AGENT_ID", "ann")
    store.register("ann")
    store.add("x")
    assert store.claim(next=True).id == "w-1"
    assert store.agent_status().status is AgentStatus.ACTIVE


def test_keys_make_repeats_harmless(store: atomic.Coordinator) -> None:
    first = store.add("x", key="once")
    assert store.add("x", key="once") == first
    assert len(store.list()) == 1
    with pytest.raises(atomic.Conflict, match='key "once" was used for another request'):
        store.add("y", key="once")


def test_a_repeated_length_is_the_same_request(store: atomic.Coordinator, monkeypatch: pytest.MonkeyPatch) -> None:
    first = store.add("x", not_before=timedelta(hours=1), key="once")
    monkeypatch.setenv("SWARMSH_NOW_NS", str((int(NOW.timestamp()) + 600) * 10**9))
    assert store.add("x", not_before=timedelta(minutes=60), key="once") == first
    assert store.show("w-1").not_before == NOW + timedelta(hours=1)
    for other in (timedelta(minutes=50), NOW + timedelta(hours=1)):
        with pytest.raises(atomic.Conflict):
            store.add("x", not_before=other, key="once")


def test_a_block_completes_its_claim(store: atomic.Coordinator) -> None:
    store.register("ann")
    store.add("one")
    with store.claim_next(agent="ann") as item:
        assert (item.id, item.fence, item.title, item.attempts_left) == ("w-1", 1, "one", 2)
        item.progress(40, note="well begun")
        assert store.show("w-1").progress == 40
    assert store.show("w-1").status is WorkStatus.COMPLETED


def test_an_exception_fails_the_claim(store: atomic.Coordinator) -> None:
    store.register("ann")
    store.add("one")
    error = ValueError('bad "input" \0')
    with pytest.raises(ValueError, match="bad") as caught, store.claim_work("w-1", agent="ann"):
        raise error
    assert caught.value is error
    shown = store.show("w-1")
    assert (shown.status, shown.attempts, shown.result) == (WorkStatus.PENDING, 1, repr(error).replace("\0", "\\0"))


def test_a_block_may_end_its_claim_itself(store: atomic.Coordinator) -> None:
    store.register("ann")
    for title in ("one", "two"):
        store.add(title)
    with store.claim_next(agent="ann") as item:
        item.complete("blocked", result="no key")
    with store.claim_next(agent="ann") as item:
        item.release()
    assert [row.status for row in store.list()] == [WorkStatus.BLOCKED, WorkStatus.PENDING]


def test_a_claim_that_cannot_be_ended_is_told(store: atomic.Coordinator) -> None:
    store.register("ann")
    store.add("one")
    with pytest.raises(atomic.Conflict), store.claim_next(agent="ann"):
        store.cancel("w-1")
    store.add("two")

    def work() -> None:
        with store.claim_next(agent="ann"):
            store.cancel("w-2")
            raise KeyError("x")

    with pytest.raises(KeyError) as caught:
        work()
    assert caught.value.__notes__ == ['The claim could not be ended: work "w-2" is cancelled, held by nobody']


def test_threads_share_a_coordinator(store: atomic.Coordinator) -> None:
    store.register("ann", max_work=1000)
    for number in range(60):
        store.add(f"item {number}")
    claimed: list[str] = []

    def work() -> None:
        while True:
            try:
                claimed.append(store.claim(next=True, agent="ann").id)
            except atomic.NothingToClaim:
                return

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(claimed) == sorted(f"w-{number}" for number in range(1, 61))
