"""What clients asked and what they were told, one file a client, written before and after every call."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tests.stress.operations import BULK, Operation, Outcome

NEVER = 1 << 62
"""After the end of any run, in ns."""


class Log:
    """The file of one client. Lines reach the system at once: they survive the death of the process."""

    def __init__(self, folder: Path, client: str) -> None:
        self._descriptor = os.open(folder / f"{client}.jsonl", os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC)
        self._count = 0
        self._write({"start": time.monotonic_ns()})

    def ask(self, operation: Operation, tag: str) -> int:
        """Says that a call begins; `tag` is by what its entry is recognized. Gives the number of the call."""
        self._count += 1
        record = {"ask": self._count, "at": time.monotonic_ns(), "tag": tag, "operation": operation.record()}
        self._write(record)
        return self._count

    def told(self, call: int, outcome: Outcome | None) -> None:
        """Says how a call ended; None when that is not known, though its process is dead."""
        record: dict[str, Any] = {"told": call, "at": time.monotonic_ns()}
        if outcome is not None:
            record |= {"exit": outcome.exit, "answer": outcome.answer, "message": outcome.message}
        self._write(record)

    def _write(self, record: dict[str, Any]) -> None:
        os.write(self._descriptor, json.dumps(record, default=str).encode() + b"\n")

    def close(self) -> None:
        """Gives the descriptor back."""
        os.close(self._descriptor)


@dataclass(slots=True)
class Call:
    """A call, or several with the same idempotency key, which count as one.

    Attributes:
        begin: when it began (ns of the system's monotonic clock).
        end: when it was over, whether anybody was told or not.
        tags: by what its entry is recognized; empty tags say nothing.
        outcome: what was told; None when nobody was.
        place: where the log tells of it.
        sequence: of the entry that it made, once that is known.
        again: one more try of a call with a key, which can have left no more than the entry of a refusal.
    """

    client: str
    operation: Operation
    begin: int
    end: int
    tags: list[str]
    outcome: Outcome | None
    place: str
    others: list[Outcome] = field(default_factory=list)
    sequence: int | None = None
    again: bool = False

    @property
    def exit(self) -> int | None:
        """The exit code that was told."""
        return None if self.outcome is None else self.outcome.exit

    @property
    def idle(self) -> bool:
        """Whether it dealt with nothing, so that there may be no entry, and its key is not remembered."""
        counted = BULK.get(self.operation.name)
        return counted is not None and self.exit == 0 and not int(self.outcome.answer[counted] if self.outcome else 1)

    def __str__(self) -> str:
        outcome = self.outcome
        told = f"{outcome.exit} {dict(outcome.answer)} {outcome.message}" if outcome is not None else "nobody was told"
        return f"{self.place}: {' '.join(self.operation.words())} -> {told}"


def read(folder: Path) -> dict[str, list[Call]]:
    """The calls of every client, in the order in which it made them."""
    return {path.stem: _merged(list(_calls(path))) for path in sorted(folder.glob("*.jsonl"))}


def _calls(path: Path) -> Iterator[Call]:
    open_: dict[int, Call] = {}
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.endswith("\n"):
                break  # the process died while it wrote
            record = json.loads(line)
            if "start" in record:  # another process goes on: the one before it is dead
                for call in open_.values():
                    call.end = record["start"]
                yield from open_.values()
                open_ = {}
            elif "ask" in record:
                operation = Operation.of(record["operation"])
                place = f"{path.name}:{number}"
                open_[record["ask"]] = Call(path.stem, operation, record["at"], NEVER, [record["tag"]], None, place)
            else:
                yield _closed(open_.pop(record["told"]), record)
    yield from open_.values()


def _closed(call: Call, record: dict[str, Any]) -> Call:
    call.end = record["at"]
    if "exit" in record:
        call.outcome = Outcome(record["exit"], record["answer"], record["message"])
    return call


def _merged(calls: list[Call]) -> list[Call]:
    """Joins what has the same key: the first beginning, the last end and outcome. A refusal, and what found nothing to
    do, stays by itself: it is not remembered, so that whoever asks again asks anew. Where nobody was told, each try may
    have left the entry of a refusal.
    """
    found: list[Call] = []
    by_key: dict[str, Call] = {}
    for call in calls:
        key = call.operation.key
        earlier = None if key is None or call.exit not in (0, None) or call.idle else by_key.setdefault(key, call)
        if earlier is None or earlier is call:
            found.append(call)
            continue
        if call.outcome is None and call.operation.fence is not None:
            found.append(replace(call, operation=replace(call.operation, key=None), again=True))
        earlier.end = call.end
        earlier.tags += call.tags
        if earlier.outcome is not None:
            earlier.others.append(earlier.outcome)
        earlier.outcome = call.outcome or earlier.outcome
    return found
