"""What a client asks for, as words of a command line and as a call of the library, and what it is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from swarmsh import atomic
from tests import coordinators
from tests.repository import ROOT


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """An operation of the pattern `atomic`. `agent` is on whose behalf; fields that are None are not said.

    Attributes:
        next: claim the best item instead of a named one.
        after: ids of dependencies of an item that is added.
        key: idempotency key.
        lock: the name of a lock.
    """

    name: str
    agent: str
    work: str | None = None
    next: bool = False
    fence: int | None = None
    percent: int | None = None
    outcome: str | None = None
    type: str | None = None
    priority: str | None = None
    after: tuple[str, ...] = ()
    key: str | None = None
    lock: str | None = None
    ttl: str | None = None
    force: bool = False
    strategy: str | None = None
    days: int | None = None
    limit: int | None = None

    def words(self) -> list[str]:
        """The words of a command line."""
        words = self.name.split("-") if self.name.startswith("lock-") else [self.name]
        if self.name == "add":
            words.append("an item")
        priority = self.priority if self.name == "reprioritize" else None
        for value in (self.work, self.lock, self.strategy, self.percent, self.outcome, priority):
            words += [] if value is None else [str(value)]
        options = {"--fence": self.fence, "--type": self.type, "--key": self.key, "--ttl": self.ttl}
        options |= {"--days": self.days, "--limit": self.limit}
        if self.name == "add":
            options["--priority"] = self.priority
        if self.name not in WITHOUT_AGENT:
            options["--agent"] = self.agent
        words += ["--next"] if self.next else []
        words += ["--force"] if self.force else []
        for option, given in options.items():
            words += [] if given is None else [option, str(given)]
        for name in self.after:
            words += ["--after", name]
        return words

    def arguments(self) -> dict[str, Any]:
        """The arguments of the method of the library."""
        given: dict[str, Any] = {name: getattr(self, name) for name in FIELDS[2:11]}
        given["agent"] = self.agent if self.name != "show" else None
        given["title"] = "an item" if self.name == "add" else None
        return _said(given)

    def record(self) -> dict[str, Any]:
        """The fields that are said, as JSON."""
        return _said({name: getattr(self, name) for name in FIELDS})

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> Operation:
        """The operation in a `record`."""
        return cls(**{**record, "after": tuple(record.get("after", ()))})


def _said(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None and value is not False and value != ()}


FIELDS = (
    *("name", "agent", "work", "next", "fence", "percent", "outcome", "type", "priority", "after", "key"),
    *("lock", "ttl", "force", "strategy", "days", "limit"),
)
WITHOUT_AGENT = ("show", "lock-check", "archive")
BULK = {"recover-stale": "recovered", "lock-clean": "removed", "archive": "archived"}
"""Operations on many things, and what they answer of their number; with 0 there need be no entry."""
CHANGES = frozenset(
    (
        *("add", "claim", "progress", "complete", "release", "cancel", "unblock", "reprioritize", "heartbeat"),
        *("lock-acquire", "lock-release", *BULK),
    )
)
"""Operations that leave an entry in the journal when they are done."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """An exit code, the answer's fields (0), and the message (not 0)."""

    exit: int
    answer: Mapping[str, Any]
    message: str


@dataclass(frozen=True, slots=True)
class Programs:
    """The coordinators under test. `package` is the folder that holds the Python package."""

    bash: tuple[str, ...]
    python: tuple[str, ...]
    package: Path

    def environment(self, store: Path, **more: str) -> dict[str, str]:
        """Of a process: these coordinators, this data directory, the system's clock, random ids."""
        found = coordinators.environment(store, PYTHONPATH=str(self.package), **more)
        for name in ("SWARMSH_NOW_NS", "SWARMSH_ID_SEED"):
            if name not in more:
                del found[name]
        return found


GENERATED = Programs(coordinators.BASH.command, coordinators.PYTHON.command, ROOT / "generated" / "python" / "src")


_ANSWERS = ("id", "fence", "status", "attempt", "released", "agent", "attempts", "priority")


def perform(coordinator: atomic.Coordinator, operation: Operation) -> Outcome:
    """Runs an operation through the library."""
    try:
        answer = getattr(coordinator, operation.name)(**operation.arguments())
    except atomic.CoordinationError as error:
        return Outcome(error.exit_code, {}, error.message)
    found = {name: getattr(answer, name) for name in _ANSWERS if hasattr(answer, name)}
    return Outcome(0, {name: getattr(value, "value", value) for name, value in found.items()}, "")
