"""Diagnostics as people read them."""

from __future__ import annotations

from pathlib import Path

import pytest

from swarmgen.diagnostics import Diagnostic, Note, Place, Severity
from swarmgen.report.text import summary, text

UNKNOWN = Diagnostic(
    code="unknown-name",
    message='unknown record "clame"',
    place=Place("claim.yaml", 3, 13, 5),
    hint='did you mean "claim"?',
    notes=(Note(message='"claim" is declared here', place=Place("claim.yaml", 1, 5)),),
)
SOURCE = "    claim:\n\n    append: clame\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_an_error_with_everything(folder: Path) -> None:
    (folder / "claim.yaml").write_text(SOURCE)
    assert text([UNKNOWN], colour=False) == (
        'claim.yaml:3:13: error: unknown record "clame" [unknown-name]\n'
        "    3 |     append: clame\n"
        '      |             ^^^^^ did you mean "claim"?\n'
        'claim.yaml:1:5: note: "claim" is declared here\n'
        "1 error\n"
    )


def test_a_hint_without_a_source_line() -> None:
    assert text([UNKNOWN], colour=False) == (
        'claim.yaml:3:13: error: unknown record "clame" [unknown-name]\n'
        '  hint: did you mean "claim"?\n'
        'claim.yaml:1:5: note: "claim" is declared here\n'
        "1 error\n"
    )


def test_neither_hint_nor_source() -> None:
    bare = Diagnostic(code="c", message="m", place=Place("gone.yaml", 7), severity=Severity.WARNING)
    assert text([bare], colour=False) == "gone.yaml:7:1: warning: m [c]\n1 warning\n"


def test_an_empty_source_line_has_no_trailing_space(folder: Path) -> None:
    (folder / "claim.yaml").write_text(SOURCE)
    empty = Diagnostic(code="c", message="m", place=Place("claim.yaml", 2))
    assert text([empty], colour=False) == "claim.yaml:2:1: error: m [c]\n    2 |\n      | ^\n1 error\n"


def test_a_long_line_number_widens_the_margin(folder: Path) -> None:
    (folder / "long.yaml").write_text("\n" * 123_455 + "x")
    late = Diagnostic(code="c", message="m", place=Place("long.yaml", 123_456))
    assert text([late], colour=False) == "long.yaml:123456:1: error: m [c]\n123456 | x\n       | ^\n1 error\n"


def test_hostile_text_stays_on_its_line(folder: Path) -> None:
    (folder / "a\x1b.yaml").write_bytes(b"k\xff\x1b[2J: v\n")
    hostile = Diagnostic(
        code="c",
        message="two\nlines",
        place=Place("a\x1b.yaml", 1, 9),
        hint="\x07",
        notes=(Note(message="\u202e", place=Place("b\n")),),
    )
    assert text([hostile], colour=False) == (
        "a\\x1b.yaml:1:9: error: two\\x0alines [c]\n"
        "    1 | k\\xff\\x1b[2J: v\n"
        "      | " + " " * 14 + "^ \\x07\n"
        "b\\x0a:1:1: note: \\u202e\n"
        "1 error\n"
    )


def test_colours_mark_place_severity_and_caret(folder: Path) -> None:
    (folder / "claim.yaml").write_text(SOURCE)
    assert text([UNKNOWN], colour=True) == (
        '\x1b[1mclaim.yaml:3:13:\x1b[0m \x1b[1;31merror:\x1b[0m unknown record "clame" [unknown-name]\n'
        "    3 |     append: clame\n"
        '      |             \x1b[1;31m^^^^^\x1b[0m did you mean "claim"?\n'
        '\x1b[1mclaim.yaml:1:5:\x1b[0m \x1b[1;36mnote:\x1b[0m "claim" is declared here\n'
        "1 error\n"
    )


def test_nothing_found_says_nothing() -> None:
    assert text([], colour=True) == ""


@pytest.mark.parametrize(
    ("errors", "warnings", "expected"),
    [
        (0, 0, ""),
        (1, 0, "1 error"),
        (0, 1, "1 warning"),
        (2, 1, "2 errors, 1 warning"),
        (1, 2, "1 error, 2 warnings"),
    ],
)
def test_the_summary_counts(errors: int, warnings: int, expected: str) -> None:
    severities = [Severity.ERROR] * errors + [Severity.WARNING] * warnings
    assert summary([Diagnostic(code="c", message="m", place=Place("p"), severity=s) for s in severities]) == expected
