"""Segments, keys, spans, readers, the lock, full disks, and several processes at once."""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.store.bash.support import NOW, SECOND, copied, does, entries, refused, run, snapshot

DAY = 86400 * SECOND
TAKE = ("take", "agent=Ann")


def state(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "state").read_text())
    return found


def side(folder: Path, segment: int = 1) -> list[dict[str, Any]]:
    lines = (folder / f"telemetry/side/{segment:06}.jsonl").read_text().splitlines()
    return [json.loads(line)["resourceSpans"][0]["scopeSpans"][0]["spans"][0] for line in lines]


def attributes(span: dict[str, Any]) -> dict[str, Any]:
    pairs = span["attributes"]
    return {pair["key"].removeprefix("swarmsh.coordination."): next(iter(pair["value"].values())) for pair in pairs}


def at_entry(folder: Path, sequence: int) -> None:
    """Pretends that a store has come to an entry of its first segment."""
    path = folder / "state"
    text = path.read_text().rstrip().replace('"sequence":\t7\t', f'"sequence":\t{sequence}\t')
    path.write_text(text.ljust(511) + "\n")


# --- segments --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", [("take", "agent=Ann"), ("add", "title=x", "key=k")], ids=["hot", "cold"])
def test_a_new_segment_seals_the_last_one(program: Path, folder: Path, words: tuple[str, ...]) -> None:
    at_entry(folder, 999)
    does(program, folder, "enlist")
    first = (folder / "journal/000001.jsonl").read_bytes()
    assert state(folder)["journal"] == len(first)
    does(program, folder, *words)
    does(program, folder, "enlist")
    assert (folder / "journal/000001.jsonl").read_bytes() == first
    lines = (folder / "journal/000002.jsonl").read_bytes().splitlines(keepends=True)
    seals = [line.split(b"\t")[19].decode() for line in lines]
    assert seals == [f'"{hashlib.sha256(first).hexdigest()}"', "null"]
    traces = (folder / "telemetry/traces/000002.jsonl").stat().st_size
    assert (state(folder)["sequence"], state(folder)["journal"], state(folder)["traces"]) == (
        1002,
        sum(map(len, lines)),
        traces,
    )
    refused(program, folder, "end", "id=w-9")
    assert len(side(folder, 2)) == 1


# --- keys ------------------------------------------------------------------------------------------------------------


def test_a_key_is_remembered_for_seven_days(program: Path, folder: Path) -> None:
    words = ("enlist", "key=k", 'request=["x"]')
    assert does(program, folder, *words) == "a-3"
    before = snapshot(folder)
    late = str(NOW + 7 * DAY)
    for now in (str(NOW), str(NOW + 4 * SECOND)):
        assert does(program, folder, *words, SWARMSH_NOW_NS=now) == "a-3"
    assert snapshot(folder) == before
    assert attributes(side(folder)[-1])["idempotency.repeated"] is True
    assert refused(program, folder, "enlist", "key=k") == (3, 'key "k" was used for another request')
    other = ("add", "title=x", "key=k", 'request=["x"]')
    assert refused(program, folder, *other) == (3, 'key "k" was used for another request')
    assert does(program, folder, *words, SWARMSH_NOW_NS=late) == "a-3"
    assert does(program, folder, *words, SWARMSH_NOW_NS=str(NOW + 7 * DAY + 1)) == "a-4"


def test_refusals_are_not_remembered(program: Path, folder: Path) -> None:
    refused(program, folder, "end", "id=w-1", "fence=1", "key=k")
    refused(program, folder, "end", "id=w-2", "key=k")
    assert not (folder / "keys/k").exists() and entries(folder)[-1][13:18:2] == ["null"] * 3
    does(program, folder, "enlist", "key=k")
    assert (folder / "keys/k/k").read_bytes() == b"9".ljust(23) + b"\n"


@pytest.mark.parametrize("entry", ["6", "8", "999", "x"])
def test_a_key_that_leads_nowhere(program: Path, folder: Path, entry: str) -> None:
    (folder / "keys/k").mkdir(parents=True)
    (folder / "keys/k/k").write_text(entry.ljust(23) + "\n")
    assert refused(program, folder, "enlist", "key=k") == (9, f'{folder}/keys/k/k is damaged; run "small.sh doctor"')


