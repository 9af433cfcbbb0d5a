"""Sequences with commands of every pattern among the operations: what looks at the store, what runs programs for its
items, and, where the interpreter has no idea of what they change, seals, redactions and archives.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Final

from swarmgen.interpret.machine import Machine, Outcome
from swarmgen.interpret.memory import Memory
from swarmgen.interpret.refusals import WORDS
from tests.parity_patterns.patterns import read
from tests.parity_patterns.sequences import LENGTH, START, Maker, Step
from tests.parity_patterns.systems import PROGRAM, Ran

COMMANDS: Final = frozenset(
    (
        *("audit", "audit-archive", "audit-seal", "audit-stats", "audit-verify", "diagram", "heartbeat-status"),
        *("migrate", "monitor", "redact", "repair", "replay", "run", "stats", "telemetry"),
    )
)
"""The first words of what is no line of a batch."""

_DAY: Final = 86_400 * 10**9
_WINDOWS: Final = ("1h", "24h", "7D", "all")
_DIAGRAMS: Final = ("timeline", "flow", "GANTT", "architecture", "dashboard")
_RUN: Final = (
    (("true",), 0),
    (("false",), 1),
    (("sh", "-c", "exit 3"), 3),
    (("sh", "-c", "echo $SWARMSH_WORK_ID $AGENT_ID; kill -9 $$"), 137),
    (("no-such-command",), 125),
)
"""What `run` is given, and what it ends with."""
_BEFORE: Final = 985
"""Entries of the store that a sequence with redactions begins with: soon the segment is full."""


@dataclass(frozen=True, slots=True)
class Mixture:
    """Steps, after those of `before`. `changes`: there may be commands that the interpreter knows nothing of."""

    before: tuple[Step, ...]
    steps: tuple[Step, ...]
    changes: bool


@dataclass
class _Maker(Maker):
    changes: bool = False

    def step(self) -> None:
        """Add an operation, or a command."""
        if not self.made or not self._seldom(3):
            super().step()
            return
        if self.changes and self._seldom(6):
            self.clock += 31 * _DAY  # segments are put away that were closed long ago
        words = self._one((*_LOOKS, *(_CHANGES if self.changes else ())))(self)
        if words[0] != "run" and self._seldom(40):
            words.insert(self.random.randint(1, len(words)), self._one(("--json", "--nothing", "x", "", "--", "é")))
        step = Step(tuple(words), self.environment, self.clock)
        if words[0] not in COMMANDS:
            self.add_step(step.words, step.environment)
            return
        self.made.append(step)
        if words[0] == "run":
            ran(self.machine, step)

    def audit(self) -> list[str]:
        words = self._maybe("--operation", lambda: self._one(("claim", "add", "tick", "lock-acquire", "complete")))
        words += [*self._maybe("--agent", self._agent_id, 4), *self._maybe("--limit", lambda: self._one("135"), 3)]
        words += self._maybe("--from", lambda: str(self.random.randint(1, 30)), 4)
        words += self._maybe(self._one(("--subject", "--work")), self._item, 3)
        words += self._maybe("--since", lambda: self._one(("90s", "1h", "@1767225900", "2026-01-01T00:05:00Z")), 6)
        return ["audit", *words, *(["--print", FIELDS] if self._seldom(2) else self._json())]

    def summary(self) -> list[str]:
        """Something without much choice."""
        words = self._one(("audit-stats", "audit-verify", "stats", "telemetry status", "telemetry archive")).split()
        words += self._maybe("--window", lambda: self._one(_WINDOWS), 2) if words == ["stats"] else []
        return [*words, *self._json()]

    def check(self) -> list[str]:
        words = self._one(("replay --check", "replay --check --json", "repair --dry-run", "repair", "migrate"))
        return words.split()

    def glance(self) -> list[str]:
        return self._one(("monitor --count 1", "heartbeat-status", "heartbeat-status --json")).split()

    def diagram(self) -> list[str]:
        return ["diagram", self._one(_DIAGRAMS), *self._maybe("--window", lambda: self._one(_WINDOWS), 2)]

    def run(self) -> list[str]:
        """Something with a command; an item more where there is none to take."""
        memory = self.machine.memory
        pending = memory and [one for one in memory.records["work"].values() if one["status"] == "pending"]
        if not pending and not self._seldom(4):
            return self.add()
        target = ["--next"] if self._seldom(2) else [self._in_state("pending")]
        target += self._maybe("--type", lambda: self._one(("any", "research"))) if target == ["--next"] else []
        agent = ["--agent", self._agent_id()] if self._seldom(2) else []
        return ["run", *target, *agent, *self._maybe("--grace", lambda: "1s"), "--", *self._one((*_RUN[:4], *_RUN))[0]]

    def redact(self) -> list[str]:
        fields = ("title", "details", "NOTE", "result")
        words = [word for _ in range(2) for word in self._maybe("--field", lambda: self._one(fields))]
        return ["redact", self._item(), *words, *self._agent(), *self._json()]

    def put_away(self) -> list[str]:
        return ["audit-archive", *self._maybe("--days", lambda: self._one(("7", "30", "6")), 2), *self._json()]

    def seal(self) -> list[str]:
        return ["audit-seal", *self._json()]


FIELDS: Final = "sequence,operation,agent,subject,exit"
_LOOKS: Final[tuple[Callable[[_Maker], list[str]], ...]] = (
    *(_Maker.audit,) * 3,
    *(_Maker.summary,) * 3,
    *(_Maker.run,) * 4,
    _Maker.check,
    _Maker.diagram,
    _Maker.glance,
)
_CHANGES: Final[tuple[Callable[[_Maker], list[str]], ...]] = (
    *(_Maker.redact,) * 6,
    *(_Maker.seal,) * 2,
    *(_Maker.put_away,) * 3,
)


def mixture(random: Random, stretch: int, *, changes: bool) -> Mixture:
    """Steps, the same for the same random numbers; about `stretch` of them share clock and environment."""
    maker = _Maker(random, stretch, environment={"AGENT_ID": "ann"}, changes=changes)
    before: tuple[Step, ...] = ()
    if changes:
        before = prepared()
        maker.machine = Machine(read("atomic"), memory=_memory().copy())
    else:
        maker.add_step(("register", "ann", "--skill", "a", "--skill", "b", "--skill", "C", "--team", "red"), {})
    while len(maker.made) < LENGTH:
        maker.step()
    return Mixture(before, tuple(maker.made), changes)


@cache
def prepared() -> tuple[Step, ...]:
    """What makes a store whose segment is nearly full; its items have texts that can be redacted."""
    first = (
        ("register", "ann", "--skill", "a", "--skill", "b", "--skill", "C", "--team", "red"),
        ("add", 'first, "quoted" \\ ]},', "--details", "d\n" * 300, "--key", "k"),
        ("claim", "w-1", "--agent", "ann"),
    )
    notes = ("note", 'n "\t', "[redacted]", "ä" * 300)
    rows = [*first, *(("progress", "w-1", "5", "--agent", "ann", "--note", note) for note in notes)]
    rows += [("register", "ann", "--max-work", str(2 + place % 2)) for place in range(_BEFORE - len(rows))]
    return tuple(Step(words, {}, START) for words in rows)


@cache
def _memory() -> Memory:
    machine = Machine(read("atomic"))
    for step in prepared():
        machine.run(step.words, step.environment, step.clock)
    assert machine.memory is not None and machine.memory.sequence == _BEFORE
    return machine.memory


def ran(machine: Machine, step: Step) -> Ran:
    """What `run` does by the rules: a claim, and the end that the command's exit status makes of it."""
    words, command = step.words[1 : step.words.index("--")], step.words[step.words.index("--") + 1 :]
    code = next(code for one, code in _RUN if one == command)
    claim = tuple(word for place, word in enumerate(words) if not _is_grace(words, place))
    if code == 125:
        found = _refused_before(machine, claim, step)
        return found or Ran(125, "", f'{PROGRAM}: run: command "{command[0]}" was not found (not_started)\n')
    claimed = machine.run(("claim", *claim, "--json"), step.environment, step.clock)
    if claimed.exit != 0:
        return _told(claimed)
    work, agent = _held(machine)
    how = ("success",) if code == 0 else ("failed", "--result", f"exit status {code}")
    done = machine.run(("complete", work, *how, "--agent", agent), step.environment, step.clock)
    assert done.exit == 0, done
    return Ran(code, f"{work} {agent}\n" if code == 137 else "", "")


def _refused_before(machine: Machine, claim: Sequence[str], step: Step) -> Ran | None:
    """What is wrong with the words, which is looked at before the command is; on a store that nothing happens to."""
    tried = Machine(machine.pattern, program=machine.program)
    outcome = tried.run(("claim", *claim), step.environment, step.clock)
    return _told(outcome) if outcome.exit == 2 else None


def _told(outcome: Outcome) -> Ran:
    return Ran(125, "", f"{PROGRAM}: run: {outcome.message} ({WORDS[outcome.exit]})\n")


def _held(machine: Machine) -> tuple[str, str]:
    """The item of the last entry, and who holds it."""
    assert machine.memory is not None
    entry = machine.memory.entries[-1]
    return str(entry.subject), str(entry.agent)


def _is_grace(words: Sequence[str], place: int) -> bool:
    return words[place].startswith("--grace") or (place > 0 and words[place - 1] == "--grace")
