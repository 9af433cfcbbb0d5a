"""Texts of items that are in the archive, or were, are taken out of it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.archive.support import agreed, copied, ended, shard, slots
from tests.audit.support import alike, same
from tests.coordinators import BASH, LANGUAGES, PYTHON, Language, batch, call, line, tree
from tests.faults.stores import mark
from tests.stats.support import AWKS, with_awk

SHARD = "archive/work/0"
LONG = 'secret "quoted" \\ é ☃\t' * 60
"""Has a file of its own."""


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Items 1 to 6 in the archive, in three rounds, with texts of all lengths; 2 and 4 were changed and put away again,
    so that they have dead lines; 4 has a slot again. Skills look like what an entry says of the archive.
    """
    store = tmp_path_factory.mktemp("redacted") / "stock"
    texts = ("", "secret", "secret é", LONG, "s", "secret secret")
    rows = [line("register", "ann")]
    for number, text in enumerate(texts, start=1):
        more = ["--details", text] if text else []
        rows.append(line("add", f"secret item {number}", *more, "--skill", "work.archive", "--skill", "z"))
    rows += [line("cancel", f"w-{number}") for number in (1, 2, 3, 4)]
    rows += [line("archive", "--days", "0", "--limit", "3"), line("add", "x", "--after", "w-2")]
    rows += [line("archive", "--days", "0"), line("cancel", "w-5"), line("add", "y", "--after", "w-4")]
    rows += [line("archive", "--days", "0"), line("cancel", "w-6"), line("archive", "--days", "0")]
    rows += [line("add", "z", "--after", "w-4")]
    assert {answer["exit"] for answer in batch(PYTHON, store, rows)} == {0}
    assert shard(store) == [1, 2, 3, 4, 2, 4, 5, 6]
    assert slots(store) == [4, 7, 8, 9]
    return store


def pair(stock: Path) -> tuple[Path, Path]:
    return copied(stock, "one"), copied(stock, "other")


def lines_of(store: Path, number: int) -> list[str]:
    return [each for each in (store / SHARD).read_text().splitlines() if each.startswith(f'{{"number":\t{number}\t')]


def texts_of(store: Path, number: int) -> list[bytes]:
    """What the files of a store hold of the item's title."""
    return [data for data in tree(store).values() if f"secret item {number}".encode() in data]


@pytest.mark.parametrize("number", range(1, 7))
def test_texts_are_gone(stock: Path, number: int) -> None:
    """Wherever they stood; all else is as it was, what stands behind in the shard with it."""
    one, other = pair(stock)
    kept = [each for place in range(1, 7) if place != number for each in lines_of(one, place)]
    before, found = lines_of(one, number), slots(one)
    assert before and texts_of(one, number)
    done = same(one, other, "redact", f"w-{number}", "--agent", "ann")
    assert (done.exit, done.stderr) == (0, b"")
    assert done.stdout.startswith(f"redact: w-{number}: ".encode())
    assert not texts_of(one, number)
    assert [each for place in range(1, 7) if place != number for each in lines_of(one, place)] == kept
    assert [each.count('"title":\t"[redacted]"\t') for each in lines_of(one, number)] == [1] * len(before)
    assert slots(one) == found
    agreed(one)
    assert alike(one, "audit-verify").exit == 0
    assert alike(one, "show", f"w-{number}").stdout.count(b"title: [redacted]\n") == 1
    assert same(one, other, "redact", f"w-{number}").stdout == f"redact: w-{number}: nothing to redact\n".encode()


def test_one_after_another_and_rounds_between(stock: Path) -> None:
    one, other = pair(stock)
    for number in (3, 1, 4, 6, 2, 5):
        assert same(one, other, "redact", f"w-{number}", "--field", "title").exit == 0
        assert same(one, other, "redact", f"w-{number}").exit == 0
        assert same(one, other, "add", "more", "--after", f"w-{number}").exit == 0
        assert same(one, other, "archive", "--days", "0").exit == 0
        agreed(one)
    held = [path for path, data in tree(one).items() if b"secret" in data]
    assert held == [], held
    assert alike(one, "repair", "--dry-run").stdout.endswith(b"nothing to repair\n")


