"""What `diagram` draws."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.coordinators import BASH, LANGUAGES, NOW, PYTHON, batch, call, line
from tests.diagram.support import HOSTILE, KINDS, at, drawn, held, made
from tests.stats.support import AWKS, asked, both, put, span, with_awk

DRAWINGS = {
    "timeline": """\
timeline
    title What happened, 24h until 2026-01-01T00:01:30.000Z
    section 2026-01-01
        00#58;00#58;00 : register ann by ann
        00#58;00#58;00 : add w-1
        00#58;00#58;00 : add two
        00#58;00#58;05 : claim two by ann
        00#58;00#58;10 : progress two by ann exit 3
        00#58;01#58;00 : complete two by ann
        00#58;01#58;00 : claim w-1 by ann
""",
    "flow": """\
---
title: "How records moved, 24h until 2026-01-01T00:01:30.000Z"
---
flowchart LR
    subgraph k1["agent"]
        s1(["new"])
        s2["active"]
    end
    subgraph k2["work"]
        s3(["new"])
        s4["pending"]
        s5["claimed"]
        s6["completed"]
    end
    s1 -->|"1"| s2
    s3 -->|"2"| s4
    s4 -->|"2"| s5
    s5 -->|"1"| s6
""",
    "gantt": """\
gantt
    title Who worked on what, 24h until 2026-01-01T00:01:30.000Z
    dateFormat x
    axisFormat %m-%d %H:%M
    section ann
    on two second :done, t1, 1767225605000, 1767225660000
    on w-1 first #34;item#34; :active, t2, 1767225660000, 1767225690000
""",
    "architecture": """\
---
title: "Who works on the store, 24h until 2026-01-01T00:01:30.000Z"
---
flowchart LR
    subgraph agents["agents"]
        a1["no agent"]
        a2["ann"]
    end
    subgraph store["store STORE"]
        journal[("journal#58; 7 entries")]
        records[("records of atomic")]
        spans[("spans#58; 1 files")]
    end
    a1 -->|"2"| journal
    a2 -->|"5"| journal
    journal --> records
    journal --> spans
""",
    "dashboard": """\
pie showData
    title work by status, 24h until 2026-01-01T00:01:30.000Z
    "claimed" : 1
    "completed" : 1
