"""The benchmark counts what it says and judges by its bars."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from bench.__main__ import table
from bench.cases import cases
from bench.measure import Case, CommandFailedError, cpu_seconds, measure

BURN = "import time\nwhile time.process_time() < 0.2: pass"


def case(name: str, code: str = "pass", **fields: object) -> Case:
    return Case(name=name, command=(sys.executable, "-c", code), folder=Path.cwd(), **fields)  # type: ignore[arg-type]


def test_the_time_of_child_processes_counts(tmp_path: Path) -> None:
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {BURN!r}], check=True)"
    assert 0.2 <= cpu_seconds((sys.executable, "-c", parent), tmp_path) < 2.0


def test_waiting_does_not_count(tmp_path: Path) -> None:
    assert cpu_seconds((sys.executable, "-c", "import time; time.sleep(0.5)"), tmp_path) < 0.4


def test_a_command_that_fails_is_not_measured(tmp_path: Path) -> None:
    with pytest.raises(CommandFailedError, match="exit code 3\nwhy"):
        cpu_seconds((sys.executable, "-c", "import sys; print('why', file=sys.stderr); sys.exit(3)"), tmp_path)


def test_cases_take_turns_and_are_prepared_each_time(tmp_path: Path) -> None:
    log: list[str] = []
    quick = case("quick", prepare=lambda: log.append("quick"))
    slow = case("slow", prepare=lambda: log.append("slow"), rounds=1)
    assert set(measure((quick, slow), rounds=2)) == {"quick", "slow"}
    assert log == ["quick", "slow", "quick", "slow", "quick"]


def test_the_table_judges_by_the_bars() -> None:
    found = (case("floor"), case("at", floor="floor", bar=0.5), case("above", bar=0.5))
    assert table(found, {"floor": 0.25, "at": 0.5, "above": 0.501}) == (
        "median CPU seconds         floor  times   bar\n"
        "floor               0.250\n"
        "at                  0.500  floor    2.0  0.50  ok\n"
        "above               0.501                0.50  NOT REACHED\n"
    )


@pytest.mark.parametrize("with_make", [False, True])
def test_every_floor_is_measured_before_it_is_needed(tmp_path: Path, with_make: bool) -> None:
    checkout = Path(__file__).parents[2]
    names: list[str] = []
    for found in cases(checkout, tmp_path, tmp_path / "synthetic", with_make=with_make):
        assert found.floor is None or found.floor in names
        names.append(found.name)
    assert len(set(names)) == len(names) == 7 + with_make
