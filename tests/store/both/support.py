"""A store with some of everything, and calls that both languages must answer alike."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.coordinators import LANGUAGES, PYTHON, Done, batch, call, difference, line, tree

SECOND = 10**9
TAKE = ("claim", "--next", "--agent", "Ann")
LOOK = ("claim", "w-99", "--agent", "Ann")
"""Takes the lock and recovers; then there is no such work, and nothing changes."""
PREPARED = (
    line("register", "Ann", "--skill", "go", "--skill", "sql"),
    line("register"),
    line("add", "one", "--priority", "high", "--skill", "go", "--skill", "sql"),
    line("add", "two"),
    line("add", "three"),
    line("add", "later", "--not-before", "5s"),
    line(*TAKE),
)
"""Two agents, work in two classes, a holding, a delay; seven entries."""


def prepared(folder: Path) -> Path:
    """Makes that store."""
    answers = batch(PYTHON, folder, PREPARED)
    assert [answer["exit"] for answer in answers] == [0] * len(PREPARED)
    return folder


def both(folder: Path, *words: str, **env: str) -> Done:
    """Runs a call in both languages, each on the store as it is; both must answer the same and leave the same."""
    start = folder.with_name("start")
    if folder.exists():
        shutil.copytree(folder, start, symlinks=True)
    ends = []
    for language in LANGUAGES:
        shutil.rmtree(folder, ignore_errors=True)
        if start.exists():
            shutil.copytree(start, folder, symlinks=True)
        ends.append((call(language, folder, *words, env=env, folder=folder.parent), tree(folder)))
    shutil.rmtree(start, ignore_errors=True)
    (one, its), (other, others) = ends
    assert one == other, f"{words}: {LANGUAGES[0].name} says {one}, {LANGUAGES[1].name} {other}"
    differs = difference(its, others)
    assert differs == "", f"{words}: {differs}"
    return one


def does(folder: Path, *words: str, **env: str) -> str:
    """What a call answers that both must do."""
    done = both(folder, *words, **env)
    assert (done.exit, done.stderr) == (0, b""), done
    return done.stdout.decode().removesuffix("\n")


def refused(folder: Path, *words: str, **env: str) -> tuple[int, str]:
    """Exit code and message of a call that both must refuse, without another change than a span on the side."""
    before = kept(folder)
    done = both(folder, *words, **env)
    assert done.exit != 0 and done.stdout == b"", done
    assert kept(folder) == before
    message = done.stderr.decode().removeprefix(f"PROGRAM: {words[0]}: ").rpartition(" (")[0]
    return done.exit, message.replace(str(folder), "STORE")


def kept(folder: Path) -> dict[str, bytes]:
    """Every file but `reserve`, spans on the side, and empty files, which an interrupted operation may leave."""
    return {path: data for path, data in tree(folder).items() if data and not path.startswith("telemetry/side/")}


def edited(path: Path, old: str, new: str) -> None:
    """Puts `new` in the place of `old`; the padding of a slot gives way."""
    text = path.read_text()
    assert text.count(old) == 1, f"{path}: {old!r} stands there {text.count(old)} times"
    size = len(text) - 1 if text.endswith(" \n") else 0
    path.write_text(text.rstrip().replace(old, new).ljust(size) + "\n")


def state(folder: Path) -> dict[str, Any]:
    """What the store says of itself."""
    found: dict[str, Any] = json.loads((folder / "state").read_text())
    return found


def entries(folder: Path) -> list[dict[str, Any]]:
    """The journal."""
    lines = (folder / "journal/000001.jsonl").read_text().splitlines()
    return [json.loads(each) for each in lines]


def side(folder: Path) -> list[dict[str, Any]]:
    """Spans of what left no entry."""
    lines = (folder / "telemetry/side/000001.jsonl").read_text().splitlines()
    return [json.loads(each)["resourceSpans"][0]["scopeSpans"][0]["spans"][0] for each in lines]


def attributes(span: dict[str, Any]) -> dict[str, Any]:
    """Attributes of a span by name; integers as texts, as OTLP has them."""
    pairs = span["attributes"]
    return {pair["key"].removeprefix("swarmsh.coordination."): next(iter(pair["value"].values())) for pair in pairs}


def written(time: int) -> str:
    """A time (ns since 1970) as people type it."""
    return f"{datetime.fromtimestamp(time // SECOND, UTC):%Y-%m-%dT%H:%M:%S}.{time % SECOND:09}Z"
