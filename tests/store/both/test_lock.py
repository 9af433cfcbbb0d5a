"""Locks that others hold, and what bash does where there is no `flock` that can wait."""

from __future__ import annotations

import fcntl
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.coordinators import BASH, LANGUAGES, Language, call
from tests.portability.environments import FLOCK
from tests.store.both.support import TAKE, attributes, entries, side

PROGRAMS = ("bash", "sh", "dd", "mkdir", "mv", "sleep", "tail", "wc")
"""What bash needs besides a program to lock with."""


@contextmanager
def held(folder: Path, seconds: float = 60) -> Iterator[None]:
    """Holds the lock of a store for a block, or for some seconds of it."""
    with (folder / "lock").open("r+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        timer = threading.Timer(seconds, fcntl.flock, (lock, fcntl.LOCK_UN))
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            timer.join()


@pytest.fixture(params=["simple", "perl"])
def programs(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, str]:
    """The environment of a caller who has a `flock` that cannot wait, or none, but perl."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in (*PROGRAMS, *(["perl"] if request.param == "perl" else [])):
        found = shutil.which(name)
        if found is None:
            pytest.skip(f"{name} is not installed")
        (folder / name).symlink_to(found)
    if request.param == "simple":
        (folder / "flock").symlink_to(FLOCK)
    return {"PATH": str(folder), "REAL_FLOCK": shutil.which("flock") or ""}


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.name)
@pytest.mark.parametrize("seconds", ["0", "1"])
def test_a_lock_that_is_held(folder: Path, language: Language, seconds: str) -> None:
    started = time.monotonic()
    with held(folder):
        done = call(language, folder, *TAKE, env={"SWARMSH_LOCK_TIMEOUT": seconds})
    message = f"PROGRAM: claim: the lock of the store was not obtained within {seconds} s (timeout)\n"
    assert (done.exit, done.stdout, done.stderr.decode()) == (4, b"", message)
    assert int(seconds) <= time.monotonic() - started < int(seconds) + 5
    assert attributes(side(folder)[-1])["outcome"] == "timeout" and len(entries(folder)) == 7


COMMANDS = (
    *("audit-archive", "audit-seal", "migrate", "redact w-1"),
    *("doctor --accept-clock", "heartbeat-start --agent Ann"),
)
"""Those that take the lock of the store."""


@pytest.mark.parametrize("typed", COMMANDS)
def test_a_command_that_does_not_get_it(folder: Path, typed: str) -> None:
    """It leaves its span all the same."""
    words, spans = typed.split(), []
    for language in LANGUAGES:
        copy = shutil.copytree(folder, folder.with_name(language.name))
        with held(copy):
            done = call(language, copy, *words, env={"SWARMSH_LOCK_TIMEOUT": "0"})
        message = f"PROGRAM: {words[0]}: the lock of the store was not obtained within 0 s (timeout)\n"
        assert (done.exit, done.stdout, done.stderr.decode()) == (4, b"", message)
        spans.append(side(copy))
    assert spans[0] == spans[1]
    own = [attributes(each) for each in spans[0] if attributes(each)["operation"] == words[0].replace("-", "_")]
    assert [each["outcome"] for each in own] == ["timeout"]


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.name)
def test_a_query_needs_no_lock(folder: Path, language: Language) -> None:
    with held(folder):
        for words in (("show", "w-2"), ("list",), ("agents",)):
            done = call(language, folder, *words, env={"SWARMSH_LOCK_TIMEOUT": "0"})
            assert (done.exit, done.stderr) == (0, b"")


def test_other_programs_to_lock_with(folder: Path, programs: dict[str, str]) -> None:
    assert call(BASH, folder, *TAKE, env=programs).stdout == b"w-2\n"
    assert call(BASH, folder, "show", "w-2", env=programs).exit == 0


def test_they_wait_by_trying_again(folder: Path, programs: dict[str, str]) -> None:
    env = {**programs, "SWARMSH_LOCK_TIMEOUT": "20"}
    with held(folder, seconds=0.5):
        done = call(BASH, folder, *TAKE, env=env)
        assert (done.exit, done.stdout, done.stderr) == (0, b"w-2\n", b"")


def test_they_end_in_time(folder: Path, programs: dict[str, str]) -> None:
    started = time.monotonic()
    with held(folder):
        done = call(BASH, folder, *TAKE, env={**programs, "SWARMSH_LOCK_TIMEOUT": "1"})
    message = b"PROGRAM: claim: the lock of the store was not obtained within 1 s (timeout)\n"
    assert (done.exit, done.stdout, done.stderr) == (4, b"", message)
    assert 0.9 <= time.monotonic() - started < 10


def test_nothing_to_lock_with(folder: Path, tmp_path: Path) -> None:
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "bash").symlink_to(shutil.which("bash") or "bash")
    done = call(BASH, folder, *TAKE, env={"PATH": str(programs)})
    assert done.exit == 4 and b"install flock (util-linux) or perl" in done.stderr, done
    assert len(entries(folder)) == 7
