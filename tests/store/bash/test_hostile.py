"""Files that are not what they should be, and surroundings that mean harm."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.store.bash.support import NOW, SECOND, copied, does, entries, refused, run, snapshot

TAKE = ("take", "agent=Ann")


def edited(path: Path, old: str, new: str) -> None:
    """Puts `new` in the place of `old` in a slot, whose padding gives way."""
    text = path.read_text()
    assert text.count(old) == 1
    whole = text.rstrip().replace(old, new)
    path.write_text(whole.ljust(len(text) - 1) + "\n")


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("records/work/0/2", "[", "a[$(touch pwned)]"),
        ("records/agent/0/1", ':\t1\t,"holdings_head"', ':\ta[$(touch pwned)]\t,"holdings_head"'),
        ("records/agent/0/1", ':\t1\t,"holdings_head"', ':\t01\t,"holdings_head"'),
        ("records/agent/0/1", ':\t1\t,"holdings_head"', ':\t-1\t,"holdings_head"'.replace("-1", "1e1")),
        ("records/agent/0/1", '"number":\t1', '"number":\t2'),
        ("records/agent/0/1", '"Ann"', '"Bob"'),
        ("records/agent/0/1", "holdings_tail", "holdings_tale"),
        ("records/agent/0/1", "}", "} x"),
        ("records/agent/0/1", "}", "}}"),
        ("records/ready_class/0/1", '"length":\t0', '"length":\tTX_NOW'),
        ("ids/agent/nn/+ann", "1", "a[$(touch pwned)]"),
        ("ids/agent/nn/+ann", "1", "01"),
        ("ids/agent/nn/+ann", "1", "3"),
        ("ids/agent/nn/+ann", "1", "2"),
    ],
)
def test_damage_is_refused(program: Path, folder: Path, path: str, old: str, new: str) -> None:
    edited(folder / path, old, new)
    before = snapshot(folder)
    code, message = refused(program, folder, *TAKE)
    assert code == 9 and message.endswith('is damaged; run "small.sh doctor"'), message
    assert snapshot(folder) == before and not list(folder.parent.glob("**/pwned"))


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data[:-1],
        lambda data: data + b"\n",
        lambda data: b"",
        lambda data: b"\0" * len(data),
        lambda data: data[:100] + b"\0" + data[101:],
        lambda data: data[:100] + b"\n" + data[101:],
        lambda data: data.replace(b"\t", b" "),
    ],
)
@pytest.mark.parametrize("path", ["state", "records/agent/0/1"])
def test_slots_of_another_form(program: Path, folder: Path, path: str, change: Callable[[bytes], bytes]) -> None:
    (folder / path).write_bytes(change((folder / path).read_bytes()))
    code, message = refused(program, folder, *TAKE)
    help_ = "repair" if path == "state" else "doctor"
    assert (code, message) == (9, f'{folder}/{path} is damaged; run "small.sh {help_}"')


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"sequence":\t7', '"sequence":\ta[$(touch pwned)]'),
        ('"sequence":\t7', '"sequence":\t07'),
        ('"sequence":\t7', '"sequence":\t-7'),
        ('"lost":\t0', '"lost":\tnull'),
        ('"dirty":\t0', '"dirty":\t2'),
        ('"agent":\t2', '"agent":\t99999999999999999999'),
        ('"work":', '"wrok":'),
        (f'"due":\t{NOW + 5 * SECOND}', '"due":\tx'),
    ],
)
def test_damage_of_the_state(program: Path, folder: Path, old: str, new: str) -> None:
    edited(folder / "state", old, new)
    assert refused(program, folder, *TAKE)[0] == 9
    assert refused(program, folder, "show", "id=w-1")[0] == 9
    assert not list(folder.parent.glob("**/pwned"))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"small"', '"large"'),
        ("0123456789abcdef", "0123456789abcdee"),
        ('"lease":300000000000', '"lease":a[$(touch pwned)]'),
        ('"most":10', '"most":101'),
        ('"most":10', '"least":10'),
        ("none", "some"),
        ("false", "maybe"),
        ('"format":\t1', '"format":\t2'),
    ],
)
def test_another_format(program: Path, folder: Path, old: str, new: str) -> None:
    path = folder / "format"
    path.write_text(path.read_text().replace(old, new))
    code, message = refused(program, folder, *TAKE)
    assert code == 9 and f"{folder}/format is" in message
    assert not list(folder.parent.glob("**/pwned"))


@pytest.mark.parametrize("path", ["records/work/0/5", "ids/work/ew/+new", "texts/work/0/5.title"])
def test_symbolic_links_where_a_file_is_to_be(program: Path, folder: Path, path: str) -> None:
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).symlink_to(folder.parent / "elsewhere")
    before = snapshot(folder)
    words = ("add", f"title={'x' * 500}", "id=New")
    assert refused(program, folder, *words) == (5, f"{folder}/{path} is a symbolic link")
    assert snapshot(folder) == before and not (folder.parent / "elsewhere").exists()


@pytest.mark.parametrize("kind", ["link", "fifo", "folder"])
def test_spans_that_cannot_be_written_are_counted(program: Path, folder: Path, kind: str) -> None:
    path = folder / "telemetry/traces/000001.jsonl"
    path.unlink()
    if kind == "link":
        path.symlink_to(folder.parent / "elsewhere")
    elif kind == "fifo":
        os.mkfifo(path)
    else:
        path.mkdir()
    does(program, folder, *TAKE)
    assert '"lost":\t1\t' in (folder / "state").read_text() and len(entries(folder)) == 8
    assert not (folder.parent / "elsewhere").exists()


def test_a_folder_that_may_not_be_written(program: Path, tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir(mode=0o500)
    data = tmp_path / "closed" / "data"
    assert refused(program, data, "look", obeys="yes") == (5, f"{data}: permission denied")


def test_permissions(program: Path, tmp_path: Path) -> None:
    own, group = tmp_path / "own", tmp_path / "group"
    group.mkdir()
    group.chmod(0o2770)
    for folder, file_mode, folder_mode in ((own, 0o600, 0o700), (group, 0o660, 0o770)):
        does(program, folder, "enlist", "id=Ann")
        does(program, folder, "look", TELEMETRY_ENABLED="")
        for path in folder.rglob("*"):
            assert path.stat().st_mode & 0o777 == (folder_mode if path.is_dir() else file_mode), path
    assert '"shared":\ttrue' in (group / "format").read_text() and '"shared":\tfalse' in (own / "format").read_text()


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
@pytest.mark.parametrize("words", [TAKE, ("enlist", "id=Bob", "key=k")], ids=["hot", "cold"])
def test_hostile_surroundings(program: Path, folder: Path, harm: dict[str, str], words: tuple[str, ...]) -> None:
    expected = copied(folder, "expected")
    answer = does(program, expected, *words)
    found = run(program, folder, *words, **harm)
    said = [line for line in found.stderr.splitlines() if "setlocale" not in line]
    assert (found.returncode, found.stdout, said) == (0, f"{answer}\n", [])
    assert snapshot(folder) == snapshot(expected) and not list(folder.parent.glob("**/pwned"))


def test_folders_of_any_name(program: Path, tmp_path: Path) -> None:
    for name in ("-rf x", "a b\tc", "$(touch pwned)", "ü*[x]", "new\nline"):
        parent = tmp_path / name
        parent.mkdir()
        for data in (parent / name, Path("-data")):
            assert run(program, parent / "x", "enlist", "id=Ann", SWARMSH_DATA_DIR=str(data)).returncode == 0
            assert (parent / data / "records/agent/0/1").exists()
    assert not list(tmp_path.glob("**/pwned"))


def test_other_shells_are_refused(program: Path, folder: Path) -> None:
    shell = "dash" if Path("/bin/dash").exists() else "sh"
    found = subprocess.run([shell, program, "look"], capture_output=True, text=True, check=False)
    assert found.returncode == 1 and "needs bash 4.0 or later, this is bash (another shell)" in found.stderr
