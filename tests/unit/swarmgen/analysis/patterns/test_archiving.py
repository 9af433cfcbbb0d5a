"""The step that puts records away: what it may be said of, and what it binds."""

from __future__ import annotations

from pathlib import Path

import pytest

from swarmgen.model import ir
from tests.unit.swarmgen.analysis.patterns.registry import compiled

PATTERN = """\
file_format: pattern/1
pattern: sample
brief: Things that are put away.
records:
  place:
    brief: Where the round is.
    single: true
    fields:
      at: {type: int, default: 0, brief: The number.}
  thing:
    brief: Something.
    fields:
      heavy: {type: bool, default: true, brief: Heavy.}
      FIELD: {type: bool, default: true, brief: Another.}
    lists: {}
operations:
  tidy:
    brief: Put things away.
    span: swarmsh.work.archive
    READS
    returns:
      moved: {attribute: swarmsh.work.archived_count}
    steps:
      - get: {place: place}
      - archive: {one: KIND}
        after: place.at
        look: 10
        limit: LIMIT
        where: WHERE
        into: {moved: gone, INTO: last}
      - set: {place: {at: last}}
      - reply: {moved: gone}
"""
GIVEN = {
    "FIELD": "other",
    "READS": "",
    "KIND": "thing",
    "LIMIT": "5",
    "WHERE": "one.heavy and place.at < 9",
    "INTO": "next",
}


def pattern(folder: Path, **changes: str) -> tuple[tuple[ir.Pattern, ...], set[str]]:
    """What is compiled with some words changed, and the codes of what is said."""
    text = PATTERN
    for word, value in (GIVEN | changes).items():
        text = text.replace(word, value)
    (folder / "patterns").mkdir()
    (folder / "patterns" / "sample.yaml").write_text(text)
    found, said = compiled(folder)
    return found, {one.rpartition(" ")[2] for one in said}


def test_the_step_and_what_it_tells(tmp_path: Path) -> None:
    (found,), said = pattern(tmp_path)
    assert said <= {"unused-field"}
    step = found.operations[0].steps[1]
    assert isinstance(step, ir.Archive)
    assert (step.binding, step.record, step.into) == ("one", "thing", (("moved", "gone"), ("next", "last")))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"KIND": "place"}, "type-error"),
        ({"KIND": "thong"}, "unknown-name"),
        ({"FIELD": "archive"}, "type-error"),
        ({"READS": "reads: true"}, "write-in-query"),
        ({"LIMIT": "one.heavy"}, "unknown-name"),
        ({"WHERE": "one.number2"}, "unknown-name"),
        ({"WHERE": "7"}, "type-error"),
        ({"INTO": "later"}, "unknown-field"),
        ({"INTO": "seen: gone, next"}, "duplicate-name"),
    ],
    ids=lambda value: str(value),
)
def test_mistakes(tmp_path: Path, changes: dict[str, str], code: str) -> None:
    _, said = pattern(tmp_path, **changes)
    assert code in said
