"""Disks that fill up or become read-only, and writes that end in the middle."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.coordinators import LANGUAGES, Language
from tests.faults import disk, limits
from tests.faults.stores import Stores


@pytest.mark.skipif(bool(disk.available()), reason=disk.available())
@pytest.mark.parametrize("first", LANGUAGES, ids=lambda language: language.name)
def test_a_disk_that_is_really_full(first: Language, tmp_path: Path) -> None:
    rows = disk.found(tmp_path / "disk", first)
    assert [row for row in rows if row.wrong] == []
    refused = {row.language for row in rows if row.exit == 10}
    ended = {
        (row.fault, row.language)
        for row in rows
        if row.fault.startswith(("full disk: c", "full disk: rel", "full disk: ar"))
    }
    assert len(refused) == 2 and len(ended) == 6, "both were refused, both could complete, release and archive"


def test_writes_that_end_in_the_middle(stores: Stores) -> None:
    points = list(limits.points(stores, 7))
    codes = {}
    for point in points[:: len(points) // 20]:
        pair = {language.name: limits.check(stores, language, point) for language in LANGUAGES}
        assert [wrong for _, wrong in pair.values() if wrong] == [], point
        assert len({code for code, _ in pair.values()}) == 1, (point, pair)
        codes[str(point)] = pair["bash"][0]
    assert set(codes.values()) == {0, 10}
