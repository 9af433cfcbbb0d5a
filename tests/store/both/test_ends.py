"""When the spans of queries and commands begin and end, by a clock that runs: strace tells when they opened what."""

from __future__ import annotations

import json
import re
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from tests.coordinators import LANGUAGES, Language, batch, environment, line
from tests.faults.inject import available
from tests.store.both.support import attributes

TRACED = re.compile(r"^\d+ +(\d+)\.(\d{6}) (?:open|openat)\(.*?\"(?P<path>[^\"]*)\"")

WORK = {
    "list": "records/work/",
    "metrics --output OUT": "/.swarmsh-",
    "audit": "journal/",
    "stats": "telemetry/traces/",
    "diagram timeline": "000001.jsonl",
    "diagram architecture": "000001.jsonl",
    "audit-stats": "journal/",
    "audit-verify": "journal/",
    "audit-archive": "lock",
    "monitor --count 1": "records/",
    "run w-1 --agent ann -- true": "journal/",
}
"""Commands, and what stands in the path of what they open last for their work; OUT is the path of a file."""

ENTRIES = ("audit-seal", "redact w-1 --agent ann", "add x")
"""Commands whose span ends with the time of their entry, or the time at which they found that there is none to make."""


@pytest.fixture
def running(tmp_path: Path) -> Path:
    """A store made by the clock of the system."""
    store = tmp_path / "data"
    lines = [line("register", "ann"), *(line("add", f"item {number}") for number in range(20))]
    batch(LANGUAGES[1], store, lines, env={"SWARMSH_NOW_NS": ""})
    return store


def _spans(store: Path) -> list[dict[str, Any]]:
    paths = sorted((store / "telemetry").rglob("*.jsonl"))
    found = [json.loads(each) for path in paths for each in path.read_bytes().splitlines()]
    return [each["resourceSpans"][0]["scopeSpans"][0]["spans"][0] for each in found]


def _traced(language: Language, store: Path, words: list[str]) -> tuple[dict[str, Any], list[tuple[int, str]]]:
    """The span of a call, which must be the only one of its name, and what it opened when (ns)."""
    log, before = store.with_name("strace"), _spans(store)
    began = time.time_ns()
    done = subprocess.run(
        ("strace", "-f", "-ttt", "-qq", "-s", "4096", "-e", "trace=open,openat", "-o", log, *language.command, *words),
        env={**environment(store), "SWARMSH_NOW_NS": ""},
        capture_output=True,
        check=False,
        timeout=600,
    )
    ended = time.time_ns()
    assert (done.returncode, done.stderr) == (0, b""), (language.name, words)
    new = [each for each in _spans(store) if each not in before]
    (own,) = [each for each in new if attributes(each)["operation"] == words[0].replace("-", "_")]
    assert began // 1000 * 1000 <= int(own["startTimeUnixNano"]) <= int(own["endTimeUnixNano"]) <= ended
    opened = [TRACED.match(each) for each in log.read_text(errors="replace").splitlines()]
    return own, [(int(each[1] + each[2]) * 1000, each["path"]) for each in opened if each]


@pytest.mark.skipif(available() != "", reason=available() or "strace traces")
@pytest.mark.parametrize("language", LANGUAGES, ids=lambda each: each.name)
@pytest.mark.parametrize("typed", WORK)
def test_a_span_ends_after_the_work(running: Path, language: Language, typed: str) -> None:
    output = running.with_name("out.prom")
    span, opened = _traced(language, running, typed.replace("OUT", str(output)).split())
    worked = [moment for moment, path in opened if WORK[typed] in path and "/side/" not in path]
    assert worked, f"{typed} did not open {WORK[typed]}"
    assert int(span["startTimeUnixNano"]) <= worked[-1] <= int(span["endTimeUnixNano"])


@pytest.mark.skipif(available() != "", reason=available() or "strace traces")
@pytest.mark.parametrize("language", LANGUAGES, ids=lambda each: each.name)
@pytest.mark.parametrize("typed", ENTRIES)
def test_a_span_of_an_entry_ends_with_its_time(running: Path, language: Language, typed: str) -> None:
    span, opened = _traced(language, running, typed.split())
    locked = [moment for moment, path in opened if path == f"{running}/lock"]
    assert int(span["startTimeUnixNano"]) <= locked[0] <= int(span["endTimeUnixNano"])
    entry = (running / "journal/000001.jsonl").read_text().splitlines()[-1].split("\t")
    assert span["endTimeUnixNano"] == entry[3] or span["name"] not in entry[-1]
