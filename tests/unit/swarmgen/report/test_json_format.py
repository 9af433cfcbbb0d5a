"""Diagnostics for programs."""

from __future__ import annotations

import json

from swarmgen.diagnostics import Diagnostic, Note, Place, Severity
from swarmgen.report.json_format import json_format

FULL = Diagnostic(
    code="unknown-name",
    message="naïve\n\x1b\udcff",
    place=Place("a b.yaml", 3, 13, 5),
    hint="fix it",
    notes=(Note(message="here", place=Place("c.yaml", 1, 2)),),
)
BARE = Diagnostic(code="c", message="m", place=Place("p"), severity=Severity.WARNING)


def test_the_shape() -> None:
    assert json.loads(json_format([FULL, BARE])) == {
        "format": "swarmgen-diagnostics/1",
        "diagnostics": [
            {
                "code": "unknown-name",
                "severity": "error",
                "message": "naïve\n\x1b\udcff",
                "place": {"path": "a b.yaml", "line": 3, "column": 13, "width": 5},
                "hint": "fix it",
                "notes": [{"message": "here", "place": {"path": "c.yaml", "line": 1, "column": 2, "width": 1}}],
            },
            {
                "code": "c",
                "severity": "warning",
                "message": "m",
                "place": {"path": "p", "line": 1, "column": 1, "width": 1},
                "hint": None,
                "notes": [],
            },
        ],
        "summary": {"errors": 1, "warnings": 1},
    }


def test_nothing_found_is_a_document() -> None:
    assert json.loads(json_format([])) == {
        "format": "swarmgen-diagnostics/1",
        "diagnostics": [],
        "summary": {"errors": 0, "warnings": 0},
    }


def test_the_text_is_ascii_and_ends_with_a_newline() -> None:
    document = json_format([FULL])
    assert document.isascii() and document.endswith("}\n")
