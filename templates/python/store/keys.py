"""Idempotency keys: a request that is repeated gets the answer of the first time."""

from __future__ import annotations

from . import journal, names, paths, stops

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .transaction import Transaction

REMEMBERED = 7 * 86400 * 10**9
"""How long (ns) a key is remembered."""


def find(tx: Transaction, key: str) -> journal.Entry | None:
    """The entry that was made under a key in the last 7 days, if there is one.

    Raises:
        Damaged: the file of the key leads nowhere.
        Forbidden, StorageFailed: as `files.read`.
    """
    path = paths.key(key)
    if not tx.folders.has(path.rpartition("/")[0]):
        return None
    root = tx.folders.root
    sequence = names.find(f"{root}/{path}")
    if sequence is None:
        return None
    if sequence > tx.state.sequence:
        raise stops.Damaged(f"{root}/{path}")
    entry = journal.entry(root, sequence)
    if entry.key != f'"{key}"':
        raise stops.Damaged(f"{root}/{path}")
    return None if entry.time < tx.now - REMEMBERED else entry


def split(answer: str) -> list[str]:
    """The tokens in an entry's answer; they are words, numbers and sets of words."""
    found: list[str] = []
    start, inside = 1, False
    for place in range(1, len(answer)):
        one = answer[place]
        if one == "[":
            inside = True
        elif one == "]" and inside:
            inside = False
        elif one in ",]" and not inside:
            found.append(answer[start:place])
            start = place + 1
    return found if answer != "[]" else []
