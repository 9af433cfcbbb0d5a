"""Records for the rows of an answer."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any

    from .shapes import R
    from .view import View


def every(view: View, cls: type[R], start: int, archived: bool = False) -> Iterator[R]:
    """All records of a kind, by number, from `start` (at least 1); those that were put away only if `archived`."""
    read = view.load if archived else view.hot
    found = (read(cls, number) for number in range(start, view.count(cls) + 1))
    return (record for record in found if record is not None)


def tree(view: View, root: R, members: Callable[[View, R], Iterable[Any]], to: str) -> Iterator[tuple[R, int]]:
    """A record and what it leads to, depth first, each with its depth and once, at its first place. `members` reads the
    list of a record, whose members' field `to` leads on.
    """
    seen: set[int] = set()
    waiting = [(root, 0)]
    while waiting:
        node, depth = waiting.pop()
        if node.number in seen:
            continue
        seen.add(node.number)
        yield node, depth
        for edge in reversed(list(members(view, node))):
            following = getattr(edge, to)
            if following is not None:
                waiting.append((view.load(type(root), following), depth + 1))
