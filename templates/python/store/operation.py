"""The protocol of one operation: lock, due work, key, steps, commit, span; and that of a query."""

from __future__ import annotations

from .._runtime import clock
from . import commit, journal, lock, paths, spans, stops
from .store import Call, Store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from .shapes import Reply
    from .transaction import Transaction


class Answer:
    """What came of a call: the reply, or, when an earlier call with the same key was `repeated`, that one's reply
    without texts; with a key also its `tokens`. `now` is the time (ns) at which it holds, `sequence` the last entry it
    takes into account.
    """

    __slots__ = ("now", "repeated", "reply", "sequence", "tokens")

    def __init__(self, reply: Reply, now: int, sequence: int, tokens: list[str], repeated: bool = False) -> None:
        self.reply = reply
        self.now = now
        self.sequence = sequence
        self.tokens = tokens
        self.repeated = repeated


class _Course:
    """One operation on its way. `end` is the time (ns) it ended at; `entry` is the last one it committed itself; it
    `leaves` one even if it changes nothing, or not.
    """

    __slots__ = ("call", "end", "entry", "invocation", "leaves", "store")

    def __init__(self, store: Store, call: Call) -> None:
        self.store = store
        self.call = call
        self.invocation = spans.Invocation(call.span, call.key, call.line, call.ids)
        self.end: int | None = None
        self.entry: journal.Entry | None = None
        self.leaves = call.accept


def run(store: Store, call: Call) -> Answer:
    """Runs an operation; see `Store.run`."""
    course = _Course(store, call)
    answer: Answer | None = None
    try:
        while answer is None:
            answer = _turn(course)
    except stops.Stop as stop:
        if course.entry is None and not (call.again and stop.again):
            _aside(course, stop.exit, None)
        raise
    except Exception as error:
        _aside(course, 1, None, type(error).__name__)
        raise
    if course.entry is None:
        _aside(course, 0, answer)
    return answer


def _turn(course: _Course) -> Answer | None:
    """Runs the operation, or one tick of what is due before it; None after a tick."""
    store, call, invocation = course.store, course.call, course.invocation
    try:
        descriptor = store.lock()
    except stops.Locked:
        course.end = clock.now()
        if invocation.wait is None:
            invocation.wait = max(course.end - invocation.start, 0)
        raise
    except OSError:
        raise stops.StorageFailed(store.folders.root) from None
    try:
        present = clock.now()
        if invocation.wait is None:
            invocation.wait = max(present - invocation.start, 0)
        if call.prepare is not None:
            course.leaves = call.prepare()
        tx = store.begin(call.frees, present, call.accept)
        course.end = tx.now
        if tx.due is not None and tx.due <= tx.now:
            from . import due

            moved = due.advance(tx, store.pattern.DUES, store.pattern.KINDS)
            if moved is not None:
                entry = _entry(tx, "tick")
                entry.writes = tx.writes()
                _commit(course, tx, entry)
                invocation.due += moved
                return None
        return _repeated(course, tx) or _steps(course, tx)
    except OSError:
        raise stops.StorageFailed(store.folders.root) from None
    finally:
        lock.drop(descriptor)


def _repeated(course: _Course, tx: Transaction) -> Answer | None:
    """The answer of an earlier operation with the same key, if there was one."""
    call = course.call
    if call.key is None:
        return None
    from . import keys

    entry = keys.find(tx, call.key)
    if entry is None:
        return None
    if entry.operation != call.operation or entry.request != call.request:
        raise stops.Refused(3, f'key "{call.key}" was used for another request')
    course.invocation.repeated = True
    tokens = keys.split(entry.answer)
    return Answer(call.restore(tokens), tx.now, tx.state.sequence, tokens, repeated=True)


def _steps(course: _Course, tx: Transaction) -> Answer:
    call = course.call
    try:
        reply = call.steps(tx)
    except stops.Refused as refused:
        if refused.recorded:
            _record(course, tx, refused.exit)
        raise
    if not tx.changes and not course.leaves:
        return Answer(reply, tx.now, tx.state.sequence, [])
    entry = _entry(tx, call.operation)
    entry.writes = tx.writes()
    entry.due = tx.due
    entry.counts = tuple(tx.counts)
    entry.agent, entry.subject = journal.word(call.agent), journal.word(call.subject(reply))
    tokens: list[str] = []
    if call.key is not None:
        tokens = call.answer(reply)
        entry.key, entry.request = f'"{call.key}"', call.request or "[]"
        entry.answer = f"[{','.join(tokens)}]"
    entry.span = _span(course, 0, reply, tx.sequence)
    _commit(course, tx, entry, call.frees)
    course.entry = entry
    return Answer(reply, tx.now, tx.sequence, tokens)


