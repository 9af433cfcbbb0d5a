"""`metrics --output FILE`: the file has the old content or the new one, and nothing is left beside it."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.coordinators import (
    LANGUAGES,
    PYTHON,
    Done,
    Language,
    batch,
    bound,
    call,
    difference,
    environment,
    line,
    tree,
)
from tests.faults.disk import available
from tests.repository import ROOT

EACH = pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.name)
OLD = "old\n"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A store with an agent and an item."""
    folder = tmp_path / "store"
    assert {answer["exit"] for answer in batch(PYTHON, folder, [line("register", "ann"), line("add", "one")])} == {0}
    return folder


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A folder with an old file `m.prom`."""
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "m.prom").write_text(OLD)
    return folder


def refused(done: Done) -> tuple[int, str]:
    """Exit code and message of a call that said nothing else."""
    assert done.stdout == b""
    return done.exit, done.stderr.decode().removeprefix("PROGRAM: metrics: ").removesuffix("\n")


@EACH
@pytest.mark.parametrize("words", ["", "prometheus", "json", "csv", "--json", "csv --json", "--print score,waiting"])
def test_the_file_has_what_would_be_printed(language: Language, words: str, store: Path, out: Path) -> None:
    printed = call(language, store, "metrics", *words.split())
    assert printed.exit == 0
    for path in (out / "m.prom", out / "-new one"):
        done = call(language, store, "metrics", *words.split(), "--output", str(path))
        assert (done.exit, done.stdout, done.stderr) == (0, b"", b"")
        assert path.read_bytes() == printed.stdout
        assert stat.S_IMODE(path.stat().st_mode) == 0o644
    assert sorted(os.listdir(out)) == ["-new one", "m.prom"]


@EACH
@pytest.mark.parametrize("name", ["m.prom", "-x", "./-x", "é\n"])
def test_names_are_relative_to_where_one_is(language: Language, name: str, store: Path, out: Path) -> None:
    done = call(language, store, "metrics", "csv", f"--output={name}", folder=out)
    assert (done.exit, done.stdout, done.stderr) == (0, b"", b"")
    assert (out / name).read_bytes().startswith(b"metric,")
    assert len(os.listdir(out)) == (1 if name == "m.prom" else 2)


@EACH
def test_the_umask_does_not_count_and_other_names_keep_the_old_file(language: Language, store: Path, out: Path) -> None:
    os.link(out / "m.prom", out / "other")
    command = shlex.join([*language.command, "metrics", "--output", str(out / "m.prom")])
    subprocess.run(["sh", "-c", f"umask 077; exec {command}"], env=environment(store), check=True, timeout=60)
    assert stat.S_IMODE((out / "m.prom").stat().st_mode) == 0o644
    assert (out / "other").read_text() == OLD


@EACH
def test_what_is_no_regular_file_is_refused(language: Language, store: Path, out: Path) -> None:
    (out / "link").symlink_to("m.prom")
    (out / "nowhere").symlink_to("missing")
    (out / "folder").mkdir()
    os.mkfifo(out / "fifo")
    before = sorted(os.listdir(out))
    reasons = {
        "link": (5, "is a symbolic link (permission)"),
        "nowhere": (5, "is a symbolic link (permission)"),
        "folder": (5, "is not a regular file (permission)"),
        "folder/": (5, "is not a regular file (permission)"),
        ".": (5, "is not a regular file (permission)"),
        "fifo": (5, "is not a regular file (permission)"),
        "missing/m": (6, "is in a folder that is not there (not_found)"),
        "m.prom/m": (6, "is in a folder that is not there (not_found)"),
    }
    for name, (exit, reason) in reasons.items():
        done = call(language, store, "metrics", "--output", name, folder=out)
        assert refused(done) == (exit, f'--output: "{name}" {reason}')
    assert (out / "m.prom").read_text() == OLD
    assert sorted(os.listdir(out)) == before
    assert os.listdir(out / "folder") == []


@EACH
def test_words_that_are_refused(language: Language, store: Path, out: Path) -> None:
    unknown = 'unknown option "--output"; see "PROGRAM help metrics"'
    for words, reason in {
        "--output=": "option --output is empty",
        "--output": "option --output needs a value",
        "--output a --output=b": "option --output is given twice",
        "--output= --print x": None,
        "xml --output=": 'FORMAT: "xml" is not one of prometheus, json, csv',
    }.items():
        done = call(language, store, "metrics", *words.split(), folder=out)
        exit, said = refused(done)
        assert exit == 2
        assert said == f"{reason} (usage)" if reason else said.startswith('--print: no field "x"')
    other = call(language, store, "dashboard", "--output", "a", folder=out)
    assert (other.exit, other.stderr.count(b'unknown option "--output"')) == (2, 1)
    (answer,) = batch(language, store, [line("metrics", "--output", "a")], folder=out)
    assert answer == {"line": 1, "exit": 2, "answer": None, "message": unknown}
    assert os.listdir(out) == ["m.prom"]


@EACH
def test_what_the_query_refuses_leaves_the_file(language: Language, tmp_path: Path, out: Path) -> None:
    done = call(language, tmp_path / "none", "metrics", "--output", str(out / "m.prom"))
    assert refused(done) == (12, f"there is no store in {tmp_path / 'none'} (no_data)")
    assert (out / "m.prom").read_text() == OLD


@EACH
def test_a_folder_that_may_not_be_written(language: Language, store: Path, out: Path) -> None:
    out.chmod(0o500)
    done = call(bound(language), store, "metrics", "--output", "m.prom", folder=out)
    out.chmod(0o700)
    assert refused(done) == (5, '--output: "m.prom": permission denied (permission)')
    assert (out / "m.prom").read_text() == OLD


@EACH
@pytest.mark.parametrize("name", ["", "records/work/0/", "link/"])
def test_files_of_the_store_are_not_written(language: Language, name: str, store: Path, out: Path) -> None:
    (out / "link").symlink_to(store / "journal")
    folder = f"{out}/{name}" if name == "link/" else f"{store}/{name}"
    before = tree(store)
    done = call(language, store, "metrics", "--output", f"{folder}state", env={"TELEMETRY_ENABLED": "false"})
    assert (done.exit, done.stdout) == (5, b"") and done.stderr.endswith(b" is in the data directory (permission)\n")
    assert tree(store) == before


def test_both_leave_the_same_spans(store: Path, out: Path, tmp_path: Path) -> None:
    stores = []
    for language in LANGUAGES:
        copy = tmp_path / language.name
        shutil.copytree(store, copy)
        for words in (["csv", "--output", "m.prom"], ["--output", "."], ["--output", "no/m"]):
            call(language, copy, "metrics", *words, folder=out)
        stores.append(tree(copy))
    assert difference(*stores) == ""
    lines = [json.loads(text) for text in stores[0]["telemetry/side/000001.jsonl"].splitlines()]
    spans = [each["resourceSpans"][0]["scopeSpans"][0]["spans"][0] for each in lines]
    found = [{each["key"]: str(*each["value"].values()) for each in span["attributes"]} for span in spans]
    codes = [(each["swarmsh.coordination.exit_code"], each.get("swarmsh.telemetry.metric_count")) for each in found]
    assert codes == [("0", "27"), ("5", None), ("6", None)]


@pytest.mark.skipif(bool(available()), reason=available())
@EACH
def test_no_room(language: Language, store: Path, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    command = [
        "unshare",
        "--map-root-user",
        "--mount",
        sys.executable,
        "-m",
        "tests.metrics.full",
        str(disk),
        *language.command,
    ]
    done = subprocess.run(command, env=environment(store), cwd=ROOT, capture_output=True, check=False, timeout=60)
    assert done.stderr == b""
    found = json.loads(done.stdout)
    reason = '"m.prom" could not be written: no space left or write error (storage)'
    said = f"{language.program}: metrics: --output: {reason}\n"
    assert found == {"exit": 10, "said": said, "old": OLD, "names": ["filler", "m.prom"], "then": 0, "after": 15}
