"""Diagnostics for programs: one JSON document whose shape only ever grows.

    {"format": "swarmgen-diagnostics/1",
     "diagnostics": [{"code": "…", "severity": "error" | "warning", "message": "…",
                      "place": {"path": "…", "line": 1, "column": 1, "width": 1},
                      "hint": "…" | null,
                      "notes": [{"message": "…", "place": {…}}, …]}, …],
     "summary": {"errors": 1, "warnings": 0}}

Lines and columns count from 1, columns in code points. Every key is always there. The text is ASCII; other characters
are escaped.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Final

from swarmgen.diagnostics import Diagnostic, Place

FORMAT: Final = "swarmgen-diagnostics/1"


def json_format(diagnostics: Sequence[Diagnostic]) -> str:
    """The document described above, on several lines."""
    errors = sum(diagnostic.is_error for diagnostic in diagnostics)
    document = {
        "format": FORMAT,
        "diagnostics": [_diagnostic(diagnostic) for diagnostic in diagnostics],
        "summary": {"errors": errors, "warnings": len(diagnostics) - errors},
    }
    return json.dumps(document, indent=2) + "\n"


def _diagnostic(diagnostic: Diagnostic) -> dict[str, object]:
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity.value,
        "message": diagnostic.message,
        "place": _place(diagnostic.place),
        "hint": diagnostic.hint,
        "notes": [{"message": note.message, "place": _place(note.place)} for note in diagnostic.notes],
    }


def _place(place: Place) -> dict[str, str | int]:
    return {"path": place.path, "line": place.line, "column": place.column, "width": place.width}
