"""`repair`: damaged stores become what they were, by either language; what cannot be repaired is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.coordinators import BASH, LANGUAGES, PYTHON, Language, call, difference, tree
from tests.repair.support import ENTRIES, JOURNAL, Damage, append, both, copied, edit, gone, long, make, put, same
from tests.repair.test_replay import DAMAGES, OPENED

JOURNALS = {name for name, (_, findings) in DAMAGES.items() if any("is damaged" in each for each in findings)}
OTHERS = {"a folder", "no end"}
"""Damages after which the store is not what it was: with a folder in the way, and with an entry less."""
MENDED = sorted(set(DAMAGES) - JOURNALS - OTHERS)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("repair") / "store")


@pytest.mark.parametrize("name", MENDED)
def test_mended(store: Path, name: str) -> None:
    damage, findings = DAMAGES[name]
    for language in LANGUAGES:
        copy = copied(store, "damaged")
        damage(copy)
        done = call(language, copy, "repair")
        assert (done.exit, done.stderr) == (0, b"")
        told = done.stdout.decode().splitlines()
        assert told[:-1] == findings
        assert told[-1].startswith(f"repair: {ENTRIES} entries, ")
        assert difference(tree(store), tree(copy)) == ""
        assert not any(path.is_symlink() for path in copy.rglob("*"))
        again = call(language, copy, "repair")
        assert again.stdout.decode() == f"repair: {ENTRIES} entries, nothing to repair\n"


@pytest.mark.parametrize("name", sorted(JOURNALS))
def test_a_damaged_journal_is_refused(store: Path, name: str) -> None:
    copy = copied(store, "damaged")
    damage, (finding,) = DAMAGES[name]
    damage(copy)
    before = tree(copy)
    done = same(copy, "repair")
    message = f"PROGRAM: repair: {copy}/{finding}; nothing was changed (damaged)\n"
    assert (done.exit, done.stdout, done.stderr.decode()) == (9, b"", message)
    assert tree(copy) == before


def test_an_entry_less(store: Path) -> None:
    """Without its last line the store becomes the one before: what both languages make of it is the same."""
    copies = []
    for language in LANGUAGES:
        copy = copied(store, language.name)
        DAMAGES["no end"][0](copy)
        assert call(language, copy, "repair").stdout.endswith(b"repair: 15 entries, 6 files mended, 0 taken away\n")
        copies.append(copy)
    assert difference(tree(copies[0]), tree(copies[1])) == ""
    assert same(copies[0], "replay", "--check").exit == 0
    assert call(BASH, copies[0], "complete", "w-1", "--agent", "Alice").exit == 0


def test_an_interrupted_operation(store: Path) -> None:
    """A whole entry that is not written yet is written, a torn one is cut off."""
    lines = (store / JOURNAL).read_bytes().splitlines(keepends=True)
    state = (store / "state").read_bytes().split(b"\t")
    state[1], state[3], state[5] = b"1", b"15", str(sum(map(len, lines[:-1]))).encode()
    for language in LANGUAGES:
        copy = copied(store, "damaged")
        put("state", b"\t".join(state).rstrip().ljust(511) + b"\n")(copy)
        put("records/work/0/1", b"half")(copy)
        assert call(language, copy, "repair").stdout.decode().splitlines() == [
            "records/work/0/1: does not have its form",
            "state: an operation was interrupted",
            "repair: 16 entries, 2 files mended, 0 taken away",
        ]
        assert difference(tree(store), tree(copy)) == ""
        both(OPENED, append(JOURNAL, b'{"sequence":\t17\t'))(copy)
        assert call(language, copy, "repair").exit == 0
        assert difference(tree(store), tree(copy)) == ""


@pytest.mark.parametrize("name", ["status", "no state", "one too many", "a torn end", "a folder of links"])
def test_dry_run(store: Path, name: str) -> None:
    damage, findings = DAMAGES[name]
    copy = copied(store, "damaged")
    damage(copy)
    before = tree(copy)
    done = same(copy, "repair", "--dry-run")
    away = {"one too many": 1, "a folder of links": 1}.get(name, 0)
    mend = len(findings) - away
    last = f"repair: {ENTRIES} entries, {mend} files to mend, {away} to take away"
    assert (done.exit, done.stdout.decode().splitlines()) == (0, [*findings, last])
    assert tree(copy) == before


def test_links_are_not_followed(store: Path) -> None:
    away = store.parent / "away"
    for language in LANGUAGES:
        copy = copied(store, "damaged")
        DAMAGES["a folder of links"][0](copy)
        before = tree(away)
        assert call(language, copy, "repair").exit == 0
        assert tree(away) == before
        copy = copied(store, "damaged")
        (copy / "records").rename(away / "records")
        (copy / "records").symlink_to(away / "records")
        before = tree(away)
        assert call(language, copy, "repair").exit == 5
        assert tree(away) == before and (copy / "records").is_symlink()


def test_a_folder_in_the_way(store: Path) -> None:
    copy = copied(store, "damaged")
    DAMAGES["a folder"][0](copy)
    before = tree(copy)
    done = same(copy, "repair")
    assert done.stderr.decode() == f"PROGRAM: repair: {copy}/records/work/0/7 is not a regular file (permission)\n"
    assert (done.exit, tree(copy)) == (5, before)


@pytest.mark.parametrize(
    ("damage", "exit", "message"),
    [
        (gone(JOURNAL), 9, "/journal/000001.jsonl has no entry, but there are records; nothing was changed (damaged)"),
        (gone("format"), 9, "/format is gone; its settings stand nowhere else, put it back from a copy (damaged)"),
        (both(gone("format"), gone(JOURNAL)), 12, ""),
    ],
)
def test_refused(store: Path, damage: Damage, exit: int, message: str) -> None:
    copy = copied(store, "damaged")
    damage(copy)
    before = tree(copy)
    done = same(copy, "repair")
    text = f"there is no store in {copy} (no_data)" if exit == 12 else f"{copy}{message}"
    assert (done.exit, done.stderr.decode()) == (exit, f"PROGRAM: repair: {text}\n")
    assert tree(copy) == before


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_trusts_half_a_repair(store: Path, language: Language) -> None:
    copy = copied(store, "damaged")
    edit("state", b'{"dirty":\t0', b'{"dirty":\t"repair"')(copy)
    for words in (("add", "one"), ("show", "w-1"), ("audit",), ("register",)):
        done = call(language, copy, *words)
        assert (done.exit, done.stderr.decode()) == (
            9,
            f'PROGRAM: {words[0]}: {copy}/state is damaged; run "PROGRAM repair" (damaged)\n',
        )


def test_what_asks_for_repair_gets_it(store: Path) -> None:
    """Every language can go on after the other's repair of what made operations stop with 9."""
    for damage in (gone("state"), put("state", bytes(512)), put("state", b"")):
        for language, other in ((BASH, PYTHON), (PYTHON, BASH)):
            copy = copied(store, "damaged")
            damage(copy)
            done = call(language, copy, "add", "one")
            assert done.exit == 9 and done.stderr.endswith(b'/state is damaged; run "PROGRAM repair" (damaged)\n')
            assert call(other, copy, "repair").exit == 0
            assert difference(tree(store), tree(copy)) == ""
            assert call(language, copy, "add", "one").stdout == b"w-10\n"


