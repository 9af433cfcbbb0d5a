"""Why an operation ended otherwise than well."""

from __future__ import annotations

OUTCOMES = {
    0: "done",
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
"""The members of `swarmsh.coordination.outcome` by exit code."""


class Stop(Exception):
    """An end with an exit code (1 to 12) and a message of one line.

    `hint` names the command that helps ("doctor", "repair", …); empty when none does.
    """

    def __init__(self, exit: int, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.exit = exit
        self.message = message
        self.hint = hint
        self.again = False

    def text(self, program: str) -> str:
        """The message as people get it from `program`, with the command that helps."""
        return f'{self.message}; run "{program} {self.hint}"' if self.hint else self.message


class Refused(Stop):
    """The spec says no (2, 3, 6, 7, 8). `recorded` refusals leave an entry in the journal; after those that are marked
    `again` an operation that waits tries again."""

    def __init__(self, exit: int, message: str, recorded: bool = False, again: bool = False) -> None:
        super().__init__(exit, message)
        self.recorded = recorded
        self.again = again


class Usage(Stop):
    """The words or the environment of a request are wrong (2)."""

    def __init__(self, message: str) -> None:
        super().__init__(2, message)


class Locked(Stop):
    """The lock was not obtained in time (4)."""

    def __init__(self, seconds: int) -> None:
        super().__init__(4, f"the lock of the store was not obtained within {seconds} s")


class Forbidden(Stop):
    """A path is not what or whose it should be (5); `reason` follows the path in the message."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(5, f"{path}{reason}")
        self.path = path


class Damaged(Stop):
    """A file does not have its form (9)."""

    def __init__(self, path: str, hint: str = "doctor") -> None:
        super().__init__(9, f"{path} is damaged", hint)
        self.path = path


class StorageFailed(Stop):
    """Writing failed and nothing was changed (10)."""

    def __init__(self, folder: str) -> None:
        super().__init__(10, f"{folder}: no space left or write error; nothing was changed")


class Unsafe(Stop):
    """An operation of a durable store is done, but perhaps not on the disk (1)."""

    def __init__(self, folder: str) -> None:
        super().__init__(1, f"{folder}: the operation is done, but may not survive a power failure")


class NoData(Stop):
    """A query found no store (12)."""

    def __init__(self, folder: str) -> None:
        super().__init__(12, f"there is no store in {folder}")
