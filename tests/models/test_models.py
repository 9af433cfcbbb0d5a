"""The protocol of the store and the rules of the patterns, explored by SPIN; and mutants, which must be refuted.

Small bounds: two agents, two items, each taken at most twice. `make model` prints the figures.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.models.mutants import EDITS, MUTANTS, READER, defines, edited, guards, models
from tests.models.spin import missing, search
from tests.patterns_here import atomic
from tests.repository import ROOT

ATOMIC = ROOT / "generated" / "models" / "atomic.pml"
NEVER_RUN = ("n_fresh", "-end-", "(1)", "no_retry", "((view.work[n_item].due_at==0))")
"""All agents are there from the beginning, so none is made; no process ends; a skip stands for nothing; recover-stale
never rules out another attempt, and the ends of branches that do are written out for it too."""

needs_spin = pytest.mark.skipif(bool(missing()), reason=missing())


@needs_spin
def test_the_model_holds_and_everything_in_it_happens(tmp_path: Path) -> None:
    verdict = search(ATOMIC, tmp_path, fast=True)
    assert verdict.holds, f"{verdict}\n{verdict.output}"
    assert verdict.states > 1_000_000
    idle = [(line, text) for line, text in verdict.unreached if not any(each in text for each in NEVER_RUN)]
    assert idle == [], "statements of the model never run: what they stand for was not explored"


@needs_spin
def test_a_query_without_a_lock_sees_one_state_of_the_store(tmp_path: Path) -> None:
    verdict = search(ATOMIC, tmp_path, READER, fast=True)
    assert verdict.holds, f"{verdict}\n{verdict.output}"


@needs_spin
@pytest.mark.parametrize("mutant", MUTANTS)
def test_mutants_of_the_model_are_refuted(mutant: str, tmp_path: Path) -> None:
    verdict = search(ATOMIC, tmp_path, defines(mutant))
    assert verdict.wrong, f"{mutant} ({MUTANTS[mutant]}) survives:\n{verdict.output}"


@pytest.mark.parametrize("mistake", EDITS)
def test_mistakes_in_the_spec_come_into_the_model_and_are_refuted(mistake: str, tmp_path: Path) -> None:
    model = tmp_path / "atomic.pml"
    model.write_text(edited(EDITS[mistake], tmp_path), "utf-8")
    assert model.read_text("utf-8").strip() not in ATOMIC.read_text("utf-8"), "the model does not show the mistake"
    if missing():
        pytest.skip(missing())
    verdict = search(model, tmp_path / "search")
    assert verdict.wrong, f"{mistake} survives:\n{verdict.output}"


def test_every_mutant_is_in_the_model() -> None:
    asked = set(re.findall(r"MUTANT_\w+", ATOMIC.read_text("utf-8")))
    assert asked - {"MUTANT_"} == set(MUTANTS)


def test_each_requirement_can_be_left_out() -> None:
    found = guards(ATOMIC.read_text("utf-8"))
    assert len(found) == len(set(found)) and {"DROP_check_holder_3", "DROP_take_item_1"} <= set(found)


@needs_spin
def test_a_pattern_of_somebody_else(tmp_path: Path) -> None:
    """Other kinds, no queue, no limit, and names that are words of Promela."""
    registry = tmp_path / "semantic-conventions"
    shutil.copytree(ROOT / "semantic-conventions", registry)
    shutil.copy(Path(__file__).with_name("rooms.yaml"), registry / "patterns")
    model = tmp_path / "rooms.pml"
    model.write_text(models(registry)["rooms"], "utf-8")
    verdict = search(model, tmp_path / "model")
    assert verdict.holds, f"{verdict}\n{verdict.output}"
    (guard,) = guards(model.read_text("utf-8"))
    assert search(model, tmp_path / "mutant", (guard,)).wrong


def test_the_model_is_made_from_the_spec(tmp_path: Path) -> None:
    assert edited((), tmp_path).strip() in ATOMIC.read_text("utf-8")


def test_statuses_operations_and_places_of_the_spec_are_in_the_model() -> None:
    text, pattern = ATOMIC.read_text("utf-8"), atomic()
    left_out = text.partition("are not here: ")[2].partition(".\n")[0].split(", ")
    for operation in pattern.operations:
        place = f"{Path(operation.place.path).name}:{operation.place.line} operation {operation.name}:"
        assert operation.reads or (place in text) != (operation.name in left_out)
    for record in pattern.records:
        for state, _ in record.lifecycle.transitions if record.lifecycle else ():
            assert f"  {record.name}_status_{state},\n" in text


def test_registries_in_which_nothing_is_claimed_have_no_models() -> None:
    assert models(ROOT / "tests" / "patterns") == {}