@pytest.mark.parametrize("language", LANGUAGES)
def test_traces_are_written_anew(store: Path, language: Language) -> None:
    traces, following = "telemetry/traces/000001.jsonl", "telemetry/traces/000002.jsonl"
    for damage in (gone(traces), put(traces, b"x\n"), append(traces, b"x"), put(following, b"x\n")):
        copy = copied(store, "damaged")
        both(damage, gone("state"))(copy)
        assert call(language, copy, "repair").exit == 0
        found = tree(copy)
        assert found.pop(following, b"") == b""
        assert difference(tree(store), found) == ""


def test_two_segments(tmp_path: Path) -> None:
    store = long(tmp_path / "store")
    for language in LANGUAGES:
        copy = copied(store, "damaged")
        for path in ("state", "records/agent/0/999", "records/agent/1/1003"):
            (copy / path).unlink()
        assert call(language, copy, "repair").stdout.endswith(b"repair: 1003 entries, 3 files mended, 0 taken away\n")
        assert difference(tree(store), tree(copy)) == ""


def test_words(store: Path) -> None:
    assert same(store, "repair", "--json").exit == 2
    assert same(store, "repair", "x").exit == 2
    assert same(store, "repair", "--help").exit == 0
    assert same(store.parent / "none", "repair").exit == 12
    assert not (store.parent / "none").exists()
