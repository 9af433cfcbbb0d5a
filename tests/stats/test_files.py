"""Where `stats` looks for spans."""

from __future__ import annotations

import json
from pathlib import Path
from threading import Thread
from time import sleep

import pytest

from tests.coordinators import LANGUAGES, Language, batch, bound, call, line
from tests.stats.support import HOUR, NOW, PYTHON, alike, answer, made, put, span


def test_all_the_files(tmp_path: Path) -> None:
    store = made(tmp_path)
    counted = (
        *("traces/000001.jsonl", "side/000001.jsonl", "archive/traces/000001.jsonl", "archive/side/000001.2.jsonl"),
        *("traces/000002.jsonl", "side/1000000.jsonl"),
    )
    for file in counted:
        put(store, [span(store)], file)
    for file in (
        "traces/00001.jsonl",
        "traces/000001.json",
        "side/x.jsonl",
        "side/000001.2.3.jsonl",
        "side/000001..jsonl",
    ):
        put(store, [span(store, "other")], file)
    put(store, [span(store, "other")], "archive/side/000001.x.jsonl")
    put(store, [span(store, "other")], "traces/0000001x.jsonl")
    found = answer(store)
    assert (found["foreign"], [each["operation"] for each in found["operations"]]) == (0, ["add"])
    assert found["total"]["count"] == len(counted)


def test_segments_that_cannot_matter_are_not_read(tmp_path: Path) -> None:
    """The first segment was closed at NOW. What stands in its place shows whether it is looked at."""
    store = made(tmp_path)
    batch(PYTHON, store, [line("add", "x")] * 1001)
    later = {"SWARMSH_NOW_NS": str(NOW + 2 * HOUR)}
    for part in ("traces", "side"):
        (store / f"telemetry/{part}/000001.jsonl").unlink(missing_ok=True)
        (store / f"telemetry/{part}/000001.jsonl").symlink_to("elsewhere")
    put(store, [span(store, end=NOW + 2 * HOUR)], "side/000002.jsonl")
    for nanoseconds, exit in ((0, 5), (1, 0)):
        later["SWARMSH_NOW_NS"] = str(NOW + 2 * HOUR + nanoseconds)
        assert alike(store, "--window", "1h", env=later).exit == exit
    refused = b"PROGRAM: stats: STORE/telemetry/traces/000001.jsonl is a symbolic link (permission)\n"
    assert alike(store, "--window", "all", env=later).stderr == refused
    (store / "journal/000002.jsonl").rename(store / "journal/away")
    assert alike(store, "--window", "1h", env=later).stderr == refused


def test_what_is_no_file(tmp_path: Path) -> None:
    store = made(tmp_path)
    put(store, [span(store)])
    (store / "telemetry/archive").mkdir()
    (store / "telemetry/archive/side").symlink_to("../side")
    assert alike(store).stderr == b"PROGRAM: stats: STORE/telemetry/archive/side is a symbolic link (permission)\n"
    (store / "telemetry/archive/side").unlink()
    (store / "telemetry/side/000001.jsonl").mkdir(parents=True)
    assert (
        alike(store).stderr == b"PROGRAM: stats: STORE/telemetry/side/000001.jsonl is not a regular file (permission)\n"
    )


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.name)
def test_what_may_not_be_read(language: Language, tmp_path: Path) -> None:
    store = made(tmp_path)
    put(store, [span(store)])
    (store / "telemetry/traces/000001.jsonl").chmod(0)
    done = call(bound(language), store, "stats")
    message = f"PROGRAM: stats: {store}/telemetry/traces/000001.jsonl: permission denied (permission)\n"
    assert (done.exit, done.stderr.decode()) == (5, message)


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.name)
def test_files_that_are_put_away_meanwhile(language: Language, tmp_path: Path) -> None:
    """Whatever was moved when, every span is counted, and once."""
    store = made(tmp_path)
    folders = [store / "telemetry/traces", store / "telemetry/archive/traces"]
    folders[1].mkdir(parents=True)
    for number in range(1, 41):
        put(store, [span(store, took=number)] * 50, f"traces/{number:06d}.jsonl")

    def move() -> None:
        for path in sorted(folders[0].iterdir()):
            path.rename(folders[1] / path.name)
            sleep(0.005)

    for _ in range(3):
        mover = Thread(target=move)
        mover.start()
        found = json.loads(call(language, store, "stats", "--json", env={"TELEMETRY_ENABLED": "false"}).stdout)
        mover.join()
        assert (found["foreign"], found["total"]["count"]) == (0, 2000)
        for path in sorted(folders[1].iterdir()):
            path.rename(folders[0] / path.name)


def test_a_folder_with_a_strange_name(tmp_path: Path) -> None:
    store = made(tmp_path)
    put(store, [span(store)])
    strange = store.rename(tmp_path / "a=b *[x] $y\n'")
    assert answer(strange)["total"]["count"] == 1
