"""What the compiler tells an author: a diagnostic has a code, a severity, a place, and says what to do.

Two kinds of failure exist and must not look alike. `SpecErrors` carries the author's mistakes (exit 1); any other
exception that reaches the command line is our own bug (exit 3).
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum


class Severity(StrEnum):
    """How grave a diagnostic is; only errors fail a run (`--future` turns warnings into errors)."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A range in a source file.

    `path` is what the user can open (relative to the working directory where possible); `line` and `column` count from
    1, `column` in code points; `width` is the number of columns to underline, at least 1.
    """

    path: str
    line: int = 1
    column: int = 1
    width: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A second place that belongs to a diagnostic ("first defined here")."""

    message: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """One message to an author. `code` is stable and kebab-case: it selects lints and is what tests compare."""

    code: str
    message: str
    place: Place
    severity: Severity = Severity.ERROR
    hint: str | None = None
    notes: tuple[Note, ...] = ()

    @property
    def is_error(self) -> bool:
        return self.severity is Severity.ERROR


class SpecErrors(Exception):
    """The author's mistakes, at least one of them an error. Raised by the first pass that cannot go on."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        super().__init__("\n".join(f"{d.place}: {d.message}" for d in self.diagnostics))


class UsageError(Exception):
    """A command line that cannot be obeyed (exit 2); the message names the word and what is allowed."""


class Sink:
    """Collects the diagnostics of a run; passes append to it and the driver decides when to stop."""

    def __init__(self) -> None:
        self._diagnostics: list[Diagnostic] = []

    def add(self, diagnostic: Diagnostic) -> None:
        self._diagnostics.append(diagnostic)

    def error(
        self, code: str, message: str, place: Place, *, hint: str | None = None, notes: tuple[Note, ...] = ()
    ) -> None:
        self.add(Diagnostic(code=code, message=message, place=place, hint=hint, notes=notes))

    def warning(
        self, code: str, message: str, place: Place, *, hint: str | None = None, notes: tuple[Note, ...] = ()
    ) -> None:
        self.add(Diagnostic(code=code, message=message, place=place, severity=Severity.WARNING, hint=hint, notes=notes))

    def promote_warnings(self) -> None:
        """Turn every warning into an error (`--future`)."""
        self._diagnostics = [replace(d, severity=Severity.ERROR) for d in self._diagnostics]

    @property
    def has_errors(self) -> bool:
        return any(d.is_error for d in self._diagnostics)

    def raise_errors(self) -> None:
        """Stop here if anything so far is an error.

        Raises:
            SpecErrors: with all diagnostics collected so far, warnings included.
        """
        if self.has_errors:
            raise SpecErrors(self)

    def __iter__(self) -> Iterator[Diagnostic]:
        """All diagnostics in source order, each once."""
        return iter(sorted(dict.fromkeys(self._diagnostics), key=lambda d: (d.place, d.code, d.message)))

    def __len__(self) -> int:
        return len(self._diagnostics)


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """A hint naming the nearest known word, or None when nothing is near."""
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f'did you mean "{near[0]}"?' if near else None
