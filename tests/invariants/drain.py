"""Emptying a store: whatever remains is claimed and completed, and then every item must be accounted for, once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.coordinators import Language, batch, line
from tests.invariants.check import Acknowledged, Violation, seen
from tests.invariants.fold import FINAL, Fold
from tests.invariants.journal import entries

ROUNDS = 1000


def folded(store: Path) -> Fold:
    """What a journal comes to. Raises Malformed."""
    fold = Fold()
    for entry in entries(store):
        fold.apply(entry)
    return fold


def drain(store: Path, language: Language, clock: int) -> list[Acknowledged]:
    """Completes what is held, unblocks what is blocked, claims and completes what remains, from the time `clock` (ns)
    on; delays are waited for by moving it. Gives what was acknowledged, for `check`.

    Raises:
        AssertionError: the store does not become empty in many rounds.
    """
    acknowledged: list[Acknowledged] = []

    def ask(*calls: tuple[str, ...]) -> list[dict[str, Any]]:
        answers = batch(language, store, [line(*words) for words in calls], env={"SWARMSH_NOW_NS": str(clock)})
        for words, answer in zip(calls, answers, strict=True):
            acknowledged.append(seen(words, answer["exit"], answer["answer"], answer["message"]))
        return answers

    fold = folded(store)
    items = fold.records["work"].values()
    held = [item for item in items if item["agent"] is not None]
    ask(*(("complete", item["id"], "--agent", fold.named("agent", item["agent"])) for item in held))
    ask(*(("unblock", item["id"]) for item in items if item["status"] == "blocked"))
    kinds = {(item["team"], item["skills"]) for item in items if item["status"] not in FINAL}
    drainers = [f"drainer-{place}" for place in range(1, len(kinds) + 1)]
    for drainer, (team, skills) in zip(drainers, sorted(kinds, key=str), strict=True):
        words = [word for skill in skills for word in ("--skill", skill)] + (["--team", team] if team else [])
        ask(("register", drainer, "--max-work", "1000", *words))
    for _ in range(ROUNDS):
        left = [item for item in folded(store).records["work"].values() if item["status"] not in FINAL]
        count = min(len(left), 1000)
        claims = [("claim", "--next", "--agent", drainer) for drainer in drainers for _ in range(count)]
        answers = ask(*claims) if claims else []
        taken = [
            (answer["answer"]["id"], words[-1])
            for answer, words in zip(answers, claims, strict=True)
            if answer["answer"]
        ]
        ask(*(("complete", item, "--agent", drainer) for item, drainer in taken))
        dues = [item["due_at"] for item in left if item["due_at"] is not None]
        if not taken and not dues:
            return acknowledged
        if not taken:
            clock = max(clock, min(dues))
    raise AssertionError(f"{store} is not empty after {ROUNDS} rounds")


def unaccounted(store: Path) -> list[Violation]:
    """Items of a drained store that neither ended nor wait for one that ended without being completed."""
    fold = folded(store)
    last = fold.last.sequence if fold.last else 0
    stuck: set[int] = set()  # items wait for older ones only, so those come first
    found = []
    for number, item in sorted(fold.records["work"].items()):
        waits = item["status"] == "waiting" and bool(fold.edges.get(number, set()) & stuck)
        if waits or item["status"] in ("poisoned", "cancelled"):
            stuck.add(number)
        elif item["status"] != "completed":
            found.append(Violation("drain", last, f"work {item['id']} is {item['status']} in an empty store"))
    return found
