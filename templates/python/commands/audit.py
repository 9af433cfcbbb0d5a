"""The command `audit`: what happened in the store, from its journal."""

from __future__ import annotations

from . import answers, attributes, calls, clock, main, paths, stops, values, words
from .store import Call, Store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from .contracts import Field, PatternModule, Words
    from .reader import Reader

_Row = tuple[int, int, str, str | None, str | None, int]

_OPTIONS = ("--operation", "--agent", "--subject", "--work", "--since", "--limit", "--from", "--print")
_MOST = 10_000
_COUNT = 2**53 - 1


class _Wanted:
    """Which entries are wanted. `names` are operation, agent and subject; with `work`, an item's id, those that have it
    as subject, and those that changed its status.
    """

    __slots__ = ("_mark", "_status", "limit", "names", "since", "start", "work")

    def __init__(
        self, names: tuple[str | None, str | None, str | None], work: str | None, since: int, limit: int, start: int
    ) -> None:
        self.names = names
        self.work = work
        self._mark = f'\t,"id":\t"{work}"\t'.encode()
        self._status = b""
        self.since = since
        self.limit = limit
        self.start = start

    def takes(self, row: _Row, line: bytes) -> bool:
        """Whether an entry is one of them. With `work` all entries from the first are to be asked about."""
        changed = self.work is not None and self._changes(line)
        if self.work is not None and not changed and row[4] != self.work:
            return False
        pairs = zip(self.names, row[2:5], strict=True)
        is_named = all(name is None or name == found for name, found in pairs)
        return is_named and row[1] >= self.since and row[0] >= self.start

    def _changes(self, line: bytes) -> bool:
        """Whether an entry gave the item another status than it had."""
        before = self._status
        head, *parts = line.split(self._mark)
        for part in parts:
            if head.rpartition(b"\t")[0].rpartition(b"\t")[2].startswith(b'["work",'):
                record = b"\t" + part.partition(b"\t}]")[0]
                self._status = record.partition(b'\t,"status":\t')[2].partition(b"\t")[0]
            head = part
        return self._status != before

    def attributes(self, reply: list[_Row] | None) -> list[str]:
        """Those of the span."""
        operation, agent, subject = self.names
        found = (
            attributes.word("swarmsh.coordination.operation", "audit"),
            attributes.word("swarmsh.audit.filter.agent", agent),
            attributes.word("swarmsh.audit.filter.operation", operation),
            attributes.word("swarmsh.audit.filter.work", subject if self.work is None else self.work),
            attributes.number("swarmsh.coordination.result_count", None if reply is None else len(reply)),
            attributes.number("swarmsh.coordination.result_limit", self.limit),
            attributes.number("swarmsh.coordination.since", self.since or None),
        )
        return [each for each in found if each]


class Entries:
    """How the answer is printed, as for a generated operation that answers with rows."""

    SHAPE = "rows"
    FIELDS: tuple[Field, ...] = (
        ("sequence", "int", 0),
        ("time", "time", 0),
        ("operation", "identifier", 0),
        ("agent", "identifier", 0),
        ("subject", "identifier", 0),
        ("exit", "int", 0),
    )
    COLUMNS = ("sequence", "time", "operation", "agent", "subject", "exit")


def run(pattern: PatternModule, given: Words, program: str) -> int:
    """Prints the entries that are wanted, oldest first, and gives the exit code.

    Raises:
        Stop: a word is wrong, or the store cannot be read.
        HelpWanted: help is asked for.
    """
    kinds = {"--help": "help", "-h": "help", "--json": "flag", **dict.fromkeys(_OPTIONS, "once")}
    walk = words.walked(given, kinds, 0, f'see "{program} help audit"')
    wanted = _wanted({name: found[0] for name, found in walk.options.items()})
    fields = words.printed(walk.options.get("--print"), list(Entries.COLUMNS))
    store = Store(main.folder(), pattern)
    call = Call("audit", "swarmsh.audit.query", lambda reader: _rows(reader, wanted), attributes=wanted.attributes)
    answer = store.ask(call)
    told = calls.Told(None, (answer.reply, None), answer.sequence, False)
    if "--json" in walk.options:
        text = answers.json(Entries, told)
    elif fields is not None:
        text = answers.chosen(Entries, told, fields)
    else:
        text = answers.table(Entries.COLUMNS, Entries.FIELDS, answer.reply)
    return main.said(f"{text}\n" if text else "", f"{program}: audit")


def _wanted(given: dict[str, str]) -> _Wanted:
    if "--work" in given and "--subject" in given:
        raise stops.Usage("give at most one of --subject and --work")
    for name, word in given.items():
        if not word and name not in ("--json", "--print"):
            raise stops.Usage(f"option {name} is empty")
    names = (_parsed(given, name, "identifier") for name in _OPTIONS[:4])
    operation, agent, subject, work = names
    since = _since(given.get("--since"))
    limit = _parsed(given, "--limit", "int", (1, _MOST))
    start = _parsed(given, "--from", "int", (1, _COUNT))
    return _Wanted((operation, agent, subject), work, since, limit or 100, start or 1)  # type: ignore[arg-type]  # as asked


def _parsed(given: dict[str, str], name: str, kind: str, allowed: tuple[int, int] | None = None) -> object:
    if name not in given:
        return None
    try:
        found: object = words.parsed(given[name], kind, allowed, 0)
    except values.Wrong as wrong:
        raise stops.Usage(f"{name}: {wrong}") from None
    return found


def _since(word: str | None) -> int:
    try:
        return values.time(word, clock.now(), past=True) if word is not None else 0
    except values.Wrong as wrong:
        raise stops.Usage(f"--since: {wrong}") from None


def _rows(reader: Reader, wanted: _Wanted) -> list[_Row]:
    """The last of the entries that are wanted."""
    found: list[_Row] = []
    first = wanted.start if wanted.work is None else 1
    for row, line in _lines(reader.folders.root, first, reader.sequence):
        if wanted.takes(row, line):
            found.append(row)
            if len(found) >= 2 * wanted.limit:
                del found[: wanted.limit]
    return found[-wanted.limit :]


def entries(root: str, first: int, last: int) -> Iterator[_Row]:
    """What the journal says of the entries from `first` to `last`.

    Raises:
        Damaged: a line is not where it should be.
        StorageFailed: a segment cannot be read.
    """
    return (row for row, _ in _lines(root, first, last))


def _lines(root: str, first: int, last: int) -> Iterator[tuple[_Row, bytes]]:
    if last == 0:
        return  # the first segment is made by the first entry
    for segment in range(paths.segment(first), paths.segment(last) + 1):
        path = f"{root}/{paths.segment_of(root, segment)}"
        sequence = (segment - 1) * paths.PER_SEGMENT
        try:
            with open(path, "rb") as lines:
                for line in lines:
                    sequence += 1
                    if sequence > last:
                        return
                    row = _row(line, path)
                    if row[0] != sequence:
                        raise stops.Damaged(path, "audit-verify")
                    if sequence >= first:
                        yield row, line
        except FileNotFoundError:
            raise stops.Damaged(path, "audit-verify") from None
        except OSError:
            raise stops.StorageFailed(root) from None


def _row(line: bytes, path: str) -> _Row:
    tokens = line.split(b"\t", 13)
    try:
        agent, subject = (None if token == b"null" else token[1:-1].decode() for token in (tokens[7], tokens[9]))
        return int(tokens[1]), int(tokens[3]), tokens[5][1:-1].decode(), agent, subject, int(tokens[11])
    except (IndexError, ValueError):
        raise stops.Damaged(path, "audit-verify") from None
