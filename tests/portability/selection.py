"""Which cases of the corpus run in which surroundings when not all of them do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cache

from tests.parity_patterns.corpus import Case, cases

ALWAYS = ("add", "batch", "claim", "complete", "progress", "show")
"""What every share calls: operations that have a path of their own, a query, and the command that runs others."""
MORE = 4
"""So much else a share calls, whatever was called least before."""


@cache
def called(case: Case) -> frozenset[str]:
    """What a case completes by a process of its own, by the first word."""
    before = ["batch"] if case.start else []
    return frozenset([*before, *(call.words[0] for call in case.calls if call.words and call.exit == 0)])


@cache
def everything() -> frozenset[str]:
    """Whatever some case completes: queries, `help`, `--version` too."""
    return frozenset(word for case in cases() for word in called(case))


def shares(names: Iterable[str]) -> dict[str, tuple[Case, ...]]:
    """For each name a few cases that call `ALWAYS` and `MORE`. The same names give the same shares, and different cases
    as far as there are any."""
    cases_taken: Counter[str] = Counter()
    words_taken: Counter[str] = Counter()
    found = {}
    for name in names:
        least = sorted(everything() - {*ALWAYS}, key=lambda word: (words_taken[word], word))
        found[name] = _cover({*ALWAYS, *least[:MORE]}, cases_taken)
        cases_taken.update(case.id for case in found[name])
        words_taken.update(word for case in found[name] for word in called(case))
    return found


def _cover(missing: set[str], taken: Counter[str]) -> tuple[Case, ...]:
    found = []
    while missing:
        best = max(cases(), key=lambda case: _worth(case, missing, taken))
        found.append(best)
        missing = missing - called(best)
    return tuple(found)


def _worth(case: Case, missing: set[str], taken: Counter[str]) -> float:
    """What is new in a case by the processes that it takes; less the more often it was chosen."""
    new = len(called(case) & missing) / (len(case.calls) + bool(case.start))
    return new / (5 + taken[case.id])
