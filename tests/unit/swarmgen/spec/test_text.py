"""Specification files are read within bounds, whatever stands in their place."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from swarmgen.diagnostics import Place, Sink
from swarmgen.spec.text import MAX_FILE_BYTES, place_after, read_bytes
from tests.unit.swarmgen.spec.reading import told


def _read(path: Path) -> tuple[int | None, list[str]]:
    sink = Sink()
    data = read_bytes(path, "a.yaml", sink)
    return (None if data is None else len(data)), told(sink)


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        (0, (0, [])),
        (MAX_FILE_BYTES, (MAX_FILE_BYTES, [])),
        (MAX_FILE_BYTES + 1, (None, ["1:1 file-too-large"])),
        (2**40, (None, ["1:1 file-too-large"])),
    ],
)
def test_files_have_a_limit(tmp_path: Path, size: int, expected: tuple[int | None, list[str]]) -> None:
    path = tmp_path / "a.yaml"
    with path.open("wb") as file:
        file.truncate(size)
    assert _read(path) == expected


def test_what_is_no_file_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "dangling").symlink_to("nowhere")
    for name in ("pipe", "dangling", "missing"):
        assert _read(tmp_path / name) == (None, ["1:1 unreadable-file"])
    assert _read(Path("/dev/zero")) == (None, ["1:1 unreadable-file"])


@pytest.mark.parametrize(
    ("before", "line", "column"),
    [
        ("", 1, 1),
        ("ab", 1, 3),
        ("a\n", 2, 1),
        ("a\r\nb", 2, 2),
        ("a\rb\n\nc", 4, 2),
        ("a\u2028b\u2029c\x85", 4, 1),
        ("ä𝄞", 1, 3),
    ],
)
def test_places_count_lines_as_yaml_does(before: str, line: int, column: int) -> None:
    assert place_after(before, "a.yaml") == Place("a.yaml", line, column)
