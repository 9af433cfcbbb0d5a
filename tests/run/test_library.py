"""`Coordinator.run_next` and `run_work`: claims whose lease is renewed while a block or a function runs."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from swarmsh import atomic
from swarmsh.enums import WorkStatus
from tests.run.support import operations, stocked, until


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> atomic.Coordinator:
    """A store with the agents `ann` and `bob`, two items, and leases of 1.2 s."""
    monkeypatch.setenv("AGENT_ID", "ann")
    found = atomic.Coordinator(stocked(tmp_path, 2, lease="1200ms"))
    found.register("bob")
    return found


def beats(store: atomic.Coordinator) -> int:
    """How often a lease was renewed."""
    return operations(Path(store.path)).count("heartbeat")


def test_a_block_renews_and_completes(store: atomic.Coordinator) -> None:
    with store.run_next(wait=timedelta(seconds=1)) as item:
        assert (item.id, item.fence, item.lost.is_set()) == ("w-1", 1, False)
        time.sleep(1.5)
        item.check()
    assert 2 <= beats(store) <= 4
    assert store.show("w-1").status is WorkStatus.COMPLETED
    count = beats(store)
    time.sleep(0.6)
    assert beats(store) == count


def test_a_function_is_called_for_an_item_each_time(store: atomic.Coordinator) -> None:
    @store.run_next()
    def work(item: atomic.Claim, factor: int, *, plus: int = 0) -> tuple[str, int]:
        """Does it."""
        return item.id, item.attempt * factor + plus

    assert (work(3, plus=1), work(5)) == (("w-1", 4), ("w-2", 5))
    assert (work.__name__, work.__doc__) == ("work", "Does it.")
    with pytest.raises(atomic.NothingToClaim):
        work(1)
    assert {row.status for row in store.list()} == {WorkStatus.COMPLETED}


def test_an_exception_fails_the_item(store: atomic.Coordinator) -> None:
    with pytest.raises(KeyError), store.run_work("w-2", agent="bob"):
        raise KeyError("x")
    shown = store.show("w-2")
    assert (shown.status, shown.attempts, shown.result) == (WorkStatus.PENDING, 1, "KeyError('x')")


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit])
def test_the_end_of_the_program_hands_the_item_back(store: atomic.Coordinator, error: type[BaseException]) -> None:
    with pytest.raises(error), store.run_next():
        raise error
    shown = store.show("w-1")
    assert (shown.status, shown.attempts, shown.agent) == (WorkStatus.PENDING, 0, None)


def test_what_ends_the_claim_inside_is_the_last_word(store: atomic.Coordinator) -> None:
    with store.run_next() as item:
        item.complete("blocked", result="no key")
        time.sleep(0.9)
        item.check()
    assert store.show("w-1").status is WorkStatus.BLOCKED
    assert beats(store) <= 1


def test_a_lost_lease_is_told_inside_and_at_the_end(store: atomic.Coordinator) -> None:
    def taken() -> None:
        with store.run_next() as item:
            store.release("w-1", agent="ann")
            store.claim("w-1", agent="bob")
            assert item.lost.wait(5)

    def gone() -> None:
        with store.run_next() as item:
            store.deregister("ann", release=True)
            until(item.lost.is_set, "the lease is lost")
            item.check()
            pytest.fail("check says nothing")

    with pytest.raises(atomic.LeaseLost) as caught:
        taken()
    assert str(caught.value) == 'the lease of work "w-1" was lost: the fence 1 of work "w-1" is stale'
    assert caught.value.exit_code == 124
    assert (store.show("w-1").status, store.show("w-1").agent) == (WorkStatus.CLAIMED, "bob")
    with pytest.raises(atomic.LeaseLost):
        gone()


def test_another_exception_goes_before_a_lost_lease(store: atomic.Coordinator) -> None:
    def work() -> None:
        with store.run_next() as item:
            store.release("w-1", agent="ann")
            item.lost.wait(5)
            raise ValueError("mine")

    with pytest.raises(ValueError, match="mine") as caught:
        work()
    assert caught.value.__notes__ == ['the lease of work "w-1" was lost: work "w-1" is pending, held by nobody']
    assert store.show("w-1").attempts == 0


def test_an_item_that_was_taken_away_before_the_end(store: atomic.Coordinator) -> None:
    with pytest.raises(atomic.LeaseLost, match="held by nobody"), store.run_next():
        store.release("w-1", agent="ann")


def test_trouble_that_passes_is_no_loss(store: atomic.Coordinator) -> None:
    state = Path(store.path) / "state"
    with store.run_next() as item:
        state.rename(state.with_name("away"))
        time.sleep(0.6)
        state.with_name("away").rename(state)
        time.sleep(0.4)
        item.check()
    assert store.show("w-1").status is WorkStatus.COMPLETED


def test_trouble_that_stays_is_a_loss_when_the_lease_has_passed(store: atomic.Coordinator) -> None:
    state = Path(store.path) / "state"

    def work() -> None:
        with store.run_next() as item:
            state.rename(state.with_name("away"))
            assert not item.lost.wait(0.7)
            assert item.lost.wait(3)

    with pytest.raises(atomic.LeaseLost, match="damaged"):
        work()


def test_renewals_are_below_the_callers_span(store: atomic.Coordinator) -> None:
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    traced = atomic.Coordinator(store.path, tracer_provider=provider)
    with provider.get_tracer("test").start_as_current_span("outer") as outer, traced.run_next():
        time.sleep(0.6)
    spans = {span.name: span for span in exporter.get_finished_spans()}
    run = spans.pop("swarmsh.work.run")
    ids = run.get_span_context()
    assert set(spans) == {"swarmsh.work.claim", "swarmsh.lease.heartbeat", "swarmsh.work.complete", "outer"}
    assert run.parent and run.parent.span_id == outer.get_span_context().span_id
    below = [span for name, span in spans.items() if name != "outer"]
    assert {span.parent.span_id for span in below if span.parent} == {ids and ids.span_id}
