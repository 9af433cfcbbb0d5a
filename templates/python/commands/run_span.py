"""The span of a run: of an item that is taken, worked on while its lease is renewed, and ended."""

from __future__ import annotations

from .._runtime import ids
from . import attributes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

Ids = tuple[int, int, int, int, str]

NAME = "swarmsh.work.run"


class Below:
    """Spans below one of this process."""

    def __init__(self, above: Ids) -> None:
        self._above = above

    def ids(self) -> Ids:
        """The ids of a new span."""
        trace, parent, _, flags, state = self._above
        return trace, ids.span(), parent, flags, state

    def keep(self, attributes: Callable[[Any], list[str]]) -> Callable[[Any], list[str]]:
        """What gives the attributes of a call, as it is."""
        return attributes


def told(
    agent: str | None,
    work: str | None,
    selection: str,
    fence: int | None,
    renewed: int,
    completion: str | None,
    program: str | None = None,
    status: int | None = None,
) -> list[str]:
    """The attributes of its own; `program` is a JSON string and `status` the exit code, of a run of a command."""
    number, word = attributes.number, attributes.word
    found = (
        word("swarmsh.agent.id", agent),
        word("swarmsh.coordination.operation", "run"),
        attributes.string("process.executable.name", program),
        number("process.exit.code", status),
        number("swarmsh.lease.fence", fence),
        number("swarmsh.lease.renewal_count", None if fence is None else renewed),
        word("swarmsh.work.completion", completion),
        word("swarmsh.work.id", work),
        word("swarmsh.work.selection", selection),
    )
    return [each for each in found if each]
