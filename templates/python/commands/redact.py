"""The command `redact`: takes texts of a record out of the store and its journal, and records that it did."""

from __future__ import annotations

from . import (
    attributes,
    audit_verify,
    form,
    main,
    paths,
    redaction,
    shelf,
    stops,
    telemetry,
    trail,
    values,
    words,
)
from .store import Call, Store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .contracts import PatternModule, Words
    from .transaction import Transaction

MARK = '"[redacted]"'
"""What stands where a text was."""

_EMPTY = ("null", '""', MARK)


class Redaction(Call):
    """The call of one redaction; `work` is what it does to the journal."""

    __slots__ = ("work",)

    work: redaction.Work


def run(pattern: PatternModule, given: Words, program: str) -> int:
    """Redacts the texts of a record, prints how many places held them, and gives the exit code.

    Raises:
        Stop: a word is wrong, there is no such record, the journal is not what was sealed, or the storage failed.
        HelpWanted: help is asked for.
    """
    import os

    kinds = {"--help": "help", "-h": "help", "--json": "flag", "--field": "often", "--agent": "once"}
    walk = words.walked(given, kinds, 1, f'see "{program} help redact"')
    if not walk.arguments:
        raise stops.Usage("argument ID is missing")
    cls = _kind(pattern)
    id = _identifier("ID", walk.arguments[0], "argument ID")
    fields = _fields(cls, walk.options.get("--field"))
    agent = walk.options.get("--agent", [os.environ.get("AGENT_ID") or None])[0]
    if agent is not None:
        agent = _identifier("--agent", agent, "option --agent")
    store = Store(main.folder(), pattern)
    if form.read(store.folders.root) is None:
        raise stops.NoData(store.folders.root)
    call = _call(store, cls, id, fields, agent)
    count = store.run(call).reply[0]
    if "--json" in walk.options:
        names = ",".join(f'"{field}"' for field in fields)
        text = f'{telemetry.json([("id", id), ("places", count)])[:-2]},"fields":[{names}]}}\n'
    else:
        text = f"redact: {id}: {count} places\n" if count else f"redact: {id}: nothing to redact\n"
    return main.said(text, f"{program}: redact")


def _kind(pattern: PatternModule) -> Any:
    """The kind of record that has texts and ids: the first one of the pattern."""
    for cls in pattern.KINDS.values():
        if cls.PREFIX is not None and cls.TEXTS:
            return cls
    raise stops.Stop(6, f"no record of pattern {pattern.NAME} has a text")


def _identifier(label: str, word: str, what: str) -> str:
    if not word:
        raise stops.Usage(f"{what} is empty")
    try:
        return str(words.parsed(word, "identifier", None, 0))
    except values.Wrong as wrong:
        raise stops.Usage(f"{label}: {wrong}") from None


def _fields(cls: Any, given: list[str] | None) -> tuple[str, ...]:
    """The fields in the order of the record; all without `--field`."""
    found = []
    for word in given or cls.TEXTS:
        if not word:
            raise stops.Usage("option --field is empty")
        try:
            found.append(values.enum(word, cls.TEXTS))
        except values.Wrong as wrong:
            raise stops.Usage(f"--field: {wrong}") from None
    return tuple(field for field in cls.TEXTS if field in found)


def _call(store: Store, cls: Any, id: str, fields: tuple[str, ...], agent: str | None) -> Redaction:
    def steps(tx: Transaction) -> tuple[int]:
        record = tx.get(cls, id)
        if agent is not None and "agent" in store.pattern.KINDS:
            tx.get(store.pattern.KINDS["agent"], agent)
        if record.number in shelf.lines(tx, cls.KIND, record.number):
            tx.refuse(3, f'{cls.KIND} "{id}" is in the archive, or was; its texts cannot be taken out')
        call.work = _rewritten(store, tx, record, fields)
        return (call.work.count,)

    def attributes_of(reply: tuple[int] | None) -> list[str]:
        found = (
            attributes.word("swarmsh.coordination.operation", "redact"),
            attributes.word("swarmsh.work.id", id if cls.KIND == "work" else None),
            attributes.word("swarmsh.agent.id", agent),
            attributes.word("swarmsh.audit.redacted_field", fields[0] if len(fields) == 1 else None),
            attributes.number("swarmsh.audit.redacted_count", reply[0] if reply else None),
        )
        return [each for each in found if each]

    call = Redaction(
        "redact", "swarmsh.audit.redact", steps, agent=agent, subject=lambda reply: id, attributes=attributes_of
    )
    return call


