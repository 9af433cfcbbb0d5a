from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from swarmgen.output.diff import unified

PATH = PurePosixPath("a/x.py")


def body(found: bytes, expected: bytes) -> list[str]:
    """The changed lines of the diff."""
    lines = unified(PATH, found, expected).splitlines()
    return [line for line in lines if line[:1] in "+-" and line[:3] not in ("+++", "---")]


def test_the_diff_leads_from_the_disk_to_what_is_expected() -> None:
    assert unified(PATH, b"a\nold\nc\n", b"a\nnew\nc\n") == (
        "--- a/x.py (on disk)\n+++ a/x.py (expected)\n@@ -1,3 +1,3 @@\n a\n-old\n+new\n c\n"
    )


def test_equal_files_have_no_diff() -> None:
    assert unified(PATH, b"a\n", b"a\n") == ""


def test_an_empty_file_and_a_missing_line_end_show() -> None:
    assert body(b"", b"a\n") == ["+a"]
    assert body(b"a", b"a\n") == ["-a (no line end)", "+a"]
    assert body(b"", b"\n") == ["+"]


@pytest.mark.parametrize(
    ("data", "shown"),
    [
        (b"a\r\n", "-a\\r"),
        (b"\x1b[2J\n", "-\\x1b[2J"),
        (b"\xff\n", "-\\xff"),
        ("\u202e\n".encode(), "-\\u202e"),
        ("é\t\n".encode(), "-é\t"),
        (b"a\x0cb\x85\n", "-a\\x0cb\\x85"),
    ],
)
def test_characters_that_disturb_a_terminal_are_escaped(data: bytes, shown: str) -> None:
    assert body(data, b"") == [shown]


@pytest.mark.parametrize(("lines", "note"), [(57, ""), (58, "(1 more lines)\n"), (1000, "(943 more lines)\n")])
def test_the_number_of_lines_is_bounded(lines: int, note: str) -> None:
    text = unified(PATH, b"", b"x\n" * lines)
    assert text.count("\n") == min(lines + 3, 60) + bool(note)
    assert text.endswith(note or "+x\n")


def test_the_length_of_a_line_is_bounded() -> None:
    assert [len(line) for line in body(b"", b"x" * 10_000 + b"\n")] == [240]


def test_huge_files_are_not_compared() -> None:
    assert unified(PATH, b"a\n" * 10_000, b"b\n" * 10_000).startswith("---")
    assert unified(PATH, b"a\n" * 10_001, b"b\n" * 10_000) == (
        "(too long to compare: 10001 lines on disk, 10000 expected)\n"
    )
