"""`heartbeat-start`, `heartbeat-status`, `heartbeat-stop`: one process an agent, which either language knows."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.coordinators import BASH, LANGUAGES, PYTHON, Done, Language, call, difference, tree
from tests.run.support import alive, ask, attributes, killed, operations, real, spans, stocked, until

EACH = pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.name)
PAIRS = pytest.mark.parametrize(
    ("language", "other"), [(BASH, PYTHON), (PYTHON, BASH)], ids=["bash, python", "python, bash"]
)
SLOT = "renewers/nn/ann"


def renewer(language: Language, store: Path, action: str, *words: str) -> Done:
    """A command about the renewer of `ann`."""
    done = subprocess.run(
        [*language.command, f"heartbeat-{action}", *words],
        env=real(store),
        capture_output=True,
        check=False,
        timeout=60,
    )
    stdout, stderr = (text.replace(language.program.encode(), b"PROGRAM") for text in (done.stdout, done.stderr))
    return Done(done.returncode, stdout, stderr)


def state(language: Language, store: Path) -> tuple[int, Any, Any, Any]:
    """The exit code of `heartbeat-status`, and what it says."""
    done = renewer(language, store, "status", "--json")
    found = json.loads(done.stdout)
    assert found["agent"] == "ann"
    return done.exit, found["state"], found["pid"], found["interval"]


def slot(pid: int, start: int | str) -> str:
    """A slot that names a process."""
    return f'{{"pid":\t{pid}\t,"start":\t{start}\t,"parent":\t1\t,"interval":\t60000000000\t}}'.ljust(127) + "\n"


def write(store: Path, text: str) -> Path:
    """Writes the slot of `ann`."""
    path = store / SLOT
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def began(pid: int) -> str:
    """When a process began, as the system says it."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]


@contextlib.contextmanager
def running(language: Language, store: Path, *words: str) -> Iterator[int]:
    """The process of `heartbeat-start`, which is gone at the end."""
    done = renewer(language, store, "start", "--interval", "1s", "--json", *words)
    assert done.exit == 0, done
    pid = json.loads(done.stdout)["pid"]
    try:
        yield pid
    finally:
        killed(pid)


@PAIRS
def test_from_start_to_stop(language: Language, other: Language, tmp_path: Path) -> None:
    store = stocked(tmp_path, 2, lease="5s")
    ask(store, "claim", "w-1", "--agent", "ann")
    ask(store, "claim", "w-2", "--agent", "ann")
    with running(language, store) as pid:
        assert alive(pid)
        assert operations(store)[-1] == "heartbeat"
        for each in (language, other):
            assert state(each, store) == (0, "running", pid, 10**9)
            assert renewer(each, store, "status").stdout.decode() == f"running: process {pid}, every 1s\n"
            again = renewer(each, store, "start", "--interval", "5m")
            assert again.stdout.decode() == f"running: process {pid}, every 1s\n"
        count = operations(store).count("heartbeat")
        until(lambda: operations(store).count("heartbeat") >= count + 2, "it renews")
        done = renewer(other, store, "stop")
        assert (done.exit, done.stdout.decode(), done.stderr) == (0, f"stopped: process {pid}\n", b"")
        assert not alive(pid)
    for each in (language, other):
        assert state(each, store) == (0, "stopped", None, None)
        assert renewer(each, store, "stop").stdout == b"stopped\n"
    beats = [span for span in spans(store) if span["name"] == "swarmsh.lease.heartbeat"]
    assert {attributes(span)["swarmsh.lease.renewal_count"] for span in beats} == {"2"}
    (begun,) = [span for span in spans(store) if attributes(span).get("process.pid") and "start" in span["name"]][:1]
    assert [span["spanId"] for span in beats if span.get("parentSpanId") == begun["spanId"]] == [beats[0]["spanId"]]


@EACH
def test_it_ends_with_its_parent(language: Language, tmp_path: Path) -> None:
    store = stocked(tmp_path)
    parent = subprocess.Popen(["sleep", "60"])
    with running(language, store, "--parent", str(parent.pid)) as pid:
        parent.kill()
        parent.wait()
        until(lambda: not alive(pid), "it ends")
    until(lambda: state(language, store)[1] == "stopped", "it says so")


