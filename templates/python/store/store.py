"""A store: one data directory, as one process sees it. Safe to use from several threads."""

from __future__ import annotations

import os
from _thread import allocate_lock
from stat import S_ISDIR

from . import files, form, lock, paths, spans, state, stops, transaction

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .form import Form
    from .operation import Answer
    from .reader import Reader
    from .shapes import Pattern, Reply, T

RESERVE = 1 << 20
"""The size of `reserve` in bytes."""


class Call:
    """An operation that is to run: its name, its span's name, and what generated code does for it.

    Args:
        steps: the operation itself; gets the transaction (a query's gets the reader) and returns the reply.
        key: idempotency key, with `request`, the JSON array of the inputs. `agent`: its id, if the operation has one.
        subject: gives the id of what the operation is about, from the reply.
        attributes: gives the span's own attributes as JSON fragments, from the reply, or from None without one.
        answer: gives the reply's values as tokens; `restore` the reply that such tokens came from, texts apart.
        frees: whether it may run while the reserve is used up.
        line: of a batch, or 0. `ids`: of the span, as in `spans.Invocation`; None for new ones.
        again: whether it is tried again after a refusal that is marked so, which leaves no span then.
        accept: whether the clock counts even if the last entry is ahead of it, with an entry that says so.
        prepare: is called under the lock before anything is read; gives whether there is an entry to write in any case.
        problem: tells whether the reply of a query tells of a problem, exit code 11; None where none ever does.
    """

    __slots__ = (
        "accept",
        "again",
        "agent",
        "answer",
        "attributes",
        "frees",
        "ids",
        "key",
        "line",
        "operation",
        "prepare",
        "problem",
        "request",
        "restore",
        "span",
        "steps",
        "subject",
    )

    def __init__(
        self,
        operation: str,
        span: str,
        steps: Callable[..., Reply],
        *,
        key: str | None = None,
        request: str | None = None,
        agent: str | None = None,
        subject: Callable[[Reply], str | None] = lambda reply: None,
        attributes: Callable[[Reply | None], list[str]] = lambda reply: [],
        answer: Callable[[Reply], list[str]] = lambda reply: [],
        restore: Callable[[list[str]], Reply | None] = lambda tokens: None,
        frees: bool = False,
        line: int = 0,
        ids: tuple[int, int, int, int, str] | None = None,
        again: bool = False,
        accept: bool = False,
        prepare: Callable[[], bool] | None = None,
        problem: Callable[[Reply], bool] | None = None,
    ) -> None:
        self.operation = operation
        self.span = span
        self.steps = steps
        self.key = key
        self.request = request
        self.agent = agent
        self.subject = subject
        self.attributes = attributes
        self.answer = answer
        self.restore = restore
        self.frees = frees
        self.line = line
        self.ids = ids
        self.again = again
        self.accept = accept
        self.prepare = prepare
        self.problem = problem


