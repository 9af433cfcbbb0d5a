"""The command `stats`: how many operations there were, how they ended and how long they took, from their spans."""

from __future__ import annotations

import time

from . import answers, attributes, clock, main, scan, stops, window, words
from .store import Call, Store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .contracts import Field, PatternModule, Words
    from .reader import Reader

_TRIES = 20
_PAUSE = 0.1  # s
_HOUR = 3600 * 1000  # ms
_SHORTEST = 1000  # ms of the time that rates are of

_COLUMNS = ("operation", "count", "errors", "success", "per_hour", "p50_ms", "p95_ms", "max_ms")
_FIELDS: tuple[Field, ...] = (
    *((each, "identifier" if each == "operation" else "int", 0) for each in _COLUMNS[:3]),
    ("success", "decimal", 1),
    ("per_hour", "decimal", 2),
    *((each, "decimal", 3) for each in _COLUMNS[5:]),
)


class Row:
    """What is told of one operation, or of all: `success` in tenths of a percent, `per_hour` in hundredths, times in
    ns.
    """

    __slots__ = ("count", "errors", "name", "p50", "p95", "per_hour", "success", "worst")

    def __init__(self, name: str, took: list[int], errors: int, milliseconds: int) -> None:
        took = sorted(took)
        self.name = name
        self.count = len(took)
        self.errors = errors
        self.success = _rounded((self.count - errors) * 1000, self.count)
        self.per_hour = _rounded(self.count * _HOUR * 100, milliseconds)
        self.p50, self.p95, self.worst = _ranked(took, 50), _ranked(took, 95), took[-1]

    def cells(self) -> tuple[str | int, ...]:
        """As the table has it; times in µs, which are thousandths of what it says."""
        times = [(each + 500) // 1000 for each in (self.p50, self.p95, self.worst)]
        return (self.name, self.count, self.errors, self.success, self.per_hour, *times)

    def members(self) -> str:
        """As JSON, without its name and its braces."""
        pairs = (
            *(("count", self.count), ("errors", self.errors), ("success_rate", self.success)),
            *(("per_hour", self.per_hour), ("p50", self.p50), ("p95", self.p95), ("max", self.worst)),
        )
        return ",".join(f'"{name}":{answers.token(value, "int")}' for name, value in pairs)


class Summary:
    """All that is told: of the spans from `start` to `end` (ns)."""

    __slots__ = ("end", "foreign", "rows", "start", "total", "window")

    def __init__(self, name: str, found: scan.Scan, end: int) -> None:
        first = end if found.first is None else found.first
        self.window = name
        self.start, self.end = first if name == "all" else window.start(name, end), end
        self.foreign = found.foreign
        length = max((end - self.start) // 10**6, _SHORTEST)
        self.rows = [Row(each.decode(), found.took[each], found.errors[each], length) for each in sorted(found.took)]
        took = [each for times in found.took.values() for each in times]
        self.total = Row("total", took, sum(found.errors.values()), length)

    def text(self) -> str:
        """For people."""
        rows = [each.cells() for each in (*self.rows, self.total)]
        start, end = clock.text_of(self.start), clock.text_of(self.end)
        lines = [
            answers.table(_COLUMNS, _FIELDS, rows),
            f"{self.window}: {self.total.count} spans from {start} to {end}",
        ]
        if self.foreign:
            lines.append(_foreign(self.foreign))
        return "\n".join(lines)

    def json(self) -> str:
        """One line of JSON."""
        rows = ",".join(f'{{"operation":"{each.name}",{each.members()}}}' for each in self.rows)
        start, end = answers.token(self.start, "int"), answers.token(self.end, "int")
        return (
            f'{{"window":"{self.window}","from":{start},"to":{end},"foreign":{self.foreign},"operations":[{rows}],'
            f'"total":{{{self.total.members()}}}}}'
        )


def run(pattern: PatternModule, given: Words, program: str) -> int:
    """Prints the summary, and gives the exit code.

    Raises:
        Stop: a word is wrong, the store cannot be read, or there is no span.
        HelpWanted: help is asked for.
    """
    kinds = {"--help": "help", "-h": "help", "--json": "flag", "--window": "once"}
    walk = words.walked(given, kinds, 0, f'see "{program} help stats"')
    name = window.named(walk.options.get("--window"))
    store = Store(main.folder(), pattern)

    def summed(read: tuple[int, int]) -> Summary:
        return _summed(store, name, *read)

    def told(reply: Summary | None) -> list[str]:
        return _attributes(name, reply)

    found = store.ask(Call("stats", "swarmsh.telemetry.stats", _moment, attributes=told), summed).reply
    return main.said((found.json() if "--json" in walk.options else found.text()) + "\n", f"{program}: stats")


def _moment(reader: Reader) -> tuple[int, int]:
    return reader.now, reader.sequence


def _summed(store: Store, name: str, now: int, last: int) -> Summary:
    """What the spans of a window come to.

    Raises:
        Stop: a file cannot be read; 12, there is no span.
    """
    since = window.start(name, now)
    for _ in range(_TRIES):
        try:
            found = scan.run(store, window.spans(store, last, since), since)
        except FileNotFoundError:
            time.sleep(_PAUSE)  # it was put away, and others with it
            continue
        if found.took:
            return Summary(name, found, now)
        of = "" if name == "all" else f" of the last {name}"
        raise stops.Stop(12, f"there are no spans{of}" + (f"; {_foreign(found.foreign)}" if found.foreign else ""))
    raise stops.Stop(4, "the files of spans were moved all the time")


def _foreign(count: int) -> str:
    return f"{count} lines are no spans of this store"


def _attributes(name: str, found: Summary | None) -> list[str]:
    total = found.total if found else None
    return [
        each
        for each in (
            attributes.word("swarmsh.coordination.operation", "stats"),
            attributes.word("swarmsh.telemetry.window", name),
            attributes.number("swarmsh.telemetry.span_count", total and total.count),
            attributes.number("swarmsh.telemetry.success_rate", total and total.success),
            attributes.number("swarmsh.telemetry.latency.p50", total and total.p50),
            attributes.number("swarmsh.telemetry.latency.p95", total and total.p95),
        )
        if each
    ]


def _ranked(took: list[int], percent: int) -> int:
    """The value at the nearest rank: the smallest that so many percent of all do not exceed."""
    return took[(percent * len(took) + 99) // 100 - 1]


def _rounded(number: int, by: int) -> int:
    """A quotient of what is not negative, rounded half up."""
    return (2 * number + by) // (2 * by)
