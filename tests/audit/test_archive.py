"""`audit-archive`: old segments are put away, and nothing misses them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.audit.support import alike, copied, findings, same, segment, stocked
from tests.coordinators import LANGUAGES, NOW, PYTHON, batch, call, line, tree

DAY = 86_400 * 10**9


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A segment that was closed on the first day, one that was closed on the third, and an open one."""
    store = stocked(tmp_path_factory.mktemp("stock"), 1500)
    rows = [line("progress", "First", "1", "--agent", "bob")] * 510
    assert {each["exit"] for each in batch(PYTHON, store, rows, env={"SWARMSH_NOW_NS": str(NOW + 2 * DAY)})} == {0}
    return store


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed segment and some entries more."""
    return stocked(tmp_path_factory.mktemp("small"), 1005)


def at(days: float) -> dict[str, str]:
    return {"SWARMSH_NOW_NS": str(NOW + int(days * DAY))}


def both(stock: Path, folder: Path) -> tuple[Path, Path]:
    return copied(stock, folder / "bash"), copied(stock, folder / "python")


def names(store: Path) -> list[str]:
    return sorted(str(path.relative_to(store / "journal")) for path in (store / "journal").rglob("*.jsonl"))


def test_what_is_old_enough(stock: Path, tmp_path: Path) -> None:
    one, other = both(stock, tmp_path)
    whole = {path.removeprefix("journal/"): data for path, data in tree(one).items() if path.startswith("journal/")}
    assert same(one, other, "audit-archive", **at(30)).stdout == b"audit-archive: 0 segments moved, 3 left\n"
    assert not (one / "journal/archive").exists()
    done = same(one, other, "audit-archive", "--days", "7", "--json", **at(7.1))
    assert done.stdout == b'{"moved":1,"left":2}\n'
    assert names(one) == ["000002.jsonl", "000003.jsonl", "archive/000001.jsonl"]
    assert same(one, other, "audit-archive", **at(33)).stdout == b"audit-archive: 1 segments moved, 1 left\n"
    assert names(one) == ["000003.jsonl", "archive/000001.jsonl", "archive/000002.jsonl"]
    assert same(one, other, "audit-archive", **at(99)).stdout == b"audit-archive: 0 segments moved, 1 left\n"
    bash, python = ((store / "telemetry/side/000003.jsonl").read_bytes() for store in (one, other))
    assert bash == python
    assert bash.count(b'"name":"swarmsh.audit.archive"') == 4
    away = {path.name: path.read_bytes() for path in (one / "journal").rglob("*.jsonl")}
    assert away == whole


def test_everything_reads_it(small: Path, tmp_path: Path) -> None:
    """What looks at the journal answers as before; so do keys."""
    one, other = both(small, tmp_path)
    words: tuple[tuple[str, ...], ...] = (
        ("audit", "--from", "995"),
        ("audit", "--subject", "First", "--from", "997", "--limit", "4"),
        ("audit-verify",),
    )
    before = [alike(one, *each, **at(3)) for each in words]
    assert same(one, other, "audit-archive", **at(40)).exit == 0
    assert [alike(one, *each, **at(3)) for each in words] == before
    assert b"\nsegments: 2\nsealed: 1\narchived: 1\n" in alike(one, "audit-stats", **at(3)).stdout
    key = ("add", "first “é\\”", "--details", "secret " * 100, "--key", "k.1", "--id", "First")
    assert same(one, other, *key, **at(3)).stdout == b"First\n"
    assert call(PYTHON, one, "telemetry", "archive", env=at(50)).exit == 0
    assert names(one) == ["000002.jsonl", "archive/000001.jsonl"]
    assert call(PYTHON, one, "replay", "--check", env=at(3)).exit == 0


def test_damage_in_the_archive(small: Path, tmp_path: Path) -> None:
    store = copied(small, tmp_path / "store")
    assert call(LANGUAGES[0], store, "audit-archive", env=at(40)).exit == 0
    path = store / "journal/archive/000001.jsonl"
    data = path.read_bytes()
    path.write_bytes(data[: data.rindex(b"\n", 0, -1) + 1])
    done = alike(store, "audit-verify", "--json", **at(3))
    assert findings(done) == [(1, 1000, "deleted")]
    assert b'"path":"journal/archive/000001.jsonl"' in done.stdout
    path.unlink()
    assert findings(alike(store, "audit-verify", "--json", **at(3))) == [(1, None, "deleted")]


def test_redact_reaches_it(small: Path, tmp_path: Path) -> None:
    one, other = both(small, tmp_path)
    assert same(one, other, "audit-archive", **at(40)).exit == 0
    assert same(one, other, "redact", "First", **at(40)).exit == 0
    assert names(one) == ["000002.jsonl", "archive/000001.jsonl"]
    assert not any(b"secret" in data for data in tree(one).values())
    assert alike(one, "audit-verify", **at(40)).exit == 0
    assert call(PYTHON, one, "replay", "--check", env=at(40)).exit == 0


def test_a_store_is_rebuilt_from_it(small: Path, tmp_path: Path) -> None:
    for language in LANGUAGES:
        store = copied(small, tmp_path / language.name)
        assert call(language, store, "audit-archive", env=at(40)).exit == 0
        before = {path: data for path, data in tree(store).items() if not path.startswith("telemetry/")}
        for path in sorted((store / "records/work/0").iterdir()):
            path.unlink()
        assert call(language, store, "repair", env=at(40)).exit == 0
        after = {path: data for path, data in tree(store).items() if not path.startswith("telemetry/")}
        assert after == before


def test_nothing_is_overwritten(stock: Path, tmp_path: Path) -> None:
    store = copied(stock, tmp_path / "store")
    (store / "journal/archive").mkdir()
    (store / "journal/archive/000001.jsonl").write_bytes(b"")
    done = alike(store, "audit-archive", **at(40))
    message = (
        f'PROGRAM: audit-archive: {store}/journal/archive/000001.jsonl is damaged; run "PROGRAM doctor" (damaged)\n'
    )
    assert (done.exit, done.stderr.decode()) == (9, message)
    assert segment(store, 1).exists()
    os.unlink(store / "journal/archive/000001.jsonl")
    os.rmdir(store / "journal/archive")
    (store / "journal/archive").symlink_to(tmp_path)
    done = alike(store, "audit-archive", **at(40))
    assert (done.exit, done.stderr) == (
        5,
        f"PROGRAM: audit-archive: {store}/journal/archive is a symbolic link (permission)\n".encode(),
    )


def test_wrong_words(stock: Path) -> None:
    for words, message in (
        (("--days", "6"), "--days: 6 is not between 7 and 36500"),
        (("--days", "x"), '--days: "x" is not a whole number'),
        (("--days", ""), "option --days is empty"),
        (("x",), 'unexpected argument "x"'),
    ):
        done = alike(stock, "audit-archive", *words)
        assert (done.exit, done.stderr.decode()) == (2, f"PROGRAM: audit-archive: {message} (usage)\n")
