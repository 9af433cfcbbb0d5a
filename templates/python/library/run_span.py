"""The span of a run of the library: in the store's files, and of the caller's tracer where there is one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .._hot import run_span, spans, stops
from . import tracing
from .errors import CoordinationError, LeaseLost

if TYPE_CHECKING:
    from contextvars import Token

    from .base import Base
    from .held import Held

_NOT_STARTED, _LEASE_LOST, _INTERRUPT = 125, 124, 130


class RunSpan:
    """One run. It begins with the claim, when its inputs were found to be right, and stands above all operations of
    this thread, and of those that it starts with its context, until it ends.
    """

    def __init__(self, coordinator: Base) -> None:
        self._coordinator = coordinator
        self._invocation: spans.Invocation | None = None
        self._traced: tracing.Traced | None = None
        self._attached: Any = None
        self._agent: str | None = None
        self._selection, self._work = "next", None
        self._outer = tracing.ABOVE.get()
        self._token: Token[tracing.Above | None] = tracing.ABOVE.set(self)

    def ids(self, given: Any) -> tracing.Ids | None:
        """Its ids; it begins with the first operation below it, the claim."""
        if self._invocation is None:
            above = self._outer.ids(given) if self._outer is not None else None
            self._traced = self._coordinator._traced(run_span.NAME)
            ids = self._traced.ids() if self._traced is not None else None
            if self._traced is None and above is not None:
                ids = run_span.Below(above).ids()
            self._invocation = spans.Invocation(run_span.NAME, ids=ids)
            self._agent, self._work = given.agent, given.work
            self._selection = "next" if given.work is None else "named"
            if self._traced is not None:
                self._attached = self._traced.enter()
        return self._invocation.ids

    def not_started(self, error: BaseException) -> None:
        """Ends it without an item."""
        if isinstance(error, KeyboardInterrupt):
            self._end(None, _INTERRUPT, "interrupt")
        else:
            self._end(None, _NOT_STARTED, "not_started")

    def ended(self, held: Held, error: BaseException | None, is_callers: bool) -> None:
        """Ends it after what left it; `is_callers` says that the block raised it, and not the end of the claim."""
        if isinstance(error, LeaseLost) or (held.lost.is_set() and held.completion is None and error is not None):
            self._end(held, _LEASE_LOST, "lease_lost")
        elif isinstance(error, KeyboardInterrupt):
            self._end(held, _INTERRUPT, "interrupt")
        elif error is None:
            self._end(held, 0, "done")
        elif isinstance(error, CoordinationError) and not is_callers:
            self._end(held, 1, stops.OUTCOMES[error.exit_code])
        else:
            self._end(held, 1, "command_failed", type(error).__name__)

    def _end(self, held: Held | None, exit: int, outcome: str, error: str = "") -> None:
        tracing.leave(self._token)
        if self._invocation is None:
            return
        claimed = None if held is None else held._claimed
        attributes = run_span.told(
            self._agent,
            self._work if claimed is None else claimed.id,
            self._selection,
            None if claimed is None else claimed.fence,
            0 if held is None else held.renewed,
            None if held is None else held.completion,
        )
        spans.aside(self._coordinator._store, self._invocation, attributes, exit, outcome, error)
        if self._traced is not None:
            self._traced.kept = attributes
            self._traced.leave(self._attached)
            self._traced.end(exit)