# --- spans -----------------------------------------------------------------------------------------------------------


def test_a_span_that_is_too_long(program: Path, folder: Path) -> None:
    """Attributes go from the last one on, until a line has at most 4,095 bytes."""
    parent = {"TRACEPARENT": f"00-{'1' * 32}-{'2' * 16}-01", "TRACESTATE": "a=" + "x" * 200}
    dropped = []
    for size in range(2400, 3200, 70):
        does(program, folder, "add", "title=x", f"own={'y' * size}", **parent)
        line = (folder / "telemetry/traces/000001.jsonl").read_bytes().splitlines()[-1]
        span = json.loads(line)["resourceSpans"][0]["scopeSpans"][0]["spans"][0]
        dropped.append(span.get("droppedAttributesCount", 0))
        assert len(line) <= 4095 and len(span["attributes"]) + dropped[-1] == 7
        assert dropped[-1] in (0, 6) or len(line) > 4095 - 110
        assert span["traceState"] == parent["TRACESTATE"] and json.loads(entries(folder)[-1][23]) == span
    assert dropped == sorted(dropped) and dropped[0] == 0 and dropped[-1] > 2


def test_without_telemetry(program: Path, folder: Path) -> None:
    traces = (folder / "telemetry/traces/000001.jsonl").read_bytes()
    does(program, folder, *TAKE, TELEMETRY_ENABLED="false")
    refused(program, folder, "end", "id=w-9", TELEMETRY_ENABLED="false")
    assert (folder / "telemetry/traces/000001.jsonl").read_bytes() == traces
    assert entries(folder)[-1][23] == "null" and not (folder / "telemetry/side/000001.jsonl").exists()


