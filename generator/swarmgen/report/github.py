"""Diagnostics as workflow commands, which GitHub shows beside the changed lines of a pull request."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from swarmgen.diagnostics import Diagnostic
from swarmgen.report.display import printable


def github(diagnostics: Sequence[Diagnostic]) -> str:
    """One command a line."""
    return "".join(f"{_command(diagnostic)}\n" for diagnostic in diagnostics)


def _command(diagnostic: Diagnostic) -> str:
    place = diagnostic.place
    properties = {
        "file": printable(place.path),
        "line": str(place.line),
        "col": str(place.column),
        "endColumn": str(place.column + place.width - 1),  # inclusive: GitHub takes `col` itself when it is absent
        "title": diagnostic.code,
    }
    listed = ",".join(f"{name}={_escape_property(value)}" for name, value in properties.items())
    message = _escape_data("\n".join(_message(diagnostic)))
    return f"::{diagnostic.severity.value} {listed}::{message}"


def _message(diagnostic: Diagnostic) -> Iterator[str]:
    yield printable(diagnostic.message)
    if diagnostic.hint:
        yield printable(diagnostic.hint)
    for note in diagnostic.notes:
        yield printable(f"{note.place}: {note.message}")


def _escape_data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_property(text: str) -> str:
    return _escape_data(text).replace(":", "%3A").replace(",", "%2C")
