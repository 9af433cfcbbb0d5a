from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path, PurePosixPath

import pytest

from swarmgen.model.artifacts import Artifact
from swarmgen.output.format import format_text
from swarmgen.output.header import Provenance, is_intact, takes_header
from swarmgen.output.render import render

PROVENANCE = Provenance(digests={"a.yaml": "a" * 64, "b.yaml": "b" * 64}, folder="model")
OUTPUT = {
    PurePosixPath("bash/lib.sh"): Artifact(
        text="#!/usr/bin/env bash\n\nf() { echo hi; }", sources=("b.yaml", "a.yaml"), executable=True
    ),
    PurePosixPath("bash/part.sh"): Artifact(text="\n\nf() { echo hi; }", sources=("a.yaml",)),
    PurePosixPath("python/a.py"): Artifact(text='"""A."""\nx = 1', sources=("a.yaml",)),
    PurePosixPath("python/b.py"): Artifact(text="class B: pass", sources=("a.yaml",)),
    PurePosixPath("python/c.py"): Artifact(text="\n\n@f\ndef c(): pass", sources=("a.yaml",)),
    PurePosixPath("python/empty.py"): Artifact(text="", sources=()),
    PurePosixPath("python/py.typed"): Artifact(text="", sources=()),
    PurePosixPath("docs/a.md"): Artifact(text="# A\r\n", sources=("a.yaml",)),
    PurePosixPath("schema/a.json"): Artifact(text="{}", sources=("a.yaml",)),
}


def test_the_tree_has_the_same_paths_sorted_and_the_modes_of_the_artifacts() -> None:
    tree = render(OUTPUT, PROVENANCE)
    assert list(tree) == sorted(OUTPUT)
    assert {path for path, file in tree.items() if file.executable} == {PurePosixPath("bash/lib.sh")}


def test_every_file_that_can_has_a_header_that_fits() -> None:
    tree = render(OUTPUT, PROVENANCE)
    assert {path for path, file in tree.items() if is_intact(path, file.data)} == set(filter(takes_header, OUTPUT))
    assert tree[PurePosixPath("schema/a.json")].data == b"{}\n"
    assert tree[PurePosixPath("python/py.typed")].data == b""


@pytest.mark.parametrize("path", [str(path) for path in OUTPUT])
def test_the_formatters_would_not_change_a_file_with_its_header(path: str) -> None:
    text = render(OUTPUT, PROVENANCE)[PurePosixPath(path)].data.decode()
    assert format_text(PurePosixPath(path), text) == text


def test_nothing_gives_an_empty_tree() -> None:
    assert render({}, PROVENANCE) == {}


SCRIPT = """
import os, sys
from pathlib import Path
from tests.unit.swarmgen.output.test_render import OUTPUT, PROVENANCE
from swarmgen.output.render import render
from swarmgen.output.write import write
os.umask(int(sys.argv[2], 8))
os.chdir(sys.argv[3])
write(render(dict(sorted(OUTPUT.items(), reverse=sys.argv[2] == "077")), PROVENANCE), Path(sys.argv[1]))
"""


def test_the_tree_on_disk_depends_on_neither_folder_nor_umask_locale_time_zone_hash_seed(tmp_path: Path) -> None:
    trees = []
    for place, umask, seed, locale, zone in (
        ("a", "077", "1", "C", "UTC"),
        ("b c", "000", "2", "C.UTF-8", "Asia/Tokyo"),
    ):
        folder = tmp_path / place
        folder.mkdir()
        subprocess.run(
            [sys.executable, "-c", SCRIPT, "out" if place == "a" else str(folder / "out"), umask, str(folder)],
            env={
                **os.environ,
                "PYTHONHASHSEED": seed,
                "LC_ALL": locale,
                "TZ": zone,
                "PYTHONPATH": os.pathsep.join(sys.path),
            },
            check=True,
        )
        root = folder / "out"
        files = [path for path in sorted(root.rglob("*")) if path.is_file()]
        trees.append([(path.relative_to(root), path.stat().st_mode, path.read_bytes()) for path in files])
    assert trees[0] == trees[1]
    assert len(trees[0]) == len(OUTPUT) + 1
