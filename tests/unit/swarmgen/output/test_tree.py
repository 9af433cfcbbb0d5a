from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from swarmgen.output.tree import File, check_paths, checked_path

RESERVED = PurePosixPath("MANIFEST")


@pytest.mark.parametrize("text", ["a", "a/b.py", ".hidden", "a b", "a/...", "ä/日本", "-rf", "a\\b"])
def test_a_relative_path_in_shortest_form_is_taken_as_it_is(text: str) -> None:
    assert str(checked_path(text)) == text


@pytest.mark.parametrize(
    "text",
    ["", ".", "..", "../a", "a/../b", "a/..", "/", "/etc/passwd", "//a", "a//b", "./a", "a/", "a/./b", "a\nb", "a\0b"],
)
def test_any_other_path_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="a path m"):
        checked_path(text)


@pytest.mark.parametrize("text", ["a\x1b[2Jb", "a\u202eb", "a\udcffb", "a\u00a0b"])
def test_a_path_that_would_deceive_on_a_terminal_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="control characters"):
        checked_path(text)


def test_the_mode_follows_from_executable() -> None:
    assert (File(b"").mode, File(b"", executable=True).mode) == (0o644, 0o755)


def test_a_tree_of_safe_paths_passes() -> None:
    check_paths(
        {PurePosixPath("a/b"): File(b""), PurePosixPath("a/c"): File(b""), PurePosixPath("ab"): File(b"")}, RESERVED
    )
    check_paths({}, RESERVED)


@pytest.mark.parametrize(
    ("paths", "message"),
    [
        (("../a",), r"may not contain \"\.\.\""),
        (("/a",), "must be relative"),
        (("MANIFEST",), "reserved"),
        (("a", "a/b"), '"a" is generated as a file'),
        (("a", "a/b/c"), '"a" is generated as a file'),
    ],
)
def test_a_tree_that_no_folder_can_hold_is_our_bug(paths: tuple[str, ...], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        check_paths({PurePosixPath(path): File(b"") for path in paths}, RESERVED)
