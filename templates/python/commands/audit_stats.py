"""The command `audit-stats`: how many entries the journal has, of what kind, and how large it is."""

from __future__ import annotations

from . import answers, attributes, grammar, main, operation, paths, people, stops, telemetry, trail, values, words
from .store import Call, Store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .contracts import Field, PatternModule, Words

_KINDS = {"audit-seal": "seal", "migrate": "migration", "redact": "redaction", "tick": "tick"}
_COLUMNS = ("kind", "operation", "exit", "entries")
_FIELDS: tuple[Field, ...] = (
    ("kind", "enum", 0),
    ("operation", "identifier", 0),
    ("exit", "int", 0),
    ("entries", "int", 0),
)


class Stats:
    """What was counted: entries by kind, operation and exit; times (ns) of the first and the last one."""

    __slots__ = ("archived", "bytes", "counts", "last", "segments", "times")

    def __init__(self, last: int) -> None:
        self.last = last
        self.segments = paths.segment(last) if last else 0
        self.archived = self.bytes = 0
        self.counts: dict[tuple[str, str, int], int] = {}
        self.times: list[int] = []


def run(pattern: PatternModule, given: Words, program: str) -> int:
    """Prints what was counted, and gives the exit code.

    Raises:
        Stop: a word is wrong, there is no store, or its journal cannot be read.
        HelpWanted: help is asked for.
    """
    kinds = {"--help": "help", "-h": "help", "--json": "flag"}
    walk = words.walked(given, kinds, 0, f'see "{program} help audit-stats"')
    store = Store(main.folder(), pattern)
    call = Call("audit-stats", "swarmsh.audit.stats", lambda reader: _stand(store), attributes=_attributes)
    found: Stats = operation.survey(store, call, lambda stand: (_counted(store, *stand), 0)).reply
    return main.said(_json(found) if "--json" in walk.options else _text(found), f"{program}: audit-stats")


def _stand(store: Store) -> tuple[int, int]:
    now = store.look()[1]
    return now.sequence, now.journal


def _attributes(reply: Stats | None) -> list[str]:
    found = [attributes.word("swarmsh.coordination.operation", "audit_stats")]
    if isinstance(reply, Stats):
        found += [
            attributes.number("swarmsh.audit.segment_count", reply.segments),
            attributes.number("swarmsh.audit.entry_count", reply.last),
            attributes.number("swarmsh.audit.first_sequence", 1 if reply.last else None),
            attributes.number("swarmsh.audit.last_sequence", reply.last or None),
        ]
    return [each for each in found if each]


def _counted(store: Store, last: int, length: int) -> Stats:
    root, found = store.folders.root, Stats(last)
    store.folders.has("journal")
    for number in range(1, found.segments + 1):
        path = paths.segment_of(root, number)
        data = trail.read(root, path) or b""
        if number == found.segments:
            data = data[:length]
        found.archived += path == paths.archived(number)
        found.bytes += len(data)
        lines = data.split(b"\n")[:-1]
        if len(lines) != min(last - (number - 1) * paths.PER_SEGMENT, paths.PER_SEGMENT):
            raise stops.Damaged(f"{root}/{path}", "audit-verify")
        for sequence, line in enumerate(lines, start=(number - 1) * paths.PER_SEGMENT + 1):
            _count(found, line, sequence, f"{root}/{path}")
    return found


def _count(found: Stats, line: bytes, sequence: int, path: str) -> None:
    tokens = line.decode("latin-1").split("\t", 13)
    if len(tokens) < 13 or tokens[0] != grammar.TOKENS[0] or tokens[1] != str(sequence):
        raise stops.Damaged(path, "audit-verify")
    time, name, exit = values.whole(tokens[3]), tokens[5][1:-1], values.whole(tokens[11])
    if time is None or exit is None or min(time, exit) < 0 or not values.is_identifier(name):
        raise stops.Damaged(path, "audit-verify")
    kind = "stale_fence" if exit else _KINDS.get(name, "operation")
    if kind == "operation" and name == "lock-release" and _forced(tokens[-1]):
        kind = "forced_release"
    row = (kind, name, exit)
    found.counts[row] = found.counts.get(row, 0) + 1
    found.times = [*found.times[:1], time]


def _forced(rest: str) -> bool:
    """Whether an entry wrote down who forced the release of a lock."""
    return any(not each.startswith("null") for each in rest.split('\t,"forced_by":\t')[1:])


def _rows(found: Stats) -> list[tuple[str, str, int, int]]:
    return [(*row, count) for row, count in sorted(found.counts.items())]


def _text(found: Stats) -> str:
    first, last = (people.told(found.times[place], "time", 0) if found.times else "-" for place in (0, -1))
    sealed = max(found.segments - 1, 0)
    head = [
        f"entries: {found.last}",
        f"first: {first}",
        f"last: {last}",
        f"segments: {found.segments}",
        f"sealed: {sealed}",
        f"archived: {found.archived}",
        f"bytes: {found.bytes}",
    ]
    table = answers.table(_COLUMNS, _FIELDS, _rows(found))
    return "".join(f"{line}\n" for line in (*head, *((table,) if table else ())))


def _json(found: Stats) -> str:
    rows = [
        f'{{"kind":"{kind}","operation":"{name}","exit":{exit},"entries":{count}}}'
        for kind, name, exit, count in _rows(found)
    ]
    times = [answers.token(found.times[place], "time") if found.times else "null" for place in (0, -1)]
    members = telemetry.json(
        [("entries", found.last), ("first_sequence", 1 if found.last else None), ("last_sequence", found.last or None)]
    )
    rest = telemetry.json(
        [
            ("segments", found.segments),
            ("sealed", max(found.segments - 1, 0)),
            ("archived", found.archived),
            ("bytes", found.bytes),
        ]
    )
    times_text = f'"first_time":{times[0]},"last_time":{times[1]}'
    return f'{members[:-2]},{times_text},{rest[1:-2]},"rows":[{",".join(rows)}]}}\n'
