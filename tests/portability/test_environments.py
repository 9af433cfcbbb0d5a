"""A share of the corpus in every one of the surroundings; `make portability` takes all of it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.coordinators import environment
from tests.parity_patterns.corpus import cases
from tests.portability.environments import environments, make_locales, own_names
from tests.portability.running import BASH, CODE, SCRIPT, Surroundings, differences, execute
from tests.portability.selection import ALWAYS, called, everything, shares
from tests.repository import ROOT

NAMES = tuple(environments(Path()))
SHARES = shares(NAMES)
LOCALES = "locales of this host cannot be compiled: localedef or its sources are missing"


@pytest.fixture(scope="session")
def surroundings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Surroundings]:
    folder = tmp_path_factory.mktemp("locales")
    return environments(folder if make_locales(folder) else None)


@pytest.mark.parametrize("name", NAMES)
def test_surroundings_change_nothing(name: str, surroundings: dict[str, Surroundings]) -> None:
    if name not in surroundings:
        pytest.skip(LOCALES)
    wrong = [line for case in SHARES[name] for line in differences(case, surroundings[name])]
    assert wrong == []


def test_shares_cover_what_there_is() -> None:
    for name, share in SHARES.items():
        assert {*ALWAYS} <= {word for case in share for word in called(case)}, name
    times = Counter(word for share in SHARES.values() for word in {word for case in share for word in called(case)})
    assert [word for word in everything() if times[word] < 2] == []
    assert len({case for share in SHARES.values() for case in share}) >= 60


def test_a_difference_is_found() -> None:
    """Each kind of difference, by a copy of the script that makes it."""
    case = next(case for case in cases() if case.id == "claim-prints-the-id")
    edits = {
        "stdout b'": ("case ${BASH_VERSION-} in\n", "printf 'more'\ncase ${BASH_VERSION-} in\n"),
        "exit 9": ("case ${BASH_VERSION-} in\n", "exit 9\ncase ${BASH_VERSION-} in\n"),
        "stderr b'said": ("case ${BASH_VERSION-} in\n", "printf 'said\\n' >&2\ncase ${BASH_VERSION-} in\n"),
        "journal/000001.jsonl": ("seal=${TX_SEAL:-null} span", "seal=0 span"),
    }
    for expected, edit in edits.items():
        found = differences(case, Surroundings(name="edited", replacements=(edit,)))
        assert any(expected in line for line in found), (expected, found)


def test_code_of_the_surroundings_is_found_out() -> None:
    case = cases()[0]
    edit = ("case ${BASH_VERSION-} in\n", ">pwned\ncase ${BASH_VERSION-} in\n")
    with pytest.raises(AssertionError, match="got something executed"):
        execute(case, Surroundings(name="edited", replacements=(edit,)))


def test_own_names_are_those_of_the_script() -> None:
    names = own_names(CODE)
    assert {"REPLY", "PATTERN", "STORE_DIR", "STATE_SEQUENCE", "PRELUDE_VERSION", "TX_EXIT"} <= set(names)
    assert not {"SWARMSH_DATA_DIR", "SWARMSH_NOW_NS", "AGENT_ID", "PATH"} & set(names)


@pytest.mark.parametrize("shell", ["dash", "busybox sh", "zsh"])
def test_another_shell_is_refused(shell: str, tmp_path: Path) -> None:
    program, *words = shell.split()
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed")
    command = [program, *words, str(ROOT / SCRIPT), "add", "one"]
    done = subprocess.run(command, cwd=tmp_path, env=environment(tmp_path / "store"), capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr == f"{ROOT / SCRIPT}: needs bash 4.0 or later, this is bash (another shell)\n".encode()
    assert not (tmp_path / "store").exists()


@pytest.mark.parametrize("version", [400, 402, 500, None])
@pytest.mark.parametrize("special", [True, False], ids=["", "without special variables"])
def test_the_clock_and_ids_of_old_shells(version: int | None, special: bool, tmp_path: Path) -> None:
    """Neither is injected here: the time is the host's, to the second at least, and ids do not repeat."""
    script = tmp_path / "atomic.sh"
    line = "PRELUDE_VERSION=$((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1]))"
    text = (ROOT / SCRIPT).read_text()
    assert text.count(line) == 1
    script.write_text(text.replace(line, f"PRELUDE_VERSION={version}") if version else text)
    startup = tmp_path / "startup"
    startup.write_text("" if special else "unset EPOCHREALTIME EPOCHSECONDS SRANDOM RANDOM SECONDS BASHPID\n")
    env = {"PATH": os.environ["PATH"], "BASH_ENV": str(startup)}
    before = int(time.time())
    for word in ("one", "two", "three"):
        done = subprocess.run([BASH, str(script), "add", word], cwd=tmp_path, env=env, capture_output=True, check=False)
        assert (done.returncode, done.stderr) == (0, b"")
    lines = (tmp_path / "data/telemetry/traces/000001.jsonl").read_text().splitlines()
    spans = [json.loads(line)["resourceSpans"][0]["scopeSpans"][0]["spans"][0] for line in lines]
    assert all(before <= int(span["startTimeUnixNano"]) // 10**9 <= time.time() for span in spans)
    assert all(int(span["startTimeUnixNano"]) <= int(span["endTimeUnixNano"]) for span in spans)
    ids = [span["traceId"] for span in spans] + [span["spanId"] for span in spans]
    assert len(set(ids)) == 6 and [len(one) for one in ids] == [32] * 3 + [16] * 3
