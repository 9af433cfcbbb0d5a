"""The commands that every pattern has, in this process: `audit`, `doctor`, `migrate`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest

from swarmgen.model import ir
from swarmgen.model.datatypes import Int, Optional, Reference, Text
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


def changed(change: Callable[[ir.Record], ir.Record]) -> ir.Pattern:
    """The pattern with other jobs."""
    own = read()[1]
    records = tuple(change(record) if record.name == "job" else record for record in own.records)
    return replace(own, records=records, layout="fedcba9876543210")


def with_field(record: ir.Record) -> ir.Record:
    """Jobs with a rating and a remark, without a price; slots are larger."""
    place = record.place
    rating = ir.Field(name="rating", type=Int(0, 9), brief="A rating.", initial=5, place=place)
    remark = ir.Field(name="remark", type=Optional(Text(100)), brief="A remark.", place=place)
    kept = tuple(field for field in record.fields if field.name != "queued")
    return replace(record, fields=(*kept[:3], rating, *record.fields[3:], remark), slot=record.slot * 2)


def with_link(record: ir.Record) -> ir.Record:
    """Jobs that are in one more list."""
    link = ir.Field(
        name="pile_next", type=Optional(Reference("job")), brief="", initial=None, link=True, place=record.place
    )
    return replace(record, fields=(*record.fields, link))


def test_a_store_is_brought_to_another_layout(
    source: Path, data: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with importable(source):
        old = runner(capfd)
        old("hire", "ann")
        for number in range(1010):
            old("order", f"job {number}" + " long" * 190 * (number == 3), "--key", f"k{number}")
        old("take", "ann")
        before = json.loads(old("job", "j-4", "--json")[1])
    with importable(build(tmp_path / "new", changed(with_field))):
        new = runner(capfd)
        code, _, err = new("jobs")
        assert code == 9 and err.endswith('run "press press migrate" (damaged)\n')
        layout = read()[1].layout
        assert new("migrate") == (0, f"migrated from layout {layout} to fedcba9876543210\n", "")
        after = json.loads(new("job", "j-4", "--json")[1])
        assert after == {**before, "rating": 5, "remark": None}
        assert new("order", "job 7", "--key", "k7")[1].startswith("j-8 ")
        assert new("take", "ann")[1] == "j-2: job 1\n"
        assert new("doctor")[0] == 0
        assert new("audit", "--print", "sequence", "--limit", "1")[1] == "1013\n"
        assert not (data / "migrate").exists()
        sealed = json.loads((data / "journal" / "000002.jsonl").read_text().split("\n")[0])["seal"]
        from hashlib import sha256

        assert sealed == sha256((data / "journal" / "000001.jsonl").read_bytes()).hexdigest()


def test_other_lists_are_not_migrated(
    source: Path, data: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with importable(source):
        runner(capfd)("order", "x")
    files = {path: path.read_bytes() for path in data.rglob("*") if path.is_file()}
    with importable(build(tmp_path / "new", changed(with_link))):
        code, _, err = runner(capfd)("migrate")
        assert code == 9 and "the queues, lists or due times of job are others now" in err
    assert {path: path.read_bytes() for path in files} == files
