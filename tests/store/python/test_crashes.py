"""Torn lines and disks that fill up: afterwards an operation has happened or it has not. Kills at every change are in
`tests/crash`.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from swarmsh._hot import stops
from swarmsh._hot.store import Call, Store
from tests.store.python import operations
from tests.store.python.support import (
    NOW,
    Trouble,
    act,
    copied,
    entries,
    fix,
    killing,
    opened,
    snapshot,
)

LONG = f'"{"x" * 500}"'
CALLS: dict[str, Callable[[], Call]] = {
    "add": lambda: operations.add(LONG, id="Long.One", note=LONG, key="k.9", request="[]", answer=lambda _: ["1"]),
    "take": lambda: operations.take("a-1"),
    "refused": lambda: operations.end("w-1", fence=2),
}


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with an agent and a few items of work, one of them due soon."""
    folder = tmp_path_factory.mktemp("crashes") / "data"
    with pytest.MonkeyPatch.context() as patch:
        fix(patch, NOW - 10)
        store = opened(folder)
        store.run(operations.enlist())
        for priority in ("low", "high", "low"):
            store.run(operations.add('"work"', priority=priority))
        store.run(operations.add('"soon"', at=NOW - 5))
    return folder


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store whose next entry opens a segment."""
    folder = tmp_path_factory.mktemp("full") / "data"
    with pytest.MonkeyPatch.context() as patch:
        fix(patch, NOW - 10)
        store = opened(folder)
        for _ in range(999):
            store.run(operations.enlist())
        store.run(operations.add('"work"'))
    return folder


def outcomes(base: Path, call: Callable[[], Call]) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """What a store holds without and with an operation."""
    before, after = copied(base, "before"), copied(base, "after")
    act(after, call())
    for folder in (before, after):
        act(folder, operations.look())
    return snapshot(before), snapshot(after)


def test_a_new_segment_seals_the_last(full: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fix(monkeypatch)
    folder = copied(full, "sealed")
    act(folder, operations.take("a-1"))
    sealed = hashlib.sha256((folder / "journal/000001.jsonl").read_bytes()).hexdigest()
    lines = entries(folder)
    assert [lines[place][19] for place in (0, 999, 1000)] == ["null", "null", f'"{sealed}"']
    state = (folder / "state").read_text().split("\t")
    assert state[3:8:2] == [
        "1001",
        *(str((folder / f"{one}/000002.jsonl").stat().st_size) for one in ("journal", "telemetry/traces")),
    ]


def committed_only(folder: Path) -> None:
    """Runs an operation that dies when its line is written and nothing else."""
    size = (folder / "journal/000001.jsonl").stat().st_size
    place = 1
    spare = copied(folder, "spare")
    while (folder / "journal/000001.jsonl").stat().st_size == size:
        shutil.rmtree(folder)
        shutil.copytree(spare, folder)
        killing(lambda: act(folder, CALLS["add"]()), place, False)
        place += 1


def test_torn_anywhere_in_a_line(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fix(monkeypatch)
    monkeypatch.setenv("TELEMETRY_ENABLED", "false")
    before, after = outcomes(base, CALLS["add"])
    folder = copied(base, "torn")
    act(folder, operations.look())
    start = (folder / "journal/000001.jsonl").stat().st_size
    committed_only(folder)
    journal = (folder / "journal/000001.jsonl").read_bytes()
    spare = copied(folder, "spare")
    kept = snapshot(folder)
    assert kept["state"].startswith(b'{"dirty":\t1')
    tails = [journal[:end] for end in range(start, len(journal) + 1)]
    tails += [journal + b"\n", journal + journal[start:], journal[:-1] + b" \n", journal[:start] + b"\0" * 9]
    for place, tail in enumerate(tails):
        for path, data in (("journal/000001.jsonl", tail), ("state", kept["state"])):
            with (folder / path).open("r+b") as file:  # in place: truncating first waits for the disk
                file.write(data)
                file.truncate()
        opened(folder).run(operations.look())
        expected = after if tail == journal else before
        assert (folder / "state").read_bytes() == expected["state"]
        assert (folder / "journal/000001.jsonl").read_bytes() == expected["journal/000001.jsonl"]
        assert place % 100 or snapshot(folder) == expected
        if tail == journal:
            assert snapshot(folder) == expected
            shutil.rmtree(folder)
            shutil.copytree(spare, folder)


def test_a_journal_that_is_too_short_is_damage(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fix(monkeypatch)
    folder = copied(base, "short")
    act(folder, operations.look())
    committed_only(folder)
    journal = folder / "journal/000001.jsonl"
    journal.write_bytes(journal.read_bytes()[:100])
    with pytest.raises(stops.Damaged) as found:
        opened(folder).run(operations.look())
    assert found.value.text("x") == f'{journal} is damaged; run "x repair"' and found.value.exit == 9


def failing(store: Store, call: Call, place: int, last: bool) -> tuple[str, int]:
    """Runs `call` on a disk that is full at one change, or from there on, unless the reserve is given back. The
    outcome, and how many changes there were.
    """
    given = []

    def fill(name: str, words: tuple[object, ...]) -> None:
        if name == "unlink":
            given.append(words)
        elif last:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        elif not given:
            trouble.place += 1
            if name == "ftruncate" or b'{"dirty"' in bytes(str(words), "ascii", "replace"):
                return  # neither needs room
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    trouble = Trouble(place, fill)
    with pytest.MonkeyPatch.context() as patch:
        trouble.install(lambda name, value: patch.setattr(os, name, value))
        try:
            store.run(call)
        except stops.StorageFailed:
            return "failed", trouble.count
        except stops.Refused:
            pass
    return "done", trouble.count


@pytest.mark.parametrize("last", [True, False], ids=["once", "on"])
@pytest.mark.parametrize("name", ["add", "take", "refused"])
def test_a_full_disk(
    base: Path, name: str, last: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fix(monkeypatch)
    monkeypatch.setenv("TELEMETRY_ENABLED", "false")
    folder = copied(base, "full")
    act(folder, operations.look())
    folder = copied(folder, "ready")
    before, after = outcomes(folder, CALLS[name])
    seen, place, count = [], 0, 0
    while place <= count:
        place += 1
        trial = copied(folder, "trial")
        store = opened(trial)
        outcome, count = failing(store, CALLS[name](), place, last)
        seen.append(outcome)
        assert (trial / "state").read_bytes().startswith(b'{"dirty":\t0'), "the reserve helps, or nothing was changed"
        assert snapshot(trial) == (after if outcome == "done" else before)
        assert outcome == "done" or snapshot(trial)["state"] == before["state"]
        store.run(operations.look())
        assert (trial / "reserve").stat().st_size == 1 << 20
        assert snapshot(trial) == (after if outcome == "done" else before)
    helped = name == "refused" and not last  # `end` frees something: the reserve makes room for its line
    assert seen == sorted(seen, reverse=True) and set(seen) == ({"done"} if helped else {"done", "failed"})
    assert capsys.readouterr().err == ""


def test_a_disk_that_stays_full(
    base: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Once the line is written the operation is done; without room the next one ends it."""
    fix(monkeypatch)
    monkeypatch.setenv("TELEMETRY_ENABLED", "false")
    folder = copied(base, "ready")
    act(folder, operations.look())
    before, after = outcomes(folder, CALLS["take"])
    real = os.pwrite
    full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def refuse(descriptor: int, data: bytes, offset: int) -> int:
        if b'{"number"' in data or len(data) > 9999:
            raise full
        return real(descriptor, data, offset)

    monkeypatch.setattr(os, "pwrite", refuse)
    opened(folder).run(operations.take("a-1"))
    assert "done, but the disk is full; the next operation ends the writing" in capsys.readouterr().err
    assert (folder / "state").read_bytes().startswith(b'{"dirty":\t1') and not (folder / "reserve").exists()
    with pytest.raises(stops.StorageFailed, match="nothing was changed"):
        opened(folder).run(operations.take("a-1"))
    monkeypatch.setattr(
        os, "pwrite", lambda fd, data, at: refuse(fd, data, at) if len(data) > 9999 else real(fd, data, at)
    )
    with pytest.raises(stops.StorageFailed):
        opened(folder).run(operations.enlist())
    assert snapshot(folder) == after != before
    opened(folder).run(operations.end("w-2"))  # operations that free go on
    monkeypatch.setattr(os, "pwrite", real)
    opened(folder).run(operations.enlist())
    assert (folder / "reserve").stat().st_size == 1 << 20


