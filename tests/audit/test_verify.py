"""`audit-verify`: whatever happens to a sealed segment is found, and its segment is named."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.audit.support import alike, copied, findings, segment, stocked
from tests.coordinators import LANGUAGES, call

ROUNDS = int(os.environ.get("AUDIT_ROUNDS", "8"))
"""How many segments are changed at random; each is checked by both languages."""


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two sealed segments and 205 entries more."""
    return stocked(tmp_path_factory.mktemp("stock"), 2205)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Few entries, sealed on demand: what looks for a line folds all of them, which takes bash long."""
    store = stocked(tmp_path_factory.mktemp("small"), 80)
    assert call(LANGUAGES[0], store, "audit-seal").exit == 0
    return store


def lines(store: Path, number: int) -> list[bytes]:
    return segment(store, number).read_bytes().splitlines(keepends=True)


def put(store: Path, number: int, changed: list[bytes]) -> None:
    segment(store, number).write_bytes(b"".join(changed))


def test_a_journal_that_is_whole(stock: Path) -> None:
    done = alike(stock, "audit-verify")
    assert (done.exit, done.stdout) == (0, b"audit-verify: 2205 entries, 3 segments, 2 sealed\n")
    done = alike(stock, "audit-verify", "--json")
    assert done.stdout == b'{"entries":2205,"segments":3,"sealed":2,"torn":null,"findings":[]}\n'


def test_spans_are_the_same(stock: Path, tmp_path: Path) -> None:
    store = copied(stock, tmp_path / "store")
    put(store, 1, lines(store, 1)[:-1])
    for words in (("audit-verify",), ("audit-stats",)):
        alike(store, *words)
        bash, python = (store / "telemetry/side/000003.jsonl").read_bytes().splitlines()[-2:]
        assert bash == python
        assert b'"swarmsh.audit.' in bash


def test_without_data(tmp_path: Path) -> None:
    for name in ("audit-verify", "audit-stats", "audit-seal"):
        done = alike(tmp_path / "none", name)
        assert (done.exit, done.stdout) == (12, b"")
    assert not (tmp_path / "none").exists()


Change = Callable[[list[bytes]], list[bytes]]
CHANGES: tuple[tuple[str, Change, int | None, str], ...] = (
    ("a line is deleted", lambda each: each[:499] + each[500:], 500, "deleted"),
    ("the first line is deleted", lambda each: each[1:], 1, "deleted"),
    ("the last line is deleted", lambda each: each[:-1], 1000, "deleted"),
    ("two lines change places", lambda each: [*each[:9], each[20], *each[10:20], each[9], *each[21:]], 10, "reordered"),
    ("a line is there twice", lambda each: [*each[:300], each[299], *each[300:]], 301, "reordered"),
    ("a line is another one", lambda each: [*each[:300], each[299], *each[301:]], 301, "edited"),
    ("it ends within a line", lambda each: [*each[:700], each[700][:200]], 701, "deleted"),
    ("it goes on after its end", lambda each: [*each, each[-1]], 1001, "edited"),
    ("a byte of a key", lambda each: [*each[:70], each[70].replace(b'"exit"', b'"Exit"'), *each[71:]], 71, "edited"),
    ("a number", lambda each: [*each[:70], each[70].replace(b'"exit":\t0', b'"exit":\t00'), *each[71:]], 71, "edited"),
    ("a zero byte", lambda each: [*each[:80], each[80].replace(b"bob", b"b\0b"), *each[81:]], 81, "edited"),
    ("a time", lambda each: [*each[:90], each[90].replace(b"\t1767", b"\t1766"), *each[91:]], 91, "edited"),
    (
        "a value",
        lambda each: [*each[:60], each[60].replace(b'"agent":\t"bob"', b'"agent":\t"ann"'), *each[61:]],
        None,
        "edited",
    ),
    (
        "half a record",
        lambda each: [*each[:60], each[60].replace(b'["work",1', b'["worl",1'), *each[61:]],
        61,
        "edited",
    ),
    ("it is empty", lambda each: [], 1, "deleted"),
)


@pytest.mark.parametrize(
    ("change", "line", "violation"), [each[1:] for each in CHANGES], ids=[each[0] for each in CHANGES]
)
def test_a_change_is_named(
    change: Change, line: int | None, violation: str, stock: Path, small: Path, tmp_path: Path
) -> None:
    store = copied(stock if line else small, tmp_path / "store")
    number = 1 + len(violation) % 2 if line else 1
    before = lines(store, number)
    put(store, number, change(before))
    assert lines(store, number) != before
    done = alike(store, "audit-verify", "--json")
    assert (done.exit, findings(done)) == (11, [(number, line, violation)])
    done = alike(store, "audit-verify")
    place = f"line {line}: " if line else ""
    assert done.stdout.startswith(f"journal/{number:06d}.jsonl: {place}{violation}: ".encode())


def test_files_that_are_missing_or_exchanged(stock: Path, tmp_path: Path) -> None:
    store = copied(stock, tmp_path / "store")
    one, two = segment(store, 1).read_bytes(), segment(store, 2).read_bytes()
    segment(store, 1).unlink()
    assert findings(alike(store, "audit-verify", "--json")) == [(1, None, "deleted")]
    segment(store, 1).write_bytes(two)
    segment(store, 2).write_bytes(one)
    assert [each[:2] for each in findings(alike(store, "audit-verify", "--json"))] == [(1, 1), (2, 1)]


def test_a_seal_that_was_edited(stock: Path, tmp_path: Path) -> None:
    store = copied(stock, tmp_path / "store")
    first, *rest = lines(store, 2)
    head, mark, after = first.partition(b'"seal":\t"')
    put(store, 2, [head + mark + (b"0" if after[:1] != b"0" else b"1") + after[1:], *rest])
    assert findings(alike(store, "audit-verify", "--json")) == [(2, 1, "broken_chain")]
    store = copied(stock, tmp_path / "other")
    first, *rest = lines(store, 3)
    put(store, 3, [first.replace(b'"seal":\t"', b'"seal":\t"0', 1), *rest])
    assert findings(alike(store, "audit-verify", "--json")) == [(3, 1, "edited")]


def test_what_the_records_show(small: Path, tmp_path: Path) -> None:
    """A text that was never written again: its file tells which line was edited."""
    store = copied(small, tmp_path / "store")
    before = lines(store, 1)
    put(store, 1, [*before[:2], before[2].replace(b"secret", b"public"), *before[3:]])
    assert findings(alike(store, "audit-verify", "--json")) == [(1, 3, "edited")]


def test_a_torn_tail_is_no_violation(stock: Path, tmp_path: Path) -> None:
    store = copied(stock, tmp_path / "store")
    with segment(store, 3).open("ab") as file:
        file.write(lines(store, 3)[-1][:50])
    done = alike(store, "audit-verify")
    assert done.exit == 0
    assert done.stdout.splitlines() == [
        b"journal/000003.jsonl: line 206: torn_tail: what comes before it is not affected",
        b"audit-verify: 2205 entries, 3 segments, 2 sealed",
    ]
    put(store, 1, lines(store, 1)[1:])
    done = alike(store, "audit-verify", "--json")
    assert b'"torn":{"path":"journal/000003.jsonl","line":206}' in done.stdout
    assert (done.exit, findings(done)) == (11, [(1, 1, "deleted")])


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_any_byte_of_what_is_sealed(seed: int, stock: Path, small: Path, tmp_path: Path) -> None:
    """One byte is another one, or is gone, or one is there besides."""
    chosen = random.Random(seed)
    is_small = seed % 4 > 0
    store = copied(small if is_small else stock, tmp_path / "store")
    number = 1 if is_small else chosen.choice((1, 2))
    data = segment(store, number).read_bytes()
    place = chosen.randrange(data.rindex(b"\n", 0, -1) + 1 if is_small else len(data))
    changed = (
        data[:place] + bytes([data[place] ^ 1 << chosen.randrange(8)]) + data[place + 1 :],
        data[:place] + data[place + 1 :],
        data[:place] + bytes([chosen.randrange(256)]) + data[place:],
    )[0 if is_small else seed // 4 % 3]  # another length tells at the end of an open segment
    segment(store, number).write_bytes(changed)
    done = alike(store, "audit-verify", "--json")
    found = findings(done)
    assert done.exit == 11, f"seed {seed}"
    named = [each[0] for each in found]
    assert named == [number], f"seed {seed}: byte {place} of segment {number}: {found}"
    line = found[0][1]
    assert line is None or abs(line - data.count(b"\n", 0, place) - 1) <= 1, f"seed {seed}: byte {place}: {found}"


def test_wrong_words(stock: Path) -> None:
    for name in ("audit-verify", "audit-stats", "audit-seal"):
        assert alike(stock, name, "x").stderr == f'PROGRAM: {name}: unexpected argument "x" (usage)\n'.encode()
        assert alike(stock, name, "--print", "x").exit == 2
        for language in LANGUAGES:
            done = call(language, stock, name, "--json", "--help")
            assert (done.exit, done.stdout.split(b"\n")[0]) == (0, f"Usage: PROGRAM {name} [--json]".encode())
