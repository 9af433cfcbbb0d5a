"""Three things that can run a call, each with a store of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import NamedTuple, Protocol

from swarmgen.interpret.batch import batch, line_of
from swarmgen.interpret.machine import Machine, Outcome
from swarmgen.model import ir
from tests.parity_patterns.patterns import read
from tests.repository import ROOT

SYSTEMS = ("interpreter", "python", "bash")
PROGRAM = "PROGRAM"
SECONDS = 120
"""No call takes longer, unless it hangs."""


class Ran(NamedTuple):
    """What a caller sees: PROGRAM for the program's name; `out` None where the interpreter does not say."""

    exit: int
    out: str | None
    err: str


class System(Protocol):
    """Something with a store that runs calls."""

    def call(self, words: Sequence[str], environment: Mapping[str, str], clock: int, stdin: bytes = b"") -> Ran:
        """Run one invocation; `clock` is in nanoseconds since 1970."""

    def journal(self) -> list[str]:
        """Every entry as `operation agent subject exit`."""


class Interpreter:
    """The reference interpreter."""

    def __init__(self, pattern: ir.Pattern) -> None:
        self.machine = Machine(pattern, program=PROGRAM)
        self.outcome = Outcome(exit=0)

    def call(self, words: Sequence[str], environment: Mapping[str, str], clock: int, stdin: bytes = b"") -> Ran:
        if list(words) == ["batch"]:
            return Ran(0, batch(self.machine, stdin, environment, clock), "")
        self.outcome = self.machine.run(words, environment, clock)
        return Ran(self.outcome.exit, self.outcome.stdout, self.outcome.stderr)

    def journal(self) -> list[str]:
        entries = self.machine.memory.entries if self.machine.memory is not None else []
        return [_fact(one.operation, one.agent, one.subject, one.exit) for one in entries]


@dataclass
class Program:
    """A command of one language; `folder` is where it runs, with its data directory `data` inside."""

    command: tuple[str, ...]
    name: str
    folder: Path

    def call(self, words: Sequence[str], environment: Mapping[str, str], clock: int, stdin: bytes = b"") -> Ran:
        done = subprocess.run(
            [*self.command, *(word.encode(errors="surrogateescape") for word in words)],
            cwd=self.folder,
            env=surroundings(environment, clock),
            input=stdin,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
        return Ran(done.returncode, self._text(done.stdout), self._text(done.stderr))

    def journal(self) -> list[str]:
        entries = [json.loads(line) for place in ("journal/archive", "journal") for line in self._lines(place)]
        return [_fact(one["operation"], one["agent"], one["subject"], one["exit"]) for one in entries]

    def spans(self) -> list[str]:
        """The spans of operations, then those on the side, as `operation exit`; as `operation exit (N)` when N of them
        come one after the other.
        """
        found = [_span(line) for place in ("traces", "side") for line in self._lines(f"telemetry/{place}")]
        counts = [(name, len(list(group))) for name, group in groupby(found)]
        return [name if count == 1 else f"{name} ({count})" for name, count in counts]

    def _lines(self, place: str) -> list[bytes]:
        return b"".join(path.read_bytes() for path in sorted(self.folder.glob(f"data/{place}/*.jsonl"))).splitlines()

    def _text(self, data: bytes) -> str:
        return data.decode(errors="surrogateescape").replace(self.name, PROGRAM)


def surroundings(environment: Mapping[str, str], clock: int) -> dict[str, str]:
    """The variables of a process: clock and ids are fixed, nothing of the caller's but the path is there."""
    fixed = {"PATH": os.environ["PATH"], "LC_ALL": "C", "SWARMSH_NOW_NS": str(clock), "SWARMSH_ID_SEED": "1"}
    return {**fixed, **environment}


def missing(system: str, pattern: str) -> str | None:
    """Why a system cannot run a pattern; None if it can."""
    if system == "interpreter":
        return None
    needed = [Path(word) for word in command_of(system, pattern) if "/" in word]
    needed += [ROOT / f"generated/python/src/swarmsh/_hot/{pattern}"] if system == "python" else []
    absent = [path.name for path in needed if not path.exists()]
    return f"{system}: {absent[0]} is not there yet" if absent else None


@cache
def command_of(system: str, pattern: str) -> tuple[str, ...]:
    """The words that start a program."""
    if system == "bash":
        return ("bash", str(ROOT / f"generated/bash/{pattern}.sh"))
    return (sys.executable, str(Path(sys.executable).with_name("swarmsh")), pattern)


def start(system: str, pattern: str, folder: Path) -> System:
    """A system with an empty store in `folder`."""
    return Interpreter(read(pattern)) if system == "interpreter" else program(system, pattern, folder)


def program(language: str, pattern: str, folder: Path) -> Program:
    """A command of one language, with its store in `folder`."""
    name = f"{pattern}.sh" if language == "bash" else f"swarmsh {pattern}"
    return Program(command_of(language, pattern), name, folder)


def batch_input(calls: Sequence[Sequence[str]]) -> bytes:
    """The standard input that asks for calls, one a line."""
    return b"".join(line_of(list(words)) + b"\n" for words in calls)


def files(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Mode and bytes of every file of a data directory; of the reserve, which is random, only its size."""
    found = {}
    for path in sorted(folder.rglob("*")):
        mode = path.lstat().st_mode
        if path.is_dir():
            found[f"{path.relative_to(folder)}/"] = (mode, b"")
        elif path.name == "reserve":
            found["reserve"] = (mode, str(path.stat().st_size).encode())
        else:
            found[str(path.relative_to(folder))] = (mode, path.read_bytes())
    return found


def _span(line: bytes) -> str:
    (span,) = json.loads(line)["resourceSpans"][0]["scopeSpans"][0]["spans"]
    found = {one["key"]: next(iter(one["value"].values())) for one in span["attributes"]}
    return " ".join(found[f"swarmsh.coordination.{name}"] for name in ("operation", "exit_code"))


def _fact(operation: str, agent: str | None, subject: str | None, code: int) -> str:
    return f"{operation} {agent or '-'} {subject or '-'} {code}"
