"""Sequences of atomic operations that are likely to meet: few agents, few items, and sometimes nonsense.

The maker runs what it makes on the interpreter, so that it knows which items there are and who holds them.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Final, TypeVar

from swarmgen.interpret.machine import Machine
from tests.parity_patterns.patterns import read

_T = TypeVar("_T")

START: Final = 1_767_225_600_000_000_000
LENGTH: Final = 30
_SECOND: Final = 10**9

_AGENTS: Final = ("ann", "bob", "a-1", "a-2", "Ann", "ghost")
_OWN: Final = ("x", "X", "x.y", "0", "w-007")
_SKILLS: Final = ("a", "b", "C")
_TEAMS: Final = ("red", "blue")
_TYPES: Final = ("any", "research", "BUG_FIX")
_PRIORITIES: Final = ("critical", "high", "medium", "LOW")
_STATUSES: Final = ("waiting", "pending", "claimed", "in_progress", "blocked", "completed", "poisoned", "cancelled")
_TIMES: Final = ("0", "1s", "90", "5m", "1h30m", "10ms", "@0", "2026-01-01T00:05:00.5Z", "2025-12-31T00:00:00Z", "40d")
_TEXTS: Final = (
    "",
    "plain",
    "quotes \" and \\ and '",
    "line\nend\r\n",
    "tab\there",
    "$(touch hacked) `id` ${IFS} * ?",
    "%s %d \\x41 \\0",
    "\x1b[31m\x01\x7f",
    "Grüße 世界 🙂 \u0085\u2028",
    "{long}",
    "{longer}",
    "--help",
    "-",
    " ",
)
_JUMPS: Final = (1, *(n * _SECOND for n in (1, 299, 300, 3600, 86_400, -1, -60)))
_WORDS: Final = ("", "-1", "x y", "a/b", "99999999999999999999", "08", "é", "\udcff", "--", "*", "a" * 65)
"""What is a value of hardly any type."""


@dataclass(frozen=True)
class Step:
    """One invocation at a time, in nanoseconds since 1970."""

    words: tuple[str, ...]
    environment: dict[str, str]
    clock: int

    def __str__(self) -> str:
        variables = [f"{name}={shlex.quote(value)}" for name, value in self.environment.items()]
        words = shlex.join(word if len(word) < 200 else f"{word[:20]}…{len(word)}" for word in self.words)
        return " ".join([f"@{(self.clock - START) / _SECOND:g}s", *variables, words])


@dataclass
class Maker:
    """Makes steps, one after the other; `made` are those that there are. About `stretch` of them share clock and
    environment. `machine` is the store that they come to.
    """

    random: Random
    stretch: int = 1
    clock: int = START
    environment: dict[str, str] = field(default_factory=dict)
    machine: Machine = field(default_factory=lambda: Machine(read("atomic")))
    made: list[Step] = field(default_factory=list)

    def step(self) -> None:
        """Add one step; seldom the one before again."""
        is_moving = self.stretch == 1 or not self.made or self._seldom(self.stretch)
        if is_moving:
            self._move_clock()
        if self.made and self._seldom(12):
            self.add_step(self.made[-1].words, self.made[-1].environment)
            return
        words = [*self._one(_OPERATIONS)(self)]
        if self._seldom(60):
            words.insert(self.random.randint(1, len(words)), self._one((*_WORDS, "--json", "--nothing", "--print")))
        if is_moving:
            self.environment = {} if self._seldom(12) else {"AGENT_ID": self._agent_id()}
        self.add_step(tuple(words), self.environment)

    def add_step(self, words: tuple[str, ...], environment: dict[str, str]) -> None:
        """Add this step, and see what comes of it."""
        self.made.append(Step(words, environment, self.clock))
        self.machine.run(words, environment, self.clock)

    def _move_clock(self) -> None:
        if self._seldom(3):
            self.clock += self._one(_JUMPS)
        elif self._seldom(150):
            self.clock += self._one((8 * 86_400 * _SECOND, -601 * _SECOND))

    def _seldom(self, times: int) -> bool:
        return self.random.randrange(times) == 0

    def _one(self, values: Sequence[_T]) -> _T:
        return self.random.choice(values)

    def _agent_id(self) -> str:
        memory = self.machine.memory
        if memory is None or not memory.records["agent"] or self._seldom(16):
            return self._one(_AGENTS)
        known = [one for one in memory.records["agent"].values() if one["status"] == "active" or self._seldom(8)]
        return str(self._one(known)["id"]) if known else "ann"

    def _item(self) -> str:
        memory = self.machine.memory
        if memory is None or not memory.records["work"] or self._seldom(16):
            return self._one((*_OWN, "w-99", "w-0", "w-1"))
        return str(self._one(list(memory.records["work"].values()))["id"])

    def _blocked(self) -> str:
        memory = self.machine.memory
        items = [] if memory is None else [one for one in memory.records["work"].values() if one["status"] == "blocked"]
        return str(self._one(items)["id"]) if items else self._item()

    def _held(self) -> tuple[str, list[str]]:
        """Mostly an item that is held, and options that say by whom, with its fence or another."""
        memory = self.machine.memory
        items = [] if memory is None else [one for one in memory.records["work"].values() if one["agent"] is not None]
        if memory is None or not items or self._seldom(8):
            return self._item(), [*self._fence(), *self._agent()]
        item = self._one(items)
        holder = memory.records["agent"][int(str(item["agent"]))]["id"]
        fence = int(str(item["fence"])) - (1 if self._seldom(4) else 0)
        options = [] if holder == "ann" and self._seldom(2) else ["--agent", str(holder)]
        return str(item["id"]), [*options, *(["--fence", str(fence)] if self._seldom(2) else [])]

    def _text(self) -> str:
        text = self._one(_TEXTS)
        return {"{long}": "l" * self.random.randint(380, 390), "{longer}": "ä\n" * 700}.get(text, text)

    def _maybe(self, name: str, value: Callable[[], str], times: int = 3) -> list[str]:
        if not self._seldom(times):
            return []
        word = self._one(_WORDS) if self._seldom(50) else value()
        return [f"{name}={word}"] if self._seldom(5) else [name, word]

    def _skills(self) -> list[str]:
        return [word for _ in range(3) for word in self._maybe("--skill", lambda: self._one(_SKILLS), 4)]

    def _agent(self) -> list[str]:
        return self._maybe("--agent", self._agent_id)

    def _fence(self) -> list[str]:
        return self._maybe("--fence", lambda: str(self.random.randint(1, 3)))

    def _common(self) -> list[str]:
        words = self._maybe("--key", lambda: self._one(("k", "K", "w-1")), 8)
        return [
            *words,
            *self._maybe("--print", lambda: self._one(("id", "id,id", "status,id")), 12),
            *self._json(),
        ]

    def _json(self) -> list[str]:
        return ["--json"] if self._seldom(3) else []

    def register(self) -> list[str]:
        given = self._agent_id() if self._seldom(2) else self._one(("ann", "bob", "Ann"))
        words = ["register", *([given] if not self._seldom(4) else [])]
        words += [*self._maybe("--team", lambda: self._one(_TEAMS)), *self._skills()]
        words += self._maybe("--max-work", lambda: self._one(("1", "2", "3", "1000", "0")))
        return [*words, *self._common()]

    def deregister(self) -> list[str]:
        return ["deregister", self._agent_id(), *(["--release"] if not self._seldom(3) else []), *self._common()]

    def add(self) -> list[str]:
        words = ["add", self._text()] if not self._seldom(6) else ["add", "--", self._text()]
        options = [*self._maybe("--id", lambda: self._one(_OWN), 5), *self._skills()]
        options += self._maybe("--priority", lambda: self._one(_PRIORITIES))
        options += self._maybe("--type", lambda: self._one(_TYPES))
        options += self._maybe("--team", lambda: self._one(_TEAMS), 6)
        options += self._maybe("--not-before", lambda: self._one(_TIMES), 5)
        options += self._maybe("--details", self._text, 4)
        options += self._maybe("--points", lambda: str(self.random.randint(0, 22)), 5)
        options += self._maybe("--max-attempts", lambda: self._one(("1", "2", "100")), 5)
        options += [word for _ in range(2) for word in self._maybe("--after", self._item, 5)]
        options += ["--claim"] if self._seldom(5) else []
        return ["add", *options, *self._agent(), *self._common(), *words[1:]]

    def claim(self) -> list[str]:
        words = ["claim", "--next"] if self.random.random() < 0.7 else ["claim", self._item()]
        if words[1] == "--next":
            words += self._maybe("--type", lambda: self._one(_TYPES), 6)
            words += self._maybe("--skill", lambda: self._one(_SKILLS), 8)
            words += self._maybe("--team", lambda: self._one(_TEAMS), 8)
        return [*words, *self._agent(), *self._common()]

    def hold(self) -> list[str]:
        """Something with a held item; a claim where there is none."""
        memory = self.machine.memory
        if memory is None or not any(one["agent"] for one in memory.records["work"].values()):
            return self.claim() if not self._seldom(4) else self.add()
        return self._one((self.progress, self.complete, self.complete, self.release))()

    def progress(self) -> list[str]:
        item, options = self._held()
        percent = str(self.random.randint(0, 101))
        return ["progress", item, percent, *self._maybe("--note", self._text), *options, *self._common()]

    def complete(self) -> list[str]:
        item, options = self._held()
        words = ["complete", item]
        words += [self._one(("success", "failed", "FAILED", "blocked"))] if not self._seldom(3) else []
        words += [*self._maybe("--result", self._text), *(["--no-retry"] if self._seldom(8) else [])]
        return [*words, *options, *self._common()]

    def release(self) -> list[str]:
        item, options = self._held()
        return ["release", item, *options, *self._common()]

    def short(self) -> list[str]:
        return [self._one(("unblock", "unblock", "cancel")), self._blocked(), *self._agent(), *self._common()]

    def reprioritize(self) -> list[str]:
        return ["reprioritize", self._item(), self._one(_PRIORITIES), *self._agent(), *self._common()]

    def edit(self) -> list[str]:
        words = ["edit", self._item(), *self._maybe("--title", self._text), *self._maybe("--details", self._text)]
        words += [*self._maybe("--type", lambda: self._one(_TYPES)), *self._skills()]
        words += self._maybe("--team", lambda: self._one(_TEAMS), 6)
        words += self._maybe("--not-before", lambda: self._one(_TIMES))
        return [*words, *self._common()]

    def look(self) -> list[str]:
        words = self._one((("show", self._item()), ("deps", self._item()), ("agent-status", self._one(_AGENTS))))
        return [*words, *self._json()]

    def recover(self) -> list[str]:
        """Something with the leases; seldom after many of them have passed, so that some are fresh."""
        if self._seldom(3):
            looks = ("freshness", "check-stale", "health", "health --detailed", "dashboard", "metrics")
            formats = ("metrics prometheus", "metrics CSV", "metrics json")
            return [*self._one((*looks, *formats)).split(), *self._json()]
        self.clock += self._one((0, 0, 150, 301, 600)) * _SECOND
        if self._seldom(2):
            return self.heartbeat()
        words = ["recover-stale", self._one(("reassign", "fail", "retry", "RETRY", "drop"))]
        words += self._maybe("--limit", lambda: self._one(("1", "2", "100", "101", "0")))
        return [*words, *self._agent(), *self._common()]

    def heartbeat(self) -> list[str]:
        """For all, one or several; mostly of one holder, seldom an item that is not held or not there."""
        item, options = self._held()
        if not self._seldom(3):
            return ["heartbeat", *([item] if self._seldom(2) else []), *options, *self._common()]
        memory = self.machine.memory
        items = [] if memory is None else [*memory.records["work"].values()]
        owner = next((one["agent"] for one in items if one["id"] == item), None)
        mine = [str(one["id"]) for one in items if one["agent"] == owner]
        more = [self._item() if self._seldom(8) else self._one([item, *mine]) for _ in range(self.random.randint(1, 4))]
        options = options if self._seldom(4) else options[: 2 * (options[:1] == ["--agent"])]
        return ["heartbeat", item, *more[:2], *options, *more[2:], *self._common()]

    def mend(self) -> list[str]:
        """Something with failures."""
        operation = self._one(("retry", "retry", "poison", "unpoison", "unpoison", "purge-failures", "failures"))
        if operation == "failures":
            words = [*self._maybe("--status", lambda: self._one(_STATUSES))]
            words += self._maybe("--reason", lambda: self._one(("reported", "stale", "operator")))
            return [operation, *words, *self._json()]
        if operation == "purge-failures":
            words = ["--days", self._one(("1", "30", "0"))]
            return [operation, *words, *self._maybe("--limit", lambda: self._one(("1", "100"))), *self._common()]
        wanted = {"retry": "waiting", "unpoison": "poisoned"}.get(operation)
        words = [self._in_state(wanted) if wanted else self._item(), *([self._text()] if operation == "poison" else [])]
        return [operation, *self._agent(), *self._common(), "--", *words]

    def lock(self) -> list[str]:
        """Something with a named lock, mostly by somebody who may."""
        name, fence = self._one(("d", "D", "e.1", "lk-1")), self._fence()
        memory = self.machine.memory
        known = [] if memory is None else [one for one in memory.records["named_lock"].values() if one["owner"]]
        if known and memory is not None and not self._seldom(4):
            held = self._one(known)
            name = str(held["id"])
            fence = ["--fence", str(held["fence"])] if self._seldom(2) else fence
            if not self._seldom(3):
                fence += ["--agent", str(memory.records["agent"][int(str(held["owner"]))]["id"])]
        ttl = self._maybe("--ttl", lambda: self._one(("1s", "0", "5m", "1h30m", "1", "999ms")), 2)
        words = self._one(
            (
                *(("acquire", name, *ttl),) * 4,
                *(("release", name, *(["--force"] if self._seldom(3) else [])),) * 2,
                ("check", name),
                ("list", *self._maybe("--state", lambda: self._one(("held", "EXPIRED", "free")))),
                ("clean", *self._maybe("--limit", lambda: self._one(("1", "100")))),
                *((("take", name), ()) if self._seldom(6) else ()),
            )
        )
        if words[:1] in (("check",), ("list",)):
            return ["lock", *words, *self._json()]
        return ["lock", *words, *(fence if words[:1] in (("acquire",), ("release",)) else []), *self._common()]

    def advise(self) -> list[str]:
        """Who should do what."""
        words = self._one((("suggest",), ("workload",), ("explain", self._item()), ("assign", self._pending())))
        if words[0] == "assign":
            return [*words, *([self._agent_id()] if self._seldom(3) else []), *self._common()]
        if words[0] == "workload":
            return [*words, *self._maybe("--team", lambda: self._one(_TEAMS)), *self._json()]
        return [*words, *self._agent(), *self._json()]

    def _pending(self) -> str:
        return self._in_state("pending")

    def archive(self) -> list[str]:
        words = ["archive", *self._maybe("--days", lambda: self._one(("0", "0", "1", "7")), 2)]
        return [*words, *self._maybe("--limit", lambda: self._one(("1", "2", "100"))), *self._common()]

    def _in_state(self, status: str) -> str:
        memory = self.machine.memory
        items = [] if memory is None else [one for one in memory.records["work"].values() if one["status"] == status]
        return str(self._one(items)["id"]) if items else self._item()

    def listing(self) -> list[str]:
        words = [self._one(("list", "ready"))]
        words += self._maybe("--status", lambda: self._one(_STATUSES)) if words[0] == "list" else []
        words += ["--archived"] if words[0] == "list" and self._seldom(2) else []
        words += [
            *self._maybe("--agent", lambda: self._one(_AGENTS)),
            *self._maybe("--limit", lambda: self._one(("1", "3"))),
        ]
        return [*words, *self._json()] if not self._seldom(5) else ["agents", *self._skills(), *self._json()]


_OPERATIONS: Final = (
    *(Maker.register,) * 2,
    *(Maker.add,) * 7,
    *(Maker.claim,) * 4,
    *(Maker.hold,) * 9,
    Maker.complete,
    Maker.short,
    *(Maker.recover,) * 2,
    Maker.heartbeat,
    *(Maker.mend,) * 2,
    *(Maker.lock,) * 3,
    *(Maker.advise,) * 2,
    Maker.archive,
    Maker.reprioritize,
    *(Maker.edit,) * 2,
    Maker.deregister,
    *(Maker.look,) * 2,
    *(Maker.listing,) * 2,
)


def sequence(random: Random, length: int = LENGTH, stretch: int = 1) -> list[Step]:
    """A sequence of steps, the same for the same random numbers; about `stretch` of them share the environment."""
    maker = Maker(random, stretch)
    maker.add_step(("register", "ann", "--skill", "a", "--skill", "b", "--skill", "C", "--team", "red"), {})
    while len(maker.made) < length:
        maker.step()
    return maker.made
