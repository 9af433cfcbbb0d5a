"""Threads that do not hide what breaks them."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Sequence


class Guarded(ABC, threading.Thread):
    """A thread that lives until its event is set. What breaks it is kept in `error`, and ends the others."""

    def __init__(self, name: str, until: threading.Event) -> None:
        super().__init__(name=name)
        self.error: BaseException | None = None
        self.until = until

    def run(self) -> None:
        """The whole of it."""
        try:
            self.live()
        except BaseException as error:
            self.error = error
            self.until.set()

    @abstractmethod
    def live(self) -> None:
        """What it does."""


class BrokenError(Exception):
    """A thread broke; the cause says why."""


def join(threads: Sequence[Guarded]) -> None:
    """Waits for all of them.

    Raises:
        BrokenError: something broke one.
    """
    for thread in threads:
        thread.join()
    for thread in threads:
        if thread.error is not None:
            raise BrokenError(f"{thread.name} broke") from thread.error