@EACH
def test_it_ends_with_the_process_that_called_it(language: Language, tmp_path: Path) -> None:
    store = stocked(tmp_path)
    script = '"$@" heartbeat-start --interval 1s --json; sleep 1.5'
    done = subprocess.run(
        ["bash", "-c", script, "caller", *language.command],
        env=real(store),
        capture_output=True,
        check=True,
        timeout=60,
    )
    pid = json.loads(done.stdout)["pid"]
    until(lambda: not alive(pid), "it ends")
    assert operations(store).count("heartbeat") >= 2


@EACH
def test_it_ends_when_the_agent_is_deregistered(language: Language, tmp_path: Path) -> None:
    store = stocked(tmp_path)
    with running(language, store) as pid:
        ask(store, "deregister", "ann")
        until(lambda: not alive(pid), "it ends")
    assert state(language, store) == (0, "stopped", None, None)


@EACH
def test_it_makes_no_store_where_one_was_removed(language: Language, tmp_path: Path) -> None:
    store = stocked(tmp_path)
    with running(language, store) as pid:
        until(lambda: operations(store).count("heartbeat") >= 2, "it renews")
        store.rename(tmp_path / "away")
        until(lambda: not alive(pid), "it ends")
    assert not store.exists()


@PAIRS
def test_kill_9_and_a_new_one(language: Language, other: Language, tmp_path: Path) -> None:
    store = stocked(tmp_path)
    with running(language, store) as pid:
        killed(pid)
        until(lambda: not alive(pid), "it is gone")
        for each in (language, other):
            assert state(each, store) == (11, "lost", pid, 10**9)
            assert renewer(each, store, "status").stdout.decode() == f"lost: process {pid}\n"
        with running(other, store) as second:
            assert second != pid
            assert state(language, store)[:3] == (0, "running", second)
    until(lambda: not alive(second), "it is gone")
    assert renewer(language, store, "stop").stdout == b"stopped\n"
    assert state(other, store) == (0, "stopped", None, None)


@EACH
def test_a_number_that_another_process_has_now(language: Language, tmp_path: Path) -> None:
    """A slot that names a process which began at another time is not believed, and the process is left alone."""
    store = stocked(tmp_path)
    innocent = subprocess.Popen(["sleep", "60"])
    try:
        write(store, slot(innocent.pid, int(began(innocent.pid)) + 1))
        assert state(language, store)[1] == "lost"
        assert renewer(language, store, "stop").exit == 0
        assert innocent.poll() is None
    finally:
        innocent.kill()
        innocent.wait()


@pytest.mark.parametrize(
    "text",
    [
        slot(1, 5),
        slot(0, 5),
        slot(-1, 5),
        slot(2**31, 5),
        slot(5, "nul"),
        slot(5, "-1"),
        slot(5, "05"),
        slot(5, '"x"'),
        slot(5, "a[$(touch hacked)]"),
        slot(5, 5)[:-1],
        slot(5, 5).replace("parent", "perent"),
        "x" * 127 + "\n",
        "",
    ],
)
def test_slots_that_are_none(text: str, tmp_path: Path) -> None:
    store = stocked(tmp_path, fixed=True)
    path = write(store, text)
    for action in ("status", "stop", "start"):
        found = [
            call(language, store, f"heartbeat-{action}", "--agent", "ann", folder=tmp_path) for language in LANGUAGES
        ]
        assert found[0] == found[1]
        message = f'PROGRAM: heartbeat-{action}: {store}/{SLOT} is damaged; run "PROGRAM doctor" (damaged)\n'
        assert (found[0].exit, found[0].stderr.decode()) == (9, message)
    assert path.read_text() == text
    assert not (tmp_path / "hacked").exists()


@pytest.mark.parametrize("place", ["renewers", "renewers/nn", SLOT])
def test_links_are_refused(place: str, tmp_path: Path) -> None:
    store = stocked(tmp_path, fixed=True)
    target = tmp_path / "target"
    target.mkdir()
    (store / place).parent.mkdir(parents=True, exist_ok=True)
    (store / place).symlink_to(target if place != SLOT else target / "file")
    for action in ("status", "stop", "start"):
        found = [call(language, store, f"heartbeat-{action}", "--agent", "ann") for language in LANGUAGES]
        assert found[0] == found[1]
        message = f"PROGRAM: heartbeat-{action}: {store}/{place} is a symbolic link (permission)\n"
        assert (found[0].exit, found[0].stderr.decode()) == (5, message)
    assert not list(target.iterdir())


