"""The dashboard, again and again: exact output, exit codes, signals, terminals and spans, alike in both languages."""

from __future__ import annotations

import os
import pty
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.coordinators import BASH, LANGUAGES, PYTHON, Language, call, difference, environment, tree
from tests.monitor.support import screen, spans, started, stocked, take, told

EACH = pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.name)
CLEAR = b"\x1b[H\x1b[2J"
SIGNALS = {
    signal.SIGHUP: (129, "hangup"),
    signal.SIGINT: (130, "interrupt"),
    signal.SIGPIPE: (141, "broken_pipe"),
    signal.SIGTERM: (143, "terminated"),
}
WRONG = {
    "--count 0": "--count: 0 is not between 1 and 9007199254740991",
    "--count x": '--count: "x" is not a whole number',
    "--count=": "option --count is empty",
    "--interval 99ms": "--interval: 99000000 is not between 100000000 and 86400000000000",
    "--interval 25h": "--interval: 90000000000000 is not between 100000000 and 86400000000000",
    "--interval x --count x": '--interval: "x" is not a duration like 90s or 1h30m',
    "--interval": "option --interval needs a value",
    "--count 1 --count 2": "option --count is given twice",
    "--json": 'unknown option "--json"; see "PROGRAM help monitor"',
    "--json=1": 'unknown option "--json"; see "PROGRAM help monitor"',
    "--print waiting": 'unknown option "--print"; see "PROGRAM help monitor"',
    "now": 'unexpected argument "now"',
}


@EACH
def test_so_many_screens_with_an_empty_line_between(language: Language, tmp_path: Path) -> None:
    store = stocked(language, tmp_path)
    shown = screen(language, store)
    begun = time.monotonic()
    done = call(language, store, "monitor", "--count", "3", "--interval", "200ms")
    assert (done.exit, done.stderr) == (0, b"")
    assert done.stdout == shown + b"\n" + shown + b"\n" + shown
    assert time.monotonic() - begun >= 0.4
    assert told(store) == {
        "coordination.operation": "monitor",
        "health.interval": "200000000",
        "health.refresh_count": "3",
        "coordination.outcome": "done",
        "coordination.exit_code": "0",
    }


def test_both_write_the_same_span(tmp_path: Path) -> None:
    stores = []
    for language in LANGUAGES:
        store = stocked(PYTHON, tmp_path / language.name)
        call(language, store, "monitor", "--count", "1")
        call(language, store, "monitor", "--count", "2", "--interval", "100ms")
        stores.append(tree(store))
    assert difference(*stores) == ""


@EACH
@pytest.mark.parametrize("words", WRONG)
def test_words_that_are_refused(language: Language, words: str, tmp_path: Path) -> None:
    done = call(language, tmp_path / "store", "monitor", *words.split(" "))
    assert (done.exit, done.stdout) == (2, b"")
    assert done.stderr.decode() == f"PROGRAM: monitor: {WRONG[words]} (usage)\n"
    assert not (tmp_path / "store").exists()


@EACH
def test_what_dashboard_refuses(language: Language, tmp_path: Path) -> None:
    store = tmp_path / "store"
    refused = [call(language, store, word) for word in ("dashboard", "monitor")]
    assert [(done.exit, done.stdout) for done in refused] == [(12, b"")] * 2
    assert refused[1].stderr == refused[0].stderr.replace(b"PROGRAM: dashboard", b"PROGRAM: monitor")
    assert not store.exists()
    stocked(language, tmp_path)
    (store / "state").write_bytes(b"x" * 100)
    refused = [call(language, store, word) for word in ("dashboard", "monitor")]
    assert [(done.exit, done.stdout) for done in refused] == [(9, b"")] * 2
    assert refused[1].stderr == refused[0].stderr.replace(b"PROGRAM: dashboard", b"PROGRAM: monitor")


@EACH
def test_it_sees_changes_and_ends_with_the_store(language: Language, tmp_path: Path) -> None:
    store = stocked(language, tmp_path)
    shown = screen(language, store)
    with started(language, store, "--interval", "1s") as process:
        take(process, shown)
        other = PYTHON if language is BASH else BASH
        assert call(other, store, "add", "three").exit == 0  # nobody holds the lock meanwhile
        take(process, b"\n" + screen(language, store))
        shutil.rmtree(store)
        rest, said = process.communicate(timeout=30)
    message = f"{language.program}: monitor: there is no store in {store} (no_data)\n"
    assert (process.returncode, rest, said.decode()) == (12, b"", message)
    assert not store.exists()


