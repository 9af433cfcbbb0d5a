"""A place to call from, in which everything that is not the store must stay as it is."""

from __future__ import annotations

from pathlib import Path

from tests.coordinators import Language
from tests.hostile.words import CANARY


def room(tmp_path: Path, language: Language) -> Path:
    """A folder with an odd name and a bystander in it."""
    found = tmp_path / language.name / "-a $(touch canary) b"
    found.mkdir(parents=True)
    (found / "bystander").write_text("untouched")
    return found


def assert_untouched(store: Path) -> None:
    """Nothing was made or changed around a store.

    Raises:
        AssertionError: something was.
    """
    here = store.parent
    assert sorted(path.name for path in here.iterdir()) == ["bystander", "store"]
    assert (here / "bystander").read_text() == "untouched"
    assert [path.name for path in here.parent.iterdir()] == [here.name]
    assert not list(store.rglob(f"*{CANARY}"))
    assert not Path("/tmp/canary-outside").exists()
