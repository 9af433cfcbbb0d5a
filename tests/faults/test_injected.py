"""Some of the system calls that `make faults` lets fail: every operation, every kind of error, both languages."""

from __future__ import annotations

import pytest

from tests.coordinators import BASH, LANGUAGES, Language
from tests.faults import inject
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
        assert not wrong, f"{point} (exit {code}): {wrong}"


MENDED = {
    "lock": ("claim", "openat", "lock", 1, False),
    "helper": ("claim", "openat", "journal/000001.jsonl", 1, False),
    "refusal": ("refused fence", "write", "journal/000001.jsonl", 1, False),
    "tick": ("tick", "write", "journal/000001.jsonl", 1, False),
    "cut": ("complete", "write", "journal/000001.jsonl", 2, True),
}
"""What once went wrong: operation, system call, file, which of them, and whether it stays so."""


def _wrong(stores: Stores, row: tuple[str, str, str, int, bool]) -> str:
    operation, syscall, path, nth, lasting = row
    point = inject.Point(BY_NAME[operation], syscall, path, nth, nth, "ENOSPC", lasting)
    return inject.check(stores, BASH, point)[1]


@pytest.mark.parametrize("row", MENDED.values(), ids=MENDED)
def test_what_once_went_wrong(stores: Stores, row: tuple[str, str, str, int, bool]) -> None:
    assert _wrong(stores, row) == ""
