"""What an operation that died left of its line; kills at every change are in `tests/crash`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.store.bash.support import copied, does


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
def test_what_is_no_entry_is_taken_away(program: Path, folder: Path, spoil: Callable[[bytes], bytes]) -> None:
    whole = copied(folder, "whole")
    does(program, whole, "enlist", "id=Bob")
    journal = folder / "journal/000001.jsonl"
    before = journal.read_bytes()
    line = (whole / "journal/000001.jsonl").read_bytes()[len(before) :]
    state = bytearray((folder / "state").read_bytes())
    expected = bytes(state)
    state[10:11] = b"1"
    (folder / "state").write_bytes(state)
    journal.write_bytes(before + spoil(line))
    does(program, folder, "look")
    assert (journal.read_bytes(), (folder / "state").read_bytes()) == (before, expected)
