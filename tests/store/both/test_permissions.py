"""Modes of what is made, callers who may not write, and settings that are checked."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.coordinators import LANGUAGES, Language, call, environment
from tests.faults.stores import mark
from tests.permissions import obey_permissions
from tests.repository import ROOT
from tests.store.both.support import TAKE, does, refused, state


def obeying(language: Language, folder: Path, *words: str) -> tuple[int, str, str]:
    """Exit code, output and message of a call that permissions hold for."""
    done = subprocess.run(
        [*language.command, *words],
        env=environment(folder),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=obey_permissions,  # no threads here
    )
    return done.returncode, done.stdout, done.stderr.replace(language.program, "PROGRAM")


@pytest.mark.parametrize(("mode", "files", "folders"), [(0o700, 0o600, 0o700), (0o2770, 0o660, 0o770)])
@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.name)
def test_permissions_of_what_is_made(tmp_path: Path, language: Language, mode: int, files: int, folders: int) -> None:
    """A directory that its group may write is for the group."""
    store = tmp_path / "data"
    store.mkdir()
    store.chmod(mode)
    for words in (("register", "Ann"), ("add", "x" * 500, "--id", "Own", "--key", "k")):
        assert call(language, store, *words).exit == 0
    assert call(language, store, "claim", "w-99", "--agent", "Ann").exit == 6
    for path in store.rglob("*"):
        assert path.stat().st_mode & 0o777 == (folders if path.is_dir() else files), path
    shared = "true" if mode == 0o2770 else "false"
    assert f'"shared":\t{shared}' in (store / "format").read_text()


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.name)
def test_a_store_where_nothing_may_be_made(language: Language, tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir(mode=0o500)
    data = tmp_path / "closed" / "data"
    message = f"PROGRAM: register: {data}: permission denied (permission)\n"
    assert obeying(language, data, "register") == (5, "", message)


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.name)
def test_who_may_not_write_sees_what_is_committed(language: Language, folder: Path) -> None:
    """An operation died when its line was written; its records are read from there."""
    done = shutil.copytree(folder, folder.with_name("done"))
    does(done, "add", "x" * 500, "--details", "y" * 900, "--id", "New")
    shown = call(language, done, "show", "New", "--json").stdout.decode()
    for path in sorted(done.glob("journal/*")):
        shutil.copyfile(path, folder / path.relative_to(done))
    mark(folder)
    paths = (folder, *folder.rglob("*"))
    for path in paths:
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        assert obeying(language, folder, "show", "New", "--json") == (0, shown, "")
    finally:
        for path in paths:
            path.chmod(0o755 if path.is_dir() else 0o644)
    assert state(folder)["dirty"] == 1 and "x" * 500 in shown and "y" * 900 in shown


def test_durability_and_time_outs_are_checked(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    durable = {"SWARMSH_DURABILITY": "fsync"}
    does(folder, "register", **durable)
    assert '"durability":\t"fsync"' in (folder / "format").read_text()
    does(folder, "register", **durable)
    does(folder, "register")
    for name, value, message in (
        ("SWARMSH_DURABILITY", "none", "the store was made with fsync"),
        ("SWARMSH_LOCK_TIMEOUT", "x", '"x" is not a whole number'),
        ("SWARMSH_LOCK_TIMEOUT", "-1", "-1 is not between 0 and 86400"),
    ):
        assert refused(folder, *TAKE, **{name: value}) == (2, f"{name}: {message}")
