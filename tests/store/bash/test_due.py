"""The wheel against a sorted list, and against the wheel of Python."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from tests.store.bash.support import NOW, SECOND, does, entries, refused, snapshot
from tests.store.python import operations
from tests.store.python.support import fix, opened

MINUTE, DAY = 60 * SECOND, 86400 * SECOND


def statuses(folder: Path) -> dict[int, str]:
    found = [json.loads(path.read_text()) for path in folder.glob("records/work/*/*")]
    return {one["number"]: one["status"] for one in found}


@pytest.mark.parametrize("seed", range(3))
def test_what_is_due_moves_in_time(program: Path, tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(seed)
    folder, other = tmp_path / "bash", tmp_path / "python"
    scales = (1, 1 << 20, SECOND, MINUTE, 10 * MINUTE, DAY)
    times = [NOW + chance.randrange(40) * chance.choice(scales) + chance.randrange(3) for _ in range(45)]
    words = " -- ".join(f"add title=x at={time}" for time in times).split()
    does(program, folder, *words, SWARMSH_ID_SEED="", TELEMETRY_ENABLED="false")
    looks = sorted(chance.sample([*times, NOW + 5 * MINUTE, NOW + DAY, NOW + 60 * DAY], 9))
    for now in looks:
        does(program, folder, "look", SWARMSH_NOW_NS=str(now), TELEMETRY_ENABLED="false")
        assert statuses(folder) == {
            number: "pending" if time <= now else "waiting" for number, time in enumerate(times, start=1)
        }
        due = json.loads((folder / "state").read_text())["due"]
        left = [time for time in times if time > now]
        assert due <= min(left) if left else due is None or due <= now
    fix(monkeypatch)
    monkeypatch.setenv("TELEMETRY_ENABLED", "false")
    for time in times:
        opened(other).run(operations.add('"x"', at=time))
    for now in looks:
        monkeypatch.setenv("SWARMSH_NOW_NS", str(now))
        opened(other).run(operations.look())
    mine, theirs = snapshot(folder), snapshot(other)
    del mine["format"], theirs["format"]
    assert mine == theirs


def test_a_tick_moves_thirty_two(program: Path, folder: Path) -> None:
    """Those beyond wait for the next one; the operation that found them counts all, and says so in its span."""
    at = NOW + 2 * SECOND
    does(program, folder, *" -- ".join([f"add title=x at={at}"] * 70).split())
    does(program, folder, "take", "agent=a-2", SWARMSH_NOW_NS=str(at))
    ticks = [entry for entry in entries(folder) if entry[5] == '"tick"']
    queued = [
        [entry[place + 1] for place, token in enumerate(entry) if token == ',"queued_sequence":'] for entry in ticks
    ]
    moved = [found.count(entry[1]) for entry, found in zip(ticks, queued, strict=True)]
    assert [count for count in moved if count] == [32, 32, 6]
    assert {(entry[7], entry[9], entry[11], entry[13], entry[23]) for entry in ticks} == {
        ("null", "null", "0", "null", "null")
    }
    assert (
        entries(folder)[-1][5] == '"take"'
        and '"swarmsh.coordination.due_count","value":{"intValue":"70"}' in (entries(folder)[-1][23])
    )


@pytest.mark.parametrize("field", ["wake_bucket", "due_at", "wake_next"])
def test_a_wheel_that_leads_astray(program: Path, folder: Path, field: str) -> None:
    path = folder / "records/work/0/4"
    tokens = path.read_text().rstrip().split("\t")
    place = tokens.index(f',"{field}":') + 1
    tokens[place] = "4" if field == "wake_next" else "7" if field == "wake_bucket" else "null"
    path.write_text("\t".join(tokens).ljust(1535) + "\n")
    code, message = refused(program, folder, "look", SWARMSH_NOW_NS=str(NOW + 9 * SECOND))
    assert code == 9 and message.endswith('records/work/0/4 is damaged; run "small.sh doctor"')
