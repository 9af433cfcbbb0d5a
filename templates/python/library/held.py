"""A claim as a block: what holds it ends it."""

from __future__ import annotations

from types import TracebackType
from typing import Any, Self

from .errors import CoordinationError

_MOST = 4000
"""Characters of an exception that are kept as a result."""


class Held:
    """A claim that ends with its `with` block, unless something in the block ended it before."""

    _coordinator: Any
    _claimed: Any

    def __init__(self, coordinator: Any, claimed: Any, agent: str | None) -> None:
        self._coordinator = coordinator
        self._claimed = claimed
        self._agent = agent
        self._is_open = True

    def __repr__(self) -> str:
        return f"{type(self).__qualname__}({self._claimed!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self._is_open:
            return
        if error is None:
            self._end("success", None)
            return
        try:
            self._end("failed", repr(error).encode(errors="backslashreplace").decode().replace("\0", "\\0")[:_MOST])
        except CoordinationError as second:
            error.add_note(f"The claim could not be ended: {second}")

    def _end(self, outcome: str, result: str | None) -> None:
        self._is_open = False
        claimed = self._claimed
        self._coordinator.complete(claimed.id, outcome, result=result, fence=claimed.fence, agent=self._agent)