def test_ids_are_random_without_a_seed(program: Path, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    for words in (("enlist", "id=Ann"), ("look",), ("look",), ("look",)):
        does(program, folder, *words, SWARMSH_ID_SEED="", SWARMSH_NOW_NS="")
    spans = side(folder)
    assert len({span["traceId"] for span in spans}) == len({span["spanId"] for span in spans}) == 3
    assert all(0 <= int(span["endTimeUnixNano"]) - int(span["startTimeUnixNano"]) < 10 * SECOND for span in spans)
    assert all(0 < int(attributes(span)["store_lock_wait"]) < 10 * SECOND for span in spans)
    assert abs(int(entries(folder)[0][3]) - time.time_ns()) < 60 * SECOND


# --- clock, settings, durability -------------------------------------------------------------------------------------


def test_a_clock_that_was_set_back(program: Path, folder: Path) -> None:
    at_entry(folder, 7)
    does(program, folder, *TAKE, SWARMSH_NOW_NS=str(NOW - 600 * SECOND))
    assert entries(folder)[-1][3] == str(NOW)
    code, message = refused(program, folder, "look", SWARMSH_NOW_NS=str(NOW - 600 * SECOND - 1))
    assert code == 9 and message.endswith('ahead of the clock; run "small.sh doctor --accept-clock"')
    assert refused(program, folder, "show", "id=w-1", SWARMSH_NOW_NS="1") == (code, message)


def test_settings_of_the_environment(program: Path, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    does(program, folder, "look", SMALL_LEASE="1h30m", SMALL_MOST="7", SWARMSH_DURABILITY="fsync")
    assert '"durability":\t"fsync"' in (folder / "format").read_text()
    assert '{"lease":5400000000000,"most":7}' in (folder / "format").read_text()
    does(program, folder, "enlist", SMALL_LEASE="5400", SMALL_MOST="7", SWARMSH_DURABILITY="fsync")
    does(program, folder, "enlist", SMALL_LEASE="5400s")
    for name, value, message in (
        ("SMALL_LEASE", "1h", "the store was made with 5400000000000"),
        ("SMALL_LEASE", "x", '"x" is not a duration like 90s or 1h30m'),
        ("SMALL_MOST", "8", "the store was made with 7"),
        ("SMALL_MOST", "101", "101 is not between 1 and 100"),
        ("SWARMSH_DURABILITY", "none", "the store was made with fsync"),
        ("SWARMSH_LOCK_TIMEOUT", "x", '"x" is not a whole number'),
        ("SWARMSH_LOCK_TIMEOUT", "-1", "-1 is not between 0 and 86400"),
    ):
        assert refused(program, folder, "look", **{name: value}) == (2, f"{name}: {message}")


# --- readers ---------------------------------------------------------------------------------------------------------


def test_a_query_leaves_the_store_alone(program: Path, folder: Path) -> None:
    before = snapshot(folder)
    shown = does(program, folder, "show", "id=w-1")
    assert shown.startswith('{"number":\t1\t,"id":\t"w-1"') and shown.endswith('\t"one"')
    assert refused(program, folder, "show", "id=w-9") == (6, 'no work "w-9"')
    assert snapshot(folder) == before and len(side(folder)) == 2
    assert "store_lock_wait" not in attributes(side(folder)[0])


def test_a_query_without_a_store(program: Path, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    assert refused(program, folder, "show", "id=w-1") == (12, f"there is no store in {folder}")
    assert not folder.exists()


def test_a_query_recovers(program: Path, killable: Path, folder: Path) -> None:
    run(killable, folder, "end", "id=w-1", TRIP_AT="4")
    assert state(folder)["dirty"] == 1
    assert '"status":\t"done"' in does(program, folder, "show", "id=w-1")
    assert state(folder)["dirty"] == 0


def test_who_may_not_write_sees_what_is_committed(program: Path, killable: Path, folder: Path) -> None:
    long = "x" * 500
    done = copied(folder, "done")
    does(program, done, "add", f"title={long}", "id=New")
    run(killable, folder, "add", f"title={long}", "id=New", TRIP_AT="5")
    assert state(folder)["dirty"] == 1
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    shown = does(program, folder, "show", "id=New", obeys="yes")
    assert shown == does(program, done, "show", "id=New") and state(folder)["dirty"] == 1
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


# --- the lock --------------------------------------------------------------------------------------------------------


def test_a_lock_that_is_held(program: Path, folder: Path) -> None:
    with subprocess.Popen(["flock", folder / "lock", "sleep", "30"]) as holder:
        time.sleep(0.2)
        found = refused(program, folder, *TAKE, SWARMSH_LOCK_TIMEOUT="0")
        holder.kill()
        subprocess.run(["pkill", "-P", str(holder.pid)], check=False)
    assert found == (4, "the lock of the store was not obtained within 0 s")
    assert attributes(side(folder)[-1])["outcome"] == "timeout" and len(entries(folder)) == 7


@pytest.mark.parametrize("program_name", ["simple", "perl", "none"])
def test_other_programs_to_lock_with(program: Path, folder: Path, tmp_path: Path, program_name: str) -> None:
    """A flock without -w and -E, as BusyBox has it; none, but perl; nothing at all."""
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in ("bash", "cat", "dd", "mkdir", "mv", "rm", "sleep", "tail", "wc", "perl"):
        if (found := shutil.which(name)) and (name != "perl" or program_name == "perl"):
            (tools / name).symlink_to(found)
    if program_name == "simple":
        (tools / "flock").write_text(f'#!/bin/sh\n[ "$1" = -n ] || exit 1\nexec {shutil.which("flock")} "$@"\n')
        (tools / "flock").chmod(0o755)
    if program_name == "none":
        code, message = refused(program, folder, *TAKE, PATH=str(tools))
        assert code == 4 and "install flock" in message
    else:
        assert does(program, folder, *TAKE, PATH=str(tools)) == "w-2"
        assert does(program, folder, "show", "id=w-2", PATH=str(tools)) != ""


def test_one_program_is_started(program: Path, folder: Path, tmp_path: Path) -> None:
    """Whatever is not a builtin would have to be found in the PATH, and only flock is there."""
    tools = tmp_path / "bin"
    tools.mkdir()
    flock = tools / "flock"
    flock.write_text(f'#!/bin/sh\nprintf "x\\n" >>{tmp_path}/count\nexec {shutil.which("flock")} "$@"\n')
    flock.chmod(0o755)
    for words in (TAKE, ("end", "id=w-1"), ("add", "title=x"), ("enlist", "id=Nann"), ("look",)):
        does(program, folder, *words, PATH=str(tools))
    assert (tmp_path / "count").read_text() == "x\n" * 5


# --- full disks ------------------------------------------------------------------------------------------------------


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 2 MiB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", disk], capture_output=True, check=False)
    if made.returncode != 0:
        pytest.skip("no file system can be mounted here")
    try:
        yield disk
    finally:
        subprocess.run(["umount", disk], check=True)


def fill(disk: Path) -> None:
    with (disk / "filler").open("ab", buffering=0) as file, contextlib.suppress(OSError):
        while file.write(b"x" * 4096) == 4096:
            pass


def come_to(program: Path, folder: Path, least: int, most: int) -> None:
    """Adds entries until the last block of the journal has room for `least` to `most` bytes."""
    journal = folder / "journal/000001.jsonl"
    while not least <= 4096 - journal.stat().st_size % 4096 <= most:
        does(program, folder, "enlist")


def test_a_full_disk(program: Path, original: Path, disk: Path) -> None:
    """An entry that cannot be written changes nothing. Who frees something gets the room of the reserve for a second
    try; others have to wait until it is there again.
    """
    folder = disk / "data"
    shutil.copytree(original, folder)
    come_to(program, folder, 1, 1300)
    fill(disk)
    before = snapshot(folder)
    nothing = f"{folder}: no space left or write error; nothing was changed"
    assert refused(program, folder, "add", f"title={'x' * 300}") == (10, nothing)
    assert snapshot(folder) == before and (folder / "reserve").exists()
    assert does(program, folder, "end", "id=w-1") == "w-1"
    assert not (folder / "reserve").exists() and entries(folder)[-1][5] == '"end"'
    fill(disk)
    assert refused(program, folder, "enlist") == (10, nothing)
    (disk / "filler").unlink()
    does(program, folder, "enlist")
    assert (folder / "reserve").stat().st_size == 1 << 20


def test_a_disk_that_fills_up_after_the_commit(program: Path, original: Path, disk: Path, tmp_path: Path) -> None:
    """The line still fits the last block of the journal, new files do not fit anywhere: the reserve helps."""
    folder = disk / "data"
    shutil.copytree(original, folder)
    come_to(program, folder, 1300, 4096)
    shutil.copytree(folder, tmp_path / "expected")
    does(program, tmp_path / "expected", "enlist", "id=Bob")
    fill(disk)
    assert does(program, folder, "enlist", "id=Bob") == "Bob"
    assert snapshot(folder) == snapshot(tmp_path / "expected") and not (folder / "reserve").exists()


# --- several at once -------------------------------------------------------------------------------------------------


def test_nothing_is_taken_twice(program: Path, folder: Path) -> None:
    for _ in range(3):
        does(program, folder, *" -- ".join(["add title=x"] * 10).split())
    words = [word for _ in range(8) for word in (*TAKE, "--")][:-1]
    environment = {"PATH": "/usr/bin:/bin:/usr/local/bin", "SWARMSH_DATA_DIR": str(folder)}
    environment["SWARMSH_NOW_NS"] = str(NOW)
    several = [
        subprocess.Popen(["bash", program, *words], env=environment, stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    taken = [line for each in several for line in each.communicate()[0].split()]
    assert len(taken) == len(set(taken)) == 32
    assert [entry[1] for entry in entries(folder)] == [str(number) for number in range(1, 70)]


def test_several_operations_in_one_process(program: Path, folder: Path) -> None:
    """What one leaves in memory does not reach the next; all is parsed, and nothing starts again."""
    one_by_one = copied(folder, "apart")
    steps = [
        "add title=x key=k",
        "take agent=a-2",
        "end id=w-9",
        "end id=w-1 fence=2",
        "enlist id=Bob",
        "enlist id=Bob",
    ]
    steps += ["end id=w-1", "add title=x key=k", "show id=w-2", f"add title={'y' * 600}", "look"]
    for words in steps:
        run(program, one_by_one, *words.split())
    run(program, folder, *" -- ".join(steps).split())
    mine, theirs = entries(folder), entries(one_by_one)
    assert [entry[:23] + entry[24:] for entry in mine] == [entry[:23] + entry[24:] for entry in theirs]
    assert {k: v for k, v in snapshot(folder).items() if k.startswith("records")} == {
        k: v for k, v in snapshot(one_by_one).items() if k.startswith("records")
    }
