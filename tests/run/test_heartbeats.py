"""Many heartbeats at once, and one heartbeat for many items."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from tests.coordinators import BASH, LANGUAGES, NOW, PYTHON, Language, batch, call, difference, line, tree
from tests.run import parallel

MANY = 1000


def test_none_of_thirty_at_once_is_lost(tmp_path: Path) -> None:
    store = tmp_path / "store"
    parallel.stocked(store)
    assert [text for round_ in (1, 2) for text in parallel.lost(store, round_)] == []


def test_a_lost_one_would_show(tmp_path: Path) -> None:
    store = tmp_path / "store"
    parallel.stocked(store)
    assert call(PYTHON, store, "release", "w-7", "--agent", "ann").exit == 0
    found = parallel.lost(store, 1)
    assert found[0].startswith("w-7: exit 3, ")
    assert f"{parallel.AT_ONCE - 1} entries for {parallel.AT_ONCE} heartbeats" in found


@pytest.fixture(scope="module")
def thousand(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store in which one agent holds as many items as it may."""
    store = tmp_path_factory.mktemp("thousand") / "store"
    rows = [line("register", "ann", "--max-work", str(MANY))]
    for number in range(1, MANY + 1):
        rows += [line("add", "x"), line("claim", f"w-{number}", "--agent", "ann")]
    assert {answer["exit"] for answer in batch(PYTHON, store, rows)} == {0}
    return store


def test_a_thousand_items_are_renewed_by_one_entry(thousand: Path) -> None:
    """Both languages do so, and find what the other wrote."""
    later = NOW
    for language in (BASH, PYTHON):
        later += 10**9
        before = _sequence(thousand)
        env = {"SWARMSH_NOW_NS": str(later)}
        done = call(language, thousand, "heartbeat", "--agent", "ann", "--print", "renewed,lease_until", env=env)
        assert (done.exit, done.stdout.decode()) == (0, f"{MANY}\t{later + parallel.LEASE}\n")
        assert _sequence(thousand) == before + 1
    assert call(PYTHON, thousand, "replay", "--check").exit == 0


def test_a_thousand_named_items_are_renewed_by_one_entry(thousand: Path) -> None:
    """The most that can be named, in an order that is nobody's: as words, and as a line of a batch."""
    ids = [f"w-{number}" for number in range(1, MANY + 1)]
    Random(7).shuffle(ids)
    later = NOW + 10**10
    for language in (BASH, PYTHON):
        for is_batch in (False, True):
            later += 10**9
            before = _sequence(thousand)
            env = {"SWARMSH_NOW_NS": str(later)}
            if is_batch:
                (answer,) = batch(language, thousand, [line("heartbeat", *ids, "--agent", "ann")], env=env)
                assert answer["answer"] == {"renewed": MANY, "lease_until": str(later + parallel.LEASE)}
            else:
                words = ("heartbeat", *ids, "--agent", "ann", "--print", "renewed,lease_until")
                done = call(language, thousand, *words, env=env)
                assert (done.exit, done.stdout.decode()) == (0, f"{MANY}\t{later + parallel.LEASE}\n")
            assert _sequence(thousand) == before + 1
    assert call(PYTHON, thousand, "replay", "--check").exit == 0


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.name)
def test_ids_of_full_length_fit_into_a_line_of_a_batch(language: Language, tmp_path: Path) -> None:
    ids = [f"{'x' * 59}{number:05d}" for number in range(MANY + 1)]
    lines = [line("register", "ann"), *(line("heartbeat", *ids[:most], "--agent", "ann") for most in (MANY, MANY + 1))]
    answers = batch(language, tmp_path / "store", lines)
    assert [answer["message"] for answer in answers[1:]] == [f'no work "{ids[0]}"', f"WORK: more than {MANY} values"]


def test_both_languages_write_the_same(tmp_path: Path) -> None:
    trees = []
    for language in LANGUAGES:
        store = tmp_path / language.name / "store"
        rows = [line("register", "ann", "--max-work", "120")]
        rows += [each for n in range(1, 121) for each in (line("add", "x"), line("claim", f"w-{n}", "--agent", "ann"))]
        assert {answer["exit"] for answer in batch(PYTHON, store, rows)} == {0}
        assert call(language, store, "heartbeat", "--agent", "ann").exit == 0
        named = [f"w-{number}" for number in (9, 120, 1, 77, 9, 10, 100)]
        assert call(language, store, "heartbeat", *named, "--agent", "ann", "--key", "k").exit == 0
        trees.append(tree(store))
    assert not difference(*trees)


def _sequence(store: Path) -> int:
    done = call(PYTHON, store, "audit", "--limit", "1", "--print", "sequence")
    return int(done.stdout)
