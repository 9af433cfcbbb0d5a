"""`audit-stats`: what the journal holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.audit.support import alike, copied, segment, stocked
from tests.coordinators import PYTHON, call


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return stocked(tmp_path_factory.mktemp("stock"), 1010)


def test_text(stock: Path) -> None:
    size = sum(segment(stock, number).stat().st_size for number in (1, 2))
    assert alike(stock, "audit-stats").stdout.decode().splitlines() == [
        "entries: 1010",
        "first: 2026-01-01T00:00:00.000Z",
        "last: 2026-01-01T00:00:00.000Z",
        "segments: 2",
        "sealed: 1",
        "archived: 0",
        f"bytes: {size}",
        "KIND         OPERATION  EXIT  ENTRIES",
        "operation    add        0     2",
        "operation    claim      0     2",
        "operation    progress   0     1002",
        "operation    register   0     2",
        "operation    release    0     1",
        "stale_fence  progress   3     1",
    ]


def test_forced_releases(tmp_path: Path) -> None:
    store = tmp_path / "store"
    words = (
        *(("register", "ann"), ("register", "bob")),
        *(("lock", "acquire", name, "--agent", "ann") for name in ("one", "two", "three")),
        *(("lock", "release", "two", "--agent", "bob", "--force"), ("lock", "release", "one", "--agent", "ann")),
    )
    for each in words:
        assert call(PYTHON, store, *each).exit == 0
    assert alike(store, "audit-stats").stdout.decode().splitlines()[-4:] == [
        "forced_release  lock-release  0     1",
        "operation       lock-acquire  0     3",
        "operation       lock-release  0     1",
        "operation       register      0     2",
    ]


def test_json(stock: Path) -> None:
    size = sum(segment(stock, number).stat().st_size for number in (1, 2))
    head = '{"entries":1010,"first_sequence":1,"last_sequence":1010,"first_time":"1767225600000000000"'
    head += f',"last_time":"1767225600000000000","segments":2,"sealed":1,"archived":0,"bytes":{size},"rows":['
    done = alike(stock, "audit-stats", "--json").stdout.decode()
    assert done.startswith(head + '{"kind":"operation","operation":"add","exit":0,"entries":2},')
    assert done.endswith('{"kind":"stale_fence","operation":"progress","exit":3,"entries":1}]}\n')


def test_bytes_behind_the_last_entry_do_not_count(stock: Path, tmp_path: Path) -> None:
    store = copied(stock, tmp_path / "store")
    before = alike(store, "audit-stats")
    with segment(store, 2).open("ab") as file:
        file.write(b"half a line")
    assert alike(store, "audit-stats") == before


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"time":\t1', b'"time":\t01'),
        (b'"operation":\t"progress"', b'"operation":\t"pro gress"'),
        (b'"exit":\t0', b'"exit":\tx'),
        (b'{"sequence":\t700\t', b'{"sequence":\t701\t'),
        (b'{"sequence":\t700\t', b'{"sequence":\t700 '),
    ],
)
def test_lines_without_their_form(old: bytes, new: bytes, stock: Path, tmp_path: Path) -> None:
    store = copied(stock, tmp_path / "store")
    data = segment(store, 1).read_bytes()
    place = data.index(b'{"sequence":\t700\t')
    segment(store, 1).write_bytes(data[:place] + data[place:].replace(old, new, 1))
    done = alike(store, "audit-stats")
    message = f'PROGRAM: audit-stats: {store}/journal/000001.jsonl is damaged; run "PROGRAM audit-verify" (damaged)\n'
    assert (done.exit, done.stderr.decode()) == (9, message)
