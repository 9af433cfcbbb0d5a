"""Stores with several segments, and calls of both coordinators that must answer alike."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from tests.coordinators import BASH, PYTHON, Done, batch, call, line, tree

PER_SEGMENT = 1000


def stocked(folder: Path, entries: int) -> Path:
    """A store with so many entries, among them items with texts short and long, keys and a recorded refusal."""
    store = folder / "store"
    rows = [
        line("register", "ann"),
        line("register", "bob"),
        line("add", "first “é\\”", "--details", "secret " * 100, "--key", "k.1", "--id", "First"),
        line("add", "second", "--details", "plain"),
        line("claim", "First", "--agent", "ann"),
        line("release", "First", "--agent", "ann"),
        line("claim", "First", "--agent", "bob"),
        line("progress", "First", "5", "--agent", "bob", "--fence", "1"),
    ]
    rows += [line("progress", "First", str(number % 100), "--agent", "bob") for number in range(entries - len(rows))]
    answers = batch(PYTHON, store, rows)
    assert {answer["exit"] for answer in answers} == {0, 3}
    return store


def copied(store: Path, target: Path) -> Path:
    """The same store somewhere else."""
    return Path(shutil.copytree(store, target))


def segment(store: Path, number: int) -> Path:
    """The file of a segment that was not put away."""
    return store / f"journal/{number:06d}.jsonl"


def alike(store: Path, *words: str, **env: str) -> Done:
    """What both languages answer, which must be the same; the store must stay as it is, but for its spans."""
    before = {path: data for path, data in tree(store).items() if not path.startswith("telemetry/")}
    bash, python = (call(language, store, *words, env=env) for language in (BASH, PYTHON))
    assert bash == python, f"{' '.join(words)}:\nbash   {bash}\npython {python}"
    after = {path: data for path, data in tree(store).items() if not path.startswith("telemetry/")}
    assert after == before
    return python


def same(one: Path, other: Path, *words: str, **env: str) -> Done:
    """What bash answers on one store and Python on the other, which must be the same, with the same files after it and
    the same spans on the side.
    """
    before = _sides(one), _sides(other)
    bash, python = call(BASH, one, *words, env=env), call(PYTHON, other, *words, env=env)
    assert _placed(bash, one) == _placed(python, other), f"{' '.join(words)}:\nbash   {bash}\npython {python}"
    left, right = tree(one), tree(other)
    assert _sides(one)[len(before[0]) :] == _sides(other)[len(before[1]) :]
    paths = (path for path in sorted({*left, *right}) if not path.startswith("telemetry/side/"))
    wrong = [path for path in paths if left.get(path) != right.get(path)]
    assert not wrong, f"{' '.join(words)}: {wrong[0]}:\n{left.get(wrong[0])!r}\n{right.get(wrong[0])!r}"
    return python


def _sides(store: Path) -> list[bytes]:
    return b"".join(data for path, data in tree(store).items() if path.startswith("telemetry/side/")).splitlines()


def _placed(done: Done, store: Path) -> Done:
    place = str(store).encode()
    return Done(done.exit, done.stdout.replace(place, b"STORE"), done.stderr.replace(place, b"STORE"))


def findings(done: Done) -> list[tuple[int, int | None, str]]:
    """Segment, line and violation of what `audit-verify --json` found."""
    found: dict[str, Any] = json.loads(done.stdout)
    return [(each["segment"], each["line"], each["violation"]) for each in found["findings"]]
