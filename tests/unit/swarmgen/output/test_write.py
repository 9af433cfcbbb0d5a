from __future__ import annotations

import errno
import json
import os
import stat
import subprocess
import sys
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from swarmgen.output.drift import drift
from swarmgen.output.header import Provenance, add_header
from swarmgen.output.manifest import Entry, entries_of, manifest_text
from swarmgen.output.tree import File, Tree
from swarmgen.output.write import WriteError, Written, write
from tests.permissions import permissions_hold


def tree(**files: str) -> Tree:
    """A tree of files without headers; `__` in a name is a slash."""
    return {PurePosixPath(name.replace("__", "/")): File(text.encode()) for name, text in files.items()}


def paths(*names: str) -> tuple[PurePosixPath, ...]:
    return tuple(map(PurePosixPath, names))


def ours(text: str) -> bytes:
    return add_header(PurePosixPath("x.py"), text.encode(), (), Provenance(digests={}))


def snapshot(folder: Path) -> dict[str, Any]:
    """Everything below `folder`: kind, mode, time and content or target."""
    found = {}
    for path in sorted(folder.rglob("*")):
        status = path.lstat()
        content = os.readlink(path) if path.is_symlink() else path.read_bytes() if path.is_file() else None
        found[str(path.relative_to(folder))] = (status.st_mode, status.st_mtime_ns, content)
    return found


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_symlink() or not path.is_dir()}


def age(folder: Path) -> None:
    """Give every file an old time, so that a rewrite shows."""
    for path in folder.rglob("*"):
        os.utime(path, (1, 1), follow_symlinks=False)


def test_a_tree_is_written_with_modes_and_manifest(tmp_path: Path) -> None:
    root = tmp_path / "new" / "out"
    expected = {**tree(a__b__c="c"), PurePosixPath("run"): File(b"r", executable=True)}
    old = os.umask(0o077)
    try:
        assert write(expected, root) == Written(written=paths("a/b/c", "run"))
    finally:
        os.umask(old)
    assert (root / "a/b/c").read_bytes() == b"c"
    modes = {name: stat.S_IMODE((root / name).stat().st_mode) for name in files(root)}
    assert modes == {"a/b/c": 0o644, "run": 0o755, "MANIFEST": 0o644}
    assert (root / "MANIFEST").read_bytes() == manifest_text(entries_of(expected))


def test_an_empty_tree_is_a_manifest_without_lines(tmp_path: Path) -> None:
    assert write({}, tmp_path / "out") == Written()
    assert files(tmp_path / "out") == {"MANIFEST"}
    assert not drift({}, tmp_path / "out").differences


def test_writing_again_touches_nothing(tmp_path: Path) -> None:
    write(tree(a="a", b__c="c"), tmp_path)
    age(tmp_path)
    before = snapshot(tmp_path)
    assert write(tree(a="a", b__c="c"), tmp_path) == Written(unchanged=2)
    assert snapshot(tmp_path) == before


def test_only_changed_files_get_a_new_time(tmp_path: Path) -> None:
    write(tree(a="a", b="b"), tmp_path)
    age(tmp_path)
    assert write(tree(a="a", b="changed"), tmp_path) == Written(written=paths("b"), unchanged=1)
    assert (tmp_path / "a").stat().st_mtime == 1
    assert (tmp_path / "b").stat().st_mtime != 1


@pytest.mark.parametrize("executable", [True, False])
def test_a_wrong_mode_is_mended_in_place(tmp_path: Path, executable: bool) -> None:
    expected = {PurePosixPath("f"): File(b"x", executable=executable)}
    write(expected, tmp_path)
    (tmp_path / "f").chmod(0o644 if executable else 0o755)
    age(tmp_path)
    assert write(expected, tmp_path) == Written(written=paths("f"))
    assert stat.S_IMODE((tmp_path / "f").stat().st_mode) == (0o755 if executable else 0o644)
    assert (tmp_path / "f").stat().st_mtime == 1


@pytest.mark.parametrize("mode", [0o664, 0o600])
def test_modes_that_differ_by_a_umask_only_are_left_alone(tmp_path: Path, mode: int) -> None:
    write(tree(f="x"), tmp_path)
    (tmp_path / "f").chmod(mode)
    assert write(tree(f="x"), tmp_path) == Written(unchanged=1)
    assert stat.S_IMODE((tmp_path / "f").stat().st_mode) == mode


