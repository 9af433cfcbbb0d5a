"""What a store does not touch, and what it says then."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from swarmsh._hot import lock, stops
from swarmsh._hot.store import Call
from tests.permissions import permissions_hold
from tests.store.python import operations, small
from tests.store.python.support import NOW, SECOND, entries, fix, opened, snapshot

FILES = (
    "lock",
    "format",
    "state",
    "journal/000001.jsonl",
    "records/work/0/1",
    "records/agent/0/1",
    "ids/work/_x/own.x",
)
FOLDERS = ("journal", "records", "records/work", "records/work/0", "ids", "ids/work/_x", "keys")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    fix(monkeypatch)
    store = opened(tmp_path / "data")
    store.run(operations.enlist())
    store.run(operations.add('"work"', id="own.x"))
    return tmp_path / "data"


def refused(folder: Path, exit: int) -> str:
    """The message of an operation that uses every file in `FILES`; nothing changes."""
    before = snapshot(folder)

    def steps(tx: Any) -> None:
        tx.get(small.Work, "own.x")
        tx.create(small.Work, "other_x")
        operations.take("a-1").steps(tx)

    with pytest.raises(stops.Stop) as found:
        opened(folder).run(Call("touch", "swarmsh.touch", steps, key="k"))
    assert found.value.exit == exit
    assert snapshot(folder) == before
    return found.value.text("prog").replace(str(folder), "DIR")


@pytest.mark.parametrize("path", FILES)
def test_symbolic_links(folder: Path, path: str) -> None:
    (folder / path).rename(folder.with_name("elsewhere"))
    (folder / path).symlink_to(folder.with_name("elsewhere"))
    assert refused(folder, 5) == f"DIR/{path} is a symbolic link"


@pytest.mark.parametrize("path", FOLDERS)
def test_linked_folders(folder: Path, path: str) -> None:
    (folder / path).rename(folder.with_name("elsewhere")) if (folder / path).exists() else None
    (folder / path).symlink_to(folder.with_name("elsewhere"))
    assert refused(folder, 5) == f"DIR/{path} is a symbolic link"


@pytest.mark.parametrize("path", FILES)
def test_pipes(folder: Path, path: str) -> None:
    (folder / path).unlink()
    os.mkfifo(folder / path)
    assert refused(folder, 5) == f"DIR/{path} is not a regular file"


@pytest.mark.parametrize("path", FILES)
def test_folders_where_files_belong(folder: Path, path: str) -> None:
    (folder / path).unlink()
    (folder / path).mkdir()
    assert refused(folder, 5) == f"DIR/{path} is not a regular file"


def test_files_where_folders_belong(folder: Path) -> None:
    (folder / "keys").rmdir()
    (folder / "keys").touch()
    assert refused(folder, 5) == "DIR/keys is not a folder"


def test_what_others_own(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = os.geteuid() + 1
    monkeypatch.setattr(os, "geteuid", lambda: other)
    assert refused(folder, 5) == "DIR belongs to another user"
    with pytest.raises(stops.Forbidden, match="belongs to another user"):
        opened(folder).ask(operations.show("w-1"))


@pytest.mark.parametrize("path", ["lock", "state"])
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_single_files_that_others_own(folder: Path, path: str) -> None:
    os.chown(folder / path, 12345, -1)
    assert refused(folder, 5) == f"DIR/{path} belongs to another user"
    folder.chmod(0o2770)
    opened(folder).run(operations.enlist())


def test_permission(folder: Path) -> None:
    (folder / "lock").chmod(0)
    with permissions_hold(), pytest.raises(stops.Forbidden, match="/lock: permission denied"):
        opened(folder).run(operations.enlist())


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda data: b"",
    "short": lambda data: data[:-1],
    "long": lambda data: data + b"\n",
    "not closed": lambda data: data.replace(b"}", b" "),
    "another number": lambda data: data.replace(b'"number":\t1', b'"number":\t2').replace(
        b'"sequence":\t2', b'"sequence":\tx'
    ),
    "another key": lambda data: data.replace(b'"agent":', b'"agenT":'),
    "not UTF-8": lambda data: data.replace(b"}", b"\xff"),
    "two lines": lambda data: data.replace(b"  ", b" \n", 1),
}


@pytest.mark.parametrize("how", DAMAGE)
@pytest.mark.parametrize("path", ["state", "records/work/0/1"])
def test_damage(folder: Path, path: str, how: str) -> None:
    (folder / path).write_bytes(DAMAGE[how]((folder / path).read_bytes()))
    assert refused(folder, 9) == f'DIR/{path} is damaged; run "prog {"repair" if path == "state" else "doctor"}"'


def test_a_name_that_leads_elsewhere(folder: Path) -> None:
    (folder / "ids/work/_x/own.x").write_bytes(b"7".ljust(23) + b"\n")
    assert refused(folder, 9) == 'DIR/ids/work/_x/own.x is damaged; run "prog doctor"'


def test_a_journal_of_another_length(folder: Path) -> None:
    with (folder / "journal/000001.jsonl").open("a") as journal:
        journal.write("x")
    assert refused(folder, 9) == 'DIR/journal/000001.jsonl is damaged; run "prog doctor"'


def test_a_lost_format(folder: Path) -> None:
    (folder / "format").unlink()
    assert refused(folder, 9) == 'DIR/format is damaged; run "prog repair"'


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"0123456789abcdef"', '"0000000000000000"', 'pattern "small", layout 0000000000000000'),
        ('"small"', '"large"', 'pattern "large", layout 0123456789abcdef'),
        ('["agents","work"]', '["agents"]', 'pattern "small", layout 0123456789abcdef'),
    ],
)
def test_another_layout(folder: Path, old: str, new: str, message: str) -> None:
    (folder / "format").write_text((folder / "format").read_text().replace(old, new))
    ours = 'pattern "small", layout 0123456789abcdef; run "prog migrate"'
    assert refused(folder, 9) == f"DIR/format is of {message}, not of {ours}"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"format":\t1', '"format":\t2'),
        ('"lease":300000000000', '"lease":0'),
        (',"most":10', ""),
        ('"none"', '"some"'),
        ("false", "no"),
        ("}\n", "}"),
    ],
)
def test_a_damaged_format(folder: Path, old: str, new: str) -> None:
    (folder / "format").write_text((folder / "format").read_text().replace(old, new))
    assert refused(folder, 9) == 'DIR/format is damaged; run "prog doctor"'


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("SMALL_LEASE", "10m", "the store was made with 300000000000"),
        ("SMALL_LEASE", "0.5s", '"0.5s" is not a duration like 90s or 1h30m'),
        ("SMALL_LEASE", "0", "0 is not between 1000000000 and 86400000000000"),
        ("SMALL_MOST", "11", "the store was made with 10"),
        ("SMALL_MOST", "x\n", '"x\\x0a" is not a whole number'),
        ("SWARMSH_DURABILITY", "fsync", "the store was made with none"),
        ("SWARMSH_DURABILITY", "disk", '"disk" is not one of none, fsync'),
        ("SWARMSH_LOCK_TIMEOUT", "1.5", '"1.5" is not a whole number'),
    ],
)
def test_settings(folder: Path, name: str, value: str, message: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)
    assert refused(folder, 2) == f"{name}: {message}"


def test_settings_of_a_new_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMALL_LEASE", "90")
    monkeypatch.setenv("SWARMSH_DURABILITY", "fsync")
    monkeypatch.setattr(os, "fsync", lambda descriptor: synced.append(os.fstat(descriptor).st_size))
    synced: list[int] = []
    store = opened(tmp_path / "data")
    answer = store.run(Call("x", "x", lambda tx: (tx.settings, tx.create(small.Agent, None))))
    assert answer.reply[0] == {"lease": 90 * SECOND, "most": 10}
    assert len(synced) == 4, "the checkpoint and its name, when the store is settled and at the first entry"
    for name in ("SMALL_LEASE", "SWARMSH_DURABILITY"):
        monkeypatch.delenv(name)
    opened(tmp_path / "data").run(operations.enlist())
    assert synced[4:] == [(tmp_path / "data/journal/000001.jsonl").stat().st_size], "what is stored holds"


def test_a_clock_that_went_back(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fix(monkeypatch, NOW - 600 * SECOND)
    opened(folder).run(operations.enlist())
    assert entries(folder)[-1][3] == str(NOW)
    fix(monkeypatch, NOW - 600 * SECOND - 1)
    message = refused(folder, 9)
    assert message == (
        'the last entry of the store is more than 10 minutes ahead of the clock; run "prog doctor --accept-clock"'
    )


def test_a_clock_that_is_accepted(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fix(monkeypatch, NOW - 86400 * SECOND)
    opened(folder).run(Call("doctor", "swarmsh.doctor", lambda tx: (), accept=True))
    last = entries(folder)[-1]
    assert last[3:6:2] == [str(NOW - 86400 * SECOND), '"doctor"'] and last[24:] == [',"writes":[', "", "]}"]
    opened(folder).run(operations.enlist())
    assert entries(folder)[-1][3] == str(NOW - 86400 * SECOND)


def test_queries_need_a_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fix(monkeypatch)
    for _ in range(2):
        with pytest.raises(stops.NoData) as found:
            opened(tmp_path / "data").ask(operations.show("w-1"))
        assert found.value.exit == 12 and found.value.message == f"there is no store in {tmp_path / 'data'}"
        assert not list(tmp_path.glob("data/*"))
        (tmp_path / "data").mkdir(exist_ok=True)


def test_a_lock_that_others_hold(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SWARMSH_LOCK_TIMEOUT", "0")
    descriptor = lock.take(str(folder / "lock"), False, 0)
    assert refused(folder, 4) == "the lock of the store was not obtained within 0 s"
    lock.drop(descriptor)
    assert '"stringValue":"timeout"' in (folder / "telemetry/side/000001.jsonl").read_text()
    opened(folder).run(operations.enlist())


def test_a_lock_that_is_replaced(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever waited for the old file takes the new one."""
    real = lock._wait
    replaced: list[bool] = []

    def replacing(descriptor: int, how: int, seconds: int) -> None:
        real(descriptor, how, seconds)
        if not replaced:
            replaced.append(True)
            (folder / "lock").unlink()
            (folder / "lock").touch()

    monkeypatch.setattr(lock, "_wait", replacing)
    descriptor = lock.take(str(folder / "lock"), False, 0)
    assert os.fstat(descriptor).st_ino == (folder / "lock").stat().st_ino
    lock.drop(descriptor)


@pytest.mark.parametrize(("mask", "mode"), [(0o000, 0o2770), (0o077, 0o2770), (0o022, 0o700)])
def test_modes(tmp_path: Path, mask: int, mode: int) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    folder.chmod(mode)
    before = os.umask(mask)
    try:
        opened(folder).run(operations.add('"x"', id="own"))
    finally:
        os.umask(before)
    shared = mode == 0o2770
    for path in folder.rglob("*"):
        expected = (0o2770 if shared else 0o700) if path.is_dir() else (0o660 if shared else 0o600)
        assert path.stat().st_mode & 0o7777 == expected, path
    assert ('"shared":\ttrue' in (folder / "format").read_text()) == shared
