"""The command `redact`: takes texts of a record out of the store and its journal, and records that it did."""

from __future__ import annotations

from . import (
    attributes,
    audit_verify,
    form,
    main,
    paths,
    redact_segments,
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
    shelved = shelf.lines(tx, record.KIND, record.number)
    work.is_away = tx.hot(type(record), record.number) is None
    redaction.begin(store, tx.state)
    fields, last = work.fields, paths.segment(tx.state.sequence)
    taker = redact_segments.Taker(record.KIND, record.number, fields)
    for segment in segments:
        data = (trail.read(store.folders.root, segment.path) or b"")[: segment.size]
        new = taker.segment(data)
        if new != data:
            redaction.put(store, work, segment.number, new)
            _vouch(work, segment, new, is_open=segment.number == last and tx.sequence % paths.PER_SEGMENT != 1)
            if segment.number == last:
                work.length = len(new)
    if record.number in shelved:
        shard = paths.archive(record.KIND, record.number)
        redaction.put_shard(store, shard, taker.shard(shelf.read(f"{store.folders.root}/{shard}")))
    work.count = taker.count
    for field in fields:
        token = getattr(record, field)
        if token is not None and token not in redact_segments.EMPTY:
            setattr(record, field, redact_segments.MARK)
            work.count += 1
    work.files = [(record.KIND, field, record.number, redact_segments.MARK) for field in fields if field in taker.files]
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
