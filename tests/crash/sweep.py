"""Killing one case at its points, and judging what is left."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.coordinators import BASH, LANGUAGES, PYTHON, Done, Language, call, tree
from tests.crash.cases import Case, made
from tests.crash.tracer import Mode, Outcome, Point
from tests.invariants.check import Acknowledged, check, seen

PROBE = ("register", "probe", "--json")
OTHER = ("register", "other", "--json")
QUERY = ("agents", "--json")
UNCHANGED = (4, 5, 10)
"""Exits that promise that nothing was changed: no lock, no permission, no storage."""
UNKNOWN = (1,)
"""Exits that promise nothing: a helper failed, before the commit or after it."""
PATIENCE = 0.3
"""Seconds after which a process waits for a lock if it has not ended."""
RESERVE = 1 << 20
State = dict[str, bytes]


def other(language: Language) -> Language:
    """The other language."""
    return PYTHON if language.name == BASH.name else BASH


@dataclass(frozen=True, slots=True)
class Bad:
    """Something that went wrong, and the words that show it again."""

    case: str
    language: str
    place: int
    mode: str
    where: str
    message: str

    def __str__(self) -> str:
        again = f"--case '{self.case}' --language {self.language} --place {self.place} --mode {self.mode}"
        text = self.message if len(self.message) < 1500 else f"{self.message[:1500]}…"
        return f"BAD {self.case}, {self.language}, {self.where}: {text}\n    python -m tests.crash {again}"


@dataclass(slots=True)
class Result:
    """What the sweep of a case in a language came to: points, kills by mode, states that were not seen before, second
    crashes.
    """

    case: str
    language: str
    points: int = 0
    kills: Counter[str] = field(default_factory=Counter)
    states: int = 0
    second: int = 0
    bad: list[Bad] = field(default_factory=list)


class Sweep:
    """One case. `folder` is scratch space; the states that cases begin with are made there once. `run` kills: that of
    `tracer`, or of `portable`.
    """

    def __init__(self, case: Case, folder: Path, run: Callable[..., Outcome]) -> None:
        self.case = case
        self._run = run
        self.folder = folder
        self._base = made(case.base, folder)
        self._words = case.words if case.lines else (*case.words, "--json")
        self._expected: dict[tuple[int, bool], State] = {}
        self._verified: dict[tuple[str, str, bool], int | str] = {}
        self._again_killed: set[tuple[str, bool]] = set()
        done = self._call(PYTHON, self._fresh("undisturbed"), *self._words)
        if done.exit != case.exit:
            raise AssertionError(f"{case.name}: exit {done.exit}: {done.stderr.decode()}")

    def sweep(self, language: Language, second: bool) -> Result:
        """Kills the case at every point in every way."""
        result = Result(self.case.name, language.name)
        while point := self._one(result, language, result.points + 1, "all", second):
            result.points += 1
            for mode in point.modes():
                self._one(result, language, result.points, mode, second)
        return result

    def single(self, language: Language, place: int, mode: Mode, second: bool) -> Result:
        """One kill."""
        result = Result(self.case.name, language.name)
        point = self._one(result, language, place, mode, second)
        result.points = int(point is not None)
        return result

    def _one(self, result: Result, language: Language, place: int, mode: Mode, second: bool) -> Point | None:
        store = self._fresh("killed")
        where, outcome = "it", None
        try:
            outcome = self._killed(store, language, self._words, place, mode)
            if outcome.point is not None:
                result.kills[mode] += 1
                where = f"at {outcome.point.shown(store)}"
            messages = list(self._judged(result, outcome, store, language, mode, second))
        except AssertionError as error:
            messages = [str(error)]
        result.bad += [Bad(self.case.name, language.name, place, mode, where, message) for message in messages]
        return outcome.point if outcome else None

    def _judged(
        self, result: Result, outcome: Outcome, store: Path, language: Language, mode: Mode, second: bool
    ) -> Iterator[str]:
        meanwhile = outcome.meanwhile is not None
        next_one = language if mode == "orphan" else other(language)  # of the other language was what ran meanwhile
        key = _key(store)
        result.states += (key, next_one.name, meanwhile) not in self._verified
        again = second and _dirty(store) and (key, meanwhile) not in self._again_killed
        self._again_killed.add((key, meanwhile))
        kept = self._fresh("kept", store) if again else None
        parts = self._judge(outcome, store, next_one)
        if kept is not None:
            yield from self._again(result, kept, parts, meanwhile)

    # Running

    def _fresh(self, name: str, source: Path | None = None) -> Path:
        target = self.folder / name
        source = source or self._base
        shutil.rmtree(target, ignore_errors=True)
        if source.exists():
            shutil.copytree(source, target)
        return target

    def _call(self, language: Language, store: Path, *words: str, stdin: bytes | None = None) -> Done:
        data = self.case.stdin() if stdin is None else stdin
        return call(language, store, *words, stdin=data, env=self.case.variables(store))

    def _killed(self, store: Path, language: Language, words: tuple[str, ...], place: int, mode: Mode) -> Outcome:
        stdin = self.folder / "input"
        stdin.write_bytes(self.case.stdin())

        def meanwhile() -> subprocess.Popen[bytes]:
            nothing = subprocess.DEVNULL
            command, env = (*other(language).command, *OTHER), self.case.variables(store)
            process = subprocess.Popen(command, env=env, stdin=nothing, stdout=nothing, stderr=nothing)
            with suppress(subprocess.TimeoutExpired):  # then it waits for the lock that the child holds
                process.wait(PATIENCE)
            return process

        variables = self.case.variables(store)
        return self._run((*language.command, *words), variables, store, place, mode, stdin, meanwhile)

    # Judging

    def _judge(self, outcome: Outcome, store: Path, language: Language) -> int | None:
        """How many parts of the operation there are after the next one, which also recovers. Raises AssertionError."""
        told = outcome.stdout.endswith(b"\n")
        if outcome.exit not in (self.case.exit, *UNCHANGED, *UNKNOWN) and outcome.exit > 0:
            raise AssertionError(f"exit {outcome.exit}: {outcome.stderr.decode(errors='replace')[-400:]}")
        if outcome.meanwhile not in (None, 0):
            raise AssertionError(f"the operation while a child was held ends with {outcome.meanwhile}")
        if self.case.lines:
            return self._batch(outcome, store, language)
        parts = self._verify(store, language, outcome.meanwhile is not None)
        if (told or outcome.exit == self.case.exit) and not parts and not self.case.reads:
            raise AssertionError(f"acknowledged and lost: {outcome.stdout!r} {outcome.stderr[-200:]!r}")
        if outcome.exit in UNCHANGED and parts and not self.case.reads:
            raise AssertionError(f"exit {outcome.exit}, and it is there")
        return parts

    def _batch(self, outcome: Outcome, store: Path, language: Language) -> int | None:
        answers = [json.loads(line) for line in outcome.stdout.decode().split("\n")[:-1]]
        refused = [answer for answer in answers if answer["exit"]]
        if not refused:
            parts = self._verify(store, language, outcome.meanwhile is not None)
            if parts < len(answers):
                raise AssertionError(f"{len(answers)} lines were acknowledged, {parts} are there")
            return parts
        acknowledged = [
            seen(self.case.lines[answer["line"] - 1], answer["exit"], answer["answer"], answer["message"])
            for answer in answers
        ]
        self._probe(store, language)
        self._check(store, acknowledged)
        return None

    def _verify(self, store: Path, language: Language, meanwhile: bool) -> int:
        key = (_key(store), language.name, meanwhile)
        if key not in self._verified:
            try:
                self._verified[key] = self._verified_now(store, language, meanwhile)
            except AssertionError as error:
                self._verified[key] = str(error)
        found = self._verified[key]
        if isinstance(found, str):
            raise AssertionError(found)
        return found

    def _verified_now(self, store: Path, language: Language, meanwhile: bool) -> int:
        self._probe(store, language)
        found = _compared(store)
        for parts in range(len(self.case.lines) + 1 if self.case.lines else 2):
            if found == self._wanted(parts, meanwhile):
                self._check(store, [])
                return parts
        wrong = [str(violation) for violation in check(store, most=3)]
        lines = found.get("journal/000001.jsonl", b"").count(b"\n")
        nearest = min(
            range(len(self.case.lines) + 1 if self.case.lines else 2),
            key=lambda parts: abs(self._wanted(parts, meanwhile)["journal/000001.jsonl"].count(b"\n") - lines),
        )
        raise AssertionError(
            f"neither there nor not; violations: {wrong}; {_difference(self._wanted(nearest, meanwhile), found)}"
        )

    def _probe(self, store: Path, language: Language) -> None:
        done = self._call(language, store, *PROBE)
        if done.exit != 0:
            raise AssertionError(f"the next operation, in {language.name}, ends with {done.exit}: {done.stderr!r}")

    def _check(self, store: Path, acknowledged: list[Acknowledged]) -> None:
        violations = check(store, [*acknowledged, seen(PROBE, 0, {"id": "probe"})])
        if violations:
            raise AssertionError("; ".join(map(str, violations[:3])))
        if (size := (store / "reserve").stat().st_size) != RESERVE:
            raise AssertionError(f"the reserve has {size} bytes")
        if (store / "checkpoint").exists() and _sequence(store / "checkpoint") > _sequence(store / "state"):
            raise AssertionError("the checkpoint is ahead of the state")

    def _wanted(self, parts: int, meanwhile: bool) -> State:
        """The files after `parts` of the operation, what ran meanwhile, and the next one."""
        found = self._expected.get((parts, meanwhile))
        if found is None:
            store = self._fresh("wanted")
            stdin = b"".join(self.case.stdin().splitlines(keepends=True)[:parts])
            if parts:
                self._call(PYTHON, store, *self._words, stdin=stdin)
            for words in (OTHER, PROBE) if meanwhile else (PROBE,):
                assert self._call(PYTHON, store, *words).exit == 0
            found = self._expected[parts, meanwhile] = _compared(store)
        return found

    # A second crash

    def _again(self, result: Result, first: Path, parts: int | None, meanwhile: bool) -> Iterator[str]:
        """Kills the recovery of a state at every point, in both languages; what was wrong with that."""
        for language in LANGUAGES:
            for place in range(1, 1000):
                found: list[str] = []
                modes = self._second(result, first, language, place, "all", parts, meanwhile, found)
                for mode in modes or ():
                    if mode != "orphan":
                        self._second(result, first, language, place, mode, parts, meanwhile, found)
                yield from found
                if modes is None:
                    break

    def _second(
        self,
        result: Result,
        first: Path,
        language: Language,
        place: int,
        mode: Mode,
        parts: int | None,
        meanwhile: bool,
        found: list[str],
    ) -> list[Mode] | None:
        """One kill of a recovery: adds what was wrong to `found`, and gives the other modes there are at the point."""
        store = self._fresh("again", first)
        outcome = self._killed(store, language, QUERY, place, mode)
        if outcome.point is None:
            return None
        result.second += 1
        where = f"recovery in {language.name}, {mode} at its point {place}, {outcome.point.shown(store)}"
        if outcome.exit > 0 and outcome.exit not in (*UNCHANGED, *UNKNOWN):
            found.append(f"{where}: exit {outcome.exit}: {outcome.stderr[-300:]!r}")
        try:
            left = self._verify(store, other(language), meanwhile)
            if parts is not None and left != parts:
                found.append(f"{where}: {left} parts are there, {parts} without it")
        except AssertionError as error:
            found.append(f"{where}: {error}")
        return outcome.point.modes()


def _dirty(store: Path) -> bool:
    state = store / "state"
    return state.exists() and state.read_bytes().startswith(b'{"dirty":\t1')


def _key(store: Path) -> str:
    """What tells one data directory from another, but for random bytes and spans beside the journal."""
    digest = hashlib.sha256()
    for path in sorted(store.rglob("*")):
        name = str(path.relative_to(store))
        digest.update(f"{name}\0{path.is_dir()}\0".encode())
        if name == "reserve":
            digest.update(str(path.stat().st_size).encode())
        elif path.is_file() and not name.startswith("telemetry/side/"):
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _sequence(path: Path) -> int:
    """The number of the last entry that a slot speaks of."""
    found: int = json.loads(path.read_bytes())["sequence"]
    return found


def _compared(store: Path) -> State:
    """The files that a committed operation decides on; how far the checkpoint has come is another matter."""
    left_out = ("telemetry/side/", "format.new", "checkpoint")
    return {name: data for name, data in tree(store).items() if not name.startswith(left_out)}


def _difference(wanted: State, found: State) -> str:
    """The first file that differs, where it does."""
    for path in sorted({*wanted, *found}):
        one, two = wanted.get(path, b"<missing>"), found.get(path, b"<missing>")
        if one != two:
            shorter = min(len(one), len(two))
            place = next((at for at in range(shorter) if one[at] != two[at]), shorter)
            start = max(place - 100, 0)
            return f"{path} from byte {start}: wanted {one[start : place + 100]!r}, found {two[start : place + 100]!r}"
    return "no file"
