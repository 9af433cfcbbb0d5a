"""The checker finds nothing in what the coordinators do, and something in every forgery."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from itertools import groupby
from pathlib import Path
from random import Random

import pytest

from swarmsh._hot.atomic import lookups
from tests.coordinators import BASH, LANGUAGES, NOW, PYTHON, Language, batch, line
from tests.invariants.check import Acknowledged, Violation, check, read_journal, seen
from tests.invariants.drain import drain, unaccounted
from tests.invariants.forge import Forged, Forgery, heading, setting
from tests.invariants.rules import backoff
from tests.parity_patterns.sequences import sequence

SECOND = 10**9
LONG = "x" * 500
CALLS: dict[int, list[str]] = {
    0: [
        "register ann --skill a --skill b --team red",
        "register bob",
        "add one --id One --priority high",
        "add two --skill a --key k1",
        "add three --after One",
        f"add four --id Four --details {LONG} --key k2",
        "claim --next --agent bob",
        "progress One 50 --agent bob --fence 1 --note n --key k3",
        "complete One --agent bob --fence 1",
        "claim w-2 --agent ann",
        "complete w-2 --agent ann --fence 9",
        "complete w-2 failed --agent ann",
        "claim --next --agent ann --skill a",
        "complete w-2 failed --agent ann",
        "add five --after One --not-before 10s",
        "claim Four --agent ann",
        "complete Four blocked --agent ann",
        "reprioritize w-3 low",
        "edit w-3 --title more",
        "unblock Four",
        "claim w-3 --agent bob",
        "release w-3 --agent bob",
        "add six --claim --agent bob",
        "claim w-3 --agent bob",
        "cancel w-6",
        "deregister bob --release",
        "add seven",
        "add eight",
    ],
    11 * SECOND: ["register carl", "add two --skill a --key k1"],
    12 * SECOND: [
        "register dora",
        "add nine --id Nine",
        "assign Nine carl",
        "lock acquire door --ttl 5s --agent carl",
        "lock acquire door --fence 1 --agent carl",
        "lock acquire door --fence 9 --agent carl",
        "lock acquire tap --ttl 1s --agent carl",
        "lock release door --force --agent dora",
        "lock acquire door --agent dora",
        "lock release door --agent dora",
    ],
    20 * SECOND: ["lock acquire tap --ttl 2s --agent dora"],
    30 * SECOND: ["lock clean"],
}


def run(store: Path, language: Language, calls: dict[int, list[str]]) -> list[Acknowledged]:
    """Runs calls by the second (ns) at which they start, and gives what was acknowledged."""
    acknowledged = []
    for after, written in calls.items():
        words = [one.split() for one in written]
        answers = batch(language, store, [line(*one) for one in words], env={"SWARMSH_NOW_NS": str(NOW + after)})
        acknowledged += [
            seen(one, answer["exit"], answer["answer"], answer["message"])
            for one, answer in zip(words, answers, strict=True)
        ]
    return acknowledged


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Acknowledged]]:
    """A store in which everything happened, and what was acknowledged."""
    store = tmp_path_factory.mktemp("made") / "store"
    acknowledged = run(store, PYTHON, CALLS)
    assert [one.exit for one in acknowledged] == [3 if one.fence == 9 else 0 for one in acknowledged]
    return store, acknowledged


@pytest.fixture
def store(made: tuple[Path, list[Acknowledged]], tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(made[0], tmp_path / "store"))


def found(violations: list[Violation]) -> set[str]:
    """Which invariants do not hold."""
    return {violation.invariant for violation in violations}


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.name)
def test_nothing_is_wrong_with_what_was_done(language: Language, tmp_path: Path) -> None:
    acknowledged = run(tmp_path, language, CALLS)
    assert check(tmp_path, acknowledged, walks=1) == []
    operations = {entry.operation for entry in read_journal(tmp_path)}
    assert operations == {one.operation for one in acknowledged} | {"tick"}


@pytest.mark.parametrize("seed", range(6))
def test_nothing_is_wrong_with_random_sequences(seed: int, tmp_path: Path) -> None:
    acknowledged = []
    for (clock, variables), steps in groupby(sequence(Random(seed), 60), lambda step: (step.clock, step.environment)):
        words = [[word.encode(errors="surrogateescape") for word in step.words] for step in steps]
        env = {**variables, "SWARMSH_NOW_NS": str(clock)}
        for answer in batch((BASH, PYTHON)[seed % 2], tmp_path, [line(*one) for one in words], env=env):
            one = [word.decode(errors="surrogateescape") for word in words[answer["line"] - 1]]
            if answer["exit"] or answer["answer"] is not None:  # a call for help has neither
                acknowledged.append(seen(one, answer["exit"], answer["answer"], answer["message"]))
    assert len(acknowledged) > 50
    assert check(tmp_path, acknowledged, walks=1) == []


def test_the_table_of_delays() -> None:
    assert [backoff(failures) for failures in range(1, 12)] == [lookups.backoff(n) for n in range(1, 12)]


WORK, EDGE, AGENT, LOCK = "work", "dependency", "agent", "named_lock"
FORGERIES: dict[str, tuple[str, Forgery]] = {
    "a line is missing": ("Q1", lambda forged: forged.lines.pop(4)),
    "a line is there twice": ("Q1", lambda forged: forged.lines.insert(4, forged.lines[4])),
    "a line ends early": ("Q1", lambda forged: forged.lines[4].pop()),
    "a key has another name": ("Q1", heading("claim", "One", "time", "1\t,\t2")),
    "time goes back": ("Q1", heading("claim", "One", "time", "1")),
    "a seal where none belongs": ("Q1", heading("claim", "One", "seal", f'"{"0" * 64}"')),
    "held by nobody": ("Q2", setting("claim", "One", (WORK, 1), ("agent", "null"))),
    "no lease": ("Q2", setting("claim", "One", (WORK, 1), ("lease_until", "null"))),
    "from hand to hand": ("Q2", setting("progress", "One", (WORK, 1), ("agent", "1"))),
    "claimed by an edit": ("Q2", heading("claim", "One", "operation", '"edit"')),
    "claimed while blocked": ("Q2", setting("complete", "Four", (WORK, 4), ("status", '"claimed"'))),
    "a fence is left out": ("Q3", setting("claim", "One", (WORK, 1), ("fence", "2"))),
    "a fence grows by itself": ("Q3", setting("progress", "One", (WORK, 1), ("fence", "2"))),
    "another fence": ("Q3", heading("progress", "One", "request", '["One",50,"n",7,"bob"]')),
    "a lock for somebody else": ("Q2", setting("lock-acquire", "door", (LOCK, 1), ("owner", "1"))),
    "a lock without a lease": ("Q2", setting("lock-acquire", "door", (LOCK, 1), ("lease_until", "null"))),
    "a lock before its time": (
        "Q2",
        setting("lock-release", "door", (LOCK, 2), ("lease_until", str(2 * NOW)), place=1),
    ),
    "a lock freed by nobody": ("Q2", setting("lock-release", "door", (LOCK, 1), ("forced_by", "null"))),
    "a lock cleaned too early": (
        "Q8",
        setting("lock-acquire", "tap", (LOCK, 2), ("lease_until", str(2 * NOW)), place=1),
    ),
    "a fence of a lock stays": ("Q3", setting("lock-acquire", "tap", (LOCK, 2), ("fence", "1"), place=1)),
    "a refusal that changes": ("Q3", heading("progress", "One", "exit", "3")),
    "no skill": ("Q4", setting("claim", "w-2", (AGENT, 1), ("skills", "[]"))),
    "another team": ("Q4", setting("claim", "w-2", (WORK, 2), ("team", '"blue"'))),
    "over the limit": ("Q4", setting("claim", "w-2", (AGENT, 1), ("max_work", "0"))),
    "an agent that left": ("Q4", setting("claim", "w-2", (AGENT, 1), ("status", '"inactive"'))),
    "too early": ("Q4", setting("claim", "w-2", (WORK, 2), ("due_at", "5"))),
    "a dependency is open": ("Q4", setting("add", "w-5", (WORK, 1), ("status", '"blocked"'))),
    "an attempt is not counted": ("Q5", setting("complete", "w-2", (WORK, 2), ("attempts", "0"), place=1)),
    "no attempt was left": ("Q5", setting("complete", "w-2", (WORK, 2), ("max_attempts", "1"), place=1)),
    "too short a delay": ("Q5", setting("complete", "w-2", (WORK, 2), ("due_at", str(NOW + SECOND)), place=2)),
    "a delay is forgotten": ("Q5", setting("complete", "w-2", (WORK, 2), ("due_at", "null"), place=2)),
    "older than it is": ("Q6", setting("release", "w-3", (WORK, 3), ("queued_sequence", "3"))),
    "a lease ends by itself": ("Q8", heading("release", "w-3", "operation", '"tick"')),
    "a lease for ever": ("Q8", setting("claim", "One", (WORK, 1), ("lease_until", "9223372036854775807"))),
    "it comes back": ("Q9", setting("add", "w-5", (WORK, 1), ("status", '"pending"'))),
    "it waits for itself": ("Q10", setting("add", "w-3", (EDGE, 1), ("after", "3"))),
    "it waits for something else": ("Q10", setting("add", "w-5", (EDGE, 1), ("after", "2"))),
    "still waiting": ("Q11", setting("complete", "One", (WORK, 3), ("open_dependencies", "1"))),
    "gone with an item": ("Q11", setting("deregister", "bob", (WORK, 3), ("agent", "2"))),
    "one too many": ("Q13", setting("claim", "w-2", (AGENT, 1), ("active", "2"))),
    "out of the list": ("Q13", setting("claim", "w-2", (AGENT, 1), ("holdings_head", "null"))),
    "a neighbour": ("Q13", setting("add", "w-8", (WORK, 8), ("ready_previous", "null"))),
    "another class": ("Q13", setting("add", "w-8", (WORK, 8), ("type", '"other"'))),
    "no bucket": ("Q13", setting("complete", "w-2", (WORK, 2), ("wake_bucket", "null"), place=2)),
    "a state counts wrong": ("Q13", setting("complete", "One", ("swarm", 1), ("completed", "2"))),
    "a state is not counted": ("Q13", setting("add", "w-3", ("swarm", 1), ("waiting", "0"))),
    "failures count wrong": ("Q13", setting("complete", "w-2", ("swarm", 1), ("failed_attempts", "0"), place=1)),
    "agents count wrong": ("Q13", setting("deregister", "bob", ("crew", 1), ("active", "2"))),
    "a class counts wrong": ("Q13", setting("add", "w-8", ("work_ready", 1), ("length", "9"))),
    "another key's effect": ("Q14", heading("add", "Four", "key", '"k1"')),
    "another answer": ("Q14", heading("add", "Four", "answer", '["Four","waiting",null,null]')),
    "a key without an answer": ("Q14", heading("add", "Four", "answer", "null")),
    "a record that is not there": ("Q12", setting("claim", "w-2", (WORK, 2), ("number", "77"))),
}


@pytest.mark.parametrize(("invariant", "forge"), FORGERIES.values(), ids=list(FORGERIES))
def test_a_forged_journal(invariant: str, forge: Forgery, store: Path) -> None:
    forged = Forged(store)
    forge(forged)
    forged.save()
    violations = check(store, files=False)
    assert invariant in found(violations), violations
    assert check(store, files=False, walks=1)[0].sequence <= violations[0].sequence


def test_an_item_before_another(store: Path) -> None:
    """`claim --next` took number 1 of its priority; now it has one before it."""
    forged = Forged(store)
    forged.field(forged.entry("add", "w-3"), WORK, 1, "ready_previous", "2")
    forged.save()
    assert "Q6" in found(check(store, files=False))


def spoiled(place: str, old: bytes, new: bytes) -> Callable[[Path], object]:
    """What replaces bytes of a file."""

    def spoil(store: Path) -> None:
        data = (store / place).read_bytes()
        assert old in data
        (store / place).write_bytes(data.replace(old, new, 1))

    return spoil


SPOILED: dict[str, Callable[[Path], object]] = {
    "a slot": spoiled("records/work/0/1", b'"completed"', b'"cancelled"'),
    "blanks of a slot": spoiled("records/work/0/1", b" \n", b"\n"),
    "a text": spoiled("texts/work/0/4.details", b"xx", b"xy"),
    "an id": spoiled("ids/work/ne/+one", b"1 ", b"2 "),
    "a key": spoiled("keys/k1/k1", b"4 ", b"5 "),
    "dirty": spoiled("state", b'"dirty":\t0', b'"dirty":\t1'),
    "a counter": spoiled("state", b'"work":\t9', b'"work":\t10'),
    "a length": spoiled("state", b'"lost":\t0', b'"lost":\t1'),
    "no state": lambda store: (store / "state").write_bytes(b"nothing"),
    "no slot": lambda store: (store / "records/agent/0/1").unlink(),
    "a slot too many": lambda store: (store / "records/agent/0/9").write_bytes(b""),
    "a span": lambda store: spoiled("telemetry/traces/000001.jsonl", b'"kind":1', b'"kind":2')(store),
    "a span twice": spoiled("telemetry/traces/000001.jsonl", b"\n", b'\n{"resourceSpans":[]}\n'),
}


@pytest.mark.parametrize("spoil", SPOILED.values(), ids=list(SPOILED))
def test_a_spoiled_file(spoil: Callable[[Path], object], store: Path) -> None:
    assert check(store) == []
    spoil(store)
    assert found(check(store)) == {"Q12"}


def test_counters_that_the_journal_has_wrong(store: Path) -> None:
    forged = Forged(store)
    forged.header(forged.lines[-1], "state", f"[null,9,{forged.lines[-1][21].split(',', 2)[2]}")
    forged.save()
    assert "Q13" in found(check(store))


LEASE = str(NOW + 300 * SECOND)
TOLD: dict[str, tuple[str, Acknowledged]] = {
    "a claim": ("Q7", Acknowledged("claim", 0, {"id": "w-7", "fence": 1, "attempt": 1, "attempts_left": 2})),
    "another status": ("Q7", Acknowledged("release", 0, {"id": "w-3", "status": "completed"})),
    "once more": ("Q7", Acknowledged("cancel", 0, {"id": "w-6", "status": "cancelled"})),
    "a stale fence": ("Q7", Acknowledged("complete", 3, None, None, 5, "w-2", "the fence 5 of … is stale")),
    "a fence it had not": ("Q3", Acknowledged("progress", 0, {"id": "One", "lease_until": LEASE}, "k3", 4)),
    "a key": ("Q7", Acknowledged("cancel", 0, {"id": "w-6", "status": "cancelled"}, "k9")),
    "a key's other answer": ("Q14", Acknowledged("add", 0, {"id": "w-9", "status": "pending"}, "k1")),
}


@pytest.mark.parametrize(("invariant", "told"), TOLD.values(), ids=list(TOLD))
def test_what_was_acknowledged_and_is_not_there(
    invariant: str, told: Acknowledged, made: tuple[Path, list[Acknowledged]]
) -> None:
    store, acknowledged = made
    assert check(store, acknowledged) == []
    assert found(check(store, [*acknowledged, told])) == {invariant}


def test_every_invariant_is_violated_somewhere() -> None:
    violated = {invariant for invariant, _ in (*FORGERIES.values(), *TOLD.values())} | {"Q12"}
    assert violated == {f"Q{number}" for number in range(1, 15)}


def test_a_seal(tmp_path: Path) -> None:
    store = tmp_path / "store"
    run(store, PYTHON, {0: ["register ann"] * 1001})
    assert check(store) == []
    first, second = store / "journal/000001.jsonl", store / "journal/000002.jsonl"
    data = first.read_bytes()
    first.write_bytes(data.replace(b'"intValue":"1"', b'"intValue":"7"', 1))
    assert [(one.invariant, one.sequence) for one in check(store)] == [("Q1", 1001)]
    first.write_bytes(data)
    sealed = second.read_text().split("\t")
    sealed[19] = "null"
    second.write_text("\t".join(sealed))
    assert [(one.invariant, one.sequence) for one in check(store)] == [("Q1", 1001)]
    second.rename(store / "journal/000003.jsonl")
    assert [(one.invariant, one.sequence) for one in check(store)] == [("Q1", 0)]


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.name)
def test_a_store_is_drained(language: Language, store: Path, made: tuple[Path, list[Acknowledged]]) -> None:
    assert [violation.invariant for violation in unaccounted(store)] == ["drain"] * 7
    acknowledged = [*made[1], *drain(store, language, NOW + 20 * SECOND)]
    assert unaccounted(store) == []
    assert check(store, acknowledged) == []
    ends = dict.fromkeys(("One", "w-2", "w-3", "Four", "w-5", "w-6", "w-7", "w-8"), 0)
    for entry in read_journal(store):
        completed = json.loads(entry.span or "{}").get("name") == "swarmsh.work.complete"
        if entry.subject in ends and completed and '"stringValue":"completed"' in (entry.span or ""):
            ends[entry.subject] += 1
    assert ends == {item: int(item != "w-6") for item in ends}
