"""Bash and Python leave the same bytes, in whatever order they take turns."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from swarmsh._hot import stops
from swarmsh._hot.store import Call
from tests.store.bash.support import NOW, SECOND, run, snapshot
from tests.store.python import operations
from tests.store.python.support import fix, opened

LONG = "é" * 300
WEIRD = 'quote " back \\ tab \t line \n bell \x07 ütf'
TOKEN = '"quote \\" back \\\\ tab \\t line \\n bell \\u0007 ütf"'
PARENT = {"TRACEPARENT": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "TRACESTATE": "a=1 , b=2"}

Step = tuple[list[str], Callable[[], Call], dict[str, str]]
STEPS: dict[str, Step] = {
    "own id": (["enlist", "id=Ann.B"], lambda: operations.enlist("Ann.B"), {}),
    "made-up id": (["enlist"], lambda: operations.enlist(), {}),
    "taken id": (["enlist", "id=Ann.B"], lambda: operations.enlist("Ann.B"), {}),
    "add": (
        ["add", f"title={WEIRD}", "priority=high", "skills=go,sql", "key=k.1", 'request=["x"]'],
        lambda: operations.add(TOKEN, priority="high", skills=("go", "sql"), key="k.1", request='["x"]'),
        {},
    ),
    "repeated": (
        ["add", f"title={WEIRD}", "priority=high", "skills=go,sql", "key=k.1", 'request=["x"]'],
        lambda: operations.add(TOKEN, priority="high", skills=("go", "sql"), key="k.1", request='["x"]'),
        {},
    ),
    "long": (
        ["add", f"title={LONG}", "note=n", "id=Long.One"],
        lambda: operations.add(f'"{LONG}"', note='"n"', id="Long.One"),
        PARENT,
    ),
    "edge": (
        ["add", f"title={'x' * 384}"],
        lambda: operations.add(f'"{"x" * 384}"'),
        {"SWARMSH_CORRELATION_ID": "c-1"},
    ),
    "beyond": (
        ["add", f"title={'x' * 385}"],
        lambda: operations.add(f'"{"x" * 385}"'),
        {"SWARMSH_CORRELATION_ID": "?"},
    ),
    "later": (
        ["add", "title=later", f"at={NOW + 3 * SECOND}"],
        lambda: operations.add('"later"', at=NOW + 3 * SECOND),
        {"TELEMETRY_ENABLED": "false"},
    ),
    "later still": (
        ["add", "title=more", f"at={NOW + 90 * SECOND}"],
        lambda: operations.add('"more"', at=NOW + 90 * SECOND),
        {"TRACEPARENT": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00"},
    ),
    "take": (["take", "agent=Ann.B"], lambda: operations.take("Ann.B"), {"SWARMSH_NOW_NS": str(NOW + SECOND)}),
    "clock goes back": (["take", "agent=a-2", "line=7"], lambda: operations.take("a-2", line=7), {}),
    "take more": (["take", "agent=a-2"], lambda: operations.take("a-2"), {"TRACEPARENT": "nonsense"}),
    "nobody": (["take", "agent=a-3"], lambda: operations.take("a-3"), {}),
    "unknown": (["end", "id=w-99"], lambda: operations.end("w-99"), {}),
    "stale": (["end", "id=w-1", "fence=4"], lambda: operations.end("w-1", fence=4), {}),
    "end": (["end", "id=w-1"], lambda: operations.end("w-1"), {}),
    "held by nobody": (["end", "id=w-1"], lambda: operations.end("w-1"), {}),
    "ticks": (["look"], operations.look, {"SWARMSH_NOW_NS": str(NOW + 100 * SECOND)}),
    "take what was due": (["take", "agent=a-2"], lambda: operations.take("a-2"), {}),
    "end of a list": (["end", "id=Long.One"], lambda: operations.end("Long.One"), {}),
}


def in_python(folder: Path, call: Callable[[], Call], patch: pytest.MonkeyPatch, environment: dict[str, str]) -> int:
    with patch.context() as inner:
        fix(inner)
        for name, value in environment.items():
            inner.setenv(name, value)
        try:
            opened(folder).run(call())
        except stops.Stop as stop:
            return stop.exit
    return 0


@pytest.mark.parametrize("turns", ["both", "odd", "even"])
def test_the_same_bytes(tmp_path: Path, program: Path, monkeypatch: pytest.MonkeyPatch, turns: str) -> None:
    """One store is left to Python alone, the other to bash alone, or to both in turns."""
    ours, theirs = tmp_path / "bash", tmp_path / "python"
    for number, (name, (words, call, environment)) in enumerate(STEPS.items()):
        expected = in_python(theirs, call, monkeypatch, environment)
        if (turns, number % 2) in (("odd", 0), ("even", 1)):
            found = in_python(ours, call, monkeypatch, environment)
        else:
            found = run(program, ours, *words, **environment).returncode
        assert (found, snapshot(ours)) == (expected, snapshot(theirs)), name
        side = ours / "telemetry/side/000001.jsonl"
        if side.exists():
            assert side.read_text() == (theirs / "telemetry/side/000001.jsonl").read_text(), name
    assert len(snapshot(ours)) > 20
