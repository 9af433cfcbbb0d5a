"""Small things that both coordinators say alike: options that a command lacks, exit codes in help, lengths of time."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from swarmgen.model.dump_expressions import duration_text
from swarmsh._hot.people import duration
from tests.coordinators import LANGUAGES, PYTHON, call
from tests.repository import ROOT

COMMANDS = (
    *("audit", "audit-archive", "audit-seal", "audit-stats", "audit-verify", "completion", "diagram", "doctor"),
    *("heartbeat-start", "heartbeat-status", "heartbeat-stop", "help", "migrate", "monitor", "redact", "repair"),
    *("replay", "run", "stats", "telemetry", "--version", "list", "add"),
)
STORELESS = (
    *("audit", "audit-stats", "audit-verify", "audit-seal", "audit-archive", "doctor --accept-clock", "migrate"),
    *("repair", "replay --check", "redact w-1", "stats", "diagram flow", "telemetry status", "telemetry archive"),
    *("monitor --count 1", "heartbeat-status", "heartbeat-stop", "list", "dashboard", "health", "metrics"),
)
LENGTHS = (0, 1, 999_999, 10**6, 10**6 + 1, 10**9 - 1, 10**9, 90 * 10**9, 86_400_000_000_001, 3650 * 86400 * 10**9)


@pytest.mark.parametrize("command", COMMANDS)
def test_options_that_a_command_lacks(command: str, tmp_path: Path) -> None:
    for word in ("--json=x", "--print=x", "--help=x"):
        one, other = (call(each, tmp_path / "none", command, word) for each in LANGUAGES)
        assert one == other
        assert (one.exit, one.stdout) == (125 if command == "run" else 2, b"")
    helped = [call(each, tmp_path / "none", command, "--help") for each in LANGUAGES]
    assert [(each.exit, each.stderr, bool(each.stdout)) for each in helped] == [(0, b"", True)] * 2


@pytest.mark.parametrize("typed", STORELESS)
def test_without_a_store_the_exit_code_is_in_the_help(typed: str, tmp_path: Path) -> None:
    for language in LANGUAGES:
        assert call(language, tmp_path / "none", *typed.split(), env={"AGENT_ID": "ann"}).exit == 12
    told = call(PYTHON, tmp_path / "none", "help", typed.split()[0]).stdout.decode()
    assert re.search(r"^ +12 +No data", told, re.MULTILINE), told


@pytest.mark.parametrize("sign", [1, -1])
def test_lengths_of_time(sign: int) -> None:
    """As the interpreter of patterns has them."""
    lengths = [sign * each for each in LENGTHS]
    script = f'. "{ROOT}/templates/bash/commands/show_cold.sh"; for each; do show_duration "$each"; echo "$REPLY"; done'
    words = ["bash", "-c", script, "bash", *map(str, lengths)]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [duration(each) for each in lengths] == [duration_text(each) for each in lengths]
