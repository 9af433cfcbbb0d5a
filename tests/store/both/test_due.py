"""The wheel of each language against a sorted list, and against that of the other."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from tests.coordinators import LANGUAGES, NOW, batch, call, difference, line, tree
from tests.store.both.support import LOOK, SECOND, attributes, does, entries, refused, state, written

MINUTE, DAY = 60 * SECOND, 86_400 * SECOND
QUIET = {"TELEMETRY_ENABLED": "false"}


def statuses(folder: Path) -> dict[int, str]:
    """What work is, by number."""
    found = [json.loads(path.read_text()) for path in folder.glob("records/work/*/*")]
    return {one["number"]: one["status"] for one in found}


@pytest.mark.parametrize("seed", range(3))
def test_what_is_due_moves_in_time(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    scales = (1, 1 << 20, SECOND, MINUTE, 10 * MINUTE, DAY)
    times = [NOW + chance.randrange(40) * chance.choice(scales) + chance.randrange(3) for _ in range(45)]
    looks = sorted(chance.sample([*times, NOW + 5 * MINUTE, NOW + DAY, NOW + 60 * DAY], 9))
    left = []
    for language in LANGUAGES:
        folder = tmp_path / language.name / "data"
        batch(language, folder, [line("add", "x", "--not-before", written(time)) for time in times], env=QUIET)
        for now in looks:
            env = {"SWARMSH_NOW_NS": str(now), **QUIET}
            assert call(language, folder, *LOOK, env=env).exit == 6
            wanted = {number: "pending" if time <= now else "waiting" for number, time in enumerate(times, start=1)}
            assert statuses(folder) == wanted, (language.name, now)
            due, waiting = state(folder)["due"], [time for time in times if time > now]
            assert due <= min(waiting) if waiting else due is None or due <= now
        left.append(tree(folder))
    assert difference(*left) == ""


def test_a_tick_moves_thirty_two(folder: Path) -> None:
    """Those beyond wait for the next one; the operation that found them counts all, and says so in its span."""
    at = NOW + 2 * SECOND
    answers = batch(LANGUAGES[0], folder, [line("add", "x", "--not-before", written(at))] * 70)
    assert {answer["exit"] for answer in answers} == {0}
    does(folder, "claim", "--next", "--agent", "a-2", SWARMSH_NOW_NS=str(at))
    ticks = [entry for entry in entries(folder) if entry["operation"] == "tick"]
    moved = [json.dumps(entry).count(f'"queued_sequence": {entry["sequence"]},') for entry in ticks]
    assert [count for count in moved if count] == [32, 32, 6]
    parts = ("agent", "subject", "exit", "key", "span")
    assert {tuple(entry[part] for part in parts) for entry in ticks} == {(None, None, 0, None, None)}
    last = entries(folder)[-1]
    assert (last["operation"], attributes(last["span"])["due_count"]) == ("claim", "70")


@pytest.mark.parametrize(("field", "wrong"), [("wake_bucket", "7"), ("due_at", "null"), ("wake_next", "4")])
def test_a_wheel_that_leads_astray(folder: Path, field: str, wrong: str) -> None:
    path = folder / "records/work/0/4"
    text = path.read_text()
    tokens = text.rstrip().split("\t")
    tokens[tokens.index(f',"{field}":') + 1] = wrong
    path.write_text("\t".join(tokens).ljust(len(text) - 1) + "\n")
    message = 'STORE/records/work/0/4 is damaged; run "PROGRAM doctor"'
    assert refused(folder, *LOOK, SWARMSH_NOW_NS=str(NOW + 9 * SECOND)) == (9, message)
