"""The numbers of `stats`."""

from __future__ import annotations

import json
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from random import Random

import pytest

from tests.coordinators import LANGUAGES, batch, call, line
from tests.stats.support import HOUR, NOW, PYTHON, alike, answer, made, put, span, stats

TABLE = """\
OPERATION  COUNT  ERRORS  SUCCESS  PER_HOUR  P50_MS  P95_MS  MAX_MS
add        3      1       66.7     0.13      2.000   3.001   3.001
claim      1      1       0.0      0.04      0.000   0.000   0.000
total      4      2       50.0     0.17      1.000   3.001   3.001
24h: 4 spans from 2025-12-31T00:00:00.000Z to 2026-01-01T00:00:00.000Z
2 lines are no spans of this store
"""


def test_the_table(tmp_path: Path) -> None:
    store = made(tmp_path)
    added = [span(store, took=took, failed=took == 1_000_000) for took in (1_000_000, 2_000_499, 3_000_500)]
    put(store, [*added, b"", span(store, "claim", 499, failed=True), b"x"])
    assert alike(store).stdout.decode() == TABLE


def test_the_span(tmp_path: Path) -> None:
    store = made(tmp_path)
    put(store, [span(store, took=7, failed=number < 2) for number in range(3)])
    for language in LANGUAGES:
        _, files = stats(language, store, "--window", "7D")
        found = json.loads(files["telemetry/side/000001.jsonl"])["resourceSpans"][0]["scopeSpans"][0]["spans"][0]
        attributes = {each["key"]: next(iter(each["value"].values())) for each in found["attributes"]}
        assert found["name"] == "swarmsh.telemetry.stats"
        assert attributes == {
            "swarmsh.coordination.operation": "stats",
            "swarmsh.telemetry.window": "7d",
            "swarmsh.telemetry.span_count": "3",
            "swarmsh.telemetry.success_rate": "333",
            "swarmsh.telemetry.latency.p50": "7",
            "swarmsh.telemetry.latency.p95": "7",
            "swarmsh.coordination.outcome": "done",
            "swarmsh.coordination.exit_code": "0",
            "swarmsh.coordination.pattern": "atomic",
        }


def _rounded(number: int, by: int) -> int:
    return int((Decimal(number) / Decimal(by)).quantize(Decimal(1), ROUND_HALF_UP))


def _numbers(took: list[tuple[int, bool]], milliseconds: int) -> dict[str, int]:
    """A second computation, from what the spans say."""
    times, errors = sorted(each for each, _ in took), sum(failed for _, failed in took)
    count = len(times)
    rank = {percent: next(n for n in range(1, count + 1) if n * 100 >= percent * count) for percent in (50, 95)}
    return {
        "count": count,
        "errors": errors,
        "success_rate": _rounded((count - errors) * 1000, count),
        "per_hour": _rounded(count * 3_600_000 * 100, milliseconds),
        "p50": times[rank[50] - 1],
        "p95": times[rank[95] - 1],
        "max": times[-1],
    }


