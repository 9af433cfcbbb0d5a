"""A process that runs many operations remembers records by the bytes of their slots: they must be what these say."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pytest

from swarmsh import atomic as library
from swarmsh._hot import atomic, batch, slots
from swarmsh._hot.store import Store
from swarmsh.enums import WorkStatus
from tests.parity_patterns.fuzz import PATTERN
from tests.parity_patterns.sequences import sequence
from tests.parity_patterns.systems import batch_input, surroundings

AGENT = "records/agent/0/1"


def fields(record: Any) -> dict[str, object]:
    """What a record holds."""
    return {name: getattr(record, name) for name in record.__slots__}


def remembered(store: Store) -> dict[str, tuple[bytes, Any]]:
    """The records that the next operation can take as they are."""
    return {path: (data, record) for path, (data, record) in store._seen.items() if not record.changed}


@pytest.mark.parametrize("seed", range(12))
def test_what_is_remembered_is_what_the_bytes_say(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    runner = batch._Runner(atomic, PATTERN)
    store = runner._store = Store(str(tmp_path / "data"), atomic)
    known = 0
    for number, step in enumerate(sequence(Random(seed), length=60), start=1):
        with monkeypatch.context() as patch:
            for name, value in surroundings(step.environment, step.clock).items():
                patch.setenv(name, value)
            answer = runner.answer(batch_input([step.words])[:-1], number)
        for path, (data, record) in remembered(store).items():
            tokens = slots.tokens(data, path, record.SLOT)
            assert fields(record) == fields(record.decode(record.number, tokens, path)), f"{step} {answer}{path}"
            known += 1
    assert known > 100


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> library.Coordinator:
    monkeypatch.delenv("AGENT_ID", raising=False)
    coordinator = library.Coordinator(tmp_path / "data")
    coordinator.register("ann", max_work=2)
    coordinator.heartbeat(agent="ann")
    return coordinator


def test_a_slot_that_was_damaged_meanwhile_is_refused(store: library.Coordinator) -> None:
    path = Path(store.path, AGENT)
    whole = path.read_bytes()
    assert b'"active":\t0\t' in whole
    path.write_bytes(whole.replace(b'"active":\t0\t', b'"active":\t00\t').replace(b" \n", b"\n"))
    with pytest.raises(library.Damaged, match=AGENT):
        store.heartbeat(agent="ann")
    path.write_bytes(whole)
    store.heartbeat(agent="ann")


def test_what_another_process_wrote_counts(store: library.Coordinator) -> None:
    store.add("item")
    other = library.Coordinator(store.path)
    other.claim(next=True, agent="ann")
    other.deregister("ann", release=True)
    with pytest.raises(library.NotFound, match='no agent "ann" is registered'):
        store.heartbeat(agent="ann")
    assert store.show("w-1").status is WorkStatus.PENDING


def test_what_a_refused_operation_changed_is_read_again(store: library.Coordinator) -> None:
    """A dependency that is refused comes after one that was made, which changed the lists of two records."""
    store.add("first")
    with pytest.raises(library.NotFound, match='no work "w-9"'):
        store.add("second", after=["w-1", "w-9"])
    assert not any(path.endswith("work/0/1") for path in remembered(store._store))
    store.add("third", after=["w-1"])
    assert [node.record.id for node in store.deps("w-2")] == ["w-2", "w-1"]
    assert b'"dependents_count":\t1\t' in Path(store.path, "records/work/0/1").read_bytes()
