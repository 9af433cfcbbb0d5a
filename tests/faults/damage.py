"""Bits that flip: in every byte of one file of each kind, under an operation that reads it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from tests.coordinators import LANGUAGES, Language, environment, line, tree
from tests.faults.forms import formed
from tests.faults.stores import Stores, compare


@dataclass(frozen=True)
class Target:
    """A file, and an operation that reads it. `path` may be a pattern that one file of the store fits."""

    name: str
    path: str
    words: tuple[str, ...]

    def at(self, store: Path) -> Target:
        """The target with its path in a store."""
        (path,) = store.glob(self.path)
        return Target(self.name, str(path.relative_to(store)), self.words)


PROGRESS = ("progress", "w-2", "50", "--agent", "alice")
COMPLETE = ("complete", "Own.One", "--agent", "alice")
TARGETS = (
    Target("state", "state", PROGRESS),
    Target("format", "format", PROGRESS),
    Target("agent", "records/agent/0/1", PROGRESS),
    Target("work", "records/work/0/2", PROGRESS),
    Target("class", "records/work_ready/0/1", ("claim", "--next", "--agent", "bob")),
    Target("dependency", "records/dependency/0/1", COMPLETE),
    Target("bucket", "records/work_wake_bucket/0/*", ("cancel", "w-6")),
    Target("wheel", "records/work_wake_wheel/0/1", ("cancel", "w-6")),
    Target("id", "ids/agent/ce/alice", PROGRESS),
    Target("own id", "ids/work/ne/+own.+one", COMPLETE),
    Target("key", "keys/_1/k.1", ("add", "seventh", "--key", "k.1")),
    Target("neighbour", "records/work/0/7", ("reprioritize", "w-8", "low")),
    Target("held neighbour", "records/work/0/1", ("release", "w-2", "--agent", "alice")),
    Target("text", "texts/work/0/4.details", ("show", "w-4")),
)


class Session:
    """A `batch` of one language on its own copy of a store, one line at a time."""

    def __init__(self, language: Language, store: Path) -> None:
        self.language, self.store = language, store
        self.base = tree(store)
        self._said = store.with_name(f"{store.name}.stderr")
        self._process = self._started()

    def _started(self) -> subprocess.Popen[bytes]:
        with self._said.open("wb") as said:
            return subprocess.Popen(
                [*self.language.command, "batch"],
                env=environment(self.store),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=said,
            )

    def __enter__(self) -> Session:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.communicate(timeout=60)

    def ask(self, words: Sequence[str]) -> tuple[int, str]:
        """Exit code and answer of a line, the same words in both languages; 1 if the whole process ended."""
        assert self._process.stdin is not None and self._process.stdout is not None
        try:
            self._process.stdin.write(line(*words) + b"\n")
            self._process.stdin.flush()
            row = self._process.stdout.readline()
        except BrokenPipeError:  # it died after the answer before
            row = b""
        if not row:
            ended = self._process.wait(timeout=60)
            said = self._said.read_text(errors="replace")
            self._process = self._started()
            return 1, f"the batch ended with {ended}: {said}"
        answer: dict[str, Any] = json.loads(row.decode(errors="replace"))
        said = f"{answer['answer']} {answer['message']}"
        said = said.replace(self.language.program, "PROGRAM").replace(str(self.store), "STORE")
        return answer["exit"], said

    def put(self, path: str, data: bytes) -> None:
        """Replaces what a file holds, in place."""
        with (self.store / path).open("r+b") as file:
            file.write(data)
            file.truncate(len(data))

    def changed(self, but: str) -> bool:
        """Whether an operation changed the store since the beginning, apart from one file."""
        paths = {"state", "journal/000001.jsonl"} - {but}
        return any((self.store / path).read_bytes() != self.base[path] for path in paths)

    def restore(self) -> None:
        """Makes the store what it was in the beginning."""
        present = tree(self.store)
        for path in present.keys() - self.base.keys():
            (self.store / path).unlink()
        for path, data in self.base.items():
            if path not in present:
                (self.store / path).write_bytes(data)
            elif present[path] != data and not path.startswith("telemetry/side/"):
                self.put(path, data)


class Sessions:
    """One session of each language on like stores."""

    def __init__(self, stores: Stores, base: str = "full") -> None:
        self.each = [Session(language, stores.copy(base, f"session-{language.name}")) for language in LANGUAGES]

    def __enter__(self) -> Sessions:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for session in self.each:
            session.__exit__(kind, error, trace)

    def flip(self, target: Target, place: int, bit: int) -> tuple[dict[str, int], str]:
        """Flips a bit of a file, runs the operation that meets it in both languages, and mends everything again. The
        exit codes, and what is wrong.
        """
        data = bytearray(self.each[0].base[target.path])
        data[place] ^= 1 << bit
        broken = not formed(target.path, bytes(data))
        answers = {}
        wrong = ""
        trees = []
        for session in self.each:
            session.put(target.path, bytes(data))
            code, said = answers[session.language.name] = session.ask(target.words)
            if code not in (0, 2, 3, 6, 7, 8, 9):
                wrong = wrong or f"{session.language.name}: exit {code}: {said}"
            if session.changed(target.path):
                wrong = wrong or (f"{session.language.name}: exit {code}, but the store changed" if code else "")
                trees.append(tree(session.store))
                session.restore()
            session.put(target.path, session.base[target.path])
        if broken:
            wrong = wrong or _refused(target, answers)
        elif len(set(answers.values())) != 1:
            wrong = wrong or f"the languages differ: {answers}"
        elif len(trees) == len(self.each) and (differs := compare(*trees, ids=False)):
            wrong = wrong or f"the stores differ: {differs}"
        return {name: code for name, (code, _) in answers.items()}, wrong


def _refused(target: Target, answers: dict[str, tuple[int, str]]) -> str:
    """Whether both languages named the broken file, and the command that helps."""
    help_ = "repair" if target.path == "state" else "doctor"
    expected = (9, f'None STORE/{target.path} is damaged; run "PROGRAM {help_}"')
    found = {name: answer for name, answer in answers.items() if answer != expected}
    return f"broken, but {found} instead of {expected}" if found else ""


def flips(size: int, places: int, bits: int) -> Iterator[tuple[int, int]]:
    """Every `places`-th of `size` bytes with `bits` of its bits, other ones from byte to byte."""
    for place in range(0, size, places):
        for bit in range(8) if bits == 8 else ((place * 5 + step * 3) % 8 for step in range(bits)):
            yield place, bit
