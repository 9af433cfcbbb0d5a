"""`swarmgen show` and `swarmgen simulate`."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

from swarmgen.cli import main
from swarmgen.model.dump import dump
from tests.patterns_here import atomic


@pytest.fixture(autouse=True)
def collecting() -> Iterator[None]:
    yield
    gc.enable()  # a run is short and turns it off


def test_show_prints_the_ir(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "ir", "atomic"]) == 0
    assert capsys.readouterr() == (dump(atomic()), "")


def test_an_unknown_pattern(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "ir", "atomik"]) == 2
    assert capsys.readouterr() == ("", 'swarmgen show: no pattern "atomik"; did you mean "atomic"?\n')


def test_simulate(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    script = tmp_path / "day.txt"
    script.write_text("register ann\nclaim --next --agent ann\n")
    assert main(["simulate", "atomic", str(script)]) == 0
    out = "> register ann\nann\n> claim --next --agent ann\natomic: claim: nothing to claim (empty)\nexit 7\n"
    assert capsys.readouterr() == (out, "")


def test_simulate_tells_where_a_mistake_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    script = tmp_path / "day.txt"
    script.write_text("register ann\n@soon\n")
    assert main(["simulate", "atomic", str(script)]) == 1
    out, err = capsys.readouterr()
    assert out.startswith("> register ann\nann\n") and f'{script}:2:1: error: "@soon" is no directive' in err


def test_simulate_without_a_script(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    missing = tmp_path / "none.txt"
    assert main(["simulate", "atomic", str(missing)]) == 2
    assert capsys.readouterr().err == f'swarmgen simulate: "{missing}" cannot be read: No such file or directory\n'
