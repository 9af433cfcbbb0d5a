"""Stores to break, the operations that meet the damage, and what a store is after an operation or without it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from tests.coordinators import BASH, NOW, PYTHON, Done, Language, batch, call, line, tree

MINUTE = 60 * 10**9
HOUR = 60 * MINUTE
SEGMENT = 1000  # entries
OTHER = {BASH: PYTHON, PYTHON: BASH}
LATER = {"SWARMSH_NOW_NS": str(NOW + 2 * HOUR)}
STALE = {"SWARMSH_NOW_NS": str(NOW + 10 * MINUTE)}

PREPARED = (
    line("register", "alice", "--skill", "go", "--team", "red", "--max-work", "5"),
    line("register", "bob"),
    line("register"),
    line("add", "first", "--id", "Own.One", "--priority", "high"),
    line("add", "second"),
    line("add", "third"),
    line("add", "fourth", "--details", "d" * 2000),
    line("add", "fifth", "--after", "Own.One"),
    line("add", "sixth", "--not-before", "1h"),
    line("add", "seventh", "--key", "k.1"),
    line("add", "eighth"),
    line("add", "ninth"),
    line("claim", "Own.One", "--agent", "alice"),
    line("claim", "w-2", "--agent", "alice"),
    line("claim", "w-3", "--agent", "bob"),
    line("complete", "w-3", "blocked", "--agent", "bob"),
)
"""Some of everything: held, waiting, blocked, delayed, depending, with a long text, with a key."""


@dataclass(frozen=True)
class Operation:
    """Words that change the store `base` and end with `exit`."""

    name: str
    words: tuple[str, ...]
    exit: int = 0
    base: str = "full"
    env: Mapping[str, str] = field(default_factory=dict)

    def run(self, language: Language, store: Path) -> Done:
        return call(language, store, *self.words, env=self.env)


OPERATIONS = (
    Operation("register", ("register", "Carl.X", "--team", "blue", "--skill", "go")),
    Operation("register again", ("register", "bob", "--role", "tester")),
    Operation("deregister", ("deregister", "alice", "--release")),
    Operation("add", ("add", "t", "--id", "Long.One", "--details", "x" * 3000, "--after", "w-2", "--key", "k.2")),
    Operation("add later", ("add", "t", "--not-before", "2h", "--skill", "sql")),
    Operation("claim next", ("claim", "--next", "--agent", "alice")),
    Operation("claim", ("claim", "w-7", "--agent", "bob")),
    Operation("progress", ("progress", "w-2", "50", "--note", "half", "--agent", "alice")),
    Operation("complete", ("complete", "Own.One", "--result", "done", "--agent", "alice")),
    Operation("fail", ("complete", "w-2", "failed", "--agent", "alice")),
    Operation("block", ("complete", "w-2", "blocked", "--agent", "alice")),
    Operation("release", ("release", "w-2", "--agent", "alice")),
    Operation("unblock", ("unblock", "w-3")),
    Operation("cancel", ("cancel", "w-6")),
    Operation("reprioritize", ("reprioritize", "w-8", "low")),
    Operation("edit", ("edit", "w-4", "--title", "new", "--details", "y" * 900)),
    Operation("archive", ("archive", "--days", "0"), base="ended"),
    Operation("poison", ("poison", "w-2", "p" * 500)),
    Operation("assign", ("assign", "w-8", "bob")),
    Operation("heartbeat", ("heartbeat", "--agent", "alice"), env=STALE),
    Operation("recover-stale", ("recover-stale", "reassign", "--limit", "2"), env=STALE),
    Operation("lock", ("lock", "acquire", "Lock.One", "--agent", "bob", "--key", "k.3")),
    Operation("audit-seal", ("audit-seal",)),
    Operation("redact", ("redact", "w-4", "--agent", "bob")),
    Operation("refused fence", ("complete", "w-2", "--fence", "1", "--agent", "alice"), exit=3, base="fenced"),
    Operation("first use", ("register", "alice"), base="none"),
    Operation("tick", ("register", "bob", "--role", "tester"), env=LATER),
    Operation("recovery", ("register", "bob", "--role", "tester"), base="interrupted"),
    Operation("new segment", ("progress", "w-2", "50", "--agent", "alice"), base="thousand"),
)
"""What changes a store, by an operation or a command, and what else writes: a store made, due work, recovery."""

BY_NAME = {operation.name: operation for operation in OPERATIONS}


class Stores:
    """Stores below one folder, each made once and copied for every use."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._outcomes: dict[str, tuple[dict[str, bytes], dict[str, bytes], dict[str, bytes]]] = {}

    def base(self, name: str) -> Path:
        """A store that nobody may change: none, full, fenced (a second claim of w-2), ended (some work
        is), interrupted, thousand entries."""
        path = self.folder / f"base-{name}"
        if name == "none" or path.exists():
            return path
        if name == "full":
            prepare(path, PREPARED)
            return path
        shutil.copytree(self.base("full"), path)
        if name == "fenced":
            prepare(path, (line("release", "w-2", "--agent", "alice"), line("claim", "w-2", "--agent", "alice")))
        elif name == "ended":
            prepare(path, tuple(line("cancel", work) for work in ("Own.One", "w-4", "w-7")))
        elif name == "thousand":
            prepare(path, (line("register", "bob", "--role", "r"),) * (SEGMENT - len(PREPARED)))
        else:
            interrupt(path, BY_NAME["claim next"])
        return path

    def copy(self, name: str, to: str) -> Path:
        """A fresh copy of such a store, in the place of the one before."""
        path = self.folder / to
        shutil.rmtree(path, ignore_errors=True)
        if name != "none":
            shutil.copytree(self.base(name), path)
        return path

    def outcomes(self, operation: Operation) -> tuple[dict[str, bytes], dict[str, bytes], dict[str, bytes]]:
        """What the store holds after the `follow` operation: without `operation` before it, with only what was due, and
        with it.
        """
        found = self._outcomes.get(operation.name)
        if found is None:
            without, moved, done = (self.copy(operation.base, to) for to in ("without", "moved", "with"))
            if operation.name == "tick":  # what is due moves before an operation that then comes to nothing
                nobody = ("claim", "w-9999", "--agent", "nobody")
                call(PYTHON, moved, *nobody, env={**operation.env, "TELEMETRY_ENABLED": "false"})
            ended = operation.run(PYTHON, done)
            if ended.exit != operation.exit:
                raise AssertionError(f"{operation.name} ended with {ended.exit}: {ended.stderr!r}")
            for store in (without, moved, done):
                follow(PYTHON, store, operation)
            found = self._outcomes[operation.name] = tree(without), tree(moved), tree(done)
        return found