def test_offsets_in_other_segments(tmp_path: Path) -> None:
    """The item is put away in a sealed segment, others behind it in later ones, that have none of its texts."""
    one = ended(tmp_path / "one", 3)
    rounds = [line("archive", "--days", "0", "--limit", "1")] * 2
    fill = [line("progress", "w-4", "5", "--agent", "ann")]
    rows = [*rounds, line("claim", "w-4", "--agent", "ann"), *fill * 1000, line("archive", "--days", "0")]
    assert {each["exit"] for each in batch(PYTHON, one, rows)} == {0}
    other = copied(one, "other")
    assert same(one, other, "audit-seal").exit == 0
    before = (one / "journal/000002.jsonl").read_bytes()
    assert b"item 1" not in before and b'["work.archive",3,' in before
    assert same(one, other, "redact", "w-1").stdout == b"redact: w-1: 5 places\n"
    after = (one / "journal/000002.jsonl").read_bytes()
    changed = [old for old, new in zip(before.splitlines(), after.splitlines(), strict=False) if old != new]
    assert [each.count(b'["work.archive",3,') for each in changed] == [1]
    for words in (("audit-verify",), ("replay", "--check")):
        assert call(PYTHON, one, *words).exit == 0


def interrupted(stock: Path, item: str) -> tuple[Path, Path]:
    """A store whose redaction was committed and not begun to be put in place, and what it becomes."""
    done = copied(stock, "done")
    assert call(BASH, done, "redact", item).exit == 0
    died = copied(stock, "died")
    (died / "redact").mkdir()
    shutil.copyfile(done / "journal/000001.jsonl", died / "redact/000001.jsonl")
    shutil.copyfile(done / SHARD, died / "redact/work.0")
    mark(died)
    journal = (died / "redact/000001.jsonl").read_bytes()
    length = len(journal) - len(journal.splitlines(keepends=True)[-1])
    tokens = (died / "state").read_text().rstrip().split("\t")
    tokens[5] = str(length)
    (died / "redact/state").write_text("\t".join(tokens).ljust(511) + "\n")
    return died, done


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda each: each.name)
@pytest.mark.parametrize("item", ["w-1", "w-4"])
def test_a_redaction_that_was_interrupted(stock: Path, language: Language, item: str) -> None:
    """Each file may be in its place already, in their order; who looks meanwhile sees no damage."""
    died, done = interrupted(stock, item)
    for placed in ((), ("journal/000001.jsonl",), ("journal/000001.jsonl", SHARD)):
        for path, name in (("journal/000001.jsonl", "000001.jsonl"), (SHARD, "work.0")):
            if path in placed and (died / "redact" / name).exists():
                (died / "redact" / name).rename(died / path)
        checked = alike(died, "replay", "--check")
        assert (checked.exit, checked.stdout.splitlines()[0]) == (
            0,
            b"state: an operation was interrupted; the next one ends its writing",
        )
        for recovering in (("heartbeat", "--agent", "ann"), ("list",), ("repair",)):
            store = copied(died, "again")
            assert call(language, store, *recovering).exit == 0
            assert (store / SHARD).read_bytes() == (done / SHARD).read_bytes()
            assert not (store / "redact").exists()
            assert not [path for path, data in tree(store).items() if f"secret item {item[2:]}".encode() in data]
            agreed(store)


@pytest.mark.parametrize("words", AWKS, ids=" ".join)
def test_every_awk_writes_the_same(stock: Path, words: tuple[str, ...], tmp_path: Path) -> None:
    """Also where letters of two bytes count as one."""
    env = with_awk(tmp_path / "bin", words)
    if env is None:
        pytest.skip(f"needs {words[0]}")
    one, other = pair(stock)
    for number in (3, 4):
        assert same(one, other, "redact", f"w-{number}", **env, LANG="C.UTF-8").exit == 0


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda each: each.name)
def test_a_shard_that_cannot_be_read(stock: Path, language: Language) -> None:
    store = copied(stock, "damaged")
    with (store / SHARD).open("ab") as file:
        file.write(b"x\n")
    done = call(language, store, "redact", "w-1")
    message = f'PROGRAM: redact: {store}/{SHARD} is damaged; run "PROGRAM doctor" (damaged)\n'
    assert (done.exit, done.stderr.decode()) == (9, message)
    assert not (store / "redact.new").exists()