""",
}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    begin = (("register", "ann"), ("add", 'first "item"', "--priority", "low"), ("add", "second", "--id", "two"))
    end = (("complete", "two", "--agent", "ann", "--fence", "1"), ("claim", "w-1", "--agent", "ann"))
    stale = ("progress", "two", "50", "--agent", "ann", "--fence", "7")
    turns = [(0, begin), (5, [("claim", "--next", "--agent", "ann")]), (10, [stale]), (60, end)]
    return made(tmp_path_factory.mktemp("small"), turns)


@pytest.mark.parametrize("kind", KINDS)
def test_small(kind: str, small: Path) -> None:
    store = json.loads((small / "format").read_text())["store"]
    assert drawn(small, kind, seconds=90).replace(store, "STORE") == DRAWINGS[kind]


def test_the_span(small: Path) -> None:
    for language in LANGUAGES:
        _, files = asked(language, small, "diagram", "FLOW", "--window=7d", **at(90))
        found = json.loads(files["telemetry/side/000001.jsonl"])["resourceSpans"][0]["scopeSpans"][0]["spans"][0]
        attributes = [(each["key"], next(iter(each["value"].values()))) for each in found["attributes"]]
        assert found["name"] == "swarmsh.health.diagram"
        assert attributes[:4] == [
            ("swarmsh.coordination.operation", "diagram"),
            ("swarmsh.health.diagram", "flow"),
            ("swarmsh.telemetry.window", "7d"),
            ("swarmsh.coordination.outcome", "done"),
        ]


def test_windows(small: Path) -> None:
    """What happened at the very start of the window is in it; a bar is while it lasts."""
    hour = 3600
    assert drawn(small, "timeline", "--window", "1h", seconds=hour + 60).count(" : ") == 2
    assert drawn(small, "dashboard", "--window", "1h", seconds=hour + 60).count('" : 1') == 2
    assert '-->|"1"| ' in drawn(small, "flow", "--window", "1h", seconds=hour + 60)
    assert drawn(small, "gantt", "--window", "1h", seconds=hour + 60).count("    on ") == 2
    later = at(hour + 60 + 1e-6)
    for kind in ("timeline", "flow", "dashboard", "architecture"):
        done = both(small, "diagram", kind, "--window", "1h", env=later)
        message = b"PROGRAM: diagram: there is nothing to draw of the last 1h (no_data)\n"
        assert (done.exit, done.stdout, done.stderr) == (12, b"", message)
    assert drawn(small, "gantt", "--window", "1h", seconds=hour + 60 + 1e-6).count("    on ") == 1
    flow = drawn(small, "flow", "--window", "1h", seconds=hour + 30)
    assert 's1["claimed"]' in flow  # it is known where an item came from before the window


@pytest.mark.parametrize(("count", "left_out"), [(49, 0), (50, 1), (120, 71)])
def test_only_the_last_ones(count: int, left_out: int, tmp_path: Path) -> None:
    store = held(tmp_path, [f"item {number}" for number in range(count)][:90] if count < 100 else ["x"] * 90)
    entries = 2 * min(count, 90) + 1
    text = drawn(store, "timeline")
    assert text.count("#58;") == 100
    assert f", {entries - 50} earlier left out\n" in text
    bars = drawn(store, "gantt")
    shown = min(count, 90)
    assert bars.count("    on ") == min(shown, 50)
    assert (f", {shown - 50} earlier left out\n" in bars) == (shown > 50)
    assert ("left out" in bars) == (left_out > 0 and shown > 50)


@pytest.mark.parametrize("count", [29, 30])
def test_only_the_last_agents(count: int, tmp_path: Path) -> None:
    """Who gave no name counts as one of them."""
    calls = [("register", f"n{number}") for number in range(count)]
    store = made(tmp_path, [(0, calls), (1, [("add", "x"), ("claim", "--next", "--agent", "n0")])])
    text = drawn(store, "architecture", seconds=2)
    assert text.count('-->|"') == 30
    assert ('left out"' in text) == (count == 30)
    assert 'a30["n0"]' in text
    assert text.count('-->|"2"| journal') == 1


def test_what_connects(tmp_path: Path) -> None:
    store = made(tmp_path, [(0, [("register", "ann")])])
    for file in ("archive/traces/000001.jsonl", "archive/side/000001.jsonl"):
        put(store, [span(store)], file)
    env = {**at(0), "OTEL_EXPORTER_OTLP_ENDPOINT": "http://me:secret@localhost:4318"}
    text = both(store, "diagram", "architecture", env=env).stdout.decode()
    assert 'archive[("archived spans#58; 2 files")]' in text
    assert "    spans --> archive\n" in text
    assert 'collector(["http#58;#47;#47;localhost#58;4318#47;v1#47;traces"])\n    spans -->|flush| collector\n' in text
    done = both(store, "diagram", "architecture", env={"OTEL_EXPORTER_OTLP_ENDPOINT": "x"})
    assert (done.exit, b"it is not an address" in done.stderr) == (2, True)


def test_long_titles_and_new_holders(tmp_path: Path) -> None:
    """The text of a long title stands elsewhere in the journal; a title may change; an item changes hands."""
    title = "é" * 300
    first = [("register", "ann"), ("register", "bob"), ("add", title), ("claim", "w-1", "--agent", "ann")]
    store = made(
        tmp_path, [(0, first), (1, [("release", "w-1", "--agent", "ann")]), (2, [("claim", "w-1", "--agent", "bob")])]
    )
    bars = [line.partition(" :")[::2] for line in drawn(store, "gantt", seconds=3).splitlines() if "  on " in line]
    assert bars == [
        (f"    on w-1 {'é' * 40}...", f"done, t1, {NOW // 10**6}, {NOW // 10**6 + 1000}"),
        (f"    on w-1 {'é' * 40}...", f"active, t2, {NOW // 10**6 + 2000}, {NOW // 10**6 + 3000}"),
    ]


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two segments: the second has the last item and a claim."""
    store = held(tmp_path_factory.mktemp("long"), ["x"])
    batch(PYTHON, store, [line("add", "y")] * 998)
    batch(PYTHON, store, [line("claim", "--next", "--agent", "ann")])
    return store


def test_a_journal_whose_begin_is_elsewhere(long: Path, tmp_path: Path) -> None:
    assert drawn(long, "gantt").count("section ann") == 1
    (long / "journal/000001.jsonl").rename(tmp_path / "away")
    try:
        assert 's1(["earlier"])' in drawn(long, "flow")
        assert drawn(long, "gantt").count("section ann") == 1
        assert drawn(long, "timeline").count(" : ") == 2
    finally:
        (tmp_path / "away").rename(long / "journal/000001.jsonl")


def test_segments_that_were_put_away(long: Path) -> None:
    before = [drawn(long, kind, "--window", "all") for kind in KINDS]
    away = long / "journal/archive"
    away.mkdir()
    (long / "journal/000001.jsonl").rename(away / "000001.jsonl")
    try:
        assert [drawn(long, kind, "--window", "all") for kind in KINDS] == before
    finally:
        (away / "000001.jsonl").rename(long / "journal/000001.jsonl")
        away.rmdir()


