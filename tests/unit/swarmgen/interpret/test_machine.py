"""A machine from outside: state, entries, attributes of spans. What operations answer is in `tests/corpus/`."""

from __future__ import annotations

import json
import shlex

from swarmgen.interpret.machine import Machine, Outcome
from tests.patterns_here import atomic

NOW = 1_767_225_600_000_000_000
ANN = {"AGENT_ID": "ann"}


def run(machine: Machine, words: str, clock: int = NOW) -> Outcome:
    return machine.run(shlex.split(words), ANN, clock)


def made(*lines: str) -> Machine:
    machine = Machine(atomic())
    for line in lines:
        assert run(machine, line).exit == 0, line
    return machine


def test_nothing_is_known_before_the_first_operation() -> None:
    kinds = ("agent", "crew", "swarm", "work", "dependency", "lock_room", "named_lock", "archiving")
    assert json.loads(Machine(atomic()).state()) == {kind: [] for kind in kinds}


def test_the_state_has_no_links_and_ids_for_references() -> None:
    state = json.loads(made("register ann", "add one", "add two --after w-1", "claim w-1").state())
    assert state["dependency"] == [{"number": 1, "item": "w-2", "after": "w-1"}]
    assert [(one["number"], one["id"], one["agent"]) for one in state["work"]] == [(1, "w-1", "ann"), (2, "w-2", None)]
    assert not [name for name in state["work"][0] if name.startswith(("ready_", "wake_", "holdings_", "dependents_"))]


def test_a_refusal_leaves_no_trace() -> None:
    machine = made("register ann", "add one --id x")
    before = machine.state(), machine.memory
    assert run(machine, "add two --after x --after nothing").exit == 6
    assert run(machine, "add three --id x").exit == 3
    assert (machine.state(), machine.memory and machine.memory.sequence) == (before[0], 2)


def test_what_an_entry_says() -> None:
    machine = made("register ann", "add one --key k", "claim --next")
    assert machine.memory is not None
    _, added, claimed = machine.memory.entries
    assert (added.sequence, added.time, added.operation, added.subject, added.key) == (2, NOW, "add", "w-1", "k")
    assert added.answer == {"id": "w-1", "status": "pending", "fence": None, "lease_until": None}
    assert (claimed.agent, claimed.subject, claimed.key, claimed.request) == ("ann", "w-1", None, None)


def test_ticks_are_entries() -> None:
    machine = made("register ann", "add one --not-before 1h")
    run(machine, "claim --next", NOW + 3600 * 10**9)
    assert machine.memory is not None
    *ticks, claim = machine.memory.entries[2:]
    assert {(tick.operation, tick.agent, tick.subject, tick.exit) for tick in ticks} == {("tick", None, None, 0)}
    assert (claim.operation, claim.sequence) == ("claim", 2 + len(ticks) + 1)
    assert machine.memory.records["work"][1]["queued_sequence"] == claim.sequence - 1


def test_a_span_has_what_is_known() -> None:
    machine = made("register ann", "add one")
    span = run(machine, "claim --next --type any").span
    assert span["swarmsh.coordination.operation"] == "claim" and span["swarmsh.agent.id"] == "ann"
    assert span["swarmsh.lease.fence"] == 1 and span["swarmsh.work.selection"] == "next"
    assert "swarmsh.agent.team" not in span


def test_the_span_of_a_refusal_has_what_was_asked() -> None:
    machine = made("register ann")
    outcome = run(machine, "claim w-9")
    assert outcome.exit == 6 and outcome.span["swarmsh.work.id"] == "w-9" and "swarmsh.lease.fence" not in outcome.span


def test_a_span_of_a_batch_line_says_which() -> None:
    outcome = made("register ann").run(["agents"], {}, NOW, line=3)
    assert outcome.span["swarmsh.coordination.batch.line"] == 3
