"""What is wrong with a store and the logs of its clients, by all witnesses there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.invariants.check import Acknowledged, check
from tests.stress import logs
from tests.stress.audit import audited
from tests.stress.drain import drained
from tests.stress.fences import fences
from tests.stress.history import Journal
from tests.stress.logs import Call
from tests.stress.matching import match
from tests.stress.search import Searched, search
from tests.stress.witness import witness

LIBRARY = [""]
"""The tags of who has none: the library tells times as people's clocks do, cut to microseconds."""


@dataclass(slots=True)
class Report:
    """What a run came to. `problems` is what the product did wrong."""

    figures: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)


def judge(store: Path, folder: Path, threshold: int, is_drained: bool) -> Report:
    """Reads a data directory and the logs in `folder`. Leases are `threshold` ns long."""
    report = Report()
    by_client = logs.read(folder)
    calls = [call for own in by_client.values() for call in own]
    first = [call for call in calls if not call.again]
    report.problems += map(str, check(store, _acknowledged(calls), walks=5000))
    try:
        journal = Journal(store)
    except ValueError as error:
        report.problems.append(f"the journal: {error}")
        return report
    report.problems += match(by_client, journal.entries)
    report.problems += witness(calls, journal, threshold)
    report.problems += drained(calls, journal) if is_drained else ()
    report.problems += audited(calls, store)
    report.problems += fences(calls)
    found = search(calls, journal)
    report.problems += found.problems
    report.figures = _figures(first, journal, found)
    return report


def _acknowledged(calls: Iterable[Call]) -> Iterator[Acknowledged]:
    for call in calls:
        if call.outcome is not None and call.tags != LIBRARY:
            operation = call.operation
            yield Acknowledged(
                operation.name,
                call.outcome.exit,
                call.outcome.answer,
                operation.key,
                operation.fence,
                operation.work or operation.lock,
                call.outcome.message,
            )


def _number(call: Call, name: str) -> int:
    return int(call.outcome.answer.get(name, 0)) if call.outcome is not None else 0


def _figures(calls: Sequence[Call], journal: Journal, found: Searched) -> Counter[str]:
    counts: Counter[str] = Counter()
    for call in calls:
        if call.outcome is None:
            counts["calls: nobody was told"] += 1
            counts["calls: nobody was told, but done"] += call.sequence is not None
        else:
            counts[f"calls: exit {call.exit}"] += 1
        counts["calls: repeated by key"] += len(call.others)
        counts["operations acknowledged"] += call.exit == 0
        counts["locks taken"] += call.operation.name == "lock-acquire" and call.exit == 0
        counts["items recovered"] += _number(call, "recovered")
        counts["items put away"] += _number(call, "archived")
    return counts + Counter(
        {
            "calls": len(calls),
            "entries": len(journal.entries),
            "entries: stale fences": sum(entry.exit == 3 for entry in journal.entries),
            "entries: ticks": sum(entry.operation == "tick" for entry in journal.entries),
            "items": len(journal.items),
            "windows searched": found.windows,
            "windows: calls in them": found.calls,
            "windows too long": found.skipped,
        }
    )
