"""A case of the corpus in some surroundings: what every call answers, and the bytes that it leaves."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from tests.parity_patterns.corpus import START, Call, Case
from tests.parity_patterns.systems import PROGRAM, SECONDS, batch_input, files, surroundings
from tests.repository import ROOT

SCRIPT = "generated/bash/atomic.sh"
BASH = shutil.which("bash") or "bash"
CODE = "$(>pwned)"
"""What hostile surroundings would like to have executed; `execute` looks for the file."""

MOST = 600
"""Characters of a difference that are worth reading."""

Answer = tuple[int, bytes, bytes]


@dataclass(frozen=True, kw_only=True, eq=False)
class Surroundings:
    """What a script finds around it when it starts.

    `command` comes before the script; `startup` is the file that BASH_ENV names; `replacements` are made in a copy of
    the script, where each must stand once; `tools` are all programs in reach, by name (None: those of this machine);
    `data` is the data directory as SWARMSH_DATA_DIR says it, `folder` is where the call is made; `clutter` are files
    that lie there. `loud`: standard error is not compared, because the shell writes there before the script can stop
    it.
    """

    name: str
    command: tuple[str, ...] = (BASH,)
    variables: Mapping[str, str] = field(default_factory=dict)
    startup: str = ""
    replacements: tuple[tuple[str, str], ...] = ()
    tools: Mapping[str, Path] | None = None
    data: str = ""
    folder: str = "here"
    clutter: tuple[str, ...] = ()
    loud: bool = False


class Result(NamedTuple):
    """Answers of all calls, and the data directory."""

    answers: tuple[Answer, ...]
    left: Mapping[str, tuple[int, bytes]]


PLAIN = Surroundings(name="plain")


def execute(case: Case, around: Surroundings) -> Result:
    """Run a case in a new data directory; AssertionError when something of the surroundings was executed."""
    with TemporaryDirectory() as name:
        root = Path(name)
        here = root / around.folder
        here.mkdir()
        for clutter in around.clutter:
            (here / clutter).write_text("not yours")
        words, variables = _prepare(around, root)
        calls = [_calls_before(case)] if case.start else []
        answers = tuple(_call(each, words, variables, here) for each in (*calls, *case.calls))
        assert not [*root.rglob("pwned")], f"{around.name}: the surroundings got something executed"
        for clutter in around.clutter:
            assert (here / clutter).read_text() == "not yours", f"{around.name}: {clutter} was changed"
        return Result(answers, files(here / (around.data or "data")))


@cache
def plainly(case: Case) -> Result:
    """The same without any surroundings to speak of."""
    return execute(case, PLAIN)


def differences(case: Case, around: Surroundings) -> list[str]:
    """What surroundings change in a case; nothing, if all is well."""
    wanted, got = plainly(case), execute(case, around)
    wrong = []
    for number, (one, other) in enumerate(zip(wanted.answers, got.answers, strict=True), start=1):
        what = f"{around.name}: {case.id}: invocation {number}"
        wrong += [f"{what}: exit {other[0]}, not {one[0]}: {other[2]!r}"] if one[0] != other[0] else []
        wrong += [f"{what}: stdout {other[1]!r}, not {one[1]!r}"] if one[1] != other[1] else []
        wrong += [f"{what}: stderr {other[2]!r}, not {one[2]!r}"] if one[2] != other[2] and not around.loud else []
    for path in sorted({*wanted.left, *got.left}):
        if wanted.left.get(path) != got.left.get(path):
            wrong.append(f"{around.name}: {case.id}: {path}: {got.left.get(path)!r}, not {wanted.left.get(path)!r}")
    return [line if len(line) < MOST else f"{line[:MOST]}..." for line in wrong]


def _calls_before(case: Case) -> Call:
    words = batch_input([one.words for one in case.start])
    return Call(words=("batch",), environment=case.start[0].environment, clock=START, stdin=words)


def _prepare(around: Surroundings, root: Path) -> tuple[list[str], dict[str, str]]:
    """The words before a call's own, and the variables besides the case's."""
    script = ROOT / SCRIPT
    if around.replacements:
        text = script.read_text()
        for old, new in around.replacements:
            assert text.count(old) == 1, f"{around.name}: {old!r} is there {text.count(old)} times"
            text = text.replace(old, new)
        script = root / script.name
        script.write_text(text)
    variables = dict(around.variables)
    if around.startup:
        (root / "startup").write_text(around.startup)
        variables["BASH_ENV"] = str(root / "startup")
    if around.data:
        variables["SWARMSH_DATA_DIR"] = around.data
    if around.tools is not None:
        (root / "bin").mkdir()
        for name, program in around.tools.items():
            (root / "bin" / name).symlink_to(program)
        variables["PATH"] = str(root / "bin")
    return [*around.command, str(script)], variables


def _call(call: Call, words: list[str], variables: Mapping[str, str], here: Path) -> Answer:
    environment = {**surroundings({}, call.clock), **variables, **call.environment}
    done = subprocess.run(
        [os.fsencode(word) for word in (*words, *call.words)],
        cwd=here,
        env=environment,
        input=call.stdin,
        capture_output=True,
        timeout=SECONDS,
        check=False,
    )
    name = Path(SCRIPT).name.encode()
    stdout, stderr = (text.replace(name, PROGRAM.encode()) for text in (done.stdout, done.stderr))
    return done.returncode, stdout, stderr
