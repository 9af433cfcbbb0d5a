"""System calls that fail: each one that changes the store, in every operation, one after another."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.coordinators import Done, Language, call, tree
from tests.faults.stores import OTHER, Operation, Stores, compare, follow, noise

CALLS = (
    *("openat", "write", "pwrite64", "ftruncate", "fchmod", "rename", "renameat", "renameat2"),
    *("mkdir", "mkdirat", "unlink", "unlinkat"),
)
ERRORS = ("ENOSPC", "EIO", "EROFS", "EDQUOT", "EMFILE")
LASTING = ("ENOSPC", "EIO")  # errors that are tried for once and from then on
WRITES = re.compile(r"O_(WRONLY|RDWR|CREAT|TRUNC)")
_LINE = re.compile(r'(\d+) +(\w+)\((?:AT_FDCWD<[^>]*>, |\d+<)?"?([^">]*)[">](.*)')


@dataclass(frozen=True)
class Point:
    """Call number `nth` (from 1) of `syscall` on `path`, in each process of an operation."""

    operation: Operation
    syscall: str
    path: str
    nth: int
    rank: int  # among those of this kind on this path that change the store
    error: str
    lasting: bool  # whether all after it fail too, and every attempt to take back what was written

    def __str__(self) -> str:
        when = f"{self.nth}{'+' if self.lasting else ''}"
        return f"{self.operation.name}: {self.syscall} of {self.path} number {when}: {self.error}"

    @property
    def alike(self) -> tuple[str, str, str, int, str, bool] | None:
        """What both languages should answer alike; None where they cannot: a bash that only knows that it failed takes
        a disk that says it is read-only, but lets files be opened for writing, for a disk that fails; and the process
        that takes a line back for it opens the journal too, for the first time, and meets the fault again.
        """
        is_journal = self.syscall.startswith("open") and self.path.startswith("journal/")
        if self.error == "EROFS" or self.operation.name in ("first use", "tick") or is_journal:
            return None
        syscall = "write" if self.syscall == "pwrite64" else re.sub(r"at2?$", "", self.syscall)
        return self.operation.name, syscall, self.path, self.rank, self.error, self.lasting


@cache
def available() -> str:
    """Empty, or why no fault can be injected here."""
    if shutil.which("strace") is None:
        return "strace is not installed"
    tried = subprocess.run(["strace", "-f", "-o", "/dev/null", "true"], capture_output=True, text=True, check=False)
    return "" if tried.returncode == 0 else f"strace cannot trace here: {tried.stderr.strip().splitlines()[-1]}"


def traced(language: Language, store: Path, operation: Operation, *options: str, log: str = "/dev/null") -> Done:
    """Runs an operation under strace."""
    words = ("strace", "-f", "--seccomp-bpf", "-qq", "-o", log, *options, *language.command)
    return call(Language(language.name, words, language.program), store, *operation.words, env=operation.env)


def places(stores: Stores, language: Language, operation: Operation) -> list[tuple[str, str, int]]:
    """The calls of an operation that change the store: system call, path in the store, number within a process."""
    store = stores.copy(operation.base, "victim")
    log = stores.folder / "calls.log"
    traced(language, store, operation, "-y", "-e", f"trace={','.join(CALLS)}", log=str(log))
    counts: dict[tuple[str, str, str], int] = {}
    found: dict[tuple[str, str, int], None] = {}
    for row in log.read_text(errors="replace").splitlines():
        if match := _LINE.match(row):
            process, syscall, path, rest = match.groups()
            if path != str(store) and not path.startswith(f"{store}/"):
                continue
            nth = counts[process, syscall, path] = counts.get((process, syscall, path), 0) + 1
            if syscall != "openat" or WRITES.search(rest):
                found[syscall, path.removeprefix(str(store)).lstrip("/"), nth] = None
    return list(found)


def points(stores: Stores, language: Language, operation: Operation, errors: tuple[str, ...]) -> Iterator[Point]:
    """Every place with every error that it can have."""
    ranks: dict[tuple[str, str], int] = {}
    for syscall, path, nth in places(stores, language, operation):
        rank = ranks[syscall, path] = ranks.get((syscall, path), 0) + 1
        for error in errors:
            if error != "EMFILE" or syscall == "openat":
                yield Point(operation, syscall, path, nth, rank, error, False)
                if error in LASTING:
                    yield Point(operation, syscall, path, nth, rank, error, True)


def check(stores: Stores, language: Language, point: Point) -> tuple[int, str]:
    """The exit code under the fault, and what is wrong with it, if anything is."""
    store = stores.copy(point.operation.base, "victim")
    when = f"{point.nth}{'+' if point.lasting else ''}"
    path = f"{store}/{point.path}".rstrip("/")
    rules = [f"inject={point.syscall}:error={point.error}:when={when}"]
    if point.lasting and "write" in point.syscall:
        rules.append(f"inject=ftruncate:error={point.error}")
    options = [word for rule in rules for word in ("-e", rule)]
    traces = ("-e", f"trace={point.syscall},ftruncate", "-P", path)
    done = traced(language, store, point.operation, *traces, *options)
    wrong = judged(stores, language, point.operation, store, done, spans="telemetry/" not in point.path)
    if not wrong and done.exit == 5 and point.error != "EROFS":
        wrong = f"exit 5 for a storage that failed: {done.stderr.decode(errors='replace').strip()!r}"
    return done.exit, wrong


def judged(
    stores: Stores, language: Language, operation: Operation, store: Path, done: Done, *, spans: bool = True
) -> str:
    """Whether an operation that met a fault did what it said, and the next one goes on: empty, or what is wrong."""
    without, moved, with_ = stores.outcomes(operation)
    said = done.stderr.decode(errors="replace")
    problem = noise(done) or follow(OTHER[language], store, operation)
    if problem:
        return problem
    if done.exit not in (0, operation.exit, 5, 10):
        return f"exit {done.exit} with {said!r}"
    expected = (with_,) if done.exit == operation.exit else (without, moved)
    found = [compare(tree(store), each, spans=spans) for each in expected]
    if all(found):
        return f"exit {done.exit}, but the store is not what that says: {found[0]}"
    size = (store / "reserve").stat().st_size
    return "" if size == 1 << 20 else f"the reserve was not remade: {size} bytes"
