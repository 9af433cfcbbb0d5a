"""The checker: `check` gives what is wrong with a data directory, on every prefix of its journal and on its disk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from tests.invariants.acknowledged import Acknowledged, Effects, seen
from tests.invariants.counts import Counts
from tests.invariants.disk import Lengths, disk, settings
from tests.invariants.fold import Change, Fold
from tests.invariants.journal import Entry, Malformed, entries, read_journal
from tests.invariants.lists import links, walk
from tests.invariants.rules import Finding, rules

__all__ = ["Acknowledged", "Entry", "Malformed", "Violation", "check", "read_journal", "seen"]


@dataclass(frozen=True, slots=True)
class Violation:
    """An invariant that does not hold. `sequence` is the entry after which it first did not; the last one (0 when
    there is none) for what is wrong with files and acknowledgements.
    """

    invariant: str
    sequence: int
    message: str

    def __str__(self) -> str:
        return f"{self.invariant} at entry {self.sequence}: {self.message}"


def check(
    store: Path,
    acknowledged: Iterable[Acknowledged] = (),
    *,
    files: bool = True,
    walks: int = 1000,
    most: int = 100,
) -> list[Violation]:
    """What is wrong with a data directory at rest, at most `most` of it.

    Each entry is checked with what it touches. All lists are followed from end to end after every `walks`-th entry and
    after the last. `files=False` leaves out the comparison with the disk (Q12), for a directory that is in use or that
    was killed and not opened since.
    """
    return list(islice(_violations(store, acknowledged, files, walks), most))


def _violations(store: Path, acknowledged: Iterable[Acknowledged], files: bool, walks: int) -> Iterator[Violation]:
    fold, lengths, effects, counts = Fold(), Lengths(), Effects(), Counts()
    threshold = settings(store)["stale_threshold"] if (store / "format").exists() else 0
    sequence = time = 0
    try:
        for entry in entries(store):
            sequence = entry.sequence
            if entry.time < time:
                yield Violation("Q1", sequence, f"its time {entry.time} is before {time}")
            time = entry.time
            changes = fold.apply(entry)
            for finding in (
                *_entry(entry, changes, fold, lengths, effects, threshold, walks),
                *counts.add(changes, fold),
            ):
                yield Violation(finding[0], sequence, finding[1])
        found = [*walk(fold), *(disk(store, fold, lengths) if files else ()), *effects.compare(acknowledged)]
    except Malformed as error:
        yield Violation("Q1", error.sequence, error.message)
    except (KeyError, ValueError) as error:
        yield Violation("Q12", sequence, f"no fold of the journal goes on: {type(error).__name__} {error}")
    else:
        for finding in found:
            yield Violation(finding[0], sequence, finding[1])


def _entry(
    entry: Entry,
    changes: list[Change],
    fold: Fold,
    lengths: Lengths,
    effects: Effects,
    threshold: int,
    walks: int,
) -> Iterator[Finding]:
    lengths.add(entry)
    yield from rules(entry, changes, fold, threshold)
    yield from links(entry, changes, fold)
    yield from effects.add(entry, changes, fold)
    if entry.sequence % walks == 0:
        yield from walk(fold)