class Store:
    """The store in the directory `path`. It is opened at each use, and made at the first operation."""

    __slots__ = (
        "_gate",
        "_known",
        "_owner",
        "_seen",
        "folders",
        "form",
        "pattern",
        "state_keys",
        "state_path",
        "wrapping",
    )

    form: Form
    wrapping: spans.Wrapping

    def __init__(self, path: str, pattern: Pattern) -> None:
        self.pattern = pattern
        self.folders = paths.Folders(path, False)
        self.state_path = f"{path}/state"
        self.state_keys = state.keys(pattern.COUNTERS)
        self._known: tuple[bytes | None, state.State] = (None, state.new(pattern.COUNTERS))
        self._seen: dict[str, tuple[bytes, Any]] = {}
        self._gate = allocate_lock()
        self._owner = os.getpid()

    def run(self, call: Call) -> Answer:
        """Runs an operation.

        Raises:
            Stop: it was refused or failed; nothing was changed, unless the exit is 1.
        """
        from . import operation

        if self._owner != os.getpid():  # after a fork the thread that held the gate is not here to open it
            self._gate, self._owner = allocate_lock(), os.getpid()
        with self._gate:
            return operation.run(self, call)

    def ask(self, call: Call, after: Callable[[Reply], Reply] | None = None) -> Answer:
        """Runs a query, whose steps get a reader; `after` makes the reply of theirs, where that takes long.

        Raises:
            Stop: it was refused or failed.
        """
        from . import operation

        return operation.ask(self, call, after)

    def reading(self, function: Callable[[Reader], T]) -> T:
        """What `function` finds in the store while nothing changes; see `reader.reading`, also for what it raises."""
        from . import reader

        return reader.reading(self, function)

    def lock(self) -> int:
        """Takes the lock of the store, whose directory is made if it is missing.

        Raises:
            as `lock.take`; Usage: the time to wait for it is no number.
        """
        seconds = lock.timeout()
        if not self._enter():
            paths.make_all(self.folders.root)
            self._enter()
        return lock.take(f"{self.folders.root}/lock", self.folders.shared, seconds)

    def begin(self, frees: bool, present: int, accept: bool = False) -> transaction.Transaction:
        """A transaction on the store, which is made or recovered if need be. Whoever calls holds the lock.

        Args:
            frees: whether the operation may run while the reserve is used up.
            present: the clock (ns).
            accept: whether the clock counts even if the last entry is ahead of it.

        Raises:
            Stop: 9, the store is damaged, or its last entry is too far ahead of the clock; 10, the disk is full; 2, 5.
            OSError: the storage failed.
        """
        root = self.folders.root
        raw = form.read(root)
        if raw is None:
            self.folders.known.clear()
            self._use(form.make(root, self.folders, self.pattern))
        else:
            self._known_form(raw)
        if self.form.durable:
            from . import checkpoint

            checkpoint.settle(self)
        _, found = self._state()
        if found.dirty:
            from . import recovery

            found = recovery.run(self, found)
        if not accept:
            state.in_step(found.time, present)
        if not self._has_reserve():
            from . import reserve

            try:
                reserve.make(root, self.folders.shared)
            except OSError:
                if not frees:
                    raise
        now = present if accept else max(present, found.time)
        return transaction.Transaction(self.folders, self.form.settings, now, found, self._seen)

    def look(self) -> tuple[bytes, state.State]:
        """The state as bytes and as what they say, after a look at directory and format.

        Raises:
            NoData: there is no store.
            Damaged, Forbidden, StorageFailed: directory, format or state are not what they should be.
        """
        self.known()
        return self._state()

    def known(self) -> None:
        """Looks at directory and format.

        Raises:
            Stop: there is no store (NoData), or they are not what they should be.
        """
        raw = form.read(self.folders.root) if self._enter() else None
        if raw is None:
            raise stops.NoData(self.folders.root)
        self._known_form(raw)

    def _state(self) -> tuple[bytes, state.State]:
        data = self.peek()
        before, found = self._known  # another thread may replace it at any time
        if data != before:
            found = state.read(data, self.state_keys, self.state_path)
            self._known = (data, found)
        return data, found

    def peek(self) -> bytes:
        """The bytes of the state.

        Raises:
            Damaged: there is none.
            Forbidden: it belongs to somebody else, or is no regular file.
            StorageFailed: it cannot be read.
        """
        try:
            descriptor, status = files.opened(self.state_path, files.READ)
            try:
                if status.st_uid != os.geteuid() and not self.folders.shared:
                    raise stops.Forbidden(self.state_path, files.FOREIGN)
                return os.read(descriptor, state.SIZE + 1)
            finally:
                os.close(descriptor)
        except FileNotFoundError:
            raise stops.Damaged(self.state_path, "repair") from None
        except OSError:
            raise stops.StorageFailed(self.folders.root) from None

    def remember(self, data: bytes, found: state.State) -> None:
        """Says what the bytes of a state mean, so that they need not be read again."""
        self._known = (data, found)

    def _known_form(self, raw: bytes) -> None:
        known = getattr(self, "form", None)
        if known is None or raw != known.raw:
            self._use(form.parse(raw, f"{self.folders.root}/format", self.pattern))

    def _use(self, found: Form) -> None:
        if getattr(self, "form", found) is not found:  # somebody made another store here
            self.folders.known.clear()
        self.form = found
        self.wrapping = spans.Wrapping(self.pattern, found.store)

    def _has_reserve(self) -> bool:
        try:
            return os.lstat(f"{self.folders.root}/reserve").st_size == RESERVE
        except OSError:
            return False

    def _enter(self) -> bool:
        """Whether the directory is there; it must be the user's, or a group's."""
        root = self.folders.root
        try:
            status = os.stat(root)
        except FileNotFoundError:
            return False
        except OSError as error:
            raise files.refusal(root, error) or stops.StorageFailed(root) from None
        if not S_ISDIR(status.st_mode):
            raise stops.Forbidden(root, files.FOLDER)
        self.folders.shared = form.is_shared(status.st_mode)
        if not self.folders.shared and status.st_uid != os.geteuid():
            raise stops.Forbidden(root, files.FOREIGN)
        return True
