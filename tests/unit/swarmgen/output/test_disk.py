from __future__ import annotations

import os
from pathlib import Path, PurePosixPath

from swarmgen.output.disk import Found, Kind, final, look, temporary


def at(root: Path, path: str) -> Found | None:
    return look(root, PurePosixPath(path))


def found(place: str, kind: Kind) -> Found:
    return Found(place=PurePosixPath(place), kind=kind)


def test_a_file_is_found_with_its_content_and_mode(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a/f").write_bytes(b"x")
    (tmp_path / "a/f").chmod(0o644)
    assert at(tmp_path, "a/f") == Found(place=PurePosixPath("a/f"), kind=Kind.FILE, data=b"x", executable=False)
    (tmp_path / "a/f").chmod(0o755)
    assert at(tmp_path, "a/f") == Found(place=PurePosixPath("a/f"), kind=Kind.FILE, data=b"x", executable=True)


def test_nothing_is_found_where_nothing_stands(tmp_path: Path) -> None:
    assert at(tmp_path, "f") is None
    assert at(tmp_path, "a/b/f") is None
    assert at(tmp_path / "absent", "f") is None


def test_the_kind_of_anything_else_is_told(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to("folder")
    os.mkfifo(tmp_path / "fifo")
    assert at(tmp_path, "folder") == found("folder", Kind.FOLDER)
    assert at(tmp_path, "link") == found("link", Kind.LINK)
    assert at(tmp_path, "fifo") == found("fifo", Kind.OTHER)


def test_a_parent_that_is_no_folder_is_found_instead(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "f").write_bytes(b"secret")
    root = tmp_path / "root"
    (root / "a").mkdir(parents=True)
    (root / "a/link").symlink_to(outside)
    (root / "file").write_bytes(b"x")
    assert at(root, "a/link/f") == found("a/link", Kind.LINK)
    assert at(root, "file/b/c") == found("file", Kind.FILE)


def test_a_root_that_is_a_link_is_the_users_choice(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real/f").write_bytes(b"x")
    (tmp_path / "root").symlink_to("real")
    assert at(tmp_path / "root", "f") == Found(place=PurePosixPath("f"), kind=Kind.FILE, data=b"x")


def test_an_unfinished_file_stands_beside_its_place_and_is_hidden() -> None:
    path = temporary(PurePosixPath("a/f.py"))
    assert (path.parent, path.name[0]) == (PurePosixPath("a"), ".")
    assert final(Path(path)) == Path("a/f.py")
    assert final(Path("a/.f.py")) == Path("a/.f.py")
