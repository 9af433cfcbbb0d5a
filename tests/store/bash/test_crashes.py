"""Coordinators that die, by themselves or with the disk: afterwards an operation has happened or it has not."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from swarmsh._hot.store import Call
from tests.store.bash.support import NOW, SECOND, copied, does, entries, run, snapshot
from tests.store.python import operations
from tests.store.python.support import fix, killing, opened

AFTER = {"SWARMSH_NOW_NS": str(NOW + 10 * SECOND)}
OPERATIONS: dict[str, tuple[list[str], dict[str, str], int]] = {
    "enlist": (["enlist", "id=Bob"], {}, 0),
    "add": (["add", f"title={'x' * 5000}", "note=n", "id=Long.One", "key=k.9"], {}, 0),
    "later": (["add", "title=later", f"at={NOW + 9 * SECOND}"], {}, 0),
    "take": (["take", "agent=a-2"], {}, 0),
    "end": (["end", "id=w-1"], {}, 0),
    "tick": (["look"], AFTER, 0),
    "refused": (["end", "id=w-1", "fence=2"], {}, 3),
}
CALLS: dict[str, Callable[[], Call]] = {
    "enlist": lambda: operations.enlist("Bob"),
    "add": lambda: operations.add(f'"{"x" * 5000}"', note='"n"', id="Long.One", key="k.9", request="[]"),
    "later": lambda: operations.add('"later"', at=NOW + 9 * SECOND),
    "take": lambda: operations.take("a-2"),
    "end": lambda: operations.end("w-1"),
}
FEWEST = 4  # dirty mark, line, span, clean mark


def outcomes(program: Path, folder: Path, name: str) -> tuple[dict[str, bytes], ...]:
    """What a store holds after an interrupted operation was mended by a `look`: nothing happened, or all of it. What
    was due is moved by the look itself.
    """
    words, environment, code = OPERATIONS[name]
    before, after = copied(folder, "before"), copied(folder, "after")
    assert run(program, after, *words, **environment).returncode == code
    for each in (before, after):
        does(program, each, "look", **environment)
    return snapshot(before), snapshot(after)


def deaths(killable: Path, folder: Path, name: str) -> Iterator[Path]:
    """Copies of a store in which an operation died, before each of its changes in turn."""
    words, environment, code = OPERATIONS[name]
    for place in range(1, 100, 2 if name == "tick" else 1):  # a tick and the operation after it change much
        copy = copied(folder, "killed")
        found = run(killable, copy, *words, **environment, TRIP_AT=str(place))
        if found.returncode == code:
            assert place > FEWEST
            return
        assert found.returncode == -9, found.stderr
        yield copy
    pytest.fail("it never ended")


@pytest.mark.parametrize("name", OPERATIONS)
def test_killed_at_every_change(program: Path, killable: Path, folder: Path, name: str) -> None:
    expected = outcomes(program, folder, name)
    environment = OPERATIONS[name][1]
    seen = []
    for copy in deaths(killable, folder, name):
        does(program, copy, "look", **environment)
        seen.append(expected.index(snapshot(copy)))
    assert set(seen) == ({0} if name == "tick" else {0, 1}) and seen == sorted(seen)


@pytest.mark.parametrize("name", ["add", "take"])
def test_killed_again_while_recovering(program: Path, killable: Path, folder: Path, name: str) -> None:
    expected = outcomes(program, folder, name)
    for copy in deaths(killable, folder, name):
        for place in range(1, 100):
            again = copied(copy, "again")
            if run(killable, again, "look", TRIP_AT=str(place)).returncode == 0:
                break
            does(program, again, "look")
            assert snapshot(again) in expected


@pytest.mark.parametrize("name", CALLS)
def test_python_recovers_what_bash_began(
    program: Path, killable: Path, folder: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = outcomes(program, folder, name)
    fix(monkeypatch)
    for copy in deaths(killable, folder, name):
        opened(copy).run(operations.look())
        assert snapshot(copy) in expected


@pytest.mark.parametrize("torn", [False, True], ids=["whole", "torn"])
@pytest.mark.parametrize("name", CALLS)
def test_bash_recovers_what_python_began(
    program: Path, folder: Path, name: str, torn: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = outcomes(program, folder, name)
    fix(monkeypatch)
    for place in range(1, 100):
        copy = copied(folder, "killed")
        if killing(lambda copy=copy: opened(copy).run(CALLS[name]()), place, torn, really=True):  # type: ignore[misc]
            assert place > FEWEST
            return
        does(program, copy, "look")
        assert snapshot(copy) in expected
    pytest.fail("it never ended")


def test_a_store_is_made_whole_or_not_at_all(program: Path, killable: Path, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    does(program, folder, "enlist", "id=Ann")
    expected = snapshot(folder)
    for place in range(1, 100):
        shutil.rmtree(folder)
        if run(killable, folder, "enlist", "id=Ann", TRIP_AT=str(place)).returncode == 0:
            assert place > 13
            return
        found = run(program, folder, "enlist", "id=Ann")
        if found.returncode == 0:
            assert snapshot(folder) == expected
        else:
            assert found.returncode == 3 and len(entries(folder)) == 1
    pytest.fail("it never ended")


def test_a_line_torn_anywhere(program: Path, folder: Path, tmp_path: Path) -> None:
    whole = copied(folder, "whole")
    does(program, whole, "enlist", "id=Bob")
    before, after = (each / "journal/000001.jsonl" for each in (folder, whole))
    line = after.read_bytes()[before.stat().st_size :]
    state = bytearray((folder / "state").read_bytes())
    state[10:11] = b"1"
    does(program, expected := copied(folder, "expected"), "look")
    for cut in (*range(0, len(line), 61), *range(len(line) - 5, len(line))):
        torn = copied(folder, "torn")
        (torn / "state").write_bytes(state)
        with (torn / "journal/000001.jsonl").open("ab") as journal:
            journal.write(line[:cut])
        does(program, torn, "look")
        assert snapshot(torn) == snapshot(expected), cut
    redone = copied(folder, "redone")
    (redone / "state").write_bytes(state)
    (redone / "journal/000001.jsonl").write_bytes(after.read_bytes())
    does(program, redone, "look")
    assert snapshot(redone) == snapshot(whole)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda line: line + line,
        lambda line: line[:-1] + b" \n",
        lambda line: line[:200] + b"\0" + line[201:],
        lambda line: line[:200] + b"\0" + line[200:],
        lambda line: line[:300] + b"\n" + line[301:],
        lambda line: b"\0" * len(line),
        lambda line: line.replace(b'{"sequence":\t8', b'{"sequence":\t9'),
    ],
    ids=["twice", "no end", "NUL instead", "NUL more", "newline inside", "zeros", "another number"],
)
def test_what_is_no_entry_is_taken_away(program: Path, folder: Path, spoil: Callable[[bytes], bytes]) -> None:
    whole = copied(folder, "whole")
    does(program, whole, "enlist", "id=Bob")
    journal = folder / "journal/000001.jsonl"
    before = journal.read_bytes()
    line = (whole / "journal/000001.jsonl").read_bytes()[len(before) :]
    state = bytearray((folder / "state").read_bytes())
    expected = bytes(state)
    state[10:11] = b"1"
    (folder / "state").write_bytes(state)
    journal.write_bytes(before + spoil(line))
    does(program, folder, "look")
    assert (journal.read_bytes(), (folder / "state").read_bytes()) == (before, expected)


def test_a_journal_that_lost_its_end(program: Path, folder: Path) -> None:
    state = bytearray((folder / "state").read_bytes())
    state[10:11] = b"1"
    (folder / "state").write_bytes(state)
    journal = folder / "journal/000001.jsonl"
    journal.write_bytes(journal.read_bytes()[:-1])
    found = run(program, folder, "look")
    assert found.returncode == 9 and 'journal/000001.jsonl is damaged; run "small.sh repair"' in found.stderr
    assert (folder / "state").read_bytes() == state
