"""`audit`: the filters, over all segments."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.audit.support import alike, copied
from tests.coordinators import NOW, PYTHON, batch, call, line

SECOND = 10**9


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An item that was delayed, claimed, gone stale and taken back; others beside it, an agent of the same name."""
    store = tmp_path_factory.mktemp("stock") / "store"
    turns: tuple[tuple[int, tuple[str, ...]], ...] = (
        (0, ("register", "ann")),
        (0, ("register", "w-1")),
        (0, ("add", "delayed", "--not-before", "10s", "--id", "Own.Id")),
        (0, ("add", 'beside, "status":\t"claimed"\t')),
        (11, ("add", "another")),
        (12, ("claim", "Own.Id", "--agent", "ann")),
        (13, ("claim", "w-2", "--agent", "w-1")),
        (400, ("recover-stale", "reassign")),
        (401, ("claim", "Own.Id", "--agent", "ann")),
        (402, ("progress", "Own.Id", "5", "--agent", "ann", "--fence", "1")),
        (403, ("complete", "Own.Id", "--agent", "ann")),
    )
    for later, words in turns:
        answers = batch(PYTHON, store, [line(*words)], env={"SWARMSH_NOW_NS": str(NOW + later * SECOND)})
        assert answers[0]["exit"] in (0, 3), answers
    return store


def listed(store: Path, *words: str) -> list[str]:
    done = alike(store, "audit", "--print", "sequence,operation", *words, SWARMSH_NOW_NS=str(NOW + 410 * SECOND))
    assert done.exit == 0, done
    return [each.replace("\t", " ") for each in done.stdout.decode().splitlines()]


def test_work(stock: Path) -> None:
    all_of_it = ["3 add", "6 tick", "8 claim", "10 recover-stale", "11 claim", "12 progress", "13 complete"]
    assert listed(stock, "--work", "Own.Id") == all_of_it
    assert listed(stock, "--work", "Own.Id", "--limit", "2") == all_of_it[-2:]
    assert listed(stock, "--work", "Own.Id", "--from", "9") == all_of_it[3:]
    assert listed(stock, "--work", "Own.Id", "--operation", "claim") == ["8 claim", "11 claim"]
    assert listed(stock, "--work", "Own.Id", "--agent", "ann") == ["8 claim", "11 claim", "12 progress", "13 complete"]
    assert listed(stock, "--subject", "Own.Id") == [
        each for each in all_of_it if each not in ("6 tick", "10 recover-stale")
    ]
    assert listed(stock, "--work", "w-2") == ["4 add", "9 claim", "10 recover-stale"]
    assert listed(stock, "--work", "w-99") == []


def test_an_agent_of_the_same_name(stock: Path) -> None:
    """Entries about a record of another kind that is called alike are about that subject too."""
    assert listed(stock, "--work", "w-1") == ["2 register"]


def test_since(stock: Path) -> None:
    assert listed(stock, "--since", "9s") == ["11 claim", "12 progress", "13 complete"]
    assert listed(stock, "--since", "8s") == ["12 progress", "13 complete"]
    assert listed(stock, "--since", f"@{NOW // SECOND + 402}") == ["12 progress", "13 complete"]
    assert listed(stock, "--since", "2026-01-01T00:06:43Z") == ["13 complete"]
    assert listed(stock, "--since", "1d", "--work", "w-2", "--limit", "1") == ["10 recover-stale"]


def test_spans_name_the_item(stock: Path, tmp_path: Path) -> None:
    store = copied(stock, tmp_path / "store")
    listed(store, "--work", "Own.Id")
    bash, python = (store / "telemetry/side/000001.jsonl").read_bytes().splitlines()[-2:]
    assert bash == python
    assert b'{"key":"swarmsh.audit.filter.work","value":{"stringValue":"Own.Id"}}' in bash


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--work", "x", "--subject", "y"), "give at most one of --subject and --work"),
        (("--work", "", "--subject", ""), "give at most one of --subject and --work"),
        (("--work", ""), "option --work is empty"),
        (("--work", "x", "--work", "y"), "option --work is given twice"),
        (
            ("--work", "a b"),
            '--work: "a b" is not an identifier (1 to 64 of A-Z a-z 0-9 . _ -, the first a letter or digit)',
        ),
    ],
)
def test_wrong_words(words: tuple[str, ...], message: str, stock: Path) -> None:
    done = alike(stock, "audit", *words)
    assert (done.exit, done.stderr.decode()) == (2, f"PROGRAM: audit: {message} (usage)\n")


def test_the_old_listing(stock: Path) -> None:
    assert (
        call(PYTHON, stock, "audit", "--print", "sequence").stdout
        == "".join(f"{each}\n" for each in range(1, 14)).encode()
    )


def test_a_damaged_line(stock: Path, tmp_path: Path) -> None:
    """What looks at all lines tells more of it."""
    store = copied(stock, tmp_path / "store")
    path = store / "journal/000001.jsonl"
    path.write_bytes(path.read_bytes().replace(b'{"sequence":\t5\t', b'{"sequence":\t6\t'))
    done = alike(store, "audit", SWARMSH_NOW_NS=str(NOW + 410 * SECOND))
    message = f'PROGRAM: audit: {path} is damaged; run "PROGRAM audit-verify" (damaged)\n'
    assert (done.exit, done.stdout, done.stderr.decode()) == (9, b"", message)
