"""A claim whose lease is renewed while its block or its function runs."""

from __future__ import annotations

import contextvars
import functools
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Concatenate, Generic, ParamSpec, TypeVar

from .base import Base
from .errors import Conflict, CoordinationError, NotFound
from .held import Held
from .run_span import RunSpan

C = TypeVar("C", bound=Held)
P = ParamSpec("P")
T = TypeVar("T")

_SECOND = 10**9


class Renewal:
    """Renews the lease of a claim in a thread, at a third of its time, until it is stopped or the lease is lost.

    Args:
        held: the claim.
        lease: seconds that a lease lasts.
        lost: is set when the lease is lost.
    """

    def __init__(self, held: Held, lease: float, lost: threading.Event) -> None:
        self.reason: CoordinationError | None = None
        self._held, self._lease, self._lost = held, lease, lost
        self._stop = threading.Event()
        context = contextvars.copy_context()  # so that spans of renewals are below the caller's
        self._thread = threading.Thread(target=context.run, args=(self._run,), name=f"renew {held!r}", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ends the thread, after the renewal that it is in."""
        self._stop.set()
        if self._thread is not threading.current_thread():
            self._thread.join()

    def _run(self) -> None:
        third = self._lease / 3
        until = time.monotonic() + self._lease
        delay = third
        while not self._stop.wait(delay) and self._held.is_open:
            begin = time.monotonic()
            try:
                self._held.renew()
            except (Conflict, NotFound) as error:
                self._lose(error)
                return
            except CoordinationError as error:  # it may pass
                if time.monotonic() >= until:
                    self._lose(error)
                    return
                delay = min(third / 4, 1)
            else:
                until, delay = begin + self._lease, max(third - (time.monotonic() - begin), 0)

    def _lose(self, error: CoordinationError) -> None:
        if self._held.is_open:
            self.reason = error
            self._lost.set()


class Run(Generic[C]):
    """Takes an item for the time of a `with` block, or for each call of a function that it decorates, and renews the
    lease meanwhile. A block gets the claim; a function gets it as its first argument.

    The item is completed at the end, fails when an exception leaves, and is handed back when the program is ended or
    interrupted (`KeyboardInterrupt`, `SystemExit`). What ends it inside is the last word. It is a span, as the command
    `run` has one; the operations that are called meanwhile, the claim and the renewals among them, are below it.

    Raises:
        LeaseLost: at the end, when the lease was lost; `claim.check()` raises it before, and `claim.lost` is an event
            to wait for. Nothing is completed then.
    """

    def __init__(self, claim: Callable[[], C], coordinator: Base) -> None:
        self._claim = claim
        self._coordinator = coordinator
        self._entered: list[tuple[C, RunSpan]] = []

    def __enter__(self) -> C:
        span = RunSpan(self._coordinator)
        try:
            claim = self._claim()
            claim.keep(Renewal(claim, self._coordinator._lease() / _SECOND, claim.lost))
        except BaseException as error:
            span.not_started(error)
            raise
        self._entered.append((claim, span))
        return claim

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        claim, span = self._entered.pop()
        end = error
        try:
            claim.__exit__(kind, error, trace)
        except BaseException as failure:
            end = failure
            raise
        finally:
            span.ended(claim, end, error is end)

    def __call__(self, function: Callable[Concatenate[C, P], T]) -> Callable[P, T]:
        """Wraps a function: each call takes an item and runs the function for it."""

        @functools.wraps(function)
        def called(*args: P.args, **kwargs: P.kwargs) -> T:
            with Run(self._claim, self._coordinator) as claim:
                return function(claim, *args, **kwargs)

        return called