@EACH
def test_nothing_of_the_caller_is_kept(language: Language, tmp_path: Path) -> None:
    """The process holds neither the caller's files nor the lock, and is not of the caller's group."""
    store = stocked(tmp_path)
    with running(language, store) as pid:

        def held() -> set[str]:
            return {os.readlink(each) for each in Path(f"/proc/{pid}/fd").iterdir()}

        until(lambda: str(store / "lock") not in held(), "the lock is given back")
        own = ("/dev/null", "pipe:", "/proc/")  # it looks after its parent there
        assert {path for path in held() if not path.startswith(own)} == set()
        assert os.getpgid(pid) == pid
        assert os.readlink(f"/proc/{pid}/cwd") == "/"


@pytest.mark.parametrize(
    ("words", "exit", "message"),
    [
        (("start",), 2, "option --agent is missing; AGENT_ID can hold it (usage)"),
        (("start", "--agent", ""), 2, "option --agent is empty (usage)"),
        (("start", "--agent", "a b", "--interval", "1"), 2, '--agent: "a b" is not an identifier'),
        (
            ("start", "--agent", "ann", "--interval", "x"),
            2,
            '--interval: "x" is not a duration like 90s or 1h30m (usage)',
        ),
        (("start", "--agent", "ann", "--interval", "999ms"), 2, "--interval: 999000000 is not between 1000000000 and "),
        (("start", "--agent", "ann", "--interval="), 2, "option --interval is empty (usage)"),
        (("start", "--agent", "ann", "--parent", "0"), 2, "--parent: 0 is not between 1 and 2147483647 (usage)"),
        (("start", "--agent", "ann", "--parent", "x"), 2, '--parent: "x" is not a whole number (usage)'),
        (("start", "--agent", "ann", "--parent", "2147483647"), 6, "no process 2147483647 (not_found)"),
        (("start", "--agent", "bob"), 6, 'no agent "bob" (not_found)'),
        (("start", "x", "--agent", "ann"), 2, 'unexpected argument "x" (usage)'),
        (("status", "--interval", "1"), 2, 'unknown option "--interval"; see "PROGRAM help heartbeat-status" (usage)'),
        (("stop", "--parent", "1"), 2, 'unknown option "--parent"; see "PROGRAM help heartbeat-stop" (usage)'),
        (("stop", "--print", "pid"), 2, 'unknown option "--print"; see "PROGRAM help heartbeat-stop" (usage)'),
        (("stop", "--json", "--json"), 2, "option --json is given twice (usage)"),
        (("status", "--agent", "ann"), 0, ""),
        (("status", "--agent", "nobody", "--json"), 0, ""),
        (("stop", "--agent", "ann"), 0, ""),
        (("status", "-h"), 0, ""),
    ],
)
def test_words(words: tuple[str, ...], exit: int, message: str, tmp_path: Path) -> None:
    store = stocked(tmp_path, fixed=True)
    found: list[tuple[Done, dict[str, bytes]]] = []
    for language in LANGUAGES:
        shutil.copytree(store, tmp_path / "copied" / "store")
        words_ = (f"heartbeat-{words[0]}", *words[1:])
        done = call(language, tmp_path / "copied" / "store", *words_, env={"SWARMSH_ID_SEED": "9"})
        found.append((done, tree(tmp_path / "copied" / "store")))
        shutil.rmtree(tmp_path / "copied")
    assert found[0][0] == found[1][0]
    assert not difference(found[0][1], found[1][1])
    done = found[0][0]
    assert done.exit == exit
    assert done.stderr.decode().startswith(f"PROGRAM: heartbeat-{words[0]}: {message}" if exit else "")


def test_without_a_store(tmp_path: Path) -> None:
    for language in LANGUAGES:
        for action in ("status", "stop"):
            done = call(language, tmp_path / "none", f"heartbeat-{action}", "--agent", "ann")
            message = f"PROGRAM: heartbeat-{action}: there is no store in {tmp_path}/none (no_data)\n"
            assert (done.exit, done.stderr.decode()) == (12, message)
