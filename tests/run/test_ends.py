"""Ends that nobody planned: a lost lease, signals, commands that ignore them, `kill -9`, trouble with the store."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.coordinators import LANGUAGES, PYTHON, Language, batch, line
from tests.run.support import (
    NOT_FIXED,
    alive,
    ask,
    attributes,
    item,
    killed,
    number,
    operations,
    real,
    run_span,
    spans,
    started,
    stocked,
    until,
)

EACH = pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.name)
STUBBORN = "trap '' TERM; echo $$ >\"$1\"; while :; do sleep 0.1; done"
"""Ignores TERM, and so do its children."""


def ended(process: subprocess.Popen[bytes], language: Language) -> tuple[int, str]:
    """The exit code and what was said."""
    said = process.communicate(timeout=60)[1]
    return process.returncode, said.decode().replace(language.program, "PROGRAM")


@EACH
def test_the_lease_is_renewed(language: Language, tmp_path: Path) -> None:
    store = stocked(tmp_path, lease="1500ms")
    with started(language, store, "sleep", "2.3") as process:
        assert ended(process, language) == (0, "")
    renewals = operations(store).count("heartbeat")
    assert 3 <= renewals <= 4
    assert run_span(store)["swarmsh.lease.renewal_count"] == str(renewals)
    (ours,) = [span for span in spans(store) if span["name"] == "swarmsh.work.run"]
    beats = [span for span in spans(store) if span["name"] == "swarmsh.lease.heartbeat"]
    assert {(beat["parentSpanId"], beat["traceId"]) for beat in beats} == {(ours["spanId"], ours["traceId"])}
    assert {attributes(beat)["swarmsh.lease.offered_fence"] for beat in beats} == {"1"}


@EACH
def test_a_lost_lease_stops_the_command(language: Language, tmp_path: Path) -> None:
    store = stocked(tmp_path, lease="1500ms")
    file = tmp_path / "pid"
    with started(language, store, "sh", "-c", 'echo $$ >"$1"; sleep 60 & wait', "sh", str(file)) as process:
        pid = number(file)
        ask(store, "deregister", "ann", "--release")
        ask(store, "register", "bob")
        assert ask(store, "claim", "w-1", "--agent", "bob")["fence"] == 2
        exit, said = ended(process, language)
    reason = 'no agent "ann" is registered'
    expected = f'PROGRAM: run: the lease of work "w-1" was lost: {reason}; the command ended with 143 (lease_lost)\n'
    assert (exit, said) == (124, expected)
    assert not alive(pid)
    assert (item(store)["status"], item(store)["agent"]) == ("claimed", "bob")
    assert run_span(store)["swarmsh.coordination.outcome"] == "lease_lost"


@EACH
def test_a_stale_fence_kills_what_does_not_end(language: Language, tmp_path: Path) -> None:
    store = stocked(tmp_path, lease="3s")
    ask(store, "register", "bob")
    file = tmp_path / "pid"
    words = ("--next", "--grace", "300ms", "--", "sh", "-c", STUBBORN, "sh", str(file))
    with started(language, store, *words) as process:
        pid = number(file)
        rows = [line("release", "w-1", "--agent", "ann"), line("claim", "w-1", "--agent", "bob")]
        assert [answer["exit"] for answer in batch(PYTHON, store, rows, env=dict.fromkeys(NOT_FIXED, ""))] == [0, 0]
        exit, said = ended(process, language)
    assert exit == 124
    assert 'was lost: the fence 1 of work "w-1" is stale; the command ended with 137 (lease_lost)' in said
    assert not alive(pid)
    refused = [span for span in spans(store) if attributes(span).get("swarmsh.coordination.exit_code") == "3"]
    assert [span["name"] for span in refused] == ["swarmsh.lease.heartbeat"]


@EACH
def test_an_item_that_was_taken_away_before_the_end(language: Language, tmp_path: Path) -> None:
    store = stocked(tmp_path)
    ask(store, "register", "bob")
    go = tmp_path / "go"
    with started(language, store, "sh", "-c", 'while [ ! -e "$1" ]; do sleep 0.05; done', "sh", str(go)) as process:
        until(lambda: item(store)["status"] == "claimed", "the item is claimed")
        ask(store, "release", "w-1", "--agent", "ann")
        go.touch()
        exit, said = ended(process, language)
    reason = 'work "w-1" is pending, held by nobody'
    expected = f'PROGRAM: run: the lease of work "w-1" was lost: {reason}; the command ended with 0 (lease_lost)\n'
    assert (exit, said) == (124, expected)
    assert item(store)["status"] == "pending"


@EACH
@pytest.mark.parametrize(
    ("number_", "exit", "outcome"),
    [(signal.SIGHUP, 129, "hangup"), (signal.SIGINT, 130, "interrupt"), (signal.SIGTERM, 143, "terminated")],
)
def test_signals(language: Language, number_: signal.Signals, exit: int, outcome: str, tmp_path: Path) -> None:
    store = stocked(tmp_path)
    file = tmp_path / "pid"
    code = 'exec 2>/dev/null; trap "echo stopped; exit 0" TERM; echo $$ >"$1"; while :; do sleep 0.1; done'
    with started(language, store, "sh", "-c", code, "sh", str(file)) as process:
        pid = number(file)
        process.send_signal(number_)
        output, said = process.communicate(timeout=60)
        assert (process.returncode, output, said) == (exit, b"stopped\n", b"")
    assert not alive(pid)
    assert (item(store)["status"], item(store)["attempts"]) == ("pending", 0)
    assert operations(store)[-1] == "release"
    span = run_span(store)
    assert (span["swarmsh.coordination.outcome"], span["error.type"]) == (outcome, outcome)
    assert "swarmsh.work.completion" not in span


@EACH
def test_a_command_that_ignores_term_is_killed_with_its_group(language: Language, tmp_path: Path) -> None:
    store = stocked(tmp_path)
    files = tmp_path / "outer", tmp_path / "inner"
    code = f"trap '' TERM; sh -c '{STUBBORN.replace(chr(39), chr(34) * 2)}' sh \"$2\" & echo $$ >\"$1\"; wait"
    words = ("--next", "--grace", "500ms", "--", "sh", "-c", code, "sh", *map(str, files))
    with started(language, store, *words) as process:
        pids = [number(file) for file in files]
        begin = time.monotonic()
        process.terminate()
        assert ended(process, language) == (143, "")
        assert 0.4 < time.monotonic() - begin < 10
    until(lambda: not any(map(alive, pids)), "the group is gone", 5)
    assert item(store)["status"] == "pending"


@EACH
def test_a_signal_while_it_waits_for_an_item(language: Language, tmp_path: Path) -> None:
    store = stocked(tmp_path, 0)
    with started(language, store, "--next", "--wait", "1h", "--", "true") as process:
        time.sleep(1.5)
        process.terminate()
        begin = time.monotonic()
        assert ended(process, language) == (143, "")
        assert time.monotonic() - begin < 5
    assert run_span(store)["swarmsh.coordination.outcome"] == "terminated"


@EACH
def test_kill_9_leaves_an_item_that_can_be_recovered(language: Language, tmp_path: Path) -> None:
    store = stocked(tmp_path, lease="1s")
    file = tmp_path / "pid"
    with started(language, store, "sh", "-c", 'echo $$ >"$1"; exec sleep 60', "sh", str(file)) as process:
        pid = number(file)
        process.kill()
        process.wait()
        assert item(store)["status"] == "claimed"
        locks = [path for path in Path(f"/proc/{pid}/fd").iterdir() if os.readlink(path).startswith(str(store))]
        assert locks == []
        killed(pid)
    until(lambda: bool(ask(store, "check-stale")["rows"]), "the lease passes")
    assert ask(store, "recover-stale", "reassign")["recovered"] == 1
    assert item(store)["status"] == "pending"


@EACH
def test_trouble_that_passes_does_not_stop_the_command(language: Language, tmp_path: Path) -> None:
    """Somebody holds the lock of the store for longer than a heartbeat waits for it."""
    store = stocked(tmp_path, lease="3s")
    with started(language, store, "sleep", "3.5") as process:
        until(lambda: item(store)["status"] == "claimed", "the item is claimed")
        holder = subprocess.Popen(["flock", str(store / "lock"), "sleep", "2"])
        assert ended(process, language) == (0, "")
        holder.wait()
    assert item(store)["status"] == "completed"
    assert operations(store).count("heartbeat") >= 1


@EACH
def test_trouble_that_stays_until_the_lease_has_passed(language: Language, tmp_path: Path) -> None:
    store = stocked(tmp_path, lease="1500ms")
    with started(language, store, "sleep", "60") as process:
        until(lambda: item(store)["status"] == "claimed", "the item is claimed")
        holder = subprocess.Popen(["flock", str(store / "lock"), "sleep", "60"])
        try:
            exit, said = ended(process, language)
        finally:
            holder.kill()
            holder.wait()
            subprocess.run(["fuser", "-k", str(store / "lock")], check=False, capture_output=True)
    assert exit == 124
    assert "the lock of the store was not obtained within 1 s; the command ended with 143 (lease_lost)" in said


@EACH
def test_an_item_that_cannot_be_completed(language: Language, tmp_path: Path) -> None:
    """The command succeeded, but the store is gone: that is not success."""
    for command, expected in (("true", 1), ("exit 9", 9)):
        store = stocked(tmp_path)
        go, moved = tmp_path / "go", tmp_path / "moved"
        code = f'while [ ! -e "$1" ]; do sleep 0.05; done; {command}'
        with started(language, store, "sh", "-c", code, "sh", str(go)) as process:
            until(lambda: item(store)["status"] == "claimed", "the item is claimed")  # noqa: B023  # called at once
            (store / "state").rename(moved)
            go.touch()
            exit, said = ended(process, language)
        reason = f'{store}/state is damaged; run "PROGRAM repair"'
        assert said == f'PROGRAM: run: work "w-1" could not be completed: {reason} (damaged)\n'
        assert exit == expected
        shutil.rmtree(store)
        go.unlink()


@EACH
@pytest.mark.skipif(not shutil.which("script"), reason="needs script (bsdutils) for a terminal")
def test_a_terminal_is_handed_on(language: Language, tmp_path: Path) -> None:
    """A command that reads from a terminal is not stopped for reading in the background."""
    store = stocked(tmp_path)
    command = " ".join(
        [*language.command, "run", "--next", "--", "sh", "-c", "'read -r line; echo got $line; test -t 0'"]
    )
    done = subprocess.run(
        ["script", "-qec", command, "/dev/null"],
        input=b"words\n",
        env=real(store),
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert b"got words" in done.stdout
    assert done.returncode == 0
    assert item(store)["status"] == "completed"