@pytest.mark.parametrize(
    ("old", "new", "segment"),
    [
        (b'{"sequence":\t7\t', b'{"sequence":\t8\t', 1),
        (b'{"sequence":\t7\t', b'{"sequence":\t07\t', 1),
        (b'"operation":\t"claim"', b'"operation":\tnull', 2),
        (b'"agent":\t"ann"', b'"agent":\t"a;b"', 1),
        (b'"exit":\t0\t', b'"exit":\tx\t', 1),
        (b'"time":\t1', b'"time":\t-1', 1),
        (b'\t,"writes":[\t', b'\t,"write":[\t', 1),
        (b"\t]}\n", b"\t]\n", 1),
        (b"\t]}\n", b"\t]}\n\n", 1),
    ],
)
def test_damage(old: bytes, new: bytes, segment: int, long: Path) -> None:
    path = long / f"journal/{segment:06d}.jsonl"
    before = path.read_bytes()
    assert old in before
    path.write_bytes(before.replace(old, new, 1))
    try:
        for kind in ("timeline", "dashboard"):
            done = both(long, "diagram", kind)
            message = (
                f'PROGRAM: diagram: STORE/journal/{segment:06d}.jsonl is damaged; run "PROGRAM repair" (damaged)\n'
            )
            assert (done.exit, done.stdout, done.stderr.decode()) == (9, b"", message)
    finally:
        path.write_bytes(before)


def test_segments_that_are_missing_or_no_files(long: Path, tmp_path: Path) -> None:
    path = long / "journal/000002.jsonl"
    path.rename(tmp_path / "away")
    try:
        damaged = b'PROGRAM: diagram: STORE/journal/000002.jsonl is damaged; run "PROGRAM repair" (damaged)\n'
        assert both(long, "diagram", "flow").stderr == damaged
        path.symlink_to(tmp_path / "away")
        assert both(long, "diagram", "flow").exit == 5
        path.unlink()
    finally:
        (tmp_path / "away").rename(path)


def test_what_was_not_committed_does_not_count(small: Path) -> None:
    path = small / "journal/000001.jsonl"
    before = path.read_bytes()
    path.write_bytes(before + b'{"sequence":\t8\t,"ti')
    try:
        assert drawn(small, "timeline", seconds=90) == DRAWINGS["timeline"]
    finally:
        path.write_bytes(before)


@pytest.mark.parametrize("words", AWKS, ids=" ".join)
def test_every_awk_draws_alike(words: tuple[str, ...], tmp_path: Path) -> None:
    env = with_awk(tmp_path / "bin", words)
    if env is None:
        pytest.skip(f"needs {words[0]}")
    for number, titles in enumerate((HOSTILE[:50], HOSTILE[50:])):
        store = held(tmp_path / str(number), titles)
        for kind in KINDS:
            one, _ = asked(BASH, store, "diagram", kind, **env)
            other, _ = asked(PYTHON, store, "diagram", kind)
            assert one == other


def test_no_data(tmp_path: Path) -> None:
    done = {call(language, tmp_path / "none", "diagram", "flow").stderr for language in LANGUAGES}
    assert done == {f"PROGRAM: diagram: there is no store in {tmp_path}/none (no_data)\n".encode()}
    store = made(tmp_path, [(0, [("release", "w-1", "--agent", "ann")])])
    for kind in KINDS:
        found = both(store, "diagram", kind, "--window", "all")
        assert (found.exit, found.stderr) == (12, b"PROGRAM: diagram: there is nothing to draw (no_data)\n")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "argument KIND is missing"),
        (("",), "argument KIND is empty"),
        (("tree",), 'KIND: "tree" is not one of timeline, flow, gantt, architecture, dashboard'),
        (("flow", "x"), 'unexpected argument "x"'),
        (("flow", "--window", "x"), '--window: "x" is not one of 1h, 24h, 7d, all'),
        (("flow", "--json"), 'unknown option "--json"; see "PROGRAM help diagram"'),
    ],
)
def test_words(words: tuple[str, ...], message: str, small: Path) -> None:
    done = both(small, "diagram", *words)
    assert (done.exit, done.stdout, done.stderr.decode()) == (2, b"", f"PROGRAM: diagram: {message} (usage)\n")


def test_help_and_completion(tmp_path: Path) -> None:
    texts = {call(language, tmp_path / "none", "diagram", "-h").stdout for language in LANGUAGES}
    assert len(texts) == 1
    usage = b"Usage: PROGRAM diagram\n          timeline|flow|gantt|architecture|dashboard [--window 1h|24h|7d|all]\n"
    assert texts.pop().startswith(usage)
    for shell in ("bash", "zsh", "fish"):
        script = call(PYTHON, tmp_path / "none", "completion", shell).stdout.decode()
        assert "timeline flow gantt architecture dashboard" in script
