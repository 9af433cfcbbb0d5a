"""Commands that run to their end: exit codes, input and output, environment, descriptors, hostile words."""

from __future__ import annotations

import json
import os
import stat
import sys
from pathlib import Path

import pytest

from tests.coordinators import LANGUAGES, Language
from tests.run.support import item, operations, python, run, run_span, spans, stocked

EACH = pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.name)
SHOW = "import json, os, sys; print(json.dumps([sys.argv[1:], dict(os.environ)]))"


@EACH
@pytest.mark.parametrize(
    ("code", "exit", "status", "outcome"),
    [
        ("exit 0", 0, "completed", "done"),
        ("exit 1", 1, "pending", "command_failed"),
        ("exit 42", 42, "pending", "command_failed"),
        ("exit 7", 7, "pending", "command_failed"),
        ("kill -9 $$", 137, "pending", "command_failed"),
        ("kill -TERM $$", 143, "pending", "command_failed"),
    ],
)
def test_exit_codes(language: Language, code: str, exit: int, status: str, outcome: str, tmp_path: Path) -> None:
    store = stocked(tmp_path)
    done = run(language, store, "sh", "-c", code)
    assert (done.exit, done.stdout, done.stderr) == (exit, b"", b"")
    found = item(store)
    assert (found["status"], found["attempts"]) == (status, 0 if exit == 0 else 1)
    assert found["result"] == (None if exit == 0 else f"exit status {exit}")
    assert operations(store) == ["register", "add", "claim", "complete"]
    span = run_span(store)
    assert span["swarmsh.coordination.outcome"] == outcome
    assert span["swarmsh.coordination.exit_code"] == span["process.exit.code"] == str(exit)
    assert span["swarmsh.work.completion"] == ("success" if exit == 0 else "failed")
    assert span.get("error.type") == (None if exit == 0 else outcome)


@EACH
def test_output_and_input_pass_through(language: Language, tmp_path: Path) -> None:
    store = stocked(tmp_path)
    data = bytes(range(256)) * 4096 + b"\0no line end"
    code = "import sys; d = sys.stdin.buffer.read(); sys.stdout.buffer.write(d); sys.stderr.buffer.write(d[:300])"
    done = run(language, store, *python(code), stdin=data)
    assert done.exit == 0
    assert done.stdout == data
    assert done.stderr == data[:300]


@EACH
def test_what_is_closed_stays_harmless(language: Language, tmp_path: Path) -> None:
    store = stocked(tmp_path)
    words = [*language.command, "run", "--next", "--agent", "ann", "--", "sh", "-c", "cat; echo told; exit 5"]
    code = "import os, sys; os.close(0); os.close(1); os.close(2); os.execvp(sys.argv[1], sys.argv[1:])"
    pid = os.posix_spawnp(
        sys.executable, [sys.executable, "-c", code, *words], {**os.environ, "SWARMSH_DATA_DIR": str(store)}
    )
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 5
    assert item(store)["result"] == "exit status 5"


@EACH
def test_environment(language: Language, tmp_path: Path) -> None:
    store = stocked(tmp_path)
    own = {
        "VERSION": "mine",
        "REPLY": "mine",
        "RUN_WORK": "mine",
        "STORE_DIR": "mine",
        "PATTERN": "mine",
        "path": "p",
        "LC_ALL": "C.UTF-8",
        "CDPATH": "/x",
        "TMOUT": "5",
        "TOKENS": "mine",
        "TAB": "mine",
        "each": "e",
        "TRACEPARENT": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "TRACESTATE": "a=1, b=2",
        "SWARMSH_LOCK_TIMEOUT": "20",
        "LINES_": "two\nlines",
        "SWARMSH_WORK_ID": "outer",
    }
    done = run(language, store, *python(SHOW), env=own)
    found = json.loads(done.stdout)[1]
    (claim,) = [span for span in spans(store) if span["name"] == "swarmsh.work.claim"]
    (ours,) = [span for span in spans(store) if span["name"] == "swarmsh.work.run"]
    expected = {
        **own,
        "SWARMSH_WORK_ID": "w-1",
        "SWARMSH_FENCE": "1",
        "AGENT_ID": "ann",
        "SWARMSH_DATA_DIR": str(store),
        "TRACEPARENT": f"00-0af7651916cd43dd8448eb211c80319c-{ours['spanId']}-01",
        "TRACESTATE": "a=1,b=2",
    }
    assert {name: found.get(name) for name in expected} == expected
    assert set(found) - set(expected) <= {"PATH", "HOME", "PYTHONDONTWRITEBYTECODE", "PWD", "OLDPWD", "SHLVL", "_"}
    assert ours["parentSpanId"] == "b7ad6b7169203331"
    assert claim["parentSpanId"] == ours["spanId"]
    assert (ours["flags"], claim["flags"]) == (768 + 1, 256 + 1)


