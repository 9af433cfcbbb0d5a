"""The same words leave the same directory and say the same in both languages."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.coordinators import BASH, LANGUAGES, PYTHON, Done, call, difference, tree
from tests.run.support import stocked


def both(tmp_path: Path, *words: str | bytes, env: Mapping[str, str] | None = None) -> tuple[Done, dict[str, bytes]]:
    """What both languages answer and leave, which must be the same."""
    store = stocked(tmp_path, 2, fixed=True)
    found: list[tuple[Done, dict[str, bytes]]] = []
    for language in LANGUAGES:
        copied = tmp_path / "copied" / "store"
        shutil.copytree(store, copied)
        done = call(language, copied, "run", *words, env={"SWARMSH_ID_SEED": "7", **(env or {})}, folder=copied.parent)
        found.append((done, tree(copied)))
        shutil.rmtree(copied)
    (bash, bash_tree), (python, python_tree) = found
    assert bash == python
    assert not difference(bash_tree, python_tree)
    return python, python_tree


@pytest.mark.parametrize(
    "words",
    [
        ("--next", "--agent", "ann", "--", "true"),
        ("--next", "--agent", "ann", "--", "false"),
        ("w-2", "--agent=ann", "--grace=1m", "--", "sh", "-c", "exit 255"),
        ("--next", "--agent", "ann", "--type", "FEATURE", "--wait", "0", "--", "true"),
        ("--next", "--agent", "ann", "--skill", "a", "--skill", "b", "--", "true"),
        ("w-9", "--agent", "ann", "--", "true"),
        ("--next", "--agent", "bob", "--", "true"),
        ("--next", "--agent", "ann", "--", "no such command"),
        ("--next", "--agent", "ann", "--", "./\x01\x1b[31m" + "x" * 100),
    ],
)
def test_runs(words: tuple[str, ...], tmp_path: Path) -> None:
    both(tmp_path, *words)


@pytest.mark.parametrize(
    "env",
    [
        {"TRACEPARENT": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00"},
        {"TRACEPARENT": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "TRACESTATE": "a=b , c=d"},
        {"TRACEPARENT": "broken", "TRACESTATE": "a=b"},
        {"TELEMETRY_ENABLED": "false"},
        {"SWARMSH_CORRELATION_ID": "large.task"},
    ],
)
def test_traces(env: dict[str, str], tmp_path: Path) -> None:
    command = 'printf "%s " "${TRACEPARENT-none}" "${TRACESTATE-none}"'
    both(tmp_path, "--next", "--agent", "ann", "--", "sh", "-c", command, env=env)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "argument COMMAND is missing"),
        (("w-1", "true"), 'unexpected argument "true"'),
        (("--next", "--agent", "ann"), "argument COMMAND is missing"),
        (("--next", "--agent", "ann", "--"), "argument COMMAND is missing"),
        (("--next", "--agent", "ann", "--", ""), "argument COMMAND is empty"),
        (("--next", "--", "true"), "option --agent is missing; AGENT_ID can hold it"),
        (("--agent", "ann", "--", "true"), "give exactly one of WORK and --next"),
        (("w-1", "--next", "--agent", "ann", "--", "true"), "give exactly one of WORK and --next"),
        (("w-1", "--wait", "1", "--agent", "ann", "--", "true"), "option --wait needs --next"),
        (("--next", "--next", "--", "true"), "option --next is given twice"),
        (("--next=1", "--", "true"), "option --next takes no value"),
        (("--grace",), "option --grace needs a value"),
        (("--grace", "--", "true"), "argument COMMAND is missing"),
        (
            ("--next", "--agent", "ann", "--grace", "x", "--", "true"),
            '--grace: "x" is not a duration like 90s or 1h30m',
        ),
        (("--next", "--agent", "ann", "--grace=", "--", "true"), "option --grace is empty"),
        (("--next", "--agent", "", "--", "true"), "option --agent is empty"),
        (("--next", "--agent", "a/b", "--type", "x", "--", "true"), '--type: "x" is not one of '),
        (("--json", "--", "true"), 'unknown option "--json"; see "PROGRAM help run"'),
        (("--type --team", "--", "true"), 'unknown option "--type --team"; see "PROGRAM help run"'),
        (("--key", "k", "--", "true"), 'unknown option "--key"; see "PROGRAM help run"'),
        (("-x", "--", "true"), 'unknown option "-x"; see "PROGRAM help run"'),
    ],
)
def test_words(words: tuple[str, ...], message: str, tmp_path: Path) -> None:
    done, found = both(tmp_path, *words)
    assert (done.exit, done.stdout) == (125, b"")
    assert done.stderr.decode().startswith(f"PROGRAM: run: {message}")
    assert done.stderr.endswith(b" (usage)\n")
    assert not [path for path in found if path.startswith("telemetry/side")]


@pytest.mark.parametrize("words", [("--help",), ("--next", "-h", "--", "x"), ("--bad", "--help"), ("w-1", "x", "-h")])
def test_help(words: tuple[str, ...], tmp_path: Path) -> None:
    done, _ = both(tmp_path, *words)
    assert done.exit == 0
    assert done.stdout.startswith(b"Usage: PROGRAM run (WORK | --next)")


def test_help_of_the_command_is_its_own(tmp_path: Path) -> None:
    done, _ = both(tmp_path, "--next", "--agent", "ann", "--", "sh", "-c", 'echo "$1"', "sh", "--help")
    assert (done.exit, done.stdout) == (0, b"--help\n")


def test_no_store(tmp_path: Path) -> None:
    for language in (BASH, PYTHON):
        done = call(language, tmp_path / "none", "run", "--next", "--agent", "ann", "--", "true")
        assert (done.exit, done.stderr.decode()) == (125, 'PROGRAM: run: no agent "ann" (not_found)\n')