def _record(course: _Course, tx: Transaction, exit: int) -> None:
    """Commits the entry of a refusal, which changes nothing."""
    call = course.call
    entry = _entry(tx, call.operation)
    entry.exit = exit
    entry.agent, entry.subject = journal.word(call.agent), journal.word(call.subject(None))
    entry.counts = tx.state.counts
    entry.writes = []
    entry.span = _span(course, exit, None, tx.sequence)
    _commit(course, tx, entry, call.frees)
    course.entry = entry


def _entry(tx: Transaction, operation: str) -> journal.Entry:
    """The entry of a tick, from which others differ in some parts."""
    entry = journal.Entry()
    entry.sequence, entry.time, entry.operation, entry.exit = tx.sequence, tx.now, operation, 0
    entry.agent = entry.subject = entry.key = entry.request = entry.answer = entry.seal = entry.span = "null"
    entry.due = tx.due
    entry.counts = tuple(tx.counts)
    entry.writes = []
    return entry


def _commit(course: _Course, tx: Transaction, entry: journal.Entry, frees: bool = False) -> None:
    opens = tx.sequence > 1 and tx.sequence % paths.PER_SEGMENT == 1
    if opens or entry.operation == "audit-seal":
        from . import seal

        last = paths.journal(paths.segment(tx.state.sequence))
        size = None if opens else tx.state.journal
        entry.seal = journal.word(seal.digest(f"{course.store.folders.root}/{last}", size))
    if entry.operation == "redact":
        from . import redaction

        redaction.commit(course.store, tx.state, entry, course.call.work)  # type: ignore[attr-defined]  # its call has it
        return
    try:
        found = commit.commit(course.store, tx.state, entry, frees)
    except stops.Unsafe:
        course.entry = entry
        raise
    tx.keep(found)


def _span(course: _Course, exit: int, reply: Reply | None, sequence: int | None, error: str = "") -> str:
    """The span object; "null" when none is wanted."""
    invocation, store = course.invocation, course.store
    if invocation.ids is None:
        return "null"
    attributes = course.call.attributes(reply)
    attributes += spans.shared(invocation, store.pattern.NAME, exit, sequence, error)
    end = clock.now() if course.end is None else course.end
    return spans.object(invocation, store.wrapping, attributes, exit, end)


def _aside(course: _Course, exit: int, answer: Answer | None, error: str = "") -> None:
    """Writes the span of an operation that left no entry, if there is a store to write to."""
    if course.invocation.ids is None:
        return
    try:
        _, found = course.store.look()
    except stops.Stop:
        return
    span = _span(course, exit, answer.reply if answer else None, None, error)
    spans.side(course.store.folders, found.sequence, course.store.wrapping.line(span))


def ask(store: Store, call: Call, after: Callable[[Reply], Reply] | None = None) -> Answer:
    """Runs a query; see `Store.ask`."""
    return survey(store, call, None if after is None else lambda reply: (after(reply), 0))


def survey(store: Store, call: Call, work: Callable[..., tuple[Reply, int]] | None) -> Answer:
    """Runs a query. With `work` its steps only tell where the store stands; `work` gets that, reads what no operation
    changes any more, however long it takes, and gives the reply and the exit code.

    Raises:
        Stop: it was refused or failed.
    """
    from .reader import Reader

    course = _Course(store, call)
    exit = 0

    def read(reader: Reader) -> Answer:
        course.end = reader.now
        return Answer(call.steps(reader), reader.now, reader.sequence, [])

    try:
        answer = store.reading(read)
        if work is not None:
            answer.reply, exit = work(answer.reply)
    except stops.Stop as stop:
        if not (call.again and stop.again):
            _close(course, stop.exit, None)
        raise
    except Exception as error:
        _close(course, 1, None, type(error).__name__)
        raise
    if call.problem is not None and call.problem(answer.reply):
        exit = 11
    _close(course, exit, answer)
    return answer


def _close(course: _Course, exit: int, answer: Answer | None, error: str = "") -> None:
    """Writes the span of a query, which ends now."""
    course.end = max(clock.now(), course.end or 0)
    _aside(course, exit, answer, error)
