"""Versions of the pattern in `ties.yaml` that differ in what ties records together."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from swarmgen.analysis.patterns import read_patterns
from swarmgen.diagnostics import Sink
from swarmgen.model import ir
from tests.coordinator.versions import Version, compiled
from tests.unit.swarmgen.backends.python.patterns.press import read

_SOURCE = (Path(__file__).with_suffix(".yaml")).read_text(encoding="utf-8")


@dataclass(frozen=True)
class Ties:
    """What stands in the places of the pattern; empty where there is nothing of the kind.

    `queue` is the class and the condition of the queue `line`, `lists` are the lists of jobs, `due` the field of the
    time at which a job is opened; `counts` says whether states are counted.
    """

    queue: tuple[str, str] | None = None
    lists: tuple[str, ...] = ()
    due: str = ""
    counts: bool = False

    @property
    def text(self) -> str:
        """The pattern."""
        queue = "queues: {line: {when: %s, class: %s, priority: urgency, sequence: queued}}"
        owners = {name: "room" if "of: room" in each else "printer" for each in self.lists for name in [_name(each)]}
        operations = [_QUEUE] * bool(self.queue)
        operations += [_ROOM_LIST if owner == "room" else _LIST.format(name) for name, owner in owners.items()]
        parts = {
            "counts": "counts: {in: room, open: open, taken: busy, done: done}" if self.counts else "",
            "queues": queue % (self.queue[1], self.queue[0]) if self.queue else "",
            "lists": f"lists: {{{', '.join(self.lists)}}}" if self.lists else "",
            "due": f"due: {{dry: {{at: {self.due}, call: dry}}}}" if self.due else "",
            "procedures": _PROCEDURE.format(self.due) if self.due else "",
            "operations": "".join(operations),
        }
        text = _SOURCE
        for name, part in parts.items():
            text = text.replace(f"<{name}>", part)
        return text

    @property
    def counted(self) -> tuple[str, ...]:
        """The numbers that are kept."""
        ended = ("ended",) * any("count: ended" in each for each in self.lists)
        return ("pages", *ended, *(("open", "busy", "done") * self.counts))

    @property
    def queries(self) -> list[tuple[str, ...]]:
        """Those that list what is tied together."""
        found: list[tuple[str, ...]] = [("waiting",)] * bool(self.queue)
        for each in self.lists:
            found += [("past",)] if "of: room" in each else [(_name(each), printer) for printer in ("ann", "bob")]
        return found


def _name(list_: str) -> str:
    return list_.partition(":")[0]


_PROCEDURE = """
procedures:
  dry:
    brief: Let a job be taken.
    parameters: {{job: job}}
    steps:
      - set: {{job: {{{}: None}}}}
      - when: job.state == drying
        then:
          - move: {{job: open}}
"""
_QUEUE = """
  next:
    brief: Take the most urgent job.
    span: press.take
    arguments:
      printer: {attribute: press.printer.id}
    returns: {id: {attribute: press.job.id}}
    prints: '{id}'
    steps:
      - get: {printer: 'printer[arguments.printer]'}
      - take: {job: job.line}
        else: {empty: nothing to print}
      - move: {job: taken}
        set: {printer: printer}
      - reply: {id: job.id}

  waiting:
    brief: List what waits.
    span: press.jobs
    reads: true
    returns: {rows: job, columns: [id]}
    steps:
      - rows: {job: job.line}
        limit: 1000
"""
_LIST = """
  {0}:
    brief: List the jobs of a printer.
    span: press.jobs
    reads: true
    arguments:
      printer: {{attribute: press.printer.id}}
    returns: {{rows: job, columns: [id]}}
    steps:
      - get: {{printer: 'printer[arguments.printer]'}}
      - rows: {{job: printer.{0}}}
        limit: 1000
"""
_ROOM_LIST = """
  past:
    brief: List what has ended.
    span: press.jobs
    reads: true
    returns: {rows: job, columns: [id]}
    steps:
      - get: {room: room}
      - rows: {job: room.past}
        limit: 1000
"""


@cache
def pattern(ties: Ties, folder: Path) -> ir.Pattern:
    """The pattern with these ties; its text goes to a folder."""
    (folder / "patterns").mkdir(parents=True)
    (folder / "patterns" / "press.yaml").write_text(ties.text, encoding="utf-8")
    sink = Sink()
    found = read_patterns(folder, read()[0], sink)
    assert [f"{each.message} ({each.place})" for each in sink] == []
    return found[0]


def version(ties: Ties, folder: Path) -> Version:
    """The same, compiled in both languages."""
    return compiled(folder, pattern(ties, folder))