def test_files_no_longer_generated_go_with_the_folders_they_leave_empty(tmp_path: Path) -> None:
    write(tree(a="a", b__c__d="d", e__f="f"), tmp_path)
    (tmp_path / "e/mine").write_text("mine")
    assert write(tree(a="a"), tmp_path) == Written(removed=paths("b/c/d", "e/f"), unchanged=1)
    assert files(tmp_path) == {"a", "e/mine", "MANIFEST"}
    assert not (tmp_path / "b").exists()


def test_files_that_are_not_ours_stay(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine")
    (tmp_path / "folder").mkdir()
    age(tmp_path)
    before = snapshot(tmp_path)
    write(tree(a="a"), tmp_path)
    write({}, tmp_path)
    after = snapshot(tmp_path)
    del after["MANIFEST"]
    assert after == before


def test_a_listed_file_that_somebody_replaced_is_theirs(tmp_path: Path) -> None:
    write(tree(a="a", b="b"), tmp_path)
    (tmp_path / "b").write_text("my own")
    assert write(tree(a="a"), tmp_path) == Written(unchanged=1)
    assert (tmp_path / "b").read_text() == "my own"


def test_an_edited_file_with_our_header_is_removed_like_any_other(tmp_path: Path) -> None:
    write({PurePosixPath("x.py"): File(ours("x = 1\n"))}, tmp_path)
    (tmp_path / "x.py").write_bytes(ours("x = 1\n") + b"y = 2\n")
    assert write({}, tmp_path) == Written(removed=paths("x.py"))


def test_a_hand_edited_file_is_overwritten(tmp_path: Path) -> None:
    write(tree(a="a"), tmp_path)
    age(tmp_path)
    (tmp_path / "a").write_text("edited")
    assert write(tree(a="a"), tmp_path) == Written(written=paths("a"))
    assert (tmp_path / "a").read_text() == "a"
    assert (tmp_path / "MANIFEST").stat().st_mtime == 1


def test_a_file_that_is_not_ours_is_refused_and_nothing_is_touched(tmp_path: Path) -> None:
    write(tree(gone="g"), tmp_path)
    (tmp_path / "b").write_text("mine")
    (tmp_path / "c").write_text("mine too")
    before = snapshot(tmp_path)
    with pytest.raises(WriteError) as refused:
        write(tree(a="a", b="b", c="c"), tmp_path)
    assert str(refused.value).splitlines() == [
        f"{tmp_path}/{name}: exists and was not written by swarmgen; move it away or choose another output folder"
        for name in ("b", "c")
    ]
    assert snapshot(tmp_path) == before


def test_a_file_that_already_has_our_bytes_is_adopted(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("a")
    age(tmp_path)
    assert write(tree(a="a"), tmp_path) == Written(unchanged=1)
    assert (tmp_path / "a").stat().st_mtime == 1
    assert not drift(tree(a="a"), tmp_path).differences


def test_a_file_with_our_header_is_ours_even_without_a_manifest(tmp_path: Path) -> None:
    (tmp_path / "x.py").write_bytes(ours("x = 1\n"))
    expected = {PurePosixPath("x.py"): File(ours("x = 2\n"))}
    assert write(expected, tmp_path) == Written(written=paths("x.py"))


def test_a_manifest_of_another_tool_is_refused(tmp_path: Path) -> None:
    (tmp_path / "MANIFEST").write_text("# file GENERATED by distutils, do NOT edit\nsetup.py\n")
    with pytest.raises(WriteError, match="MANIFEST: exists and was not written by swarmgen"):
        write(tree(a="a"), tmp_path)
    assert files(tmp_path) == {"MANIFEST"}


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: b"<<<<<<< HEAD\n" + text + b"=======\n" + text + b">>>>>>> branch\n",
        lambda text: text.replace(b"sha256 ", b"sha256 0"),
        lambda text: text.replace(b"\n", b"\n\xff\xff\n"),
        lambda text: text.split(b"\n")[0],
    ],
)
def test_a_damaged_manifest_is_mended(tmp_path: Path, damage: Any) -> None:
    expected = {PurePosixPath("x.py"): File(ours("x = 1\n")), **tree(a="a")}
    write(expected, tmp_path)
    text = (tmp_path / "MANIFEST").read_bytes()
    (tmp_path / "MANIFEST").write_bytes(damage(text))
    assert write(expected, tmp_path) == Written(unchanged=2)
    assert (tmp_path / "MANIFEST").read_bytes() == text


