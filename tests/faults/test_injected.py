"""Some of the system calls that `make faults` lets fail: every operation, every kind of error, both languages."""

from __future__ import annotations

import pytest

from tests.coordinators import BASH, LANGUAGES, Language
from tests.faults import inject
from tests.faults.known import known
from tests.faults.stores import BY_NAME, OPERATIONS, Operation, Stores

pytestmark = pytest.mark.skipif(bool(inject.available()), reason=inject.available())

FEW = 3  # points an operation and language


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.name)
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_system_calls_that_fail(stores: Stores, operation: Operation, language: Language) -> None:
    points = list(inject.points(stores, language, operation, inject.ERRORS))
    assert len({point.path for point in points}) >= 4, "lock, state, journal, records, traces"
    start = OPERATIONS.index(operation) * 5  # so that every operation tries other places and errors
    for point in (points[(start + step * 37) % len(points)] for step in range(FEW)):
        code, wrong = inject.check(stores, language, point)
        assert not wrong or known(language.name, str(point), wrong), f"{point} (exit {code}): {wrong}"


KNOWN = {
    "lock": ("claim", "openat", "lock", 1, False, "a lock that cannot be opened for want of storage is told as 5"),
    "size": ("claim", "openat", "journal/000001.jsonl", 1, False, "recovery_size lets the shell complain on stderr"),
    "refusal": (
        "refused fence",
        "write",
        "journal/000001.jsonl",
        1,
        False,
        "commit_failed repeats a refusal as exit 0",
    ),
    "tick": (
        "tick",
        "write",
        "journal/000001.jsonl",
        1,
        False,
        "a tick that fails leaves a span that names no operation",
    ),
    "cut": ("complete", "write", "journal/000001.jsonl", 2, True, "journal_cut trusts dd, which hides that it failed"),
}


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.xfail(strict=True, reason=row[-1])) for name, row in KNOWN.items()]
)
def test_known(stores: Stores, name: str) -> None:
    operation, syscall, path, nth, lasting, _ = KNOWN[name]
    point = inject.Point(BY_NAME[operation], syscall, path, nth, nth, "ENOSPC", lasting)
    assert inject.check(stores, BASH, point)[1] == ""