def test_a_part_of_a_line_that_cannot_be_taken_away(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The store stays dirty, so that the next operation tries that again."""
    fix(monkeypatch)
    folder = copied(base, "ready")
    act(folder, operations.look())
    before, after = outcomes(folder, CALLS["take"])
    real = os.write

    def half(descriptor: int, data: bytes) -> int:
        if data.startswith(b'{"sequence"'):
            real(descriptor, data[: len(data) // 2])
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return real(descriptor, data)

    def stuck(descriptor: int, size: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    with monkeypatch.context() as broken:
        broken.setattr(os, "write", half)
        broken.setattr(os, "ftruncate", stuck)
        with pytest.raises(stops.StorageFailed, match="nothing was changed"):
            opened(folder).run(operations.take("a-1"))
    assert (folder / "state").read_bytes().startswith(b'{"dirty":\t1')
    act(folder, operations.look())
    assert snapshot(folder) == before
    act(folder, CALLS["take"]())
    act(folder, operations.look())
    assert snapshot(folder) == after


def test_a_span_that_cannot_be_written_is_counted(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fix(monkeypatch)
    folder = copied(base, "lost")
    traces = folder / "telemetry/traces/000001.jsonl"
    traces.unlink()
    traces.mkdir()
    size = (folder / "state").read_text().split("\t")[7]
    opened(folder).run(operations.take("a-1"))
    assert (folder / "state").read_text().split("\t")[7:14:2] == [size, str(NOW), "null", "1"]
