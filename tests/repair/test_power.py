"""Durable stores after a power failure: files that were not on the disk are old, empty, short, of zeroes or not there;
the first operation after it, by either language, makes the store what it was.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.coordinators import BASH, LANGUAGES, PYTHON, Done, Language, batch, call, difference, environment, line, tree
from tests.repair.support import JOURNAL, copied
from tests.repair.test_kills import PATCH, killable

SAFE = ("journal/", "format", "checkpoint", "lock", "telemetry/side/", "reserve")
"""What a durable store has on the disk before it answers, and what is not put in order."""
BOOTS = {"first": "0b1e6a4c-0000-4000-8000-000000000001", "second": "0b1e6a4c-0000-4000-8000-000000000002"}


def boot(folder: Path, name: str) -> dict[str, str]:
    """The environment of a run of the machine."""
    path = folder / f"boot-{name}"
    path.write_text(f"{BOOTS[name]}\n")
    return {"SWARMSH_BOOT_ID_FILE": str(path)}


def lines() -> list[bytes]:
    found = [line("register", "Alice"), line("register")]
    for number in range(6):
        details = "x" * (500 if number % 2 else 5)
        found.append(
            line("add", f"item {number}", "--details", details, "--key", f"K.{number}", "--id", f"Item.{number}")
        )
        found.append(line("claim", "--next", "--agent", "Alice"))
    return [*found, line("complete", "Item.0", "--agent", "Alice")]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[dict[str, bytes]]]:
    """A durable store, and what it was after each of its operations, made by the languages in turn."""
    folder = tmp_path_factory.mktemp("power")
    path, history = folder / "store", []
    env = {**boot(folder, "first"), "SWARMSH_DURABILITY": "fsync"}
    for number, words in enumerate(lines()):
        (answer,) = batch(LANGUAGES[number % 2], path, [words], env=env)
        assert answer["exit"] == 0
        history.append(tree(path))
    return path, history


def fail(store: Path, history: list[dict[str, bytes]], chance: random.Random) -> None:
    """What a power failure may leave of a store."""
    for path, data in tree(store).items():
        if path.startswith(SAFE) or chance.random() < 0.4:
            continue
        olds = [past[path] for past in history if path in past]
        new = chance.choice((None, b"", bytes(len(data)), data[: len(data) // 2], data[:-1], chance.choice(olds)))
        if new is None:
            (store / path).unlink()
        else:
            (store / path).write_bytes(new)
    torn = chance.choice((b"", b'{"sequence":\t', bytes(200), b'{"sequence":\t99\t,"x"\n'))
    with (store / JOURNAL).open("ab") as journal:
        journal.write(torn)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("words", [("show", "Item.0"), ("add", "one")])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_next_one_restores(
    store: tuple[Path, list[dict[str, bytes]]], language: Language, words: tuple[str, ...], seed: int
) -> None:
    path, history = store
    env = boot(path.parent, "second")
    whole = copied(path, "whole")
    expected = call(language, whole, *words, env=env)
    broken = copied(path, "broken")
    fail(broken, history, random.Random(seed))
    assert call(language, broken, *words, env=env) == expected
    assert expected.exit == 0
    assert difference(tree(whole), tree(broken)) == ""
    checked = call(BASH, broken, "replay", "--check", env=env)
    assert (checked.exit, checked.stderr) == (0, b"")


def test_in_the_same_run_nothing_is_written(store: tuple[Path, list[dict[str, bytes]]]) -> None:
    path, _ = store
    for env in (boot(path.parent, "first"), {"SWARMSH_BOOT_ID_FILE": str(path.parent / "none")}):
        for language in LANGUAGES:
            copy = copied(path, "same")
            (copy / "records/work/0/1").write_bytes(b"broken")
            assert call(language, copy, "show", "Item.0", env=env).exit == 9
            assert (copy / "records/work/0/1").read_bytes() == b"broken"
            assert f'"{BOOTS["first"]}"' in (copy / "checkpoint").read_text()


@pytest.mark.parametrize("language", LANGUAGES)
def test_killed_while_it_restores(store: tuple[Path, list[dict[str, bytes]]], language: Language) -> None:
    path, history = store
    env = boot(path.parent, "second")
    other = PYTHON if language is BASH else BASH
    whole = copied(path, "whole")
    assert call(other, whole, "show", "Item.0", env=env).exit == 0
    command = ["bash", str(killable(path.parent))] if language is BASH else [sys.executable, "-c", PATCH, "atomic"]
    for place in range(1, 200, 6):
        copy = copied(path, "killed")
        fail(copy, history, random.Random(7))
        given = environment(copy, TRIP_AT=str(place), **env)
        done = subprocess.run([*command, "show", "Item.0"], env=given, capture_output=True, check=False, timeout=600)
        if done.returncode == 0:
            assert place > 30
            return
        assert done.returncode == -9, done.stderr
        assert call(other, copy, "show", "Item.0", env=env).exit == 0
        assert difference(tree(whole), tree(copy)) == ""
    pytest.fail("it never ended")


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A durable store of 1,004 entries."""
    folder = tmp_path_factory.mktemp("two")
    env = {**boot(folder, "first"), "SWARMSH_DURABILITY": "fsync"}
    path = folder / "store"
    answers = batch(PYTHON, path, [line("register")] * 1000, env=env)
    answers += batch(BASH, path, [line("register")] * 4, env=env)
    assert {answer["exit"] for answer in answers} == {0}
    return path