def _rewritten(store: Store, tx: Transaction, record: Any, fields: tuple[str, ...]) -> redaction.Work:
    """Changes the record, and writes the segments anew that hold the texts.

    Raises:
        Stop: 9, the journal is not what was sealed.
        OSError: the storage failed.
    """
    work = redaction.Work(fields, tx.state.journal)
    checked = audit_verify.check(store.folders.root, tx.state.sequence, tx.state.journal)
    for finding in checked.findings:
        place = f"line {finding.line}: " if finding.line else ""
        message = f"{store.folders.root}/{finding.path}: {place}{finding.violation}: {finding.problem}"
        raise stops.Stop(9, f"{message}; nothing was changed")
    try:
        _write(store, tx, record, work, checked.segments)
    except BaseException:
        redaction.cancel(store, tx.state)
        raise
    return work


def _write(store: Store, tx: Transaction, record: Any, work: redaction.Work, segments: list[trail.Segment]) -> None:
    redaction.begin(store, tx.state)
    fields = work.fields
    last, held = paths.segment(tx.state.sequence), set[str]()
    for segment in segments:
        data = (trail.read(store.folders.root, segment.path) or b"")[: segment.size]
        taker = Taker(record.KIND, record.number, fields)
        new = taker.segment(data)
        held |= taker.files
        if taker.count:
            redaction.put(store, work, segment.number, new)
            work.count += taker.count
            _vouch(work, segment, new, is_open=segment.number == last and tx.sequence % paths.PER_SEGMENT != 1)
            if segment.number == last:
                work.length = len(new)
    for field in fields:
        token = getattr(record, field)
        if token is not None and token not in _EMPTY:
            setattr(record, field, MARK)
            work.count += 1
    work.files = [(record.KIND, field, record.number, MARK) for field in fields if field in held]
    if work.count:
        tx.touch(record)
    else:
        redaction.cancel(store, tx.state)


def _vouch(work: redaction.Work, segment: trail.Segment, new: bytes, is_open: bool) -> None:
    """Notes the digests of what was sealed of a segment, before and after."""
    from hashlib import sha256

    lines = new.split(b"\n")
    for line, _, before in segment.seals:
        after = sha256(b"".join(each + b"\n" for each in lines[: line - 1])).hexdigest()
        if after != before:
            work.pairs.append((before, after))
    if not is_open:
        work.pairs.append((segment.digest, sha256(new).hexdigest()))


class Taker:
    """Takes the texts of a record out of lines of the journal, and counts the places; `files` are the fields of which
    there are files.
    """

    def __init__(self, kind: str, number: int, fields: tuple[str, ...]) -> None:
        self.count = 0
        self.files: set[str] = set()
        self._record = f'["{kind}",{number},{{"number":'.encode()
        self._keys = {f',"{field}":'.encode() for field in fields}
        self._texts = {f'["{kind}.{field}",{number},'.encode(): field for field in fields}
        self._mark = MARK.encode()
        self._taken: set[bytes] = set()

    def segment(self, data: bytes) -> bytes:
        """The lines of a segment without the texts."""
        return b"".join(map(self._line, data.splitlines(keepends=True)))

    def _line(self, line: bytes) -> bytes:
        if self._record not in line and not any(each in line for each in self._texts):
            return line
        tokens = line.split(b"\t")
        self._taken = set()
        inside = False
        for place in range(25, len(tokens)):
            token = tokens[place]
            if token == self._record:
                inside = True
            elif token == b"}]":
                inside = False
            elif inside and token in self._keys:
                tokens[place + 1] = self._take(tokens[place + 1])
            else:
                tokens[place] = self._text(token)
        if self._taken and tokens[15] != b"null":
            tokens[15] = b"[" + b",".join(map(self._asked, _items(tokens[15]))) + b"]"
        return b"\t".join(tokens)

    def _text(self, token: bytes) -> bytes:
        for head, field in self._texts.items():
            if token.startswith(head):
                self.files.add(field)
                return head + self._take(token[len(head) : -1]) + b"]"
        return token

    def _take(self, token: bytes) -> bytes:
        """What stands in the place of a text from now on."""
        if token in (b"null", b'""', self._mark):
            return token
        if token[:1] == b'"':
            self._taken.add(token)
        self.count += 1
        return self._mark

    def _asked(self, token: bytes) -> bytes:
        if token not in self._taken:
            return token
        self.count += 1
        return self._mark


def _items(array: bytes) -> list[bytes]:
    """The items of a JSON array of strings, numbers and arrays of identifiers."""
    from re import findall

    return findall(rb'"(?:[^"\\]|\\.)*"|\[[^\]]*\]|[^,]+', array[1:-1])
