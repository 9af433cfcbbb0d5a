"""Methods that take any number of ids by place, and what the journal has of them."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from swarmsh import atomic
from tests.coordinators import PYTHON, call

NOW = datetime(2026, 1, 1, tzinfo=UTC)
LEASE = timedelta(minutes=5)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> atomic.Coordinator:
    """Four items, three of them held by ann."""
    monkeypatch.setenv("SWARMSH_NOW_NS", str(int(NOW.timestamp()) * 10**9))
    monkeypatch.setenv("AGENT_ID", "ann")
    found = atomic.Coordinator(tmp_path / "data")
    found.register("ann")
    found.register("bob")
    for number in range(1, 5):
        found.add("x")
        found.claim(f"w-{number}", agent="bob" if number == 4 else "ann")
    monkeypatch.setenv("SWARMSH_NOW_NS", str(int(NOW.timestamp() + 10) * 10**9))
    return found


def _left(store: atomic.Coordinator) -> list[int]:
    """By how many seconds each lease was renewed."""
    leases = [store.show(f"w-{number}").lease_until for number in range(1, 5)]
    return [int((until - NOW - LEASE).total_seconds()) for until in leases if until is not None]


@pytest.mark.parametrize(
    ("ids", "renewed", "left"),
    [
        ((), 3, [10, 10, 10, 0]),
        (("w-2",), 1, [0, 10, 0, 0]),
        (("w-3", "w-1"), 2, [10, 0, 10, 0]),
        (("w-3", "w-1", "w-3", "w-3"), 2, [10, 0, 10, 0]),
    ],
)
def test_ids_by_place(store: atomic.Coordinator, ids: tuple[str, ...], renewed: int, left: list[int]) -> None:
    assert store.heartbeat(*ids) == atomic.HeartbeatResult(
        renewed=renewed, lease_until=NOW + timedelta(seconds=10) + LEASE
    )
    assert _left(store) == left
    assert len(call(PYTHON, Path(store.path), "audit", "--operation", "heartbeat").stdout.splitlines()) == 2


@pytest.mark.parametrize(
    ("given", "kind", "message"),
    [
        (lambda c: c.heartbeat("w-1", "w-9"), atomic.NotFound, 'no work "w-9"'),
        (lambda c: c.heartbeat("w-4", "w-1"), atomic.Conflict, 'work "w-4" is held by another agent'),
        (lambda c: c.heartbeat("w-1", "w-2", fence=1), atomic.InvalidValue, "--fence needs exactly one WORK"),
        (lambda c: c.heartbeat(fence=1), atomic.InvalidValue, "--fence needs exactly one WORK"),
        (lambda c: c.heartbeat("w-1", 7), atomic.InvalidValue, "work: expected str, got int"),
        (lambda c: c.heartbeat(["w-1", "w-2"]), atomic.InvalidValue, "work: expected str, got list"),
        (lambda c: c.heartbeat("w-1", None), atomic.InvalidValue, "work: expected str, got NoneType"),
        (
            lambda c: c.heartbeat("w-1", ""),
            atomic.InvalidValue,
            'work: "" is not an identifier (1 to 64 of A-Z a-z 0-9 . _ -, the first a letter or digit)',
        ),
        (lambda c: c.heartbeat(*map(str, range(1001))), atomic.InvalidValue, "work: more than 1000 values"),
        (lambda c: c.heartbeat(*map(str, range(1000))), atomic.NotFound, 'no work "0"'),
    ],
)
def test_refused_as_a_whole(
    store: atomic.Coordinator, given: Callable[[Any], object], kind: type[atomic.CoordinationError], message: str
) -> None:
    with pytest.raises(kind) as caught:
        given(store)
    assert caught.value.message == message
    assert _left(store) == [0, 0, 0, 0]


def test_a_key_knows_a_set(store: atomic.Coordinator) -> None:
    first = store.heartbeat("w-1", "w-2", key="k")
    assert store.heartbeat("w-2", "w-1", "w-2", key="k") == first
    with pytest.raises(atomic.Conflict):
        store.heartbeat("w-1", key="k")


def test_a_fence_is_of_one(store: atomic.Coordinator) -> None:
    assert store.heartbeat("w-1", "w-1", fence=1).renewed == 1
    with pytest.raises(atomic.Conflict):
        store.heartbeat("w-1", fence=2)


def test_a_claim_renews_its_own(store: atomic.Coordinator) -> None:
    store.add("more")
    with store.claim_work("w-5") as item:
        assert item.heartbeat().renewed == 1
    assert _left(store) == [0, 0, 0, 0]


def test_type_checkers_know() -> None:
    """`make lint` runs mypy over these calls: what is ignored here must be wrong for it."""

    def calls(store: atomic.Coordinator, ids: list[str]) -> None:
        store.heartbeat(*ids, agent="ann")
        store.heartbeat("w-1", "w-2")
        store.heartbeat(ids)  # type: ignore[arg-type]
        store.heartbeat("w-1", None)  # type: ignore[arg-type]
        store.heartbeat(work="w-1")  # type: ignore[call-arg]

    assert callable(calls)
    parameters = inspect.signature(atomic.Coordinator.heartbeat).parameters
    assert parameters["work"].kind is inspect.Parameter.VAR_POSITIONAL
    assert {each.kind for name, each in parameters.items() if name not in ("self", "work")} == {
        inspect.Parameter.KEYWORD_ONLY
    }
