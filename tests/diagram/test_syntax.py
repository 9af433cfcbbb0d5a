"""Mermaid's own parser on what is drawn. It needs node, and what `npm ci --prefix tests/diagram` installs."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.coordinators import BASH, call
from tests.diagram.support import HOSTILE, KINDS, at, drawn, held, label, made

_HERE = Path(__file__).parent
NODE = shutil.which("node")
pytestmark = [
    pytest.mark.skipif(NODE is None, reason="needs node"),
    pytest.mark.skipif(not (_HERE / "node_modules/mermaid").is_dir(), reason="needs: npm ci --prefix tests/diagram"),
]
_TYPES = {"flow": "flowchart-v2", "architecture": "flowchart-v2", "dashboard": "pie"}


def understood(folder: Path, diagrams: list[str]) -> list[tuple[str, list[str]]]:
    """Type and texts of each diagram, entities resolved, or what is wrong with it."""
    files = [folder / f"{number}.mmd" for number in range(len(diagrams))]
    for file, text in zip(files, diagrams, strict=True):
        file.write_text(text)
    command = (str(NODE), str(_HERE / "read.mjs"), *map(str, files))
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300)
    found = [json.loads(line) for line in done.stdout.splitlines()]
    return [(each["type"], [_resolved(text) for text in each["texts"]]) for each in found]


def _resolved(text: str) -> str:
    """What a text says once the parser's own marks for entities are resolved."""
    return re.sub("ﬂ°°([0-9]+)¶ß", lambda match: chr(int(match[1])), text)


@pytest.mark.parametrize("half", [0, 1])
def test_hostile_titles_are_texts(half: int, tmp_path: Path) -> None:
    titles = HOSTILE[:50] if half == 0 else HOSTILE[50:]
    store = held(tmp_path, titles)
    found = understood(tmp_path, [drawn(store, kind, "--window", "all") for kind in KINDS])
    assert [type_ for type_, _ in found] == [_TYPES.get(kind, kind) for kind in KINDS], found
    gantt = found[KINDS.index("gantt")][1][1:]
    expected = [f"on w-{number} {label(title)}" for number, title in enumerate(titles, 1)]
    bars = [text.rsplit("|", 4)[0] for text in gantt]
    # The parser leaves out blanks around a text, and `ann|` is the section.
    assert [text.rstrip() for text in bars] == [f"ann|{text}".rstrip() for text in expected]
    flow = found[KINDS.index("flow")][1]
    assert [text for text in flow if re.fullmatch(r"s\d+\|\w+\|", text)] == [
        *("s1|new|", "s2|active|", "s3|new|", "s4|pending|", "s5|claimed|"),
    ]


def test_hostile_names(tmp_path: Path) -> None:
    """Identifiers are words of Mermaid too; the collector's address is a text."""
    names = ("end", "click", "section", "title", "default", "subgraph", "graph", "style", "call", "x--y", "o.k_")
    calls = [
        *(["register", name] for name in names),
        *(["add", name, "--id", name] for name in names),
        *(["claim", name, "--agent", name] for name in names),
    ]
    store = made(tmp_path, [(0, calls)])
    env = {**at(0), "OTEL_EXPORTER_OTLP_ENDPOINT": "http://[::1]:4318/a;b'(c)%22"}
    diagrams = [call(BASH, store, "diagram", kind, env=env).stdout.decode() for kind in KINDS]
    found = dict(zip(KINDS, understood(tmp_path, diagrams), strict=True))
    assert [type_ for type_, _ in found.values()] == [_TYPES.get(kind, kind) for kind in KINDS], found
    texts = found["architecture"][1]
    assert [text.split("|")[1] for text in texts if re.match(r"a\d+\|.*\|$", text)] == ["no agent", *names]
    assert "collector|http://[::1]:4318/a;b'(c)%22/v1/traces|" in texts
    bars = [text.split("|")[:2] for text in found["gantt"][1][1:]]
    assert bars == [[name, f"on {name} {name} "] for name in sorted(names)]
    events = [text.split("|")[-1] for text in found["timeline"][1][1:]]
    assert events == [
        *(f"register {name} by {name}" for name in names),
        *(f"add {name}" for name in names),
        *(f"claim {name} by {name}" for name in names),
    ]


def test_the_largest_diagrams(tmp_path: Path) -> None:
    agents = [f"agent-{number}" for number in range(40)]
    calls = [
        *(["register", name, "--max-work", "9"] for name in agents),
        *(["add", "é😀" * 20] for _ in range(60)),
        *(["claim", "--next", "--agent", agents[number % 40]] for number in range(60)),
    ]
    store = made(tmp_path, [(0, calls)])
    found = understood(tmp_path, [drawn(store, kind) for kind in KINDS])
    assert [type_ for type_, _ in found] == [_TYPES.get(kind, kind) for kind in KINDS], found
    assert len(found[KINDS.index("gantt")][1]) == 51
    assert len(found[KINDS.index("timeline")][1]) == 51
