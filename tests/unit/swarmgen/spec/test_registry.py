"""Which files make a registry; what a path may look like. The corpus has the ordinary cases."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from swarmgen.diagnostics import Place, Sink, UsageError
from swarmgen.spec.registry import definition_files, read_registry
from tests.unit.swarmgen.spec.reading import told

_EMPTY = "groups: []\n"


def _names(folder: Path) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in definition_files(folder)]


def test_files_come_in_the_byte_order_of_their_paths(tmp_path: Path) -> None:
    for name in ("b.yaml", "a/z.yaml", "a.yaml", "B.yaml", "é.yaml", "a-b.yaml", "a/b/c.yml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(_EMPTY)
    assert _names(tmp_path) == ["B.yaml", "a-b.yaml", "a.yaml", "a/b/c.yml", "a/z.yaml", "b.yaml", "é.yaml"]


def test_links_to_folders_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(_EMPTY)
    (tmp_path / "again").symlink_to(".")
    (tmp_path / "linked.yaml").symlink_to("a.yaml")
    assert _names(tmp_path) == ["a.yaml", "linked.yaml"]


def test_a_folder_named_like_a_file_is_a_folder(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").mkdir()
    (tmp_path / "a.yaml" / "b.yaml").write_text(_EMPTY)
    assert _names(tmp_path) == ["a.yaml/b.yaml"]


def test_a_folder_that_cannot_be_listed_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.yaml").write_text(_EMPTY)
    (tmp_path / "closed").mkdir()
    scan = os.scandir

    def scandir(path: str) -> object:
        if path.endswith("closed"):
            raise PermissionError(13, "Permission denied", path)
        return scan(path)

    monkeypatch.setattr(os, "scandir", scandir)
    sink = Sink()
    read_registry(tmp_path, "here", sink)
    assert [(d.code, d.place) for d in sink] == [("unreadable-file", Place("here/closed"))]


def test_a_name_that_is_not_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(_EMPTY)
    with open(os.fsencode(tmp_path) + b"/\xff.yaml", "w") as file:
        file.write(_EMPTY)
    sink = Sink()
    assert [file.path for file in read_registry(tmp_path, "here", sink).files] == ["a.yaml"]
    assert told(sink) == ["1:1 invalid-file-name"]


@pytest.mark.parametrize(("display", "shown"), [(".", "a.yaml"), ("here", "here/a.yaml"), ("/", "/a.yaml")])
def test_messages_name_files_as_the_folder_was_given(tmp_path: Path, display: str, shown: str) -> None:
    (tmp_path / "a.yaml").write_text("[]")
    sink = Sink()
    read_registry(tmp_path, display, sink)
    assert [d.place.path for d in sink] == [shown]


def test_the_group_of_attributes_is_named_after_the_identity(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    text = "file_format: definition/2\nattributes: [{key: a, type: int, brief: a, stability: stable}]\n"
    (tmp_path / "deep" / "a.b.yaml").write_text(text)
    names = {}
    for identity in ("model", "/somewhere/model", "./x/../model"):
        spec = read_registry(tmp_path, "here", Sink(), identity=identity)
        names[identity] = spec.files[0].groups[0].id
    assert names == {
        "model": "registry.model.deep.a.b",
        "/somewhere/model": "registry.somewhere.model.deep.a.b",
        "./x/../model": "registry.x.model.deep.a.b",
    }


def test_a_folder_that_does_not_exist_is_a_matter_of_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match='there is no registry folder "nowhere"'):
        read_registry(tmp_path / "nowhere", "nowhere", Sink())
