"""Rounds of `archive`, and how what it leaves is read while it is written, damaged, mended, interrupted, migrated."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.archive.support import agreed, archive, blocks, copied, ended, same, shard, slots
from tests.coordinators import BASH, LANGUAGES, PYTHON, Language, batch, call, difference, environment, line, tree
from tests.faults.stores import mark
from tests.permissions import obey_permissions
from tests.repair.support import JOURNAL, Damage, append, cut, edit, gone, put

both = pytest.mark.parametrize("language", LANGUAGES, ids=lambda each: each.name)
SHARD, SLOT = "archive/work/0", "records/work/0/1"


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """101 items that ended, and one that did not."""
    return ended(tmp_path_factory.mktemp("archive") / "stock", 101)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Items 997 to 1003 ended."""
    return ended(tmp_path_factory.mktemp("archive") / "large", 1003, first=997)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Items 1 to 4 in the archive, 2 with a slot again, 5 open."""
    store = ended(tmp_path_factory.mktemp("archive") / "small", 4, open=1)
    archive(PYTHON, store)
    assert call(PYTHON, store, "add", "six", "--after", "w-2").exit == 0
    return store


def unread(store: Path) -> dict[str, bytes]:
    """A store but for the spans of its queries."""
    return {path: data for path, data in tree(store).items() if not path.startswith("telemetry/side/")}


def test_a_hundred_at_once_in_either_language(stock: Path) -> None:
    found = {}
    for language in LANGUAGES:
        store = copied(stock, language.name)
        assert archive(language, store) == "100 archived, 100 looked at, 2 left"
        assert (slots(store), shard(store)) == ([101, 102], list(range(1, 101)))
        assert archive(language, store) == "1 archived, 2 looked at, 0 left"
        assert archive(language, store) == "0 archived, 102 looked at, 0 left"
        assert slots(store) == [102]
        found[language] = tree(store)
        agreed(store)
    assert difference(*found.values()) == ""


@both
def test_it_takes_less_room(stock: Path, language: Language) -> None:
    store = copied(stock, "room")
    before = (blocks(store / "records/work"), blocks(store))
    archive(language, store)
    assert before[0] - blocks(store / "records/work") >= 100 * 4096
    assert blocks(store) < before[1]


@both
def test_a_call_looks_at_a_thousand_numbers_and_keeps_to_its_shards(language: Language, large: Path) -> None:
    store = copied(large, language.name)
    assert archive(language, store) == "4 archived, 1000 looked at, 4 left"
    assert archive(language, store) == "3 archived, 4 looked at, 0 left"
    assert (shard(store, 0), shard(store, 1)) == ([997, 998, 999], [1000, 1001, 1002, 1003])
    assert batch(PYTHON, store, [line("show", f"w-{number}") for number in (997, 1000)])[1]["exit"] == 0
    agreed(store)


def test_readers_find_every_item_while_they_move(tmp_path: Path) -> None:
    """Without the lock: a slot that goes and the line that is there instead are seen as one change."""
    store = ended(tmp_path / "store", 12)
    for writer, reader in ((PYTHON, BASH), (BASH, PYTHON)):
        turns = [[line("archive", "--days", "0", "--limit", "4")] * 4, [line("add", "x", "--after", "w-3")]]
        moves = b"".join(one + b"\n" for _ in range(15) for turn in turns for one in turn)
        moving = subprocess.Popen(
            [*writer.command, "batch"], env=environment(store), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL
        )
        assert moving.stdin is not None
        moving.stdin.write(moves)
        moving.stdin.close()
        rounds = 0
        while moving.poll() is None or not rounds:
            found = batch(reader, store, [line("show", f"w-{number}") for number in range(1, 13)])
            assert [answer["exit"] for answer in found] == [0] * 12, found
            rounds += 1
        assert moving.wait() == 0
    agreed(store)


@pytest.mark.parametrize(
    ("damage", "path", "problem"),
    [
        (gone(SHARD), SLOT, "is missing"),
        (cut(SHARD, 5), SHARD, "differs from the journal"),
        (append(SHARD, b"x\n"), SHARD, "differs from the journal"),
        (append(SHARD, b'{"number":\t1\t'), SHARD, "differs from the journal"),
        (put(SHARD, b""), SLOT, "differs from the journal"),
        (edit(SHARD, b'"cancelled"', b'"cancellor"'), SLOT, "differs from the journal"),
        (edit(SHARD, b'"id":\t"w-1"', b'"id":\t"w-9"'), None, "differs from the journal"),
    ],
    ids=["gone", "cut", "more", "torn", "empty", "another word", "another id"],
)
def test_a_damaged_shard_is_refused_told_and_mended(
    small: Path, damage: Damage, path: str | None, problem: str, request: pytest.FixtureRequest
) -> None:
    """The path is the one that an operation names: the shard, or the slot that is in neither place."""
    found, is_word = [], "another" in request.node.name  # what a line says nobody reads who passes it over
    for language in LANGUAGES:
        store = copied(small, "damaged")
        damage(store)
        done = same(store, "show", "w-1")
        if path is None:
            assert done.exit == 6
        else:
            message = f'PROGRAM: show: {store}/{path} is damaged; run "PROGRAM doctor" (damaged)\n'
            assert (done.exit, done.stderr.decode()) == (9, message)
        if path is not None and not is_word:
            assert same(store, "archive", "--days", "0").stderr == done.stderr.replace(b"show:", b"archive:")
        checked = same(store, "replay", "--check")
        assert (checked.exit, checked.stdout.decode()) == (11, f"{SHARD}: {problem}\n")
        assert call(language, store, "repair").exit == 0
        found.append(unread(store))
    assert [difference(one, unread(small)) for one in found] == ["", ""]


@both
def test_a_slot_that_came_back_and_one_that_should_be_gone(small: Path, language: Language) -> None:
    store = copied(small, "slots")
    data = (store / "records/work/0/2").read_bytes()
    (store / "records/work/0/2").unlink()
    (store / SLOT).write_bytes(data)
    checked = same(store, "replay", "--check")
    assert checked.stdout.decode() == f"{SLOT}: is not in the journal\nrecords/work/0/2: is missing\n"
    assert call(language, store, "repair").exit == 0
    assert difference(tree(store), tree(small)) == ""


def interrupted(store: Path) -> tuple[Path, Path]:
    """A store that an `archive` died in when its line was written, and what it should have become."""
    done = copied(store, "done")
    assert archive(PYTHON, done) == "1 archived, 6 looked at, 0 left"
    died = copied(store, "died")
    shutil.copyfile(done / JOURNAL, died / JOURNAL)
    mark(died)
    return died, done


@both
def test_what_had_been_done_is_done_again(small: Path, language: Language) -> None:
    """The line stands there already, or half of it; the slot is there or gone."""
    died, done = interrupted(small)
    whole = (done / SHARD).read_bytes()
    old = (died / SHARD).read_bytes()
    for data in (old, whole[: len(old) + 9], whole):
        for is_gone in (False, True):
            store = copied(died, "again")
            (store / SHARD).write_bytes(data)
            if is_gone:
                (store / "records/work/0/2").unlink()
            assert call(language, store, "heartbeat", "--agent", "ann").exit == 0
            assert (store / SHARD).read_bytes() == whole
            assert slots(store) == slots(done)
            agreed(store)
    (died / SHARD).write_bytes(old[:-9])
    refused = call(language, died, "heartbeat", "--agent", "ann")
    message = f'PROGRAM: heartbeat: {died}/{SHARD} is damaged; run "PROGRAM repair" (damaged)\n'
    assert (refused.exit, refused.stderr.decode()) == (9, message)
    assert call(language, died, "repair").exit == 0
    assert (died / SHARD).read_bytes() == whole


@both
def test_who_may_not_write_sees_what_is_archived(small: Path, language: Language) -> None:
    died, done = interrupted(small)
    wanted = [call(PYTHON, done, *words).stdout for words in (("list",), ("show", "w-2"), ("list", "--archived"))]
    paths = (died, *died.rglob("*"))
    for path in paths:
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        found = [
            subprocess.run(
                [*language.command, *words],
                env=environment(died),
                capture_output=True,
                check=False,
                preexec_fn=obey_permissions,  # no threads here
            ).stdout
            for words in (("list",), ("show", "w-2"), ("list", "--archived"))
        ]
    finally:
        for path in paths:
            path.chmod(0o755 if path.is_dir() else 0o644)
    assert found == wanted


@both
def test_after_a_power_failure(language: Language, tmp_path: Path) -> None:
    """What was archived since the checkpoint is neither in the shard nor out of its slots, or half."""
    boots = []
    for number in (1, 2, 3):
        (tmp_path / f"boot-{number}").write_text(f"0b1e6a4c-0000-4000-8000-00000000000{number}\n")
        boots.append({"SWARMSH_BOOT_ID_FILE": str(tmp_path / f"boot-{number}"), "SWARMSH_DURABILITY": "fsync"})
    store = tmp_path / "store"
    words = [line("register", "ann"), *(line("add", f"item {number}") for number in range(1, 6))]
    words += [line("cancel", f"w-{number}") for number in range(1, 5)]
    batch(PYTHON, store, [*words, line("archive", "--days", "0", "--limit", "2")], env=boots[0])
    assert call(language, store, "list", env=boots[1]).exit == 0
    before = tree(store)
    batch(PYTHON, store, [line("archive", "--days", "0"), line("add", "x", "--after", "w-1")], env=boots[1])
    after = tree(store)
    old, new = before[SHARD], after[SHARD]
    assert new.startswith(old) and len(new) > len(old)
    for data in (old, new[: len(old) + 7], old + bytes(len(new) - len(old)), new + b"x"):
        failed = copied(store, "failed")
        (failed / SHARD).write_bytes(data)
        (failed / SLOT).unlink()
        (failed / "records/work/0/3").write_bytes(before["records/work/0/3"])
        assert call(language, failed, "show", "w-3", env=boots[2]).exit == 0
        assert {path: data for path, data in tree(failed).items() if path.startswith(("records", "archive"))} == {
            path: data for path, data in after.items() if path.startswith(("records", "archive"))
        }


def older(store: Path) -> None:
    """Makes the store one of a version whose items have no field `failure`: lines are shorter, so are offsets."""
    lines, ends = [], {"0": 0}
    for entry in (store / JOURNAL).read_bytes().splitlines(keepends=True):
        entry = re.sub(rb',"failure":\tnull\t', b"", entry)
        for number, offset in re.findall(rb'\["work\.archive",(\d+),(\d+)\]', entry):
            value = re.search(rb'\["work",%s,(\{.*?\t\})\]' % number, entry)
            assert value is not None
            mark = b'["work.archive",%s,' % number
            entry = entry.replace(mark + offset, mark + str(ends["0"]).encode())
            ends["0"] += len(value[1]) + 1
        lines.append(entry)
    (store / JOURNAL).write_bytes(b"".join(lines))
    state = (store / "state").read_bytes()
    size = str(sum(map(len, lines))).encode()
    data = re.sub(rb'"journal":\t\d+', b'"journal":\t' + size, state).rstrip()
    (store / "state").write_bytes(data.ljust(511) + b"\n")
    form = (store / "format").read_bytes()
    (store / "format").write_bytes(re.sub(rb'"layout":\t"[0-9a-f]{8}', b'"layout":\t"01234567', form))


def test_migrated_with_all_that_was_put_away(small: Path) -> None:
    found = []
    for language in LANGUAGES:
        store = copied(small, "older")
        older(store)
        shutil.rmtree(store / "records")
        (store / SHARD).write_bytes(b"of another version\n")
        assert call(language, store, "list").exit == 9
        done = call(language, store, "migrate")
        assert (done.exit, done.stderr) == (0, b"")
        agreed(store)
        found.append(tree(store))
    assert difference(*found) == ""
    kept = ("records", "archive")
    wanted = {path: data for path, data in tree(small).items() if path.startswith(kept)}
    assert {path: data for path, data in found[0].items() if path.startswith(kept)} == wanted
