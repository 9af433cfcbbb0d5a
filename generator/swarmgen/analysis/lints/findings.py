"""What a lint is: a function from a resolved registry to findings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from swarmgen.diagnostics import Note, Place, Severity
from swarmgen.model.conventions import Registry


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A diagnostic that does not know its code: that belongs to the row of the lint that found it.

    So does the severity, unless the finding is milder than the row says.
    """

    message: str
    place: Place
    hint: str | None = None
    notes: tuple[Note, ...] = ()
    severity: Severity | None = None


Lint: TypeAlias = Callable[[Registry], Iterator[Finding]]
