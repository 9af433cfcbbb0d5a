"""A claim as a block: what holds it ends it."""

from __future__ import annotations

import threading
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from .errors import Conflict, CoordinationError, LeaseLost, NotFound

if TYPE_CHECKING:
    from .running import Renewal

_MOST = 4000
"""Characters of an exception that are kept as a result."""


class Held:
    """A claim that ends with its `with` block, unless something in the block ended it before.

    Attributes:
        lost: is set when the lease is lost, of a claim whose lease is renewed (`run_next`, `run_work`).
        completion: how its end completed the item, `success` or `failed`; None as long as it did not.
        renewed: how often its lease was renewed.
    """

    _coordinator: Any
    _claimed: Any

    def __init__(self, coordinator: Any, claimed: Any, agent: str | None) -> None:
        self.lost = threading.Event()
        self.completion: str | None = None
        self.renewed = 0
        self._coordinator = coordinator
        self._claimed = claimed
        self._agent = agent
        self._is_open = True
        self._renewal: Renewal | None = None

    def __repr__(self) -> str:
        return f"{type(self).__qualname__}({self._claimed!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        if not self._is_open:
            return
        if self.lost.is_set():
            self._is_open = False
            if error is None:
                raise self._loss()
            if not isinstance(error, LeaseLost):
                error.add_note(str(self._loss()))
        elif error is None:
            self._succeed()
        else:
            self._fail(error)

    @property
    def is_open(self) -> bool:
        """Whether nothing has ended the claim yet."""
        return self._is_open

    def keep(self, renewal: Renewal) -> None:
        """Lets the lease be renewed until the block ends."""
        self._renewal = renewal

    def renew(self) -> None:
        """Renews the lease.

        Raises:
            CoordinationError: as `Coordinator.heartbeat`.
        """
        self._coordinator.heartbeat(self._claimed.id, fence=self._claimed.fence, agent=self._agent)
        self.renewed += 1

    def stop(self) -> None:
        """Renews the lease no more; the claim stays."""
        if self._renewal is not None:
            self._renewal.stop()

    def check(self) -> None:
        """Does nothing while the lease is held.

        Raises:
            LeaseLost: it is not.
        """
        if self.lost.is_set():
            raise self._loss()

    def _loss(self) -> LeaseLost:
        reason = self._renewal.reason if self._renewal is not None else None
        return LeaseLost(f'the lease of work "{self._claimed.id}" was lost: {reason}')

    def _succeed(self) -> None:
        try:
            self._end("success", None)
        except (Conflict, NotFound) as error:
            if self._renewal is None:
                raise
            raise LeaseLost(f'the lease of work "{self._claimed.id}" was lost: {error}') from error

    def _fail(self, error: BaseException) -> None:
        try:
            if self._renewal is not None and not isinstance(error, Exception):  # somebody ends the program
                self._is_open = False
                self._coordinator.release(self._claimed.id, fence=self._claimed.fence, agent=self._agent)
                return
            self._end("failed", repr(error).encode(errors="backslashreplace").decode().replace("\0", "\\0")[:_MOST])
        except CoordinationError as second:
            error.add_note(f"The claim could not be ended: {second}")

    def _end(self, outcome: str, result: str | None) -> None:
        self._is_open = False
        claimed = self._claimed
        self._coordinator.complete(claimed.id, outcome, result=result, fence=claimed.fence, agent=self._agent)
        self.completion = outcome
