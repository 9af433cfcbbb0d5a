"""The file a new pattern begins with."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

import pytest

from swarmgen.analysis.patterns.new import new_pattern
from swarmgen.diagnostics import UsageError
from tests.unit.swarmgen.analysis.patterns.registry import FOLDER, compiled


@pytest.mark.parametrize("name", ["locks", "my_own_2", "a"])
def test_it_compiles_without_a_word(name: str, tmp_path: Path) -> None:
    copytree(FOLDER / "patterns" / "modules", tmp_path / "patterns" / "modules")
    (tmp_path / "patterns" / f"{name}.yaml").write_text(new_pattern(name))
    patterns, said = compiled(tmp_path)
    assert said == []
    assert [pattern.name for pattern in patterns] == [name]
    assert {one.name for one in patterns[0].operations} >= {"register", "acquire", "release", "locks"}


def test_it_explains_itself() -> None:
    comments = [line for line in new_pattern("locks").splitlines() if line.lstrip().startswith("# ")]
    assert len(comments) >= 8
    assert all(len(line) <= 120 for line in new_pattern("locks").splitlines())


@pytest.mark.parametrize("name", ["", "Locks", "2nd", "a-b", "a__b", "../x", "a" * 41, "a\n"])
def test_other_names_are_refused(name: str) -> None:
    with pytest.raises(UsageError, match="cannot be the name of a pattern"):
        new_pattern(name)
