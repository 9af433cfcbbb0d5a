"""How an operation says no."""

from __future__ import annotations

from typing import Final

WORDS: Final = {
    1: "internal",
    2: "usage",
    3: "conflict",
    4: "timeout",
    5: "permission",
    6: "not_found",
    7: "empty",
    8: "limit",
    9: "damaged",
    10: "storage",
    11: "problem",
    12: "no_data",
}
"""The outcome that goes with an exit code, as messages end with it."""


class Refused(Exception):
    """An operation that is not done: exit code, message, and whether the journal tells of it."""

    def __init__(self, code: int, message: str, *, recorded: bool = False) -> None:
        super().__init__(message)
        self.code, self.message, self.recorded = code, message, recorded


class HelpWanted(Exception):
    """`--help` among the words: it wins over every mistake."""