@EACH
def test_the_locale_is_the_callers(language: Language, tmp_path: Path) -> None:
    done = run(language, stocked(tmp_path), "sh", "-c", 'printf %s "${LC_ALL-none}"', env={"LANG": "C.UTF-8"})
    assert done.stdout == b"none"


@EACH
def test_a_relative_folder_and_a_mask(language: Language, tmp_path: Path) -> None:
    stocked(tmp_path)
    code = "import os; m = os.umask(0); print(os.environ['SWARMSH_DATA_DIR'], oct(m), os.getcwd())"
    script = 'cd "$1" && umask 027 && shift && SWARMSH_DATA_DIR=./store exec "$@"'
    words = [*language.command, "run", "--next", "--agent", "ann", "--", *python(code)]
    pipe = tmp_path / "out"
    pid = os.posix_spawnp(
        "sh",
        ["sh", "-c", script, "sh", str(tmp_path), *words],
        os.environ,
        file_actions=[(os.POSIX_SPAWN_OPEN, 1, str(pipe), os.O_WRONLY | os.O_CREAT, 0o600)],
    )
    assert os.waitpid(pid, 0)[1] == 0
    assert pipe.read_text() == f"{tmp_path}/store 0o27 {tmp_path}\n"


@EACH
def test_nested_runs_make_nested_traces(language: Language, tmp_path: Path) -> None:
    store = stocked(tmp_path, 2)
    inner = [*language.command, "run", "--next", "--", *python("import os; print(os.environ['SWARMSH_WORK_ID'])")]
    done = run(language, store, *inner)
    assert (done.exit, done.stdout) == (0, b"w-2\n")
    outer, nested = sorted(
        (span for span in spans(store) if span["name"] == "swarmsh.work.run"), key=lambda span: "parentSpanId" in span
    )
    assert nested["parentSpanId"] == outer["spanId"]
    assert {span["traceId"] for span in (outer, nested)} == {outer["traceId"]}
    below = {span["parentSpanId"]: span["flags"] for span in spans(store) if span["name"] == "swarmsh.work.complete"}
    assert below == {outer["spanId"]: 256 + 3, nested["spanId"]: 256 + 3}


@EACH
def test_without_telemetry(language: Language, tmp_path: Path) -> None:
    store = stocked(tmp_path)
    before = len(spans(store))
    done = run(language, store, *python(SHOW), env={"TELEMETRY_ENABLED": "false", "TRACEPARENT": "as it is"})
    assert json.loads(done.stdout)[1]["TRACEPARENT"] == "as it is"
    assert len(spans(store)) == before


@EACH
def test_descriptors(language: Language, tmp_path: Path) -> None:
    store = stocked(tmp_path)
    code = """
import os
for name in sorted(os.listdir("/proc/self/fd"), key=int):
    try:
        print(name, os.readlink(f"/proc/self/fd/{name}"))
    except FileNotFoundError:
        pass
"""
    done = run(language, store, *python(code))
    names = dict(each.split(" ", 1) for each in done.stdout.decode().splitlines())
    assert set(names) == {"0", "1", "2"}, names
    assert not [path for path in names.values() if str(store) in path]


