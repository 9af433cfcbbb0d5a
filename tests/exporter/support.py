"""Stores with spans, and calls of `telemetry`."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from tests.coordinators import PYTHON, Done, Language, batch, call, line

CLEAN = {"PATH": "/usr/local/bin:/usr/bin:/bin"}


def stocked(folder: Path, entries: int, queries: int = 3) -> Path:
    """A store with so many entries and spans on the side, each span with an id of its own."""
    store = folder / "store"
    rows = [line("add", f"task {number} “é\\”") for number in range(entries)]
    batch(PYTHON, store, [*rows, *[line("list", "--limit", "1")] * queries])
    return store


def copied(store: Path, target: Path, whole: bool = False) -> Path:
    """The same store somewhere else; what only operations need is left out unless it is to be `whole`."""
    left_out = set() if whole else {"records", "ids", "texts", "keys", "reserve"}
    shutil.copytree(store, target, ignore=lambda folder, names: left_out if Path(folder) == store else set[str]())
    return target


def telemetry(language: Language, store: Path, *words: str, **env: str) -> Done:
    """`telemetry` with these words."""
    return call(language, store, "telemetry", *words, env={**CLEAN, **env})


def answer(done: Done, exit: int = 0) -> dict[str, Any]:
    """The JSON of an answer."""
    assert done.exit == exit, done
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def all_spans(store: Path) -> set[str]:
    """The ids of the spans in a store, put away or not."""
    found = [
        json.loads(text)["resourceSpans"][0]["scopeSpans"][0]["spans"][0]["spanId"]
        for path in (store / "telemetry").rglob("*.jsonl")
        for text in path.read_text().splitlines()
    ]
    assert len(found) == len(set(found))
    return set(found)
