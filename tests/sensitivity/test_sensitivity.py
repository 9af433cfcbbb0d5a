"""Seeded defects are noticed, and the sound code passes the very experiment that notices them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sensitivity.copies import BASH, PYTHON, Change, StaleError, copy
from tests.sensitivity.defects import DEFECTS, PROBES, Defect
from tests.sensitivity.experiments import Bench, Experiment, quiet

SOUND = list(dict.fromkeys((defect.language, defect.experiment) for defect in DEFECTS))
ATTEMPTS = 3
"""Of a defect that shows only when processes meet; the sound code must pass at once."""


def problems(language: str, experiment: Experiment, changes: tuple[Change, ...], folder: Path) -> list[str]:
    """What an experiment finds in a copy with these changes."""
    programs = copy(language, folder / "copy", (*PROBES[language], *changes))
    return list(experiment(Bench(programs, language, folder)))


@pytest.mark.parametrize(("language", "experiment"), SOUND, ids=lambda each: getattr(each, "__name__", each))
def test_sound_code_passes(language: str, experiment: Experiment, tmp_path: Path) -> None:
    assert problems(language, experiment, (), tmp_path) == []


@pytest.mark.parametrize("defect", DEFECTS, ids=str)
def test_a_defect_is_noticed(defect: Defect, tmp_path: Path) -> None:
    assert problems(defect.language, quiet, defect.changes, tmp_path / "quiet") == [], "it does not even run"
    name = defect.experiment.__name__
    for attempt in range(ATTEMPTS):
        found = problems(defect.language, defect.experiment, defect.changes, tmp_path / str(attempt))
        if found:
            print(f"{defect}: noticed by {name}: {found[0]}")
            return
    pytest.fail(f"{defect}: {name} noticed nothing in {ATTEMPTS} attempts")


@pytest.mark.parametrize("language", [BASH, PYTHON])
def test_a_change_of_what_is_not_there_is_refused(language: str, tmp_path: Path) -> None:
    file = PROBES[language][0].file
    for old in ("no such text anywhere", "\n"):
        with pytest.raises(StaleError):
            copy(language, tmp_path / str(len(old)), [Change(file, old, "")])