def asked(language: Language, store: Path) -> Done:
    return call(language, store, "agent-status", "a-1004", env=boot(store.parent, "second"))


def test_the_checkpoint_moves_with_the_segments(two: Path) -> None:
    assert (two / "checkpoint").read_text().rstrip() == f'{{"boot":\t"{BOOTS["first"]}"\t,"sequence":\t1000\t}}'
    for language in LANGUAGES:
        copy = copied(two, "copy")
        for path in ("state", "records/agent/1/1001", "records/agent/1/1004"):
            (copy / path).write_bytes(b"")
        (copy / "records/agent/0/1").write_bytes(b"before the checkpoint")
        assert asked(language, copy).exit == 0
        assert (copy / "checkpoint").read_text().rstrip() == f'{{"boot":\t"{BOOTS["second"]}"\t,"sequence":\t1004\t}}'
        assert (copy / "records/agent/0/1").read_bytes() == b"before the checkpoint"
        whole = tree(two)
        found = tree(copy)
        for path in ("checkpoint", "records/agent/0/1", "telemetry/side/000002.jsonl"):
            whole.pop(path, None)
            found.pop(path, None)
        assert difference(whole, found) == ""


@pytest.mark.parametrize("checkpoint", [None, b"", b"x" * 128, bytes(128)])
def test_too_much_to_replay(two: Path, checkpoint: bytes | None) -> None:
    """Without its checkpoint the store has 1,004 entries to replay: that is for `repair`, after which all is well."""
    env = boot(two.parent, "second")
    for language in LANGUAGES:
        copy = copied(two, "copy")
        (copy / "checkpoint").unlink()
        if checkpoint is not None:
            (copy / "checkpoint").write_bytes(checkpoint)
        (copy / "records/agent/0/1").write_bytes(b"")
        for words in (("register",), ("agents",)):
            done = call(language, copy, *words, env=env)
            message = f'{copy}/journal/000002.jsonl is damaged; run "PROGRAM repair" (damaged)\n'
            assert (done.exit, done.stderr.decode()) == (9, f"PROGRAM: {words[0]}: {message}")
        assert call(language, copy, "repair", env=env).exit == 0
        assert call(language, copy, "register", env=env).stdout == b"a-1005\n"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_journal_that_lost_entries_is_refused(store: tuple[Path, list[dict[str, bytes]]], language: Language) -> None:
    path, _ = store
    copy = copied(path, "copy")
    data = (copy / JOURNAL).read_bytes().splitlines(keepends=True)
    (copy / JOURNAL).write_bytes(b"".join(data[:-1]))
    before = tree(copy)
    done = call(language, copy, "show", "Item.0", env={**boot(path.parent, "second"), "TELEMETRY_ENABLED": "false"})
    assert done.stderr.decode().endswith(f'{copy}/{JOURNAL} is damaged; run "PROGRAM repair" (damaged)\n')
    assert (done.exit, tree(copy)) == (9, before)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_entry_is_one(tmp_path: Path, language: Language) -> None:
    """A store that was made by an operation that was refused has no entry; its first one is made once."""
    store, env = tmp_path / "store", {**boot(tmp_path, "first"), "SWARMSH_DURABILITY": "fsync"}
    assert call(PYTHON if language is BASH else BASH, store, "claim", "--next", "--agent", "nobody", env=env).exit == 6
    assert call(language, store, "add", "one", env=env).stdout == b"w-1\n"
    assert call(language, store, "list", "--print", "id", env=env).stdout == b"w-1\n"


