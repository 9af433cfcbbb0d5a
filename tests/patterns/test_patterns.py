"""The transcripts of this folder, on the reference interpreter and on the generated programs of both languages."""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from swarmgen.analysis.patterns import read_patterns
from swarmgen.analysis.resolve import resolve
from swarmgen.cli import main
from swarmgen.diagnostics import Sink
from swarmgen.interpret.script import START, simulate
from swarmgen.interpret.values import duration
from swarmgen.model import ir
from tests.parity_patterns.systems import PROGRAM, Program, files
from tests.repository import ROOT

HERE = ROOT / "tests" / "patterns"
NAMES = ["motion", "sprint"]
LANGUAGES = ["bash", "python"]


@cache
def patterns() -> dict[str, ir.Pattern]:
    sink = Sink()
    registry = resolve(HERE, "tests/patterns", sink, identity="tests/patterns").registry
    found = read_patterns(HERE, registry, sink)
    assert list(sink) == []
    return {pattern.name: pattern for pattern in found}


def transcript(name: str) -> str:
    """What is typed and answered, without the lines for readers."""
    lines = (HERE / f"{name}.txt").read_text(encoding="utf-8").splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith("# "))


def typed(name: str) -> list[str]:
    return [line[2:] for line in transcript(name).splitlines() if line.startswith("> ")]


def test_every_pattern_has_a_transcript() -> None:
    assert sorted(patterns()) == NAMES == sorted(path.stem for path in HERE.glob("*.txt"))


@pytest.mark.parametrize("name", NAMES)
def test_the_interpreter_answers_so(name: str) -> None:
    assert "".join(simulate(patterns()[name], "\n".join(typed(name)), f"{name}.txt")) == transcript(name)


@pytest.mark.parametrize("name", NAMES)
def test_every_operation_is_tried(name: str) -> None:
    tried = {shlex.split(line)[0] for line in typed(name)}
    assert {operation.name for operation in patterns()[name].operations} - tried <= {"show"}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Everything generated from the registry."""
    out = tmp_path_factory.mktemp("built")
    assert main(["generate", "--registry", str(HERE), "--output", str(out), "--package", "swarmsh"]) == 0
    return out


def program(language: str, name: str, built: Path, folder: Path) -> Program:
    """A generated program with an empty store."""
    script = built / "bash" / f"{name}.sh"
    if language == "bash":
        if not script.exists():
            pytest.skip("bash programs of patterns are not generated yet")
        return Program(("bash", str(script)), script.name, folder)
    source = built / "python" / "src"
    if not (source / "swarmsh" / "_hot" / name).exists():
        pytest.skip("Python programs of patterns are not generated yet")
    start = f"import sys; sys.path.insert(0, {str(source)!r}); from swarmsh._hot.main import main; sys.exit(main())"
    return Program((sys.executable, "-c", start, name), f"swarmsh {name}", folder)


def answers(running: Program, name: str) -> Iterator[str]:
    """The transcript that a program writes."""
    clock = START
    for line in typed(name):
        yield f"> {line}\n"
        if line.startswith("@+"):
            clock += duration(line[2:]) or 0
            continue
        ran = running.call(shlex.split(line), {}, clock)
        yield ran.out or ""
        yield f"{ran.err.replace(PROGRAM, name)}exit {ran.exit}\n" if ran.exit else ran.err


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_programs_answer_so(language: str, name: str, built: Path, tmp_path: Path) -> None:
    assert "".join(answers(program(language, name, built, tmp_path), name)) == transcript(name)


@pytest.mark.parametrize("name", NAMES)
def test_both_languages_leave_the_same_bytes(name: str, built: Path, tmp_path: Path) -> None:
    left = []
    for language in LANGUAGES:
        folder = tmp_path / language
        folder.mkdir()
        running = program(language, name, built, folder)
        for _ in answers(running, name):
            pass
        left.append(files(folder / "data"))
    assert left[0] == left[1] and left[0]


def test_a_velocity_is_exact() -> None:
    """Half up for every total of up to 60 points in up to 12 sprints, as the spec calculates it."""
    text = (HERE / "patterns" / "sprint.yaml").read_text(encoding="utf-8")
    formula = re.search(r"velocity: decimal\('0\.1'\) \* (\(.*\))$", text, re.MULTILINE)
    assert formula is not None
    for total in range(61):
        for count in range(1, 13):
            written = formula[1].replace("doer.done_points", str(total)).replace("doer.sprints", str(count))
            tenths = eval(written, {"max": max})
            assert abs(tenths * count - 10 * total) * 2 <= count
            assert (10 * total * 2) % (2 * count) != count or tenths * count > 10 * total
