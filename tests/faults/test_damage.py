"""Some of the flipped bits and cut journals that `make faults` tries: refused alike, or carried alike."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.coordinators import LANGUAGES, Language, call
from tests.faults import damage, tails
from tests.faults.stores import BY_NAME, Stores, mark

FEW = 50  # bytes a file


@pytest.fixture(scope="module")
def sessions(stores: Stores) -> Iterator[damage.Sessions]:
    with damage.Sessions(stores) as opened:
        yield opened


@pytest.mark.parametrize("target", damage.TARGETS, ids=lambda target: target.name)
def test_flipped_bits(stores: Stores, sessions: damage.Sessions, target: damage.Target) -> None:
    present = target.at(stores.base("full"))
    size = (stores.base("full") / present.path).stat().st_size
    found = []
    for place, bit in damage.flips(size, max(1, size // FEW), 1):
        codes, wrong = sessions.flip(present, place, bit)
        found.append(set(codes.values()))
        point = f"{target.name} byte {place} bit {bit}"
        assert not wrong, f"{point}: {wrong}"
    assert {9} in found or target.name == "text"


NUMBERS = {
    "the length of the journal": ("state", b'"journal":\t', 1, 0),
    "the length of the traces": ("state", b'"traces":\t', 1, 1),
    "the length of a class": ("class", b'"length":\t', 0, 2),
}
"""Bits that make another number of the right form: of which file, behind which bytes, how far, and which bit."""


@pytest.mark.parametrize("name", NUMBERS)
def test_a_number_that_does_not_fit(stores: Stores, sessions: damage.Sessions, name: str) -> None:
    which, before, more, bit = NUMBERS[name]
    target = next(target for target in damage.TARGETS if target.name == which)
    data = (stores.base("full") / target.path).read_bytes()
    _, wrong = sessions.flip(target, data.index(before) + len(before) + more, bit)
    assert wrong == ""


@pytest.fixture(scope="module")
def tail(stores: Stores) -> tails.Tail:
    return tails.prepared(stores)


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.name)
def test_a_torn_line_is_mended(stores: Stores, tail: tails.Tail, language: Language) -> None:
    with damage.Session(language, stores.copy("full", "torn")) as session:
        for cut in tails.cuts(tail, 331):
            assert tails.dirty(session, tail, cut)[1] == "", f"{cut} bytes of the line"


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.name)
def test_a_short_journal_is_refused(stores: Stores, tail: tails.Tail, language: Language) -> None:
    with damage.Session(language, stores.copy("full", "short")) as session:
        for cut in (cut for cut in tails.cuts(tail, 331) if cut < tails.length(tail)):
            assert tails.clean(session, tail, cut)[1] == "", f"{cut} bytes of the line"


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.name)
def test_a_short_journal_is_refused_under_a_dirty_mark(stores: Stores, language: Language) -> None:
    store = stores.copy("full", "short")
    journal = store / tails.JOURNAL
    journal.write_bytes(journal.read_bytes()[:-1])
    mark(store)
    done = call(language, store, *tails.NEXT)
    said = f'PROGRAM: register: {journal} is damaged; run "PROGRAM repair" (damaged)\n'
    assert (done.exit, done.stderr.decode()) == (9, said)


CARRIED = {
    "a text in a record": ("records/work/0/5", b'"fifth"', b'"fjfth"'),
    "a number in a record": ("records/work/0/5", b'"max_attempts":\t3', b'"max_attempts":\t7'),
    "a text of its own": ("texts/work/0/4.details", b"dddd", b"dddc"),
    "the middle of the journal": ("journal/000001.jsonl", b'"ninth"', b'"nknth"'),
    "the form of the journal": ("journal/000001.jsonl", b',"operation":', b',"operatioo":'),
    "an id that leads elsewhere": ("ids/agent/ob/bob", b"2", b"3"),
    "a state": ("state", b'"lost":\t0\t,"agent":\t3', b'"lost":\t0\t,"agent":\t7'),
}
"""Damage of the right form, which operations may carry."""


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.name)
@pytest.mark.parametrize("name", CARRIED)
def test_replay_finds_what_operations_carry(stores: Stores, name: str, language: Language) -> None:
    path, old, new = CARRIED[name]
    store = stores.copy("full", "carried")
    assert call(language, store, "replay", "--check").exit == 0
    data = (store / path).read_bytes()
    assert data.count(old) >= 1
    (store / path).write_bytes(data.replace(old, new, 1))
    found = call(language, store, "replay", "--check")
    assert found.exit == 11, f"{name} was not found: {found}"


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.name)
def test_replay_finds_damage_in_a_sealed_segment(stores: Stores, language: Language) -> None:
    """Even where later entries wrote the same record again: the seal is a digest of every byte."""
    store = stores.copy("thousand", "sealed")
    assert BY_NAME["new segment"].run(language, store).exit == 0
    assert call(language, store, "replay", "--check").exit == 0
    path = store / tails.JOURNAL
    path.write_bytes(path.read_bytes().replace(b'"second"', b'"sfcond"', 1))
    found = call(language, store, "replay", "--check")
    assert found.exit == 11, f"the damage was not found: {found}"
