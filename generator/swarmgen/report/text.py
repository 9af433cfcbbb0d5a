"""Diagnostics for people: place, message, source line, caret, hint, notes; a summary at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final, TypeAlias

from swarmgen.diagnostics import Diagnostic, Note, Place
from swarmgen.report.display import excerpt, printable
from swarmgen.report.sources import Sources

_STYLES: Final = {"place": "1", "error": "1;31", "warning": "1;33", "note": "1;36"}

_Paint: TypeAlias = Callable[[str, str], str]
"""(style, text) → the text in that style."""


def text(diagnostics: Sequence[Diagnostic], *, colour: bool) -> str:
    """The messages, then a summary line; empty without diagnostics."""
    if not diagnostics:
        return ""
    sources, paint = Sources(), _coloured if colour else _plain
    lines = [line for diagnostic in diagnostics for line in _diagnostic(diagnostic, sources, paint)]
    return "\n".join((*lines, summary(diagnostics), ""))


def summary(diagnostics: Sequence[Diagnostic]) -> str:
    """How many there are: `2 errors, 1 warning`; empty without diagnostics."""
    errors = sum(diagnostic.is_error for diagnostic in diagnostics)
    counts = ((errors, "error"), (len(diagnostics) - errors, "warning"))
    return ", ".join(f"{count} {word}{'s' * (count > 1)}" for count, word in counts if count)


def _diagnostic(diagnostic: Diagnostic, sources: Sources, paint: _Paint) -> Iterator[str]:
    severity = diagnostic.severity.value
    message = f"{printable(diagnostic.message)} [{diagnostic.code}]"
    yield _headline(diagnostic.place, severity, message, paint)
    hint = printable(diagnostic.hint) if diagnostic.hint else ""
    line = sources.line(diagnostic.place.path, diagnostic.place.line)
    if line is not None:
        yield from _quotation(diagnostic.place, line, hint, severity, paint)
    elif hint:
        yield f"  hint: {hint}"
    yield from (_note(note, paint) for note in diagnostic.notes)


def _quotation(place: Place, line: str, hint: str, severity: str, paint: _Paint) -> Iterator[str]:
    quoted = excerpt(line, place.column, place.width)
    number = f"{place.line:>5}"
    yield f"{number} | {quoted.text}".rstrip()
    caret = paint(severity, "^" * quoted.width)
    yield f"{' ' * len(number)} | {' ' * quoted.indent}{caret} {hint}".rstrip()


def _note(note: Note, paint: _Paint) -> str:
    return _headline(note.place, "note", printable(note.message), paint)


def _headline(place: Place, label: str, message: str, paint: _Paint) -> str:
    return f"{paint('place', f'{printable(str(place))}:')} {paint(label, f'{label}:')} {message}"


def _plain(style: str, text: str) -> str:
    return text


def _coloured(style: str, text: str) -> str:
    return f"\x1b[{_STYLES[style]}m{text}\x1b[0m"