@pytest.mark.parametrize(
    ("count", "window"), [(1, "24h"), (2, "7d"), (7, "1h"), (40, "all"), (100, "24h"), (997, "all")]
)
def test_against_a_second_computation(count: int, window: str, tmp_path: Path) -> None:
    store, random = made(tmp_path), Random(count)
    names = ("add", "add-x", "add.x", "add_x", "Zeta", "0", "total")
    spans = [
        (random.choice(names), random.choice((5, 5, 10**6, random.randrange(10**10))), random.random() < 0.2)
        for _ in range(count)
    ]
    ends = [NOW - random.randrange(HOUR // 2) for _ in spans]
    put(store, [span(store, name, took, end, failed=bad) for (name, took, bad), end in zip(spans, ends, strict=True)])
    found = answer(store, "--window", window)
    first = min(end - took for (_, took, _), end in zip(spans, ends, strict=True))
    start = first if window == "all" else NOW - {"1h": 1, "24h": 24, "7d": 168}[window] * HOUR
    milliseconds = (NOW - start) // 10**6
    by_name = {name: [(took, bad) for each, took, bad in spans if each == name] for name in sorted(names)}
    assert found == {
        "window": window,
        "from": str(start),
        "to": str(NOW),
        "foreign": 0,
        "operations": [{"operation": n, **_numbers(took, milliseconds)} for n, took in by_name.items() if took],
        "total": _numbers([(took, bad) for _, took, bad in spans], milliseconds),
    }


def test_a_window_ends_where_it_says(tmp_path: Path) -> None:
    store = made(tmp_path)
    for hours, window in ((1, "1h"), (24, "24h"), (168, "7d")):
        limit = NOW - hours * HOUR
        put(
            store,
            [span(store, end=limit - 1), span(store, end=limit), span(store, end=limit + 1), span(store, end=NOW + 5)],
        )
        assert answer(store, "--window", window)["total"]["count"] == 3
    assert answer(store, "--window", "all")["total"]["count"] == 4


def test_the_shortest_time_that_rates_are_of_is_a_second(tmp_path: Path) -> None:
    store = made(tmp_path)
    put(store, [span(store, took=1, end=NOW + HOUR)])
    assert answer(store, "--window", "all")["total"]["per_hour"] == 360_000


def test_no_data(tmp_path: Path) -> None:
    assert alike_without_store(tmp_path / "none")
    store = made(tmp_path)
    for window, text in (("all", ""), ("1h", " of the last 1h")):
        done = alike(store, "--window", window)
        assert (done.exit, done.stdout) == (12, b"")
        assert done.stderr.decode() == f"PROGRAM: stats: there are no spans{text} (no_data)\n"
    put(store, [b"x", span(store, end=NOW - 30 * HOUR)])
    message = b"PROGRAM: stats: there are no spans of the last 24h; 1 lines are no spans of this store (no_data)\n"
    done = alike(store)
    assert (done.exit, done.stderr) == (12, message)


def alike_without_store(path: Path) -> bool:
    """Whether both languages say that there is no store, and make none."""
    found = {call(language, path, "stats").stderr for language in LANGUAGES}
    return found == {f"PROGRAM: stats: there is no store in {path} (no_data)\n".encode()} and not path.exists()


def test_what_the_coordinators_write_is_never_foreign(tmp_path: Path) -> None:
    store = made(tmp_path)
    count = 0
    for number, language in enumerate(LANGUAGES):
        calls = [
            line("add", f'"operation": {number}', "--key", f"k{number}"),
            line("claim", "--next", "--agent", "ann"),
        ]
        count += len(batch(language, store, [*calls, line("list"), line("show", "nothing"), line("register", "bob")]))
        env = {"TRACEPARENT": f"00-{'a' * 32}-{'b' * 16}-01", "TRACESTATE": 'x=","startTimeUnixNano":"1'}
        for words in (
            ("audit",),
            ("add", "x" * 60_000),
            ("complete", "w-9", "--agent", "ann"),
            ("next", "--agent", "b"),
        ):
            call(language, store, *words, env={**env, "SWARMSH_CORRELATION_ID": "c-1"})
    lines = sum(len(path.read_bytes().splitlines()) for path in (store / "telemetry").rglob("*.jsonl"))
    found = answer(store, "--window", "all")
    assert (found["foreign"], found["total"]["count"]) == (0, lines)
    assert lines >= count


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("x",), 'unexpected argument "x"'),
        (("--window",), "option --window needs a value"),
        (("--window=",), "option --window is empty"),
        (("--window", "2h"), '--window: "2h" is not one of 1h, 24h, 7d, all'),
        (("--window", "1h", "--window", "1h"), "option --window is given twice"),
        (("--json=1",), "option --json takes no value"),
        (("--print", "count"), 'unknown option "--print"; see "PROGRAM help stats"'),
        (("--key", "k"), 'unknown option "--key"; see "PROGRAM help stats"'),
    ],
)
def test_words(words: tuple[str, ...], message: str, tmp_path: Path) -> None:
    done = alike(made(tmp_path), *words)
    assert (done.exit, done.stdout, done.stderr.decode()) == (2, b"", f"PROGRAM: stats: {message} (usage)\n")


def test_help_and_completion(tmp_path: Path) -> None:
    texts = {call(language, tmp_path / "none", "stats", "-h").stdout for language in LANGUAGES}
    assert len(texts) == 1
    assert texts.pop().startswith(b"Usage: PROGRAM stats [--window 1h|24h|7d|all] [--json]\n")
    for shell in ("bash", "zsh", "fish"):
        script = call(PYTHON, tmp_path / "none", "completion", shell).stdout.decode()
        assert "1h 24h 7d all" in script
