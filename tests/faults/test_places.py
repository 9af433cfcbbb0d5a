"""Something else where a file of the store belongs: refused with the same words, and nothing touched."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.coordinators import BASH, LANGUAGES, PYTHON, Language, call
from tests.faults import places
from tests.faults.known import known
from tests.faults.stores import Stores

POINTS = tuple(places.points())


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.name)
@pytest.mark.parametrize("part", range(4))
def test_something_else_in_a_place(stores: Stores, part: int, language: Language) -> None:
    points = POINTS[part * 3 :: 13]
    assert len({point.thing.name for point in points}) >= 3
    for point in points:
        code, wrong = places.check(stores, language, point)
        assert not wrong or known(language.name, str(point), wrong), f"{point} (exit {code}): {wrong}"


KNOWN = {
    "closed at records/agent/0/1: progress": "what may not be read is called damaged",
    "only readable at records/work/0/2: progress": "what may not be written is found after the commit",
    "nothing at journal/000001.jsonl: claim": "a journal that is missing is begun anew",
    "link at reserve: claim": "nobody looks at what the reserve is",
}


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.xfail(strict=True, reason=why)) for name, why in KNOWN.items()]
)
def test_known(stores: Stores, name: str) -> None:
    point = next(point for point in POINTS if str(point) == name)
    assert places.check(stores, BASH, point)[1] == ""


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.name)
@pytest.mark.parametrize("path", [".", "lock", "state"])
def test_what_belongs_to_others(stores: Stores, path: str, language: Language) -> None:
    store = stores.copy("full", "foreign")
    os.chown(store / path, 12345, -1)
    done = call(language, store, "claim", "--next", "--agent", "alice")
    assert done.exit == 5 and done.stderr.endswith(b" belongs to another user (permission)\n"), done
    assert done.stderr.startswith(b"PROGRAM: claim: " + bytes(store)), done


@pytest.mark.parametrize(
    "language",
    [pytest.param(BASH, marks=pytest.mark.xfail(strict=True, reason="form_lock says permission denied")), PYTHON],
    ids=lambda language: language.name,
)
def test_a_data_directory_that_is_a_file(language: Language, tmp_path: Path) -> None:
    store = tmp_path / "file"
    store.write_bytes(b"")
    done = call(language, store, "register", "alice")
    assert (done.exit, done.stderr) == (5, f"PROGRAM: register: {store} is not a folder (permission)\n".encode())
