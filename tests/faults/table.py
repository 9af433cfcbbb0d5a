"""What a campaign found: figures by kind of fault and language, and everything that was wrong."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass
class Row:
    """Figures of one kind of fault in one language."""

    points: int = 0
    exits: Counter[int] = field(default_factory=Counter)
    bad: int = 0


class Table:
    """Collects the outcome of every point."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, str], Row] = {}
        self.bad: list[str] = []
        self._start = time.monotonic()

    def add(self, fault: str, language: str, point: object, exit: int | None, wrong: str) -> None:
        """One point: exit code (None: it is about more than one call), and what was wrong or nothing."""
        row = self.rows.setdefault((fault, language), Row())
        row.points += 1
        if exit is not None:
            row.exits[exit] += 1
        if wrong:
            row.bad += 1
            self.bad.append(f"{language}: {point}: {wrong}")

    def lines(self) -> Iterator[str]:
        """The table for people."""
        yield f"{'fault':<34}  {'language':<8}  {'points':>7}  {'bad':>5}  exit codes"
        for (fault, language), row in self.rows.items():
            exits = " ".join(f"{code}:{count}" for code, count in sorted(row.exits.items()))
            yield f"{fault:<34}  {language:<8}  {row.points:>7}  {row.bad:>5}  {exits}"
        rows = self.rows.values()
        total = [sum(getattr(row, name) for row in rows) for name in ("points", "bad")]
        yield f"{'total':<34}  {'':<8}  {total[0]:>7}  {total[1]:>5}"
        yield f"{time.monotonic() - self._start:.0f} s"
