"""Changing single tokens of a journal, to see whether the checker notices."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

HEADER = ("sequence", "time", "operation", "agent", "subject", "exit", "key", "request", "answer", "seal", "state")


class Forged:
    """The lines of a store's first segment as lists of tokens; `save` writes them back."""

    def __init__(self, store: Path) -> None:
        self.store = store
        self.path = store / "journal/000001.jsonl"
        self.lines = [line.split("\t") for line in self.path.read_text().split("\n")[:-1]]

    def save(self) -> None:
        """Writes the segment."""
        self.path.write_text("".join("\t".join(line) + "\n" for line in self.lines))

    def entry(self, operation: str, subject: str, place: int = 0) -> list[str]:
        """The tokens of the entry of an operation about a subject, the first if `place` is 0."""
        found = [line for line in self.lines if line[5] == f'"{operation}"' and line[9] == f'"{subject}"']
        return found[place]

    def header(self, line: list[str], name: str, token: str) -> None:
        """Replaces a token of the header."""
        line[2 * HEADER.index(name) + 1] = token

    def field(self, line: list[str], kind: str, number: int, name: str, token: str) -> None:
        """Replaces a field of a record that an entry writes."""
        start = line.index(f'["{kind}",{number},{{"number":')
        place = start if name == "number" else line.index(f',"{name}":', start)
        assert start <= place < line.index("}]", start), f"{kind} {number} has no {name}"
        line[place + 1] = token


Forgery = Callable[[Forged], object]


def setting(operation: str, subject: str, record: tuple[str, int], *fields: tuple[str, str], place: int = 0) -> Forgery:
    """A forgery that replaces fields of a record that an entry writes."""

    def forge(forged: Forged) -> None:
        for name, token in fields:
            forged.field(forged.entry(operation, subject, place), *record, name, token)

    return forge


def heading(operation: str, subject: str, name: str, token: str, place: int = 0) -> Forgery:
    """A forgery that replaces a token of an entry's header."""
    return lambda forged: forged.header(forged.entry(operation, subject, place), name, token)