@EACH
@pytest.mark.parametrize(
    "words",
    [
        (
            "$(touch x)",
            "`id`",
            "a b",
            "",
            "*",
            "~",
            "-n",
            "--",
            "--grace",
            "'",
            '"',
            "\\",
            "a\nb",
            "\t",
            "é",
            "${HOME}",
        ),
        ("-rf", "|", ";", "&&", ">x", "{a,b}", "!!", "%s", "\x1b[31m"),
    ],
)
def test_hostile_words(language: Language, words: tuple[str, ...], tmp_path: Path) -> None:
    store = stocked(tmp_path)
    done = run(language, store, *python(SHOW, *words))
    assert json.loads(done.stdout)[0] == list(words)
    assert done.stderr == b""


@EACH
def test_words_that_are_no_text(language: Language, tmp_path: Path) -> None:
    store = stocked(tmp_path)
    code = "import os, sys; print([os.fsencode(word) for word in sys.argv[1:]])"
    done = run(language, store, *python(code), b"\xff\xfe", b"\x80")
    assert done.stdout == b"[b'\\xff\\xfe', b'\\x80']\n"


@EACH
@pytest.mark.parametrize("name", ["-dash", "a b", "$(id)", "[x]", "*", "new\nline", "e\u0301"])
def test_hostile_names_of_programs(language: Language, name: str, tmp_path: Path) -> None:
    store = stocked(tmp_path)
    program = tmp_path / "bin" / name
    program.parent.mkdir()
    program.write_text(f"#!{sys.executable}\nimport sys\nprint(sys.argv[1:])\n")
    program.chmod(0o755)
    done = run(language, store, name, "x y", env={"PATH": f"{program.parent}:{os.environ['PATH']}"})
    assert (done.exit, done.stdout, done.stderr) == (0, b"['x y']\n", b"")
    assert run_span(store)["process.executable.name"] == name


@EACH
def test_functions_and_builtins_are_no_commands(language: Language, tmp_path: Path) -> None:
    store = stocked(tmp_path)
    env = {"BASH_FUNC_thing%%": "() { echo caught; }"}
    for name in ("transaction_run", "declare", "thing"):
        done = run(language, store, name, env=env)
        message = f'PROGRAM: run: command "{name}" was not found (not_started)\n'
        assert (done.exit, done.stdout, done.stderr.decode()) == (125, b"", message)
    assert item(store)["fence"] == 0


@EACH
@pytest.mark.parametrize("kind", ["missing", "folder", "no permission", "bad interpreter", "missing path"])
def test_commands_that_cannot_be_executed(language: Language, kind: str, tmp_path: Path) -> None:
    store = stocked(tmp_path)
    program = tmp_path / "program"
    reason = "was not found" if kind.startswith("missing") else "cannot be executed"
    if kind == "folder":
        program.mkdir()
    elif kind == "no permission":
        program.write_text("#!/bin/sh\n")
    elif kind == "bad interpreter":
        program.write_text("#! /nowhere/sh -e\n")
        program.chmod(0o755)
    word = "program" if kind == "missing" else str(program)
    done = run(language, store, word)
    assert done.stderr.decode() == f'PROGRAM: run: command "{word}" {reason} (not_started)\n'
    assert (done.exit, done.stdout) == (125, b"")
    assert (item(store)["status"], item(store)["fence"]) == ("pending", 0)
    assert operations(store) == ["register", "add"]
    assert run_span(store)["swarmsh.coordination.outcome"] == "not_started"


@EACH
def test_a_text_without_an_interpreter(language: Language, tmp_path: Path) -> None:
    store = stocked(tmp_path)
    program = tmp_path / "program"
    program.write_text('printf "%s\\n" "$1"; exit 3\n')
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    done = run(language, store, str(program), "a b")
    assert (done.exit, done.stdout) == (3, b"a b\n")


@EACH
def test_an_item_that_the_command_ends(language: Language, tmp_path: Path) -> None:
    """What the command says of its item is the last word."""
    store = stocked(tmp_path, 2)
    for outcome, status, exit in (("success", "completed", 0), ("blocked", "blocked", 4)):
        words = f'"$@" complete "$SWARMSH_WORK_ID" {outcome} --fence "$SWARMSH_FENCE" --result own; exit {exit}'
        done = run(language, store, "sh", "-c", words, "sh", *language.command)
        assert (done.exit, done.stderr) == (exit, b"")
        name = done.stdout.decode().split()[0]
        assert (item(store, name)["status"], item(store, name)["result"]) == (status, "own")
