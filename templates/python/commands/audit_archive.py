"""The command `audit-archive`: puts old sealed segments of the journal away. It loses nothing: a segment is moved by
one rename, never onto another file, and whatever reads the journal finds it in both places.
"""

from __future__ import annotations

import os

from . import archive, attributes, clock, files, lock, main, operation, paths, stops, telemetry, values, words
from .store import Call, Store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .contracts import PatternModule, Words

_DAYS, _FEWEST, _MOST = 30, 7, 36_500
_DAY = 86_400 * 10**9
_Reply = tuple[int, int]


def run(pattern: PatternModule, given: Words, program: str) -> int:
    """Moves what is old, prints how much that was, and gives the exit code.

    Raises:
        Stop: a word is wrong, there is no store, or a file cannot be moved.
        HelpWanted: help is asked for.
    """
    kinds = {"--help": "help", "-h": "help", "--json": "flag", "--days": "once"}
    walk = words.walked(given, kinds, 0, f'see "{program} help audit-archive"')
    age = _days(walk.options.get("--days")) * _DAY
    store = Store(main.folder(), pattern)
    call = Call("audit-archive", "swarmsh.audit.archive", lambda reader: (), attributes=_attributes)
    moved, left = operation.survey(store, call, lambda reply: (_archived(store, age), 0)).reply
    if "--json" in walk.options:
        text = telemetry.json([("moved", moved), ("left", left)])
    else:
        text = f"audit-archive: {moved} segments moved, {left} left\n"
    return main.said(text, f"{program}: audit-archive")


def _days(given: list[str] | None) -> int:
    if given is None:
        return _DAYS
    if not given[0]:
        raise stops.Usage("option --days is empty")
    try:
        return values.integer(given[0], _FEWEST, _MOST)
    except values.Wrong as wrong:
        raise stops.Usage(f"--days: {wrong}") from None


def _attributes(reply: _Reply | None) -> list[str]:
    found = [attributes.word("swarmsh.coordination.operation", "audit_archive")]
    if reply:
        found.append(attributes.number("swarmsh.audit.segment_count", reply[0]))
    return found


def _archived(store: Store, age: int) -> _Reply:
    """Moves the segments that were closed longer ago than `age` (ns), oldest first; gives how many these were, and how
    many are left with the open one.

    Raises:
        Stop: 9, the journal does not tell when, or a file is in the way; 5 and 10, it could not be moved.
    """
    root, moved, left = store.folders.root, 0, 0
    descriptor = store.lock()
    try:
        now = store.look()[1]
        store.folders.has("journal")
        store.folders.has("journal/archive")
        oldest, open = max(clock.now(), now.time) - age, paths.segment(now.sequence)
        for number in range(1, open):
            if paths.segment_of(root, number) == paths.archived(number):
                continue
            if left or archive.closed(store, number) >= oldest:
                left += 1
                continue
            _move(store, number)
            moved += 1
        if moved and store.form.durable:
            files.sync_folder(f"{root}/journal/archive")
            files.sync_folder(f"{root}/journal")
    except OSError:
        raise stops.StorageFailed(root) from None
    finally:
        lock.drop(descriptor)
    return moved, left + 1


def _move(store: Store, number: int) -> None:
    source, target = (f"{store.folders.root}/{path}" for path in (paths.journal(number), paths.archived(number)))
    store.folders.make("journal/archive")
    if os.path.lexists(target):
        raise stops.Damaged(target)
    try:
        os.rename(source, target)
    except OSError as error:
        raise files.refusal(source, error) or error from None
