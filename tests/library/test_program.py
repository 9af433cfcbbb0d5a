"""The process around the command line: what it loads, how it is interrupted, what it does when nobody listens."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.coordinators import PYTHON, call, environment
from tests.repository import ROOT

SOURCE = ROOT / "generated" / "python" / "src"
LISTED = f"""
import sys
before = set(sys.modules)
sys.path.insert(0, {str(SOURCE)!r})
import os, time, fcntl
own = set(sys.modules)
from swarmsh._hot import main
code = main.start(["atomic", *sys.argv[1:]])
print(*sorted(name for name in set(sys.modules) - own if not name.startswith("swarmsh")), file=sys.stderr)
print(sum(name.startswith("swarmsh") for name in sys.modules), file=sys.stderr)
"""
BUILT_IN = {"_signal", "errno", "gc"}
"""Modules of the interpreter itself, which need no file."""


def listed(store: Path, *words: str) -> tuple[set[str], int]:
    """The modules that a command loads besides os, sys, time and fcntl, and the number of our own."""
    command = [sys.executable, "-IS", "-c", LISTED, *words]
    done = subprocess.run(command, env=environment(store), capture_output=True, text=True, check=True)
    names, count = done.stderr.splitlines()[-2:]
    return set(names.split()), int(count)


def test_an_operation_loads_nothing_but_itself(tmp_path: Path) -> None:
    call(PYTHON, tmp_path, "register")
    call(PYTHON, tmp_path, "add", "x")
    others, ours = listed(tmp_path, "claim", "--next", "--agent", "a-1")
    assert others <= BUILT_IN | {"__future__"}
    assert ours <= 42
    assert call(PYTHON, tmp_path, "show", "w-1", "--print", "status,agent").stdout == b"claimed\ta-1\n"


def test_help_and_usage_load_little_too(tmp_path: Path) -> None:
    for words in (("help",), ("claim", "--help"), ("claim", "--nope"), ("nope",), ("completion", "fish")):
        assert listed(tmp_path, *words)[0] <= BUILT_IN | {"__future__"}


@pytest.mark.parametrize("words", [("add", "x"), ("help",), ("add", "x", "--json"), ("batch",)])
def test_answers_that_cannot_be_written(words: tuple[str, ...], tmp_path: Path) -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [*PYTHON.command, *words], input=b"add\ty\n", stdout=full, stderr=-1, env=environment(tmp_path), check=False
        )
    assert done.returncode == 1
    assert done.stderr.endswith(b" (internal)\n") and done.stderr.count(b"\n") == 1


def test_closed_outputs(tmp_path: Path) -> None:
    command = f"{' '.join(PYTHON.command)} add x >&- 2>&-"
    done = subprocess.run(["bash", "-c", command], env=environment(tmp_path), check=False)
    assert done.returncode == 1
    assert call(PYTHON, tmp_path, "list", "--print", "id").stdout == b"w-1\n"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_interrupted_while_it_waits(number: signal.Signals, tmp_path: Path) -> None:
    call(PYTHON, tmp_path, "register")
    command = [*PYTHON.command, "claim", "--next", "--wait", "60s", "--agent", "a-1"]
    with subprocess.Popen(command, env=environment(tmp_path), stdout=-1, stderr=-1) as process:
        time.sleep(0.6)
        process.send_signal(number)
        assert process.wait(timeout=10) == -number
        assert process.stderr is not None and process.stderr.read() == b""


def test_a_reader_that_went_away(tmp_path: Path) -> None:
    call(PYTHON, tmp_path, "add", "x")
    command = f"set -o pipefail; {' '.join(PYTHON.command)} show w-1 | :; exit ${{PIPESTATUS[0]}}"
    codes = set()
    for _ in range(5):
        done = subprocess.run(["bash", "-c", command], env=environment(tmp_path), capture_output=True, check=False)
        codes.add(done.returncode)
        assert done.stderr == b""
    assert codes <= {0, 141}


def test_waiting_is_counted_by_the_pauses(tmp_path: Path) -> None:
    """The clock may stand still, as it does in tests; 100, 200, 400 and 300 ms make a second."""
    call(PYTHON, tmp_path, "register")
    started = time.monotonic()
    done = call(PYTHON, tmp_path, "claim", "--next", "--wait", "1s", "--agent", "a-1")
    assert (done.exit, done.stdout) == (7, b"")
    assert 1 <= time.monotonic() - started < 5


def test_what_appears_while_one_waits_is_taken(tmp_path: Path) -> None:
    call(PYTHON, tmp_path, "register")
    command = [*PYTHON.command, "claim", "--next", "--wait", "30s", "--agent", "a-1"]
    with subprocess.Popen(command, env=environment(tmp_path), stdout=-1, stderr=-1) as process:
        time.sleep(0.3)
        call(PYTHON, tmp_path, "add", "x")
        assert process.communicate(timeout=20) == (b"w-1\n", b"")
        assert process.returncode == 0


def test_words_of_the_program(tmp_path: Path) -> None:
    swarmsh = PYTHON.command[:-1]

    def run(*words: str) -> tuple[int, str]:
        done = subprocess.run(
            [*swarmsh, *words], capture_output=True, text=True, env=environment(tmp_path), check=False
        )
        return done.returncode, done.stdout + done.stderr

    assert run() == (2, 'swarmsh: a pattern is missing; see "swarmsh help" (usage)\n')
    assert run("stores", "x") == (2, 'swarmsh: unknown pattern "stores"; see "swarmsh help" (usage)\n')
    assert run("--version")[1].startswith("swarmsh 0.") and run("atomic", "--version")[1].startswith(
        "swarmsh atomic 0."
    )
    assert run("help") == run("--help") == run("-h") and run("help")[1].startswith("Usage: swarmsh PATTERN OPERATION")
    assert run("help", "atomic", "claim") == run("atomic", "claim", "--help") == run("atomic", "help", "claim")
    assert run("atomic", "completion", "bash")[0] == 0
    assert run("atomic", "completion", "tcsh") == (
        2,
        'swarmsh atomic: completion: SHELL: "tcsh" is not one of bash, zsh, fish (usage)\n',
    )
    assert run("atomic") == (2, 'swarmsh atomic: an operation is missing; see "swarmsh atomic help" (usage)\n')


def test_modules_load_without_compiled_files_too(tmp_path: Path) -> None:
    """The short way to compiled modules is left when there are none, or stale ones."""
    import shutil

    source = tmp_path / "src"
    shutil.copytree(SOURCE, source, ignore=shutil.ignore_patterns("__pycache__"))
    main = f"import sys; sys.path.insert(0, {str(source)!r}); from swarmsh._hot.main import main; main()"

    def run(*options: str) -> str:
        command = [sys.executable, "-IS", *options, "-c", main, "atomic", "--version"]
        return subprocess.run(command, capture_output=True, text=True, check=True, env=environment(tmp_path)).stdout

    assert run("-B") == run() == run() == run("-X", f"pycache_prefix={tmp_path / 'elsewhere'}")
    program = source / "swarmsh" / "_hot" / "program.py"
    os.utime(program, ns=(1, 1))
    program.write_text(program.read_text().replace('f"{program} {pattern.VERSION}\\n"', '"edited\\n"'))
    assert run() == run() == "edited\n"
