"""Bytes that are not what they should be: both languages refuse them with the same words, or mend them alike."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.coordinators import NOW
from tests.faults.stores import mark
from tests.store.both.support import LOOK, SECOND, TAKE, both, does, edited, refused, state

JOURNAL = "journal/000001.jsonl"
HELD = '"active":\t1\t'


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("records/work/0/2", '"skills":\t[', '"skills":\ta[$(touch pwned)]'),
        ("records/agent/0/1", HELD, '"active":\ta[$(touch pwned)]\t'),
        ("records/agent/0/1", HELD, '"active":\t01\t'),
        ("records/agent/0/1", HELD, '"active":\t1e1\t'),
        ("records/agent/0/1", '"number":\t1', '"number":\t2'),
        ("records/agent/0/1", '"Ann"', '"Bob"'),
        ("records/agent/0/1", "holdings_tail", "holdings_tale"),
        ("records/agent/0/1", "}", "} x"),
        ("records/agent/0/1", "}", "}}"),
        ("records/work_ready/0/1", '"length":\t0', '"length":\tTX_NOW'),
        ("ids/agent/nn/+ann", "1", "a[$(touch pwned)]"),
        ("ids/agent/nn/+ann", "1", "01"),
        ("ids/agent/nn/+ann", "1", "3"),
        ("ids/agent/nn/+ann", "1", "2"),
    ],
)
def test_records_and_names(folder: Path, path: str, old: str, new: str) -> None:
    edited(folder / path, old, new)
    code, message = refused(folder, *TAKE)
    assert code == 9 and message.endswith('is damaged; run "PROGRAM doctor"'), message
    assert not list(folder.parent.glob("**/pwned"))


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
    ids=["cut", "longer", "empty", "zeros", "NUL inside", "newline inside", "blanks"],
)
@pytest.mark.parametrize("path", ["state", "records/agent/0/1"])
def test_slots_of_another_form(folder: Path, path: str, change: Callable[[bytes], bytes]) -> None:
    (folder / path).write_bytes(change((folder / path).read_bytes()))
    command = "repair" if path == "state" else "doctor"
    assert refused(folder, *TAKE) == (9, f'STORE/{path} is damaged; run "PROGRAM {command}"')


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
def test_the_state(folder: Path, old: str, new: str) -> None:
    edited(folder / "state", old, new)
    assert refused(folder, *TAKE)[0] == 9
    assert refused(folder, "show", "w-1")[0] == 9
    assert not list(folder.parent.glob("**/pwned"))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"atomic"', '"large"'),
        ('"layout":\t"', '"layout":\t"0'),
        ("300000000000}", "a[$(touch pwned)]}"),
        ("300000000000}", "1}"),
        ('"stale_threshold"', '"stale"'),
        ('"none"', '"some"'),
        ("false", "maybe"),
        ('"format":\t1', '"format":\t2'),
    ],
)
def test_the_format(folder: Path, old: str, new: str) -> None:
    edited(folder / "format", old, new)
    code, message = refused(folder, *TAKE)
    assert code == 9 and message.startswith("STORE/format is "), message
    assert not list(folder.parent.glob("**/pwned"))


@pytest.mark.parametrize("entry", ["6", "8", "999", "x"])
def test_a_key_that_leads_nowhere(folder: Path, entry: str) -> None:
    (folder / "keys/k").mkdir(parents=True)
    (folder / "keys/k/k").write_text(entry.ljust(23) + "\n")
    words = ("register", "--key", "k")
    assert refused(folder, *words) == (9, 'STORE/keys/k/k is damaged; run "PROGRAM doctor"')


# --- lines of an operation that died; torn ones are in tests/faults ---------------------------------------------------


@pytest.fixture
def died(folder: Path) -> tuple[Path, bytes]:
    """A store whose mark is set, and the line that was to be added to its journal."""
    done = shutil.copytree(folder, folder.with_name("done"))
    does(done, "register", "Bob")
    line = (done / JOURNAL).read_bytes()[(folder / JOURNAL).stat().st_size :]
    mark(folder)
    return folder, line


@pytest.mark.parametrize(
    "spoil",
    [
        lambda line: line + line,
        lambda line: line[:-1] + b" \n",
        lambda line: line[:200] + b"\0" + line[201:],
        lambda line: line[:200] + b"\0" + line[200:],
        lambda line: line[:300] + b"\n" + line[301:],
        lambda line: b"\0" * len(line),
        lambda line: line.replace(b'{"sequence":\t8', b'{"sequence":\t9'),
    ],
    ids=["twice", "no end", "NUL instead", "NUL more", "newline inside", "zeros", "another number"],
)
def test_what_is_no_entry_is_taken_away(died: tuple[Path, bytes], spoil: Callable[[bytes], bytes]) -> None:
    folder, line = died
    before = (folder / JOURNAL).read_bytes()
    (folder / JOURNAL).write_bytes(before + spoil(line))
    assert both(folder, *LOOK).exit == 6
    assert (folder / JOURNAL).read_bytes() == before and state(folder)["dirty"] == 0


@pytest.mark.parametrize(
    ("old", "new"),
    [(b',"agent":', b',"tnega":'), (b'"state":\t[', b'"state":\t[x,'), (b'["agent",3,', b'["tnega",3,')],
)
def test_an_entry_that_was_never_written_so(died: tuple[Path, bytes], old: bytes, new: bytes) -> None:
    """The line is whole, so what it says may have been answered: it is not taken away."""
    folder, line = died
    assert old in line
    with (folder / JOURNAL).open("ab") as journal:
        journal.write(line.replace(old, new))
    assert refused(folder, *LOOK) == (9, f'STORE/{JOURNAL} is damaged; run "PROGRAM repair"')
