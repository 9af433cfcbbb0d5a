"""`replay --check`: what it says about damaged stores, in both languages alike."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.coordinators import tree
from tests.repair.support import (
    ENTRIES,
    FILES,
    JOURNAL,
    Damage,
    append,
    both,
    copied,
    cut,
    edit,
    gone,
    lines_of,
    linked,
    long,
    make,
    put,
    same,
)

TRACES = "telemetry/traces/000001.jsonl"
MISSING, SURPLUS, BROKEN = "is missing", "is not in the journal", "does not have its form"
DIFFERS, LINK = "differs from the journal", "is a symbolic link"
OPENED = edit("state", b'{"dirty":\t0', b'{"dirty":\t1')


def folder(store: Path) -> None:
    (store / "records/work/0/7").unlink()
    (store / "records/work/0/7").mkdir()


DAMAGES: dict[str, tuple[Damage, list[str]]] = {
    "status": (edit("records/work/0/2", b"claimed", b"pending"), [f"records/work/0/2: {DIFFERS} in status"]),
    "fields": (
        both(edit("records/agent/0/1", b'"T.1"', b'"T.2"'), edit("records/agent/0/1", b'["py"]', b'["pi"]')),
        [f"records/agent/0/1: {DIFFERS} in team, skills"],
    ),
    "key": (edit("records/agent/0/1", b'"team"', b'"teem"'), [f"records/agent/0/1: {BROKEN}"]),
    "padding": (edit("records/agent/0/1", b" \n", b"x\n"), [f"records/agent/0/1: {BROKEN}"]),
    "short slot": (cut("records/agent/0/1", 1), [f"records/agent/0/1: {BROKEN}"]),
    "long slot": (append("records/agent/0/1", b" "), [f"records/agent/0/1: {BROKEN}"]),
    "zero slot": (put("records/agent/0/1", bytes(512)), [f"records/agent/0/1: {BROKEN}"]),
    "zero behind": (append("records/agent/0/1", b"\0"), [f"records/agent/0/1: {BROKEN}"]),
    "no record": (gone("records/work/0/9"), [f"records/work/0/9: {MISSING}"]),
    "one too many": (put("records/work/0/10", b"x"), [f"records/work/0/10: {SURPLUS}"]),
    "another kind": (put("records/wurk/0/1", b"x"), [f"records/wurk/0/1: {SURPLUS}"]),
    "a hidden file": (put("records/work/.x/..y", b""), [f"records/work/.x/..y: {SURPLUS}"]),
    "a name of bytes": (put("ids/w\udcff\nx/a: b", b""), [f"ids/w\\xff\\x0ax/a: b: {SURPLUS}"]),
    "a name of code": (put('keys/$(id)"]/`x`', b""), [f'keys/$(id)"]/`x`: {SURPLUS}']),
    "a link": (linked("records/work/0/3"), [f"records/work/0/3: {LINK}"]),
    "a link to nothing": (lambda store: os.symlink("nothing", store / "texts/x"), [f"texts/x: {LINK}"]),
    "a fifo": (lambda store: os.mkfifo(store / "keys/x"), ["keys/x: is not a regular file"]),
    "a folder of links": (
        linked("texts/work"),
        [*(f"texts/work/0/{number}.details: {MISSING}" for number in (2, 4, 6, 8)), f"texts/work: {LINK}"],
    ),
    "a folder": (folder, [f"records/work/0/7: {MISSING}"]),
    "a text": (edit("texts/work/0/2.details", b"xxx", b"xyx"), [f"texts/work/0/2.details: {DIFFERS}"]),
    "an id": (edit("ids/work/em/+my.+item", b"9", b"8"), [f"ids/work/em/+my.+item: {DIFFERS}"]),
    "a key of another": (put("keys/_0/+k.0", b"4".ljust(23) + b"\n"), [f"keys/_0/+k.0: {DIFFERS}"]),
    "no state": (gone("state"), [f"state: {BROKEN}"]),
    "zero state": (put("state", bytes(512)), [f"state: {BROKEN}"]),
    "counters": (edit("state", b'"work":\t9', b'"work":\t8'), [f"state: {DIFFERS} in work"]),
    "old state": (
        both(edit("state", b'"sequence":\t16', b'"sequence":\t15'), edit("state", b'"time"', b'"tame"')),
        [f"state: {BROKEN}"],
    ),
    "half repaired": (edit("state", b'{"dirty":\t0', b'{"dirty":\t"repair"'), ["state: a repair was interrupted"]),
    "traces": (cut(TRACES, 1), [f"state: {DIFFERS} in traces"]),
    "a torn end": (append(JOURNAL, b'{"sequence":\t17\t'), [f"{JOURNAL}: line 17 is not whole"]),
    "zeroes at the end": (append(JOURNAL, bytes(99) + b"\n" + bytes(9)), [f"{JOURNAL}: line 17 is not whole"]),
    "no end": (
        cut(JOURNAL, 1),
        [
            f"{JOURNAL}: line 16 is not whole",
            f"records/agent/0/1: {DIFFERS} in active, completed, holdings_head",
            f"records/swarm/0/1: {DIFFERS} in leased, completed, leases_head",
            f"records/work/0/1: {DIFFERS} in status, agent, lease_until, progress, finished_at, holdings_next"
            ", leases_next",
            f"records/work/0/2: {DIFFERS} in holdings_previous, leases_previous",
            f"state: {DIFFERS} in sequence, journal",
        ],
    ),
    "bad sequence": (edit(JOURNAL, b'"sequence":\t5\t', b'"sequence":\t6\t'), [f"{JOURNAL}: line 5 is damaged"]),
    "bad number": (edit(JOURNAL, b'"exit":\t0\t', b'"exit":\t00\t'), [f"{JOURNAL}: line 1 is damaged"]),
    "empty token": (edit(JOURNAL, b'"exit":\t0\t', b'"exit":\t0\t\t'), [f"{JOURNAL}: line 1 is damaged"]),
    "a zero byte": (edit(JOURNAL, b'"exit":\t0', b'"ex\0t":\t0'), [f"{JOURNAL}: line 1 is damaged"]),
    "a control byte": (edit(JOURNAL, b"item 0", b"item\x010"), [f"{JOURNAL}: line 3 is damaged"]),
    "not UTF-8": (edit(JOURNAL, b"\xc3\xbc", b"\xc3x"), [f"{JOURNAL}: line 3 is damaged"]),
    "a seal where none belongs": (edit(JOURNAL, b'"seal":\tnull', b'"seal":\t"00"'), [f"{JOURNAL}: line 1 is damaged"]),
    "a kind that is none": (edit(JOURNAL, b'["agent",1', b'["agemt",1'), [f"{JOURNAL}: line 1 is damaged"]),
    "a text that is none": (edit(JOURNAL, b'["work.details",', b'["work.tales",'), [f"{JOURNAL}: line 4 is damaged"]),
    "another number": (edit(JOURNAL, b'["agent",2,', b'["agent",3,'), [f"{JOURNAL}: line 2 is damaged"]),
    "too few counters": (edit(JOURNAL, b'"state":\t[null,', b'"state":\t['), [f"{JOURNAL}: line 1 is damaged"]),
    "a line gone": (lambda store: lines_of(store, lambda lines: lines.pop(3)), [f"{JOURNAL}: line 4 is damaged"]),
    "lines swapped": (
        lambda store: lines_of(store, lambda lines: lines.insert(7, lines.pop(8))),
        [f"{JOURNAL}: line 8 is damaged"],
    ),
    "garbage within": (
        lambda store: lines_of(store, lambda lines: lines.insert(2, b"x\n")),
        [f"{JOURNAL}: line 3 is damaged"],
    ),
    "last line edited": (
        lambda store: lines_of(store, lambda lines: lines.append(lines.pop().replace(b'"span":', b'"spin":'))),
        [f"{JOURNAL}: line 16 is damaged"],
    ),
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("replay") / "store")


def test_of_a_whole_store(store: Path) -> None:
    done = same(store, "replay", "--check")
    assert (done.exit, done.stdout.decode()) == (0, f"replay: {ENTRIES} entries, {FILES} files agree\n")
    answer = json.loads(same(store, "replay", "--check", "--json").stdout)
    assert answer == {"entries": ENTRIES, "files": FILES, "interrupted": False, "findings": []}


@pytest.mark.parametrize("name", DAMAGES)
def test_findings(store: Path, name: str) -> None:
    damage, expected = DAMAGES[name]
    copy = copied(store, "damaged")
    damage(copy)
    before = tree(copy)
    done = same(copy, "replay", "--check")
    assert done.stdout.decode().splitlines() == expected
    assert (done.exit, done.stderr) == (11, b"")
    found = json.loads(same(copy, "replay", "--check", "--json").stdout)["findings"]
    assert [f"{each['path']}: {each['problem']}" for each in found] == expected
    assert tree(copy) == before


@pytest.mark.parametrize("torn", [b"", b'{"sequence":\t17\t', bytes(50)])
def test_an_interrupted_operation_is_no_finding(store: Path, torn: bytes) -> None:
    copy = copied(store, "damaged")
    both(OPENED, append(JOURNAL, torn))(copy)
    done = same(copy, "replay", "--check")
    assert done.stdout.decode().splitlines() == [
        "state: an operation was interrupted; the next one ends its writing",
        f"replay: {ENTRIES} entries, {FILES} files agree",
    ]
    assert done.exit == 0


def test_files_of_an_interrupted_entry_are_not_compared(store: Path, tmp_path: Path) -> None:
    """A store with the state of before its last entry, whose files are as they may be."""
    copy = copied(store, "damaged")
    lines = (copy / JOURNAL).read_bytes().splitlines(keepends=True)
    state = (copy / "state").read_bytes().split(b"\t")
    state[1], state[3], state[5] = b"1", b"15", str(sum(map(len, lines[:-1]))).encode()
    (copy / "state").write_bytes(b"\t".join(state).rstrip().ljust(511) + b"\n")
    (copy / "records/work/0/1").write_bytes(b"half")
    done = same(copy, "replay", "--check", "--json")
    answer = json.loads(done.stdout)
    assert (done.exit, answer["findings"], answer["interrupted"]) == (0, [], True)
    assert answer["files"] == FILES - 4


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return long(tmp_path_factory.mktemp("long") / "store")


def test_of_two_segments(two: Path) -> None:
    assert same(two, "replay", "--check").stdout == b"replay: 1003 entries, 1006 files agree\n"


@pytest.mark.parametrize(
    ("damage", "expected"),
    [
        (edit(JOURNAL, b'"name":"swarmsh.agent.register"', b'"name":"swarmsh.agent.registes"'), "SEAL"),
        (lambda store: lines_of(store, lambda lines: lines.pop()), f"{JOURNAL}: line 1000 is damaged"),
        (lambda store: lines_of(store, lambda lines: lines.append(lines[-1])), f"{JOURNAL}: line 1001 is damaged"),
        (gone(JOURNAL), f"{JOURNAL}: line 1 is damaged"),
        (edit("journal/000002.jsonl", b'"seal":\t"', b'"seal":\t"x'), "journal/000002.jsonl: line 1 is damaged"),
    ],
)
def test_sealed_segments(two: Path, damage: Damage, expected: str) -> None:
    copy = copied(two, "damaged")
    damage(copy)
    done = same(copy, "replay", "--check")
    seal = f"{JOURNAL}: is not what it was when it was sealed"
    assert done.stdout.decode().splitlines() == [seal if expected == "SEAL" else expected]
    assert done.exit == 11


def test_other_ends(store: Path, tmp_path: Path) -> None:
    assert same(tmp_path / "none", "replay", "--check").exit == 12
    assert same(store, "replay").stderr == (
        b"PROGRAM: replay: option --check is missing; it compares the files with the journal, "
        b'"PROGRAM repair" writes them anew (usage)\n'
    )
    assert same(store, "replay", "--check", "--check").exit == 2
    assert same(store, "replay", "--check", "--print", "path").exit == 2
    assert same(store, "replay", "--help").exit == 0
    copy = copied(store, "damaged")
    (copy / "lock").unlink()
    assert same(copy, "replay", "--check").stderr.endswith(b'/lock is damaged; run "PROGRAM repair" (damaged)\n')
