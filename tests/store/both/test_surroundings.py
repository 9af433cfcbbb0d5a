"""Environments that mean harm, clocks of old shells, folders of any name, permissions."""

from __future__ import annotations

import shutil
import subprocess
import time
from pathlib import Path

import pytest

from tests.coordinators import BASH, LANGUAGES, Language, call, difference, environment, tree
from tests.faults.stores import mark
from tests.permissions import obey_permissions
from tests.repository import ROOT, read
from tests.store.both.support import SECOND, TAKE, does, entries, kept, refused, state

SHADOWS = (
    "printf mapfile unset set local exec flock shopt command declare return read dd mkdir umask test [ exit : true"
)
HARM = {
    **{f"BASH_FUNC_{name}%%": "() { touch pwned; }" for name in SHADOWS.split()},
    "IFS": "n",
    "TMOUT": "1",
    "CDPATH": "/",
    "GLOBIGNORE": "*",
    "LC_ALL": "de_DE.UTF-8",
    "GREP_OPTIONS": "-v",
}
"""What any program can put into the environment of another."""


@pytest.mark.parametrize(
    "harm",
    [
        HARM,
        {**HARM, "SHELLOPTS": "allexport:errexit:noglob:nounset:xtrace:keyword"},
        {"SHELLOPTS": "posix:noclobber:physical", "POSIXLY_CORRECT": "1"},
        {**HARM, "BASHOPTS": "nocasematch:nullglob:extglob:failglob:xpg_echo:execfail", "BASH_COMPAT": "4.2"},
    ],
    ids=["functions", "options", "posix", "shopt"],
)
@pytest.mark.parametrize("words", [TAKE, ("register", "Bob", "--key", "k")], ids=["hot", "cold"])
def test_hostile_surroundings(folder: Path, harm: dict[str, str], words: tuple[str, ...]) -> None:
    sound = shutil.copytree(folder, folder.with_name("sound"))
    answer = does(sound, *words)
    done = call(BASH, folder, *words, env=harm, folder=folder.parent)
    said = [line for line in done.stderr.splitlines() if b"setlocale" not in line]
    assert (done.exit, done.stdout.decode(), said) == (0, f"{answer}\n", [])
    assert difference(tree(folder), tree(sound)) == ""
    assert not list(folder.parent.glob("**/pwned"))


def test_folders_of_any_name(tmp_path: Path) -> None:
    for name in ("-rf x", "a b\tc", "$(touch pwned)", "ü*[x]", "new\nline"):
        parent = tmp_path / name
        parent.mkdir()
        for data in (parent / name, Path("-data")):
            done = call(BASH, data, "register", "Ann", folder=parent)
            assert (done.exit, done.stdout, done.stderr) == (0, b"Ann\n", b"")
            assert (parent / data / "records/agent/0/1").exists()
    assert not list(tmp_path.glob("**/pwned"))


@pytest.mark.parametrize("version", [400, 402, 500])
def test_clocks_and_random_numbers_of_old_shells(version: int, tmp_path: Path) -> None:
    """Before 5.0 bash knows whole seconds, before 4.2 only by asking `date`; before 5.1 it has no SRANDOM."""
    text = read(Path("generated/bash/atomic.sh"))
    known = "PRELUDE_VERSION=$((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1]))"
    assert text.count(known) == 1
    script, folder = tmp_path / "atomic.sh", tmp_path / "data"
    script.write_text(text.replace(known, f"PRELUDE_VERSION={version}"), encoding="utf-8")
    old = Language("old bash", ("bash", str(script)), "atomic.sh")
    live = {"SWARMSH_NOW_NS": "", "SWARMSH_ID_SEED": ""}
    before = time.time_ns()
    for words in (("register", "Ann"), ("add", "one"), ("claim", "--next", "--agent", "Ann")):
        done = call(old, folder, *words, env=live)
        assert (done.exit, done.stderr) == (0, b"")
    after = time.time_ns()
    spans = [entry["span"] for entry in entries(folder)]
    times = [int(span[f"{end}TimeUnixNano"]) for span in spans for end in ("start", "end")]
    assert times == sorted(times) and before - SECOND < times[0] <= times[-1] <= after
    assert [entry["time"] for entry in entries(folder)] == sorted(entry["time"] for entry in entries(folder))
    assert version == 500 or {time % SECOND for time in times} == {0}
    assert len({span["traceId"] for span in spans}) == len({span["spanId"] for span in spans}) == 3
    # Whoever knows the time better goes on in the same second.
    assert call(LANGUAGES[1], folder, "release", "w-1", "--agent", "Ann", env=live).exit == 0


# --- permissions -----------------------------------------------------------------------------------------------------


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
    before = kept(folder)
    for name, value, message in (
        ("SWARMSH_DURABILITY", "none", "the store was made with fsync"),
        ("SWARMSH_LOCK_TIMEOUT", "x", '"x" is not a whole number'),
        ("SWARMSH_LOCK_TIMEOUT", "-1", "-1 is not between 0 and 86400"),
    ):
        assert refused(folder, *TAKE, **{name: value}) == (2, f"{name}: {message}")
    assert kept(folder) == before
