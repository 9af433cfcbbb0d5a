"""Repairs killed at each of their changes: what is left is the damaged store, a store that no operation trusts, or
the repaired one; the other language repairs it.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.coordinators import BASH, LANGUAGES, PYTHON, Language, call, difference, environment, tree
from tests.repair.support import JOURNAL, append, both, copied, edit, gone, linked, make, put

DAMAGE = both(
    edit("records/work/0/2", b"claimed", b"pending"),
    gone("records/agent/0/1"),
    gone("telemetry/traces/000001.jsonl"),
    put("records/work/0/10", b"x"),
    linked("texts/work/0"),
    append(JOURNAL, b"torn"),
)
MARK = b'{"dirty":\t"repair"\t'
TRIP = """
trip() {
  TRIP=$((${TRIP:-0} + 1))
  [[ ${TRIP} -ne ${TRIP_AT:-0} ]] || kill -KILL "${BASHPID}"
  "$@"
}
"""
PATCH = """
import os, sys
at, count = int(os.environ["TRIP_AT"]), 0
def tripping(function):
    def tripped(*given, **named):
        global count
        count += 1
        if count == at:
            os.kill(os.getpid(), 9)
        return function(*given, **named)
    return tripped
for name in ("pwrite", "ftruncate", "unlink", "mkdir"):
    setattr(os, name, tripping(getattr(os, name)))
from swarmsh._hot.main import main
main()
"""
FEWEST = 8


def killable(folder: Path) -> Path:
    """The bash coordinator with a trip before each change that a repair makes."""
    text = Path(BASH.command[1]).read_text()
    head, mark, rest = text.partition("\n# rebuild_cold:")
    body, end, tail = rest.partition("\n# archive_cold:")
    assert mark and end
    for word in ("printf '%", "journal_cut ", "rm -f", "mkdir -p"):
        assert f" {word}" in body
        body = body.replace(f" {word}", f" trip {word}")
    path = folder / "atomic.sh"
    path.write_text(f"{head}{TRIP}{mark}{body}{end}{tail}")
    return path


def deaths(language: Language, store: Path, folder: Path) -> Iterator[Path]:
    """Copies of a damaged store whose repair died, before each of its changes in turn."""
    command = [sys.executable, "-c", PATCH, "atomic"]
    if language is BASH:
        command = ["bash", str(killable(folder))]
    for place in range(1, 100):
        copy = copied(store, "damaged")
        DAMAGE(copy)
        env = environment(copy, TRIP_AT=str(place))
        done = subprocess.run([*command, "repair"], env=env, capture_output=True, check=False, timeout=600)
        if done.returncode == 0:
            assert place > FEWEST
            return
        assert done.returncode == -9, done.stderr
        yield copy
    pytest.fail("it never ended")


@pytest.mark.parametrize("language", LANGUAGES)
def test_killed_at_every_change(language: Language, tmp_path: Path) -> None:
    store = make(tmp_path / "store")
    damaged = copied(store, "before")
    DAMAGE(damaged)
    before, after = tree(damaged), tree(store)
    other = PYTHON if language is BASH else BASH
    marked = 0
    for copy in deaths(language, store, tmp_path):
        left = tree(copy)
        if left["state"].startswith(MARK):
            marked += 1
            assert call(other, copy, "add", "one").exit == 9
        else:
            assert difference(left, before) == "" or difference(left, after) == ""
        assert call(other, copy, "repair").exit == 0
        assert difference(tree(copy), after) == ""
    assert marked >= FEWEST - 2