def test_a_store_that_is_not_durable_has_no_checkpoint(tmp_path: Path) -> None:
    for language in LANGUAGES:
        store = tmp_path / "store"
        assert call(language, store, "register", env=boot(tmp_path, "first")).exit == 0
        assert not (store / "checkpoint").exists()
        shutil.rmtree(store)


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_entry_is_on_the_disk_before_its_files(
    store: tuple[Path, list[dict[str, bytes]]], language: Language, tmp_path: Path
) -> None:
    path, _ = store
    copy, trace = copied(path, "copy"), tmp_path / "trace"
    command = ["strace", "-f", "-y", "-o", str(trace), "-e", "trace=write,pwrite64,fsync,fdatasync,sync"]
    env = environment(copy, **boot(path.parent, "first"))
    subprocess.run([*command, *language.command, "add", "one"], env=env, check=True, capture_output=True, timeout=600)
    calls = [each for each in trace.read_text().splitlines() if str(copy) in each and "/lock" not in each]
    places = {
        name: next(place for place, each in enumerate(calls) if wanted in each and start in each)
        for name, wanted, start in (
            ("append", JOURNAL, "write("),
            ("sync", JOURNAL, "sync("),
            ("record", "/records/", "write"),
        )
    }
    assert places["append"] < places["sync"] < places["record"], calls


def test_a_sync_that_fails_is_told(tmp_path: Path) -> None:
    """The operation is done all the same."""
    store, programs = tmp_path / "store", tmp_path / "bin"
    env = {**boot(tmp_path, "first"), "SWARMSH_DURABILITY": "fsync"}
    assert call(BASH, store, "register", "Alice", env=env).exit == 0
    programs.mkdir()
    (programs / "sync").write_text("#!/bin/sh\ncase $* in *journal/*) exit 1 ;; esac\n")
    (programs / "sync").chmod(0o755)
    broken = {**env, "PATH": f"{programs}:{os.environ['PATH']}"}
    done = call(BASH, store, "add", "one", env=broken)
    said = f"PROGRAM: add: {store}: the operation is done, but may not survive a power failure (internal)\n"
    assert done == Done(1, b"", said.encode())
    assert call(PYTHON, store, "show", "w-1", "--print", "status", env=env).stdout == b"pending\n"
    assert call(PYTHON, store, "replay", "--check", env=env).exit == 0


def test_python_tells_a_sync_that_fails_in_the_same_words(tmp_path: Path) -> None:
    store = tmp_path / "store"
    env = {**boot(tmp_path, "first"), "SWARMSH_DURABILITY": "fsync"}
    assert call(PYTHON, store, "register", "Alice", env=env).exit == 0
    (tmp_path / "failing.py").write_text(
        "import os, sys\n"
        "def refuse(descriptor):\n    raise OSError(5, 'Input/output error')\n"
        "os.fsync = refuse\n"
        "from swarmsh._hot.main import main\n"
        "sys.exit(main())\n"
    )
    failing = Language("python", (sys.executable, str(tmp_path / "failing.py"), "atomic"), "swarmsh atomic")
    done = call(failing, store, "add", "one", env=env)
    said = f"PROGRAM: add: {store}: the operation is done, but may not survive a power failure (internal)\n"
    assert done == Done(1, b"", said.encode())
    assert call(BASH, store, "show", "w-1", "--print", "status", env=env).stdout == b"pending\n"
