"""Source lines for messages, from files of every kind."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from swarmgen.report.sources import MAX_BYTES, Sources


def lines_of(tmp_path: Path, data: bytes, *numbers: int) -> list[str | None]:
    path = tmp_path / "file.yaml"
    path.write_bytes(data)
    sources = Sources()
    return [sources.line(str(path), number) for number in numbers]


def test_lines_count_from_one_and_end_with_the_file(tmp_path: Path) -> None:
    assert lines_of(tmp_path, b"a\nb", -1, 0, 1, 2, 3) == [None, None, "a", "b", None]


def test_an_empty_file_has_one_empty_line(tmp_path: Path) -> None:
    assert lines_of(tmp_path, b"", 1, 2) == ["", None]


def test_every_yaml_line_break_counts(tmp_path: Path) -> None:
    data = "a\r\nb\rc\x85d\u2028e\u2029f\n".encode()
    assert lines_of(tmp_path, data, 1, 2, 3, 4, 5, 6, 7) == ["a", "b", "c", "d", "e", "f", ""]


def test_a_byte_order_mark_is_no_column(tmp_path: Path) -> None:
    assert lines_of(tmp_path, b"\xef\xbb\xbfkey: 1", 1) == ["key: 1"]


def test_bytes_that_are_not_utf8_are_kept_apart(tmp_path: Path) -> None:
    assert lines_of(tmp_path, b"\x00\xff\xfe", 1) == ["\x00\udcff\udcfe"]


def test_the_file_changes_with_the_path(tmp_path: Path) -> None:
    first, second = tmp_path / "1", tmp_path / "2"
    first.write_text("one")
    second.write_text("two")
    sources = Sources()
    assert [sources.line(str(path), 1) for path in (first, second, first)] == ["one", "two", "one"]


def test_what_is_no_readable_file_has_no_lines(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    sources = Sources()
    for path in (str(tmp_path / "gone"), str(tmp_path), str(pipe), "", "a\x00b", "\ud800", "x" * 5000):
        assert sources.line(path, 1) is None, path


@pytest.mark.parametrize("spare", [0, 1])
def test_a_file_is_read_up_to_a_limit(tmp_path: Path, spare: int) -> None:
    path = tmp_path / "huge.yaml"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES - 2 + spare)  # sparse: costs no disk
        file.seek(0, os.SEEK_END)
        file.write(b"\nz")
    assert Sources().line(str(path), 2) == ("z" if spare == 0 else "")
