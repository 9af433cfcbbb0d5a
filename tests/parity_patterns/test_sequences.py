"""Random sequences: what holds of the interpreter after each, and that all implementations agree on them."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from swarmgen.interpret.machine import Machine
from swarmgen.interpret.memory import Memory
from tests.parity_patterns.commands import COMMANDS, mixture
from tests.parity_patterns.fuzz import PAIRS, PATTERN, batch_differences, differences
from tests.parity_patterns.mixed import mixed_differences
from tests.parity_patterns.patterns import read
from tests.parity_patterns.sequences import sequence
from tests.parity_patterns.systems import missing

SEEDS = st.integers(0, 2**32)
HELD = ("claimed", "in_progress")


@given(SEEDS)
@settings(max_examples=60, deadline=None)
def test_what_holds_after_every_step(seed: int) -> None:
    machine = Machine(read(PATTERN))
    last = 0
    for step in sequence(Random(seed)):
        outcome = machine.run(step.words, step.environment, step.clock)
        if machine.memory is None:
            continue
        _check(machine.memory)
        assert machine.memory.sequence >= last
        assert [entry.sequence for entry in machine.memory.entries] == list(range(1, machine.memory.sequence + 1))
        assert (outcome.answer is None) == (outcome.exit not in (0, 11) or outcome.stdout is None)
        last = machine.memory.sequence


def _check(memory: Memory) -> None:
    items, agents = memory.records["work"], memory.records["agent"]
    edges = memory.records["dependency"].values()
    held = [item["agent"] for item in items.values() if item["status"] in HELD]
    assert all((item["agent"] is not None) == (item["status"] in HELD) for item in items.values())
    assert {number: held.count(number) for number in agents} == {n: agent["active"] for n, agent in agents.items()}
    queued = sorted(number for number, item in items.items() if item["status"] == "pending")
    assert sorted(memory.members("work", "ready")) == queued
    for number, item in items.items():
        waited = [edge["after"] for edge in edges if edge["item"] == number]
        open_ones = [after for after in waited if isinstance(after, int) and items[after]["status"] != "completed"]
        assert item["open_dependencies"] == len(open_ones)
        assert item["status"] != "pending" or (not open_ones and item["due_at"] is None)
    wheel = memory.wheels["work", "wake"]
    in_wheel = sorted(number for members in wheel.buckets.values() for number in members)
    assert in_wheel == sorted(number for number, item in items.items() if item["due_at"] is not None)


PROCESSES = 300
"""Sequences of 30 steps, a process for each step."""
BATCHES = 100
"""Sequences through `batch`: each costs a fifth."""
MIXED = {False: 8, True: 4}
"""Sequences with commands; those that change more than the interpreter knows."""


@pytest.mark.parametrize("part", range(20))
def test_processes_agree(part: int) -> None:
    """Each language alone, or both in turns on one directory: the interpreter's answers, and one another's bytes."""
    _skip_without_coordinators()
    for seed in range(part, PROCESSES, 20):
        found = list(differences(sequence(Random(seed)), PAIRS[seed % 3]))
        assert found == [], f"python -m tests.parity_patterns.fuzz --seed {seed} --count 1"


@pytest.mark.parametrize("part", range(10))
def test_batches_agree(part: int) -> None:
    _skip_without_coordinators()
    for seed in range(PROCESSES + part, PROCESSES + BATCHES, 10):
        found = list(batch_differences(sequence(Random(seed)), ("python", "bash")))
        assert found == [], f"batch of the sequence of seed {seed}"


@pytest.mark.parametrize("part", range(2))
@pytest.mark.parametrize("changes", [False, True], ids=["looking", "changing"])
def test_commands_agree(changes: bool, part: int) -> None:
    """Commands among the operations of a batch: audits, summaries, `run`; or seals, redactions, archives too."""
    _skip_without_coordinators()
    for seed in range(part, MIXED[changes], 2):
        found = list(mixed_differences(mixture(Random(seed), 12, changes=changes), PAIRS[seed % 3]))
        assert found == [], f"mixture of seed {seed}, changes={changes}"


def test_what_mixtures_have() -> None:
    """Every command that a sequence can have is in some of these sequences."""
    steps = [
        step for seed in range(20) for one in (False, True) for step in mixture(Random(seed), 12, changes=one).steps
    ]
    assert COMMANDS - {step.words[0] for step in steps} == set()


def _skip_without_coordinators() -> None:
    reasons = [reason for one in ("python", "bash") if (reason := missing(one, PATTERN)) is not None]
    if reasons:
        pytest.skip(", ".join(reasons))


def test_a_seed_gives_one_sequence() -> None:
    assert sequence(Random(7)) == sequence(Random(7)) != sequence(Random(8))
    assert mixture(Random(7), 12, changes=True) == mixture(Random(7), 12, changes=True)
