"""The commands that every pattern has, in this process: `audit`, `doctor`, `migrate`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

import pytest

from tests.unit.swarmgen.backends.python.patterns.press import build, importable, read

NOW = 1_767_225_600_000_000_000
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("press"))


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SWARMSH_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("SWARMSH_NOW_NS", str(NOW))
    monkeypatch.setenv("SWARMSH_ID_SEED", "1")
    return tmp_path / "data"


@pytest.fixture
def run(source: Path, data: Path, capfd: pytest.CaptureFixture[str]) -> Iterator[Run]:
    with importable(source):
        yield runner(capfd)


def runner(capfd: pytest.CaptureFixture[str]) -> Run:
    start = import_module("press._hot.main").start

    def run(*words: str) -> tuple[int, str, str]:
        code = start(["press", *words])
        out, err = capfd.readouterr()
        return code, out, err

    return run


def test_audit(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("audit") == (12, "", "press press: audit: there is no store in " + _folder() + " (no_data)\n")
    run("hire", "ann")
    run("order", "x")
    monkeypatch.setenv("SWARMSH_NOW_NS", str(NOW + 90 * 10**9))
    run("take", "ann")
    assert run("audit")[1] == (
        "SEQUENCE  TIME                      OPERATION  AGENT  SUBJECT  EXIT\n"
        "1         2026-01-01T00:00:00.000Z  hire       -      ann      0\n"
        "2         2026-01-01T00:00:00.000Z  order      -      j-1      0\n"
        "3         2026-01-01T00:01:30.000Z  take       -      ann      0\n"
    )
    assert run("audit", "--print", "sequence,time", "--since", "60s")[1] == f"3\t{NOW + 90 * 10**9}\n"
    assert run("audit", "--print", "sequence", "--limit", "2")[1] == "2\n3\n"
    assert run("audit", "--print", "sequence", "--subject", "ann", "--from", "2")[1] == "3\n"
    assert run("audit", "--print", "subject", "--operation", "order")[1] == "j-1\n"
    assert run("audit", "--agent", "bob") == (0, "", "")
    assert json.loads(run("audit", "--json", "--limit", "1")[1]) == {
        "rows": [
            {
                "sequence": 3,
                "time": str(NOW + 90 * 10**9),
                "operation": "take",
                "agent": None,
                "subject": "ann",
                "exit": 0,
            }
        ],
        "from_sequence": 3,
        "to_sequence": 3,
        "next": None,
    }


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--limit", "0"), "--limit: 0 is not between 1 and 10000"),
        (("--limit", ""), "option --limit is empty"),
        (("--since", "x"), '--since: "x" is not a time like 2026-01-31T12:00:00Z, @SECONDS or 90s'),
        (
            ("--agent", "-"),
            '--agent: "-" is not an identifier (1 to 64 of A-Z a-z 0-9 . _ -, the first a letter or digit)',
        ),
        (("--what",), 'unknown option "--what"; see "press press help audit"'),
        (("--print", "id"), '--print: no field "id"; known: sequence, time, operation, agent, subject, exit'),
        (("x",), 'unexpected argument "x"'),
    ],
)
def test_audit_refuses(words: tuple[str, ...], message: str, run: Run) -> None:
    run("hire")
    assert run("audit", *words) == (2, "", f"press press: audit: {message} (usage)\n")


def test_doctor(run: Run, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code, out, _ = run("doctor")
    assert code == 0 and f"warn data directory: {data} is not there yet\n" in out
    run("order", "x")
    code, out, _ = run("doctor")
    assert code == 0 and [line[:4] for line in out.splitlines()] == ["ok  "] * 7
    assert [line[5:].partition(":")[0] for line in out.splitlines()] == [
        "python",
        "lock",
        "data directory",
        "format",
        "state",
        "journal",
        "space",
    ]
    monkeypatch.setenv("SWARMSH_NOW_NS", str(NOW - 601 * 10**9))
    assert run("order", "y")[0] == 9
    assert run("doctor")[0] == 11
    assert run("doctor", "--accept-clock")[0] == 0
    assert run("order", "y")[1].startswith("j-2 ")
    assert run("audit", "--print", "operation")[1] == "order\ndoctor\norder\n"
    with (data / "journal" / "000001.jsonl").open("ab") as journal:
        journal.write(b"torn")
    code, out, _ = run("doctor")
    assert code == 11 and "fail journal: " in out


def test_migrate_has_nothing_to_do(run: Run) -> None:
    assert run("migrate")[0] == 12
    run("hire", "ann")
    assert run("migrate") == (0, f"the store has layout {read()[1].layout} already\n", "")


def _folder() -> str:
    import os

    return os.environ["SWARMSH_DATA_DIR"]
