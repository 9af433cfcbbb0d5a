"""Something else where a file of the store belongs: refused with the same words, and nothing touched."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.coordinators import LANGUAGES, Language, call
from tests.faults import places
from tests.faults.stores import Stores

POINTS = tuple(places.points())


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.name)
@pytest.mark.parametrize("part", range(4))
def test_something_else_in_a_place(stores: Stores, part: int, language: Language) -> None:
    points = POINTS[part * 3 :: 13]
    assert len({point.thing.name for point in points}) >= 3
    for point in points:
        code, wrong = places.check(stores, language, point)
        assert not wrong, f"{point} (exit {code}): {wrong}"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.name)
@pytest.mark.parametrize("path", [".", "lock", "state"])
def test_what_belongs_to_others(stores: Stores, path: str, language: Language) -> None:
    store = stores.copy("full", "foreign")
    os.chown(store / path, 12345, -1)
    done = call(language, store, "claim", "--next", "--agent", "alice")
    assert done.exit == 5 and done.stderr.endswith(b" belongs to another user (permission)\n"), done
    assert done.stderr.startswith(b"PROGRAM: claim: " + bytes(store)), done


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.name)
def test_a_data_directory_that_is_a_file(language: Language, tmp_path: Path) -> None:
    store = tmp_path / "file"
    store.write_bytes(b"")
    done = call(language, store, "register", "alice")
    assert (done.exit, done.stderr) == (5, f"PROGRAM: register: {store} is not a folder (permission)\n".encode())
