"""How the passes over patterns report what is wrong: a mistake ends the smallest thing it makes meaningless."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from swarmgen.diagnostics import Note, Place, Sink, did_you_mean
from swarmgen.spec.patterns.source import Name


class Mistake(Exception):
    """Ends the reading of an expression or a step; becomes a diagnostic."""

    def __init__(
        self, code: str, message: str, place: Place, *, hint: str | None = None, notes: tuple[Note, ...] = ()
    ) -> None:
        super().__init__(message)
        self.code, self.message, self.place, self.hint, self.notes = code, message, place, hint, notes


class Silent(Exception):
    """Ends the reading of something that depends on what was reported already."""


@contextmanager
def reported(sink: Sink) -> Iterator[None]:
    """Mistakes inside become diagnostics, and the work goes on after the block."""
    try:
        yield
    except Mistake as mistake:
        sink.error(mistake.code, mistake.message, mistake.place, hint=mistake.hint, notes=mistake.notes)
    except Silent:
        pass


def unknown(what: str, word: str, place: Place, known: Iterable[str], *, of: str | None = None) -> Mistake:
    """The mistake of a name that leads nowhere; the hint names the nearest one, or all where they are few.

    `of` is what should have such a thing, where that is something in particular.
    """
    names = sorted(known)
    hint = did_you_mean(word, names)
    if hint is None and 0 < len(names) <= 8:
        hint = f"known: {', '.join(names)}"
    message = f'there is no {what} "{word}"' if of is None else f'{of} has no {what} "{word}"'
    return Mistake("unknown-name", message, place, hint=hint)


def declared(name: Name, what: str) -> tuple[Note, ...]:
    """A note that leads to a declaration."""
    return (Note(message=f"{what} is declared here", place=name.place),)
