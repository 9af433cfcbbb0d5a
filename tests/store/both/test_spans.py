"""Spans and the surroundings that they tell of: the same bytes, in whatever order the languages take turns."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.coordinators import BASH, NOW, PYTHON, call, difference, tree
from tests.store.both.support import SECOND, TAKE, attributes, both, does, entries, kept, refused, side, state

PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331"
STEPS: tuple[tuple[str, dict[str, str]], ...] = (
    ("register Ann.B", {"TRACEPARENT": f"{PARENT}-01", "TRACESTATE": "a=1 , b=2"}),
    ("register", {}),
    ("add one --priority high --key k.1", {"SWARMSH_CORRELATION_ID": "c-1"}),
    ("add one --priority high --key k.1", {"SWARMSH_CORRELATION_ID": "?"}),
    ("add {long} --details {longer} --id Long.One", {"TRACEPARENT": f"{PARENT}-01"}),
    ("add later --not-before 3s", {"TELEMETRY_ENABLED": "false"}),
    ("add {long} --not-before 90s", {"TRACEPARENT": f"{PARENT}-00"}),
    ("claim --next --agent Ann.B", {"SWARMSH_NOW_NS": str(NOW + SECOND)}),
    ("claim --next --agent a-2", {}),
    ("claim --next --agent a-2", {"TRACEPARENT": "nonsense"}),
    ("show w-1", {"TRACEPARENT": f"{PARENT}-01"}),
    ("complete w-99 --agent a-2", {"TRACEPARENT": f"{PARENT}-01", "TRACESTATE": "x"}),
    ("complete w-1 --fence 4 --agent Ann.B", {"TRACEPARENT": f"{PARENT}-01"}),
    ("complete w-1 --agent Ann.B", {"TRACEPARENT": f"{PARENT.upper()}-01"}),
    ("claim w-99 --agent a-2", {"SWARMSH_NOW_NS": str(NOW + 100 * SECOND)}),
    ("claim --next --agent a-2", {"TRACEPARENT": f"{PARENT}-03"}),
)


@pytest.mark.parametrize("turns", ["bash", "odd", "even"])
def test_the_same_bytes(tmp_path: Path, turns: str) -> None:
    """One store is left to Python alone, the other to bash alone, or to both in turns."""
    alone, other = tmp_path / "alone" / "data", tmp_path / "other" / "data"
    texts = {"{long}": "é" * 300, "{longer}": 'quote " back \\ line \n bell \x07 ' * 90}
    for number, (typed, env) in enumerate(STEPS):
        words = [texts.get(word, word) for word in typed.split()]
        language = PYTHON if (turns, number % 2) in (("odd", 0), ("even", 1)) else BASH
        expected, found = call(PYTHON, alone, *words, env=env), call(language, other, *words, env=env)
        assert found == expected, typed
        assert difference(tree(other), tree(alone)) == "", typed
    ticks = [entry["operation"] for entry in entries(alone)].count("tick")
    assert (len(entries(alone)) - ticks, ticks > 0, len(side(alone))) == (11, True, 5)


def test_a_span_that_is_too_long(folder: Path) -> None:
    """Attributes go from the last one on, until a line has at most 4,095 bytes."""
    parent = {"TRACEPARENT": f"{PARENT}-01", "TRACESTATE": "a=" + "x" * 200}
    needed = [word for number in range(16) for word in ("--after", does(folder, "add", "x", "--id", f"{number:064}"))]
    dropped, all_of_them = [], set()
    for count in range(8, 17):
        skills = [word for number in range(count) for word in ("--skill", f"{number:064}")]
        does(folder, "add", "x", *needed, *skills, **parent)
        line = (folder / "telemetry/traces/000001.jsonl").read_bytes().splitlines()[-1]
        span = json.loads(line)["resourceSpans"][0]["scopeSpans"][0]["spans"][0]
        dropped.append(span.get("droppedAttributesCount", 0))
        all_of_them.add(len(span["attributes"]) + dropped[-1])
        assert len(line) <= 4095 and span["traceState"] == parent["TRACESTATE"]
        assert entries(folder)[-1]["span"] == span
    assert dropped == sorted(dropped) and dropped[0] == 0 and len(set(dropped)) > 3, dropped
    assert len(all_of_them) == 1


def test_without_telemetry(folder: Path) -> None:
    traces = (folder / "telemetry/traces/000001.jsonl").read_bytes()
    does(folder, *TAKE, TELEMETRY_ENABLED="false")
    refused(folder, "complete", "w-9", "--agent", "Ann", TELEMETRY_ENABLED="false")
    assert (folder / "telemetry/traces/000001.jsonl").read_bytes() == traces
    assert entries(folder)[-1]["span"] is None and not (folder / "telemetry/side/000001.jsonl").exists()


def test_a_query_leaves_only_a_span(folder: Path) -> None:
    before = kept(folder)
    assert both(folder, "show", "w-1").exit == 0
    assert kept(folder) == before and len(side(folder)) == 1
    assert "store_lock_wait" not in attributes(side(folder)[0])


def test_spans_that_cannot_be_written_are_counted(folder: Path) -> None:
    traces = folder / "telemetry/traces/000001.jsonl"
    traces.unlink()
    traces.mkdir()
    does(folder, *TAKE)
    assert state(folder)["lost"] == 1 and len(entries(folder)) == 8


@pytest.mark.parametrize("gone", ["telemetry", "telemetry/side", "telemetry/traces"])
def test_a_folder_that_was_removed(folder: Path, gone: str) -> None:
    """It is made again, and no span is lost."""
    shutil.rmtree(folder / gone)
    assert both(folder, "show", "w-99").exit == 6
    assert both(folder, "add", "more").exit == 0
    assert state(folder)["lost"] == 0
    assert [attributes(each)["outcome"] for each in side(folder)] == ["not_found"]
    assert len((folder / "telemetry/traces/000001.jsonl").read_text().splitlines()) == (8 if "side" in gone else 1)
