from __future__ import annotations

from pathlib import Path, PurePosixPath

from swarmgen.output.manifest import entries_of
from swarmgen.output.plan import make_plan
from swarmgen.output.tree import File, Tree
from swarmgen.output.write import write

A, B, C, D = map(PurePosixPath, "abcd")


def tree(*names: PurePosixPath, text: bytes = b"x") -> Tree:
    return {name: File(text) for name in names}


def test_everything_is_to_be_written_into_an_empty_folder(tmp_path: Path) -> None:
    plan = make_plan(tree(B, A), tmp_path)
    assert (plan.writes, plan.modes, plan.removals, plan.refusals) == ((A, B), (), (), ())
    assert not plan.is_empty


def test_nothing_is_to_be_done_twice(tmp_path: Path) -> None:
    write(tree(A, B), tmp_path)
    plan = make_plan(tree(A, B), tmp_path)
    assert plan.is_empty
    assert plan.entries == entries_of(tree(A, B))


def test_every_kind_of_work_is_told_apart(tmp_path: Path) -> None:
    write(tree(A, B, C), tmp_path)
    (tmp_path / "b").chmod(0o755)
    (tmp_path / "d").write_text("mine")
    plan = make_plan({A: File(b"new"), B: File(b"x"), D: File(b"x")}, tmp_path)
    assert (plan.writes, plan.modes, plan.removals) == ((A,), (B,), (C,))
    assert [path for path, _ in plan.refusals] == [D]


def test_a_lost_manifest_is_work_in_itself(tmp_path: Path) -> None:
    write(tree(A), tmp_path)
    (tmp_path / "MANIFEST").unlink()
    plan = make_plan(tree(A), tmp_path)
    assert (plan.writes, plan.manifest_is_right, plan.is_empty) == ((), False, False)


def test_planning_touches_nothing(tmp_path: Path) -> None:
    root = tmp_path / "absent"
    make_plan(tree(A), root)
    assert not root.exists()