def prepare(store: Path, lines: Sequence[bytes]) -> None:
    """Runs lines that must all be done."""
    for number, answer in enumerate(batch(PYTHON, store, lines), start=1):
        if answer["exit"] != 0:
            raise AssertionError(f"line {number} ended with {answer}")


def interrupt(store: Path, operation: Operation) -> None:
    """Leaves a store as it is when `operation` dies with its line written and nothing else."""
    ended = store.with_name("ended")
    shutil.rmtree(ended, ignore_errors=True)
    shutil.copytree(store, ended)
    operation.run(PYTHON, ended)
    for path in sorted(ended.glob("journal/*")):
        shutil.copyfile(path, store / path.relative_to(ended))
    mark(store)
    shutil.rmtree(ended)


def mark(store: Path) -> None:
    """Sets the dirty mark."""
    path = store / "state"
    data = bytearray(path.read_bytes())
    if data[:11] != b'{"dirty":\t0':
        raise AssertionError(f"{path} is not a clean state: {bytes(data[:40])!r}")
    data[10:11] = b"1"
    path.write_bytes(data)


def follow(language: Language, store: Path, operation: Operation) -> str:
    """Runs an operation that must succeed in any store; empty, or what is wrong."""
    done = call(language, store, "register", "zoe", env=operation.env)
    if (done.exit, done.stderr) == (0, b""):
        return ""
    return (
        f"the next operation ({language.name}) ended with {done.exit}: {done.stderr.decode(errors='replace').strip()}"
    )


@cache
def _message(outcome: str) -> re.Pattern[str]:
    return re.compile(rf"PROGRAM: [a-z -]+: [^\n]+ \({outcome}\)\n")


WORDS = {3: "conflict", 5: "permission", 9: "damaged", 10: "storage"}
WARNING = re.compile(r"(swarmsh|PROGRAM: [a-z -]+): [^\n]*(is committed|done, but)[^\n]*\n")


def noise(done: Done) -> str:
    """What is wrong with the way in which a call ended, whatever the code; empty if nothing is."""
    said = done.stderr.decode(errors="replace")
    if done.exit == 0:
        return "" if not said or WARNING.fullmatch(said) else f"exit 0 with {said!r}"
    if done.exit not in WORDS:
        return f"exit {done.exit} with {said!r}"
    body = re.sub(WARNING, "", said)
    return "" if _message(WORDS[done.exit]).fullmatch(body) else f"exit {done.exit} with {said!r}"


def compare(found: dict[str, bytes], expected: dict[str, bytes], *, spans: bool = True, ids: bool = True) -> str:
    """The first difference of two stores, apart from spans on the side, files that are empty, and who moved what was
    due; with `spans` false also apart from traces and what `state` counts of them, with `ids` false from
    what spans say of the process: ids and the line of a batch.
    """
    pair = [_kept(one, spans) for one in (found, expected)]
    if not ids:
        pair = [{path: _IDS.sub(b"", data) for path, data in one.items()} for one in pair]
        for one in pair:
            one["state"] = _LENGTHS.sub(rb'"\1":', one["state"]).rstrip()
    for path in sorted({*pair[0], *pair[1]}):
        got, wanted = (files.get(path, b"<missing>") for files in pair)
        if got != wanted:
            place = next((at for at, (one, other) in enumerate(zip(got, wanted, strict=False)) if one != other), 0)
            part = slice(max(place - 60, 0), place + 60)
            return f"{path} differs at byte {place}: {got[part]!r} instead of {wanted[part]!r}"
    return ""


_LINE = rb',\{"key":"swarmsh.coordination.batch.line","value":\{"intValue":"\d+"\}\}'
_IDS = re.compile(rb'"(?:trace|span)Id":"[0-9a-f]+"|' + _LINE)
_MOVED = re.compile(rb',\{"key":"swarmsh.coordination.due_count","value":\{"intValue":"\d+"\}\}')
_LENGTHS = re.compile(rb'"(journal|traces)":\t\d+')


def _kept(files: dict[str, bytes], spans: bool) -> dict[str, bytes]:
    kept = {path: data for path, data in files.items() if data and not path.startswith("telemetry/side/")}
    if any(_MOVED.search(data) for path, data in kept.items() if path.startswith("journal/")):
        kept = {path: _MOVED.sub(b"", data) for path, data in kept.items()}
        kept["state"] = _LENGTHS.sub(rb'"\1":', kept["state"]).rstrip()
    if not spans:
        kept = {path: data for path, data in kept.items() if not path.startswith("telemetry/traces/")}
        if "state" in kept:
            kept["state"] = re.sub(rb'"(traces|lost)":\t\d+', rb'"\1":', kept["state"]).rstrip()
    return kept