@EACH
@pytest.mark.parametrize("number", SIGNALS, ids=lambda number: signal.Signals(number).name)
def test_a_signal_ends_it_while_it_waits(language: Language, number: signal.Signals, tmp_path: Path) -> None:
    store = stocked(language, tmp_path)
    shown = screen(language, store)
    exit, outcome = SIGNALS[number]
    with started(language, store, "--interval", "1d") as process:
        take(process, shown)
        time.sleep(0.2)
        process.send_signal(number)
        begun = time.monotonic()
        rest, said = process.communicate(timeout=30)
    assert (process.returncode, rest, said) == (exit, b"", b"")
    assert time.monotonic() - begun < 10
    found = told(store)
    assert found.pop("error.type") == outcome
    assert found == {
        "coordination.operation": "monitor",
        "health.interval": str(86400 * 10**9),
        "health.refresh_count": "1",
        "coordination.outcome": outcome,
        "coordination.exit_code": str(exit),
    }


@EACH
def test_a_reader_that_goes_away(language: Language, tmp_path: Path) -> None:
    store = stocked(language, tmp_path)
    shown = screen(language, store)
    with started(language, store, "--interval", "300ms") as process:
        take(process, shown)
        assert process.stdout is not None
        process.stdout.close()
        assert process.wait(timeout=30) == 141
        assert process.stderr is not None
        assert process.stderr.read() == b""
    assert told(store)["coordination.outcome"] == "broken_pipe"


@EACH
def test_a_reader_that_does_not_read_gets_whole_lines(language: Language, tmp_path: Path) -> None:
    store = stocked(language, tmp_path)
    shown = screen(language, store)
    reading, writing = os.pipe()
    try:
        os.set_blocking(writing, False)
        filled = 0
        while True:
            try:
                filled += os.write(writing, b"x" * 4096)
            except BlockingIOError:
                break
        os.set_blocking(writing, True)
        with started(language, store, stdout=writing) as process:
            os.close(writing)
            writing = -1
            time.sleep(1)
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=30) == 143
            text = b""
            while data := os.read(reading, 1 << 16):
                text += data
        rest = text[filled:]
        assert shown.startswith(rest)
        assert rest in (b"", *[b"".join(shown.splitlines(True)[:count]) for count in range(1, 9)])
        assert told(store)["health.refresh_count"] == "0"
    finally:
        os.close(reading)
        if writing >= 0:
            os.close(writing)


@EACH
def test_what_cannot_be_written_is_said(language: Language, tmp_path: Path) -> None:
    store = stocked(language, tmp_path)
    with open("/dev/full", "wb") as full:
        command = [*language.command, "monitor"]
        done = subprocess.run(
            command, env=environment(store), stdout=full, stderr=subprocess.PIPE, check=False, timeout=60
        )
    said = f"{language.program}: monitor: done, but the answer could not be written (internal)\n"
    assert (done.returncode, done.stderr.decode()) == (1, said)
    assert told(store)["health.refresh_count"] == "0"


@EACH
def test_a_terminal_is_cleared_before_each_screen(language: Language, tmp_path: Path) -> None:
    store = stocked(language, tmp_path)
    shown = screen(language, store)
    ours, theirs = pty.openpty()
    try:
        with started(language, store, "--count", "2", "--interval", "100ms", stdout=theirs) as process:
            os.close(theirs)
            text = b""
            while data := _read(ours):
                text += data
            assert process.wait(timeout=30) == 0
    finally:
        os.close(ours)
    assert text.replace(b"\r\n", b"\n") == (CLEAR + shown) * 2


@EACH
def test_it_leaves_no_spans_of_dashboards_and_none_without_telemetry(language: Language, tmp_path: Path) -> None:
    store = stocked(language, tmp_path)
    before = tree(store)
    done = call(language, store, "monitor", "--count", "2", "--interval", "100ms", env={"TELEMETRY_ENABLED": "false"})
    assert done.exit == 0
    assert difference(before, tree(store)) == ""
    call(language, store, "monitor", "--count", "2", "--interval", "100ms")
    after = tree(store)
    assert {path for path in after if after[path] != before.get(path)} == {"telemetry/side/000001.jsonl"}
    assert len(spans(store)) == 1
    assert after["telemetry/side/000001.jsonl"].count(b"\n") == 1


def _read(descriptor: int) -> bytes:
    """What comes next from a terminal; nothing once the other side has closed it."""
    try:
        return os.read(descriptor, 4096)
    except OSError:
        return b""
