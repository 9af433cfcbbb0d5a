"""`replay.sh` finds what differs, and runs with no more than busybox."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.parity_patterns.corpus import cases
from tests.portability.environments import environments
from tests.portability.running import BASH
from tests.portability.transcripts import export
from tests.repository import ROOT

CLAIM = next(case for case in cases() if case.id == "claim-prints-the-id")
CHOSEN = tuple({case.id: case for case in (CLAIM, *cases()[::60])}.values())
REPLAY = ROOT / "tests" / "portability" / "replay.sh"


@pytest.fixture(scope="session")
def transcripts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("replay") / "transcripts"
    export(CHOSEN, folder)
    return folder


def replay(
    transcripts: Path, *names: str, path: str | None = None, bash: str = BASH
) -> subprocess.CompletedProcess[str]:
    words = [bash, str(REPLAY), str(ROOT / "generated" / "bash"), str(transcripts), *names]
    env = {"PATH": path} if path else None
    return subprocess.run(words, env=env, capture_output=True, text=True, check=False, timeout=300)


def test_python_and_bash_agree(transcripts: Path) -> None:
    done = replay(transcripts)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert done.stdout.endswith(" 0 differences\n") and f" {len(CHOSEN) + 1} cases, " in done.stdout


def test_busybox_suffices(transcripts: Path, tmp_path: Path) -> None:
    tools = environments(None).get("busybox")
    if tools is None or tools.tools is None:
        pytest.skip("busybox is not installed")
    for name, program in tools.tools.items():
        (tmp_path / name).symlink_to(program)
    done = replay(transcripts, "telemetry", CLAIM.id, path=str(tmp_path))
    assert (done.returncode, done.stderr) == (0, ""), done.stdout


def _output(case: Path) -> None:
    (case / "2.out").write_text("w-2\n")


def _error(case: Path) -> None:
    (case / "2.err").write_text("oh\n")


def _exit(case: Path) -> None:
    lines = (case / "case.sh").read_text()
    (case / "case.sh").write_text(lines.replace("'call' '0'", "'call' '3'"))


def _bytes(case: Path) -> None:
    with (case / "data" / "journal" / "000001.jsonl").open("r+b") as journal:
        journal.write(b"[")


def _folder(case: Path) -> None:
    (case / "data" / "more").mkdir()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_output, "invocation 2: another stdout"),
        (_error, "invocation 2: another stderr"),
        (_exit, "invocation 1: exit 0, not 3"),
        (_bytes, "other bytes on disk"),
        (_folder, "other bytes on disk"),
    ],
)
def test_a_difference_is_told(change: Callable[[Path], None], said: str, transcripts: Path, tmp_path: Path) -> None:
    folder = tmp_path / "transcripts"
    shutil.copytree(transcripts / CLAIM.id, folder / CLAIM.id)
    change(folder / CLAIM.id)
    done = replay(folder)
    assert done.returncode == 1 and f"{CLAIM.id}: {said}\n" in done.stdout


def test_nothing_to_run_is_no_success(transcripts: Path) -> None:
    assert replay(transcripts, "no-such-case").returncode == 1
    assert replay(transcripts / "missing").returncode == 2