def test_a_deleted_manifest_is_written_again(tmp_path: Path) -> None:
    write(tree(a="a"), tmp_path)
    (tmp_path / "MANIFEST").unlink()
    assert write(tree(a="a"), tmp_path) == Written(unchanged=1)
    assert files(tmp_path) == {"a", "MANIFEST"}


def test_a_hostile_manifest_removes_nothing(tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    (tmp_path / "outside").write_text("x")
    (root / "mine").write_text("mine")
    (root / "link").symlink_to(tmp_path)
    digest = File(b"x").sha256
    names = ("../outside", str(tmp_path / "outside"), "a/../../outside", "link/outside", "mine", ".", "..", "")
    manifest = manifest_text(entries_of({})) + "".join(f"0644 {digest} {name}\n" for name in names).encode()
    (root / "MANIFEST").write_bytes(manifest)
    assert write({}, root) == Written()
    assert (tmp_path / "outside").read_text() == "x"
    assert files(root) == {"mine", "link", "MANIFEST"}


def test_an_unsafe_generated_path_is_our_bug(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="generated path"):
        write({PurePosixPath("../a"): File(b"")}, tmp_path / "out")
    assert not (tmp_path / "out").exists()


class TestThingsInTheWay:
    """Links, folders and special files where files should stand."""

    def test_a_linked_folder_is_never_written_through(self, tmp_path: Path) -> None:
        root, outside = tmp_path / "root", tmp_path / "outside"
        write(tree(a__f="old", a__g="g"), root)
        (root / "a").rename(outside)
        (root / "a").symlink_to(outside)
        before = snapshot(tmp_path)
        with pytest.raises(WriteError, match="root/a: is a symbolic link where a folder is needed"):
            write(tree(a__f="new"), root)
        assert snapshot(tmp_path) == before

    def test_nothing_is_removed_through_a_linked_folder(self, tmp_path: Path) -> None:
        root, outside = tmp_path / "root", tmp_path / "outside"
        write(tree(a__f="f", a__b__g="g", c="c"), root)
        (root / "a").rename(outside)
        (outside / "b/g").unlink()
        (root / "a").symlink_to(outside)
        assert write(tree(c="c"), root) == Written(unchanged=1)
        assert (outside / "f").read_text() == "f"
        assert (outside / "b").is_dir()

    def test_a_linked_file_is_replaced_and_its_target_stays(self, tmp_path: Path) -> None:
        root = tmp_path / "root"
        write(tree(a="a"), root)
        (tmp_path / "target").write_text("theirs")
        (root / "a").unlink()
        (root / "a").symlink_to(tmp_path / "target")
        assert write(tree(a="a"), root) == Written(written=paths("a"))
        assert not (root / "a").is_symlink()
        assert (tmp_path / "target").read_text() == "theirs"

    def test_a_link_that_we_never_wrote_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "a").symlink_to("nowhere")
        with pytest.raises(WriteError, match="is a symbolic link that swarmgen did not make"):
            write(tree(a="a"), tmp_path)
        assert (tmp_path / "a").is_symlink()

    def test_a_linked_manifest_is_replaced_and_never_believed(self, tmp_path: Path) -> None:
        root = tmp_path / "root"
        write(tree(a="a"), root)
        (root / "MANIFEST").rename(tmp_path / "listing")
        (root / "MANIFEST").symlink_to(tmp_path / "listing")
        text = (tmp_path / "listing").read_bytes()
        assert write(tree(b="b"), root) == Written(written=paths("b"))
        assert (root / "a").exists()
        assert not (root / "MANIFEST").is_symlink()
        assert (tmp_path / "listing").read_bytes() == text

    def test_the_root_itself_may_be_a_link(self, tmp_path: Path) -> None:
        (tmp_path / "real").mkdir()
        (tmp_path / "root").symlink_to("real")
        write(tree(a__b="b"), tmp_path / "root")
        assert files(tmp_path / "real") == {"a/b", "MANIFEST"}

    def test_a_file_may_become_a_folder_and_a_folder_a_file(self, tmp_path: Path) -> None:
        before, after = tree(a="a", b__c__d="d", b__e="e"), tree(a__x__y="y", b="b")
        write(before, tmp_path)
        assert write(after, tmp_path) == Written(written=paths("a/x/y", "b"), removed=paths("a", "b/c/d", "b/e"))
        assert not drift(after, tmp_path).differences
        write(before, tmp_path)
        assert files(tmp_path) == {"a", "b/c/d", "b/e", "MANIFEST"}

    def test_empty_folders_make_room_for_a_file(self, tmp_path: Path) -> None:
        (tmp_path / "a/b/c").mkdir(parents=True)
        assert write(tree(a="a"), tmp_path) == Written(written=paths("a"))
        assert (tmp_path / "a").read_text() == "a"

    @pytest.mark.parametrize("inside", ["file", "link to a folder", "dangling link"])
    def test_a_folder_with_somebodys_file_does_not(self, tmp_path: Path, inside: str) -> None:
        write(tree(a__ours="o", b="b"), tmp_path)
        match inside:
            case "file":
                (tmp_path / "a/theirs").write_text("t")
            case "link to a folder":
                (tmp_path / "a/theirs").symlink_to(tmp_path)
            case _:
                (tmp_path / "a/theirs").symlink_to("nowhere")
        before = snapshot(tmp_path)
        with pytest.raises(WriteError, match="a: is a folder with files that swarmgen did not write"):
            write(tree(a="a", b="b"), tmp_path)
        assert snapshot(tmp_path) == before

    def test_somebodys_file_where_a_folder_is_needed_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "a").write_text("mine")
        with pytest.raises(WriteError, match="a: is a file where a folder is needed") as refused:
            write(tree(a__b="b", a__c="c"), tmp_path)
        assert len(str(refused.value).splitlines()) == 1

    def test_a_special_file_is_neither_read_nor_written(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "a")
        with pytest.raises(WriteError, match="is a special file that swarmgen did not make"):
            write(tree(a="a"), tmp_path)

    def test_the_root_may_not_be_a_file(self, tmp_path: Path) -> None:
        (tmp_path / "root").write_text("x")
        with pytest.raises(WriteError, match="root: cannot be generated: File exists"):
            write(tree(a="a"), tmp_path / "root")


