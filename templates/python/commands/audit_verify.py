"""The command `audit-verify`: whether the sealed segments of the journal are what was sealed."""

from __future__ import annotations

from . import (
    attributes,
    compare,
    fold,
    grammar,
    journal,
    lock,
    main,
    operation,
    paths,
    replay,
    stops,
    text,
    trail,
    words,
)
from .store import Call, Store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .contracts import PatternModule, Words
    from .trail import Finding, Segment


class Check:
    """What a check found: the segments, what is wrong with them, and the path and line of an end that is not whole."""

    __slots__ = ("findings", "last", "segments", "torn")

    def __init__(self, last: int, segments: list[Segment]) -> None:
        self.last = last
        self.segments = segments
        self.findings: list[Finding] = []
        self.torn: tuple[str, int] | None = None


def run(pattern: PatternModule, given: Words, program: str) -> int:
    """Prints what is wrong, and gives the exit code: 0, or 11 when anything is.

    Raises:
        Stop: a word is wrong, there is no store or nothing in its journal, or it cannot be read.
        HelpWanted: help is asked for.
    """
    kinds = {"--help": "help", "-h": "help", "--json": "flag"}
    walk = words.walked(given, kinds, 0, f'see "{program} help audit-verify"')
    store = Store(main.folder(), pattern)
    call = Call("audit-verify", "swarmsh.audit.verify", lambda reader: _stand(store), attributes=_attributes)

    def work(reply: tuple[int, int]) -> tuple[Check, int]:
        found = verified(store, *reply)
        return found, 11 if found.findings else 0

    found: Check = operation.survey(store, call, work).reply
    code = main.said(_json(found) if "--json" in walk.options else _text(found), f"{program}: audit-verify")
    return code or (11 if found.findings else 0)


def _stand(store: Store) -> tuple[int, int]:
    """The last entry and the bytes of its segment."""
    now = store.look()[1]
    if not now.sequence:
        raise stops.Stop(12, f"the journal of {store.folders.root} has no entries")
    return now.sequence, now.journal


def _attributes(reply: Check | None) -> list[str]:
    found = [attributes.word("swarmsh.coordination.operation", "audit_verify")]
    if isinstance(reply, Check):
        findings = reply.findings
        found += [
            attributes.number("swarmsh.audit.segment_count", len(reply.segments)),
            attributes.number("swarmsh.audit.entry_count", reply.last),
            attributes.number("swarmsh.audit.last_sequence", reply.last),
            attributes.number("swarmsh.coordination.problem_count", len(findings)),
            attributes.word("swarmsh.audit.violation", findings[0].violation if findings else None),
        ]
    return [each for each in found if each]


def verified(store: Store, last: int, length: int) -> Check:
    """Checks the journal up to entry `last`, whose segment has `length` bytes. What is found without the lock may have
    been changed meanwhile by a redaction, so it is looked for again under the shared one.

    Raises:
        Stop: it cannot be read.
    """
    store.folders.has("journal")
    found = check(store.folders.root, last, length)
    if not found.findings and not found.torn:
        return found
    descriptor = replay.shared(store)
    try:
        now = store.look()[1]
        found = check(store.folders.root, now.sequence, now.journal)
        if now.dirty:
            found.torn = None
        _locate(store, found)
    finally:
        lock.drop(descriptor)
    return found


def check(root: str, last: int, length: int) -> Check:
    """Checks the journal, without looking for the line of what the digest of a segment shows.

    Raises:
        Forbidden, StorageFailed: as `trail.scan`.
    """
    open = paths.segment(last)
    segments = [trail.scan(root, number, paths.PER_SEGMENT) for number in range(1, open)]
    segments.append(trail.scan(root, open, last - (open - 1) * paths.PER_SEGMENT, length))
    found = Check(last, segments)
    vouched = [pair for each in segments for pair in each.vouched]
    seals = {each.number - 1: each.seal for each in segments if each.seal}
    differs = {
        each.number
        for each in segments
        if each.number in seals
        and each.finding is None
        and not grammar.stands(seals[each.number], each.digest, vouched)
    }
    for each in segments:
        if each.finding is None:
            each.finding = _of_seals(each, differs, vouched)
    found.findings = [each.finding for each in segments if each.finding]
    if segments[-1].tail:
        found.torn = (segments[-1].path, last - (open - 1) * paths.PER_SEGMENT + 1)
    return found


def _of_seals(segment: Segment, differs: set[int], vouched: list[tuple[str, str]]) -> Finding | None:
    """What seals tell of a segment whose lines have their form. When it and the one before both differ from what was
    sealed, it may be its own seal that was edited.
    """
    number = segment.number
    if number in differs and number - 1 in differs:
        return trail.Finding(segment, 1, trail.BROKEN, f"does not fit segment {number - 1}")
    if number in differs and number + 1 not in differs:
        return trail.Finding(segment, None, trail.EDITED, trail.UNSEALED)
    if any(not grammar.stands(seal, now, vouched) for _, seal, now in segment.seals):
        return trail.Finding(segment, None, trail.EDITED, trail.UNSEALED)
    return None


def _locate(store: Store, found: Check) -> None:
    """Looks for the lines of what the digests of segments show: by the form of their values, and by what the journal
    comes to. The caller holds the lock.
    """
    unknown = [each for each in found.findings if each.problem == trail.UNSEALED]
    if not unknown:
        return
    folded = fold.fold(store.folders, store.pattern)
    wrong = dict.fromkeys(path for path, _ in compare.of_files(store.folders.root, folded, []))
    for each in unknown:
        sequence, last = (each.number - 1) * paths.PER_SEGMENT, None
        for place, data in enumerate(journal.lines(store.folders.root, each.number), start=1):
            line = grammar.parse(data, sequence + place, store.pattern)
            if line is None:
                last = place
                break
            if any(path in wrong and folded.files.get(path) == (value, size) for path, value, size in line.puts):
                last = place
        each.line = last


def _text(found: Check) -> str:
    lines = [
        f"{each.path}: {f'line {each.line}: ' if each.line else ''}{each.violation}: {each.problem}"
        for each in found.findings
    ]
    if not lines:
        lines = [
            f"audit-verify: {found.last} entries, {len(found.segments)} segments, {len(found.segments) - 1} sealed"
        ]
    if found.torn:
        lines.insert(0, f"{found.torn[0]}: line {found.torn[1]}: torn_tail: what comes before it is not affected")
    return "".join(f"{each}\n" for each in lines)


def _json(found: Check) -> str:
    rows = [
        f'{{"segment":{each.number},"path":"{each.path}","line":{each.line or "null"},"violation":"{each.violation}"'
        f',"problem":{text.token(each.problem.encode())}}}'
        for each in found.findings
    ]
    torn = f'{{"path":"{found.torn[0]}","line":{found.torn[1]}}}' if found.torn else "null"
    head = f'{{"entries":{found.last},"segments":{len(found.segments)},"sealed":{len(found.segments) - 1}'
    return f'{head},"torn":{torn},"findings":[{",".join(rows)}]}}\n'
