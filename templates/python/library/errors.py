"""Why an operation was not done: an exception for each exit code."""

from __future__ import annotations

from .._hot.stops import Stop


class CoordinationError(Exception):
    """An operation was not done.

    Attributes:
        exit_code: what the command line would have ended with, 1 to 12, or 124.
        message: one line for people.
    """

    exit_code = 1

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class InternalError(CoordinationError):
    """A mistake of the library (1)."""


class InvalidValue(CoordinationError, ValueError):
    """An argument, or a variable of the environment, has a value that it cannot have (2)."""

    exit_code = 2


class Conflict(CoordinationError):
    """The present state forbids it (3)."""

    exit_code = 3


class Locked(CoordinationError):
    """Others held the lock of the store for too long (4)."""

    exit_code = 4


class Forbidden(CoordinationError):
    """The system, a foreign owner or a symbolic link forbids it (5)."""

    exit_code = 5


class NotFound(CoordinationError, LookupError):
    """Something named does not exist (6)."""

    exit_code = 6


class NothingToClaim(CoordinationError):
    """There is nothing to take (7)."""

    exit_code = 7


class LimitReached(CoordinationError):
    """A limit would be passed (8)."""

    exit_code = 8


class Damaged(CoordinationError):
    """The store is damaged, or of another format (9)."""

    exit_code = 9


class StorageFailed(CoordinationError):
    """There is no space, or writing failed; nothing was changed (10)."""

    exit_code = 10


class NoData(CoordinationError):
    """There is no store (12)."""

    exit_code = 12


class LeaseLost(CoordinationError):
    """The lease was lost while a claim was worked on; nothing was completed (124, as of the command `run`)."""

    exit_code = 124


_CLASSES = {
    each.exit_code: each
    for each in (
        InternalError,
        InvalidValue,
        Conflict,
        Locked,
        Forbidden,
        NotFound,
        NothingToClaim,
        LimitReached,
        Damaged,
        StorageFailed,
        NoData,
    )
}


def error_of(stop: Stop, program: str) -> CoordinationError:
    """The exception for what stopped an operation; `program` is what the command line would be called."""
    return _CLASSES.get(stop.exit, InternalError)(stop.text(program))