class TestFailures:
    """The file system says no."""

    def test_a_full_disk_leaves_the_old_file_and_no_litter(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        write(tree(a="old"), tmp_path)

        def full(source: Any, target: Any) -> None:
            if os.path.basename(target) == "a":
                raise OSError(errno.ENOSPC, "No space left on device", os.fspath(source))
            os.rename(source, target)

        with monkeypatch.context() as patched:
            patched.setattr(os, "replace", full)
            with pytest.raises(WriteError, match=r"/a: cannot be generated: No space left on device"):
                write(tree(a="new"), tmp_path)
        assert (tmp_path / "a").read_text() == "old"
        assert files(tmp_path) == {"a", "MANIFEST"}
        assert write(tree(a="new"), tmp_path) == Written(written=paths("a"))
        assert not drift(tree(a="new"), tmp_path).differences

    def test_a_read_only_folder_is_told(self, tmp_path: Path) -> None:
        (tmp_path / "a").mkdir()
        (tmp_path / "a").chmod(0o555)
        with permissions_hold(), pytest.raises(WriteError, match=r"a/f: cannot be generated: Permission denied"):
            write(tree(a__f="f"), tmp_path)

    def test_a_refused_file_is_told_under_its_own_name(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        open_ = os.open

        def refuse(path: Any, *rest: Any) -> int:
            if "a" in Path(path).parts:
                raise PermissionError(errno.EACCES, "Permission denied", os.fspath(path))
            return open_(path, *rest)

        monkeypatch.setattr(os, "open", refuse)
        with pytest.raises(WriteError) as refused:
            write(tree(a__f="f"), tmp_path)
        assert str(refused.value) == f"{tmp_path}/a/f: cannot be generated: Permission denied"

    @pytest.mark.parametrize("error", [errno.ENOLCK, errno.EBADF])
    def test_a_file_system_without_locks_is_good_enough(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: int
    ) -> None:
        def no_locks(*_: Any) -> None:
            raise OSError(error, "no locks")

        monkeypatch.setattr("fcntl.flock", no_locks)
        assert write(tree(a="a"), tmp_path) == Written(written=paths("a"))

    def test_what_a_killed_run_left_beside_a_file_is_swept(self, tmp_path: Path) -> None:
        write(tree(a__f="f", g="g"), tmp_path)
        for left in ("a/.f.swarmgen-tmp", ".g.swarmgen-tmp", ".MANIFEST.swarmgen-tmp"):
            (tmp_path / left).write_text("half")
        (tmp_path / ".other.swarmgen-tmp").symlink_to("nowhere")
        write(tree(a__f="f", g="g"), tmp_path)
        assert files(tmp_path) == {"a/f", "g", "MANIFEST", ".other.swarmgen-tmp"}


BEFORE: dict[str, str] = {"same": "s", "changed": "old", "gone": "g", "turn": "file", "deep__er__gone": "g"}
AFTER: dict[str, str] = {"same": "s", "changed": "new", "turn__inner": "folder", "fresh__file": "f", "py_typed": ""}
THIRD: dict[str, str] = {"same": "s", "changed": "third", "fresh__file": "third", "deep": "file"}

KILLED = """
import json, os, sys
from pathlib import Path
from tests.unit.swarmgen.output.test_write import AFTER, BEFORE, THIRD, files, tree
from swarmgen.output.drift import drift
from swarmgen.output.write import write

STEPS = ("replace", "unlink", "rmdir", "mkdir", "chmod", "fchmod", "open")

def kill_at(step):
    left = step
    def counted(function):
        def call(*arguments, **options):
            nonlocal left
            left -= 1
            if left == 0:
                os._exit(9)
            return function(*arguments, **options)
        return call
    for name in STEPS:
        setattr(os, name, counted(getattr(os, name)))

def killed_at(step, root):
    write(tree(**BEFORE), root)
    child = os.fork()
    if child == 0:
        kill_at(step)
        write(tree(**AFTER), root)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9

found = []
step, killed = 0, True
while killed:
    step += 1
    for name, files_of in (("before", BEFORE), ("after", AFTER), ("third", THIRD), ("nothing", {})):
        root, goal = Path(sys.argv[1], f"{step}-{name}"), tree(**files_of)
        killed = killed_at(step, root)
        write(goal, root)
        left = files(root) ^ {*map(str, goal), "MANIFEST"}
        found.append([step, name, len(drift(goal, root).differences), sorted(left)])
print(json.dumps(found))
"""


def run(script: str, *arguments: str) -> str:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments], env=environment, stdout=subprocess.PIPE, check=True
    )
    return done.stdout.decode()


