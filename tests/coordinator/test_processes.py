"""What only a process can show: outputs that are closed, programs that are started, a lock that others need."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from tests.coordinators import BASH, LANGUAGES, Language, call, environment
from tests.repository import ROOT

SCRIPT = str(ROOT / "generated" / "bash" / "atomic.sh")


def shell(store: Path, script: str, **more: str) -> subprocess.CompletedProcess[bytes]:
    """A script in which $S is the coordinator."""
    env = {**environment(store, **more), "S": SCRIPT}
    return subprocess.run(["bash", "-c", script], env=env, capture_output=True, check=False, timeout=60)


@pytest.mark.parametrize(
    "words", ["add one", "add one --json", "add one --print id", "list --json", "help", "--version"]
)
def test_an_answer_that_cannot_be_written_is_told(words: str, tmp_path: Path) -> None:
    assert call(BASH, tmp_path / "store", "register").exit == 0
    done = shell(tmp_path / "store", f'"$S" {words} >/dev/full')
    assert done.returncode == 1
    assert done.stderr.endswith(b"done, but the answer could not be written (internal)\n")
    assert done.stderr.count(b"\n") == 1


def test_what_was_done_stays_done_when_nobody_listens(tmp_path: Path) -> None:
    assert shell(tmp_path / "store", '"$S" add one >&-').returncode == 1
    assert call(BASH, tmp_path / "store", "show", "w-1").exit == 0


def test_a_closed_pipe_ends_a_batch(tmp_path: Path) -> None:
    script = 'yes "register" | "$S" batch | head -n 2; printf "%s\\n" "${PIPESTATUS[1]}"'
    done = shell(tmp_path / "store", script)
    assert done.stdout.splitlines()[-1] in (b"141", b"1")


@pytest.mark.parametrize(
    "words",
    [("claim", "--next"), ("claim", "w-1"), ("add", "two"), ("progress", "w-1", "5"), ("complete", "w-1")],
    ids=" ".join,
)
def test_a_hot_operation_starts_one_program(words: tuple[str, ...], tmp_path: Path) -> None:
    store = tmp_path / "store"
    # The first claim of a store makes a folder.
    for start in (("register", "ann"), ("add", "one"), ("add", "one more"), ("add", "first", "--claim")):
        assert call(BASH, store, *start, env={"AGENT_ID": "ann"}).exit == 0
    if words[0] in ("progress", "complete"):
        assert call(BASH, store, "claim", "w-1", env={"AGENT_ID": "ann"}).exit == 0
    programs = tmp_path / "bin"
    programs.mkdir()
    started = tmp_path / "started"
    flock = shutil.which("flock")
    assert flock is not None
    for name in ("flock", "dd", "mkdir", "sha256sum", "date", "mv", "rm", "cat", "sleep", "wc", "tail", "ls", "perl"):
        program = programs / name
        last = f'exec {flock} "$@"' if name == "flock" else "exit 99"
        program.write_text(f"#!/bin/sh\necho {name} >>{started}\n{last}\n")
        program.chmod(0o755)
    bash = shutil.which("bash")
    assert bash is not None
    env = environment(store, AGENT_ID="ann", PATH=str(programs))
    done = subprocess.run([bash, SCRIPT, *words], env=env, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert started.read_text() == "flock\n"


def test_a_batch_holds_no_lock_while_it_waits(tmp_path: Path) -> None:
    store = tmp_path / "store"
    with subprocess.Popen(
        ["bash", SCRIPT, "batch"], env=environment(store), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin is not None and process.stdout is not None
        process.stdin.write(b"register\tann\n")
        process.stdin.flush()
        assert process.stdout.readline() == b'{"line":1,"exit":0,"answer":{"id":"ann"},"message":null}\n'
        assert call(BASH, store, "register", "bob", env={"SWARMSH_LOCK_TIMEOUT": "1"}).exit == 0
        process.stdin.write(b"agent-status\tbob\nclaim\t--next\t--agent\tann")
        process.stdin.close()
        rest = process.stdout.read().splitlines()
    assert process.returncode == 0
    assert [line.split(b',"answer"')[0] for line in rest] == [b'{"line":2,"exit":0', b'{"line":3,"exit":7']


def test_lines_of_a_batch_know_nothing_of_each_other(tmp_path: Path) -> None:
    lines = (
        b"register\tann\tmore\n",
        b"register\tann\t--skill\ta\t--skill\tb\n",
        b"register\tbob\n",
        b"add\tone\t--points\t5\t--key\tk\n",
        b"add\ttwo\n",
        b"agents\t--print\tid,skills\n",
        b"show\tw-2\n",
    )
    done = call(BASH, tmp_path / "store", "batch", stdin=b"".join(lines))
    answers = done.stdout.decode().splitlines()
    assert answers[0] == '{"line":1,"exit":2,"answer":null,"message":"unexpected argument \\"more\\""}'
    assert '"id":"bob","role":null,"team":null,"skills":[]' in answers[5]
    assert '"points":null' in answers[6] and '"title":"two"' in answers[6]


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.name)
def test_waiting_ends_as_soon_as_there_is_something(language: Language, tmp_path: Path) -> None:
    store = tmp_path / "store"
    assert call(BASH, store, "register", "ann").exit == 0
    env = environment(store, AGENT_ID="ann")
    del env["SWARMSH_NOW_NS"]
    words = [*language.command, "claim", "--next", "--wait", "20s"]
    started = time.monotonic()
    with subprocess.Popen(words, env=env, stdout=subprocess.PIPE) as process:
        time.sleep(0.5)
        assert call(BASH, store, "add", "one").stdout == b"w-1\n"
        assert process.stdout is not None and process.stdout.read() == b"w-1\n"
    assert process.returncode == 0
    assert time.monotonic() - started < 10
    assert os.listdir(store / "telemetry" / "side") == []


def test_waiting_in_vain_ends_with_7(tmp_path: Path) -> None:
    store = tmp_path / "store"
    assert call(BASH, store, "register", "ann").exit == 0
    started = time.monotonic()
    done = call(BASH, store, "claim", "--next", "--wait", "400ms", env={"AGENT_ID": "ann"})
    assert (done.exit, done.stderr) == (7, b"PROGRAM: claim: nothing to claim (empty)\n")
    assert time.monotonic() - started >= 0.4


@pytest.mark.parametrize(("signal", "status"), [(1, 129), (2, 130), (15, 143)])
def test_signals_end_it_as_the_shell_says(signal: int, status: int, tmp_path: Path) -> None:
    store = tmp_path / "store"
    assert call(BASH, store, "register", "ann").exit == 0
    script = f'set -m; "$S" claim --next --wait 9s & sleep 0.7; kill -{signal} -- "-$!"; wait "$!"; printf %s "$?"'
    assert shell(store, script, AGENT_ID="ann").stdout == str(status).encode()


def test_functions_of_the_environment_are_not_called(tmp_path: Path) -> None:
    store = tmp_path / "store"
    functions = {
        f"BASH_FUNC_{name}%%": "() { builtin printf 'HOSTILE %s' \"$*\" >&2; builtin exit 77; }"
        for name in ("unset", "set", "exec", "printf", "local", "read", "flock", "mkdir", "cold_start", "text_token")
    }
    more = {"IFS": "a", "CDPATH": "/", "TMOUT": "1", "SHELLOPTS": "xtrace", "GLOBIGNORE": "*"}
    done = call(BASH, store, "add", "one", env={**functions, **more})
    assert (done.exit, done.stdout) == (0, b"w-1\n")
    assert b"HOSTILE" not in done.stderr


def test_the_directory_of_the_caller_and_its_files_mean_nothing(tmp_path: Path) -> None:
    for name in ("w-1", "*", "-rf", "state", "PATTERN=evil"):
        (tmp_path / name).write_text("mine")
    done = call(BASH, tmp_path / "store", "add", "*", folder=tmp_path)
    assert (done.exit, done.stdout) == (0, b"w-1\n")
    assert call(BASH, tmp_path / "store", "show", "w-1", "--print", "title", folder=tmp_path).stdout == b"*\n"
    assert sorted(os.listdir(tmp_path)) == sorted(["w-1", "*", "-rf", "state", "PATTERN=evil", "store"])
