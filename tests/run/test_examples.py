"""The workers of `examples/workers`, and their units."""

from __future__ import annotations

import configparser
import os
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from tests.repository import ROOT
from tests.run.support import ask, item, real, stocked, until

WORKERS = ROOT / "examples/workers"
UNITS = sorted(path.name for path in WORKERS.iterdir() if "@" in path.name)


def prepared(tmp_path: Path, *titles: str) -> tuple[Path, dict[str, str]]:
    """A store with items of these titles, and jobs for some of them."""
    store = stocked(tmp_path, 0)
    jobs = tmp_path / "jobs"
    jobs.mkdir()
    for name, code in (("fine", "exit 0"), ("broken", "exit 3"), ("long", 'echo $$ >"$JOBS/pid"; exec sleep 60')):
        (jobs / name).write_text(f'#!/bin/sh\necho "{name} $SWARMSH_WORK_ID" >>"$JOBS/log"\n{code}\n')
        (jobs / name).chmod(0o755)
    for title in titles:
        ask(store, "add", title)
    return store, {**real(store, JOBS=str(jobs)), "PATH": os.environ["PATH"]}


def states(store: Path) -> dict[str, str]:
    """The state of each item by its title."""
    return {row["title"]: row["status"] for row in ask(store, "list")["rows"]}


def test_once(tmp_path: Path) -> None:
    store, env = prepared(tmp_path, "fine", "broken", "../log", "unknown")
    done = subprocess.run([WORKERS / "once.sh", "worker"], env=env, capture_output=True, check=False, timeout=120)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    found = states(store)
    assert {title: found[title] for title in ("fine", "../log", "unknown")} == {
        "fine": "completed",
        "../log": "blocked",
        "unknown": "blocked",
    }
    # The first failure has no delay, so that it was tried twice in this round.
    assert found["broken"] == "waiting"
    log = (tmp_path / "jobs/log").read_text().splitlines()
    assert log == ["fine w-1", "broken w-2", "broken w-2"]


def test_once_ends_after_so_many(tmp_path: Path) -> None:
    store, env = prepared(tmp_path, "fine", "fine", "fine")
    done = subprocess.run([WORKERS / "once.sh", "worker"], env={**env, "MOST": "2"}, check=False, timeout=120)
    assert done.returncode == 0
    assert ask(store, "list", "--status", "completed")["rows"][-1]["id"] == "w-2"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_loop(number: signal.Signals, tmp_path: Path) -> None:
    store, env = prepared(tmp_path, "fine", "long")
    process = subprocess.Popen(
        [WORKERS / "loop.sh", "worker"], env={**env, "WAIT": "500ms", "PAUSE": "0.1"}, stderr=subprocess.DEVNULL
    )
    try:
        until(lambda: states(store) == {"fine": "completed", "long": "claimed"}, "the second item is taken", 60)
        until(lambda: (tmp_path / "jobs/pid").exists(), "its job runs")
        process.send_signal(number)
        assert process.wait(30) == 0
    finally:
        process.kill()
        process.wait()
    assert (item(store, "w-2")["status"], item(store, "w-2")["attempts"]) == ("pending", 0)


@pytest.mark.parametrize("name", UNITS)
def test_units_say_what_systemd_knows(name: str, tmp_path: Path) -> None:
    text = (WORKERS / name).read_text()
    unit = configparser.ConfigParser(interpolation=None, delimiters=("=",))
    unit.optionxform = str  # type: ignore[assignment,method-assign]  # names of options have capitals
    unit.read_string(text)
    kind = name.rpartition(".")[2].capitalize()
    assert set(unit.sections()) <= {"Unit", kind, "Install"}
    assert "Description" in unit["Unit"]
    if kind == "Service":
        script = unit["Service"]["ExecStart"].split()[0]
        assert (WORKERS / Path(script).name).is_file()
        assert script == f"/srv/swarm/workers/{Path(script).name}"


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd-analyze (systemd)")
def test_systemd_accepts_the_units(tmp_path: Path) -> None:
    for name in UNITS:
        text = (WORKERS / name).read_text().replace("/srv/swarm/workers", str(WORKERS))
        (tmp_path / name.replace("@", "@ann")).write_text(text)
    paths = sorted(map(str, tmp_path.iterdir()))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *paths], capture_output=True, text=True, check=False, timeout=120
    )
    said = [line for line in done.stderr.splitlines() if str(tmp_path) in line or "swarmsh" in line]
    assert said == []


def test_the_line_for_cron() -> None:
    lines = [line for line in (WORKERS / "crontab").read_text().splitlines() if not line.startswith("#")]
    assert len(lines) == 1
    *times, command = lines[0].split(maxsplit=5)
    assert times == ["*/5", "*", "*", "*", "*"]
    words = command.split()
    assert [word.partition("=")[0] for word in words[:2]] == ["SWARMSH_DATA_DIR", "JOBS"]
    assert words[2] == "/srv/swarm/workers/once.sh"