def test_after_a_kill_at_any_step_the_next_run_mends_everything(tmp_path: Path) -> None:
    found = json.loads(run(KILLED, str(tmp_path)))
    assert found[-1][0] > 20
    assert [entry for entry in found if entry[2:] != [0, []]] == []


RACE = """
import sys
from pathlib import Path
from tests.unit.swarmgen.output.test_write import AFTER, BEFORE, tree
from swarmgen.output.write import write

for turn in range(60):
    write(tree(**(AFTER, BEFORE)[(turn + int(sys.argv[2])) % 2]), Path(sys.argv[1]))
"""


def test_runs_at_the_same_time_take_turns(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    commands = ([sys.executable, "-c", RACE, str(tmp_path / "root"), str(n)] for n in range(3))
    runs = [subprocess.Popen(command, env=environment) for command in commands]
    assert [run.wait() for run in runs] == [0, 0, 0]
    results = [drift(tree(**goal), tmp_path / "root").differences for goal in (BEFORE, AFTER)]
    assert () in results


def test_an_interrupted_run_lists_both_states(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tree(a="old"), tmp_path)

    def interrupted(source: Any, target: Any) -> None:
        if os.path.basename(target) != "MANIFEST":
            raise KeyboardInterrupt
        os.rename(source, target)

    monkeypatch.setattr(os, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write(tree(a="new", b="b"), tmp_path)
    texts = {"a": (b"old", b"new"), "b": (b"b",)}
    entries = [Entry(PurePosixPath(p), File(data).sha256, False) for p, versions in texts.items() for data in versions]
    assert (tmp_path / "MANIFEST").read_bytes() == manifest_text(entries)
    assert files(tmp_path) == {"a", "MANIFEST"}


def test_a_run_for_some_folders_leaves_the_others(tmp_path: Path) -> None:
    both = tree(python__a="a", python__b="b", bash__c="c")
    write(both, tmp_path)
    part = tree(python__a="a2")
    assert write(part, tmp_path, only=("python",)) == Written(written=paths("python/a"), removed=paths("python/b"))
    assert files(tmp_path) == {"MANIFEST", "python/a", "bash/c"}
    assert not drift(part, tmp_path, only=("python",)).differences
    whole = tree(python__a="a2", bash__c="c")
    assert not drift(whole, tmp_path).differences
    assert write(whole, tmp_path) == Written(unchanged=2)
    (tmp_path / "bash" / "c").write_text("edited")
    assert not drift(part, tmp_path, only=("python",)).differences
    assert drift(whole, tmp_path).differences
