"""What `stats` takes for a span."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from tests.stats.support import AWKS, BASH, NOW, PYTHON, SCHEMA, alike, answer, made, put, span, stats, text, with_awk

HOSTILE = (
    '{"key":"swarmsh.coordination.operation","value":{"stringValue":"evil"}}',
    '","startTimeUnixNano":"1","endTimeUnixNano":"2',
    ',"status":{"code":2}}],"schemaUrl":"x"}]}]}',
    '{"resourceSpans":[{"resource":',
    '\\","status":{"code":2}',
    "\\",
    "\\\\",
    '"',
    ",",
    "startTimeUnixNano",
    "status",
    "}]}]}",
    "\n{\r\t\x01",
    "é\u2028😀",
    "$0 %s %d & \\n",
)


def test_texts_cannot_pass_for_keys(tmp_path: Path) -> None:
    store = made(tmp_path)
    lines = []
    for value in HOSTILE:
        attribute = text("swarmsh.work.title", value)
        lines += [span(store, before=attribute + ","), span(store, after="," + attribute)]
    put(store, lines)
    found = answer(store)
    assert (found["foreign"], [each["operation"] for each in found["operations"]]) == (0, ["add"])
    assert (found["total"]["count"], found["total"]["errors"]) == (len(lines), 0)
    assert found["total"]["max"] == 10**6


def test_foreign_lines(tmp_path: Path) -> None:
    store = made(tmp_path)
    good = span(store)
    foreign = [
        b"",
        b"{}",
        b"\0\0\0",
        good + b"\0",
        good + b"\r",
        good[:-1],
        good[1:],
        good.replace(b'"swarmsh.atomic"', b'"swarmsh.other"'),
        good.replace(b'"stringValue":"swarmsh"', b'"stringValue":"other"'),
        good.replace(b'"add"', b'""'),
        good.replace(b'"add"', b'"-add"'),
        good.replace(b'"add"', b'"' + b"a" * 65 + b'"'),
        good.replace(b'"add"', '"ädd"'.encode()),
        good.replace(b"coordination.operation", b"coordination.other"),
        good.replace(b'"status":{}', b'"status":{"code":1}'),
        good.replace(b'"status":{}', b'"status":{"message":"x","code":2}'),
        good.replace(SCHEMA.encode(), b'a"b'),
        good.replace(SCHEMA.encode(), b"a\\b"),
        good.replace(b"0.1.0", b"\\"),
        good.replace(b"startTime", b"start_time"),
    ]
    put(store, [*foreign, good])
    found = answer(store)
    assert (found["foreign"], found["total"]["count"]) == (len(foreign), 1)


@pytest.mark.parametrize(
    ("start", "end", "took"),
    [
        ("0", "0", 0),
        ("0", "8999999999999999999", 8_999_999_999_999_999_999),
        ("1", "999999999", 999_999_998),
        ("999999999", "1000000001", 2),
        ("1000000000000000009", "1000000000000000010", 1),
        ("9007199254740993", "18014398509481987", 9007199254740994),
        ("00", "5", None),
        ("05", "5", None),
        ("", "5", None),
        ("-5", "5", None),
        ("5", "5x", None),
        ("5", "4", None),
        ("5", "9000000000000000000", None),
        ("5", "10000000000000000000", None),
    ],
)
def test_times(start: str, end: str, took: int | None, tmp_path: Path) -> None:
    store = made(tmp_path)
    line = span(store).replace(
        f'"startTimeUnixNano":"{NOW - 10**6}"'.encode(), f'"startTimeUnixNano":"{start}"'.encode()
    )
    put(
        store,
        [
            span(store, "claim"),
            line.replace(f'"endTimeUnixNano":"{NOW}"'.encode(), f'"endTimeUnixNano":"{end}"'.encode()),
        ],
    )
    found = answer(store, "--window", "all")
    assert found["foreign"] == (took is None)
    if took is not None:
        assert int(found["operations"][0]["max"]) == took


def test_versions_may_take_turns(tmp_path: Path) -> None:
    store = made(tmp_path)
    versions = [("0.1.0", SCHEMA), ("0.2.0", "urn:x"), ("0.2.0", SCHEMA), ("", "")]
    put(
        store,
        [
            span(store, version=version, schema=schema, failed=n % 2 == 0)
            for n in range(4)
            for version, schema in versions
        ],
    )
    total = answer(store)["total"]
    assert (total["count"], total["errors"]) == (16, 8)


def test_torn_ends(tmp_path: Path) -> None:
    """A torn line costs itself, not the line that was written behind it; the last line may lack its end."""
    store = made(tmp_path)
    good = span(store)
    put(store, [good, good[:300] + good, good + good, b"\0\0" + good, good[:-40]], "traces/000001.jsonl", b"")
    put(store, [good, good], "side/000001.jsonl", b"")
    found = answer(store)
    assert (found["foreign"], found["total"]["count"]) == (3, 7)


def _damaged(store: Path, count: int) -> list[bytes]:
    """Lines that were cut, run together, or changed in a byte or two, and some that were not."""
    random, lines = Random(7), [span(store, before=text("swarmsh.work.title", value) + ",") for value in HOSTILE]
    lines += [span(store, "claim", failed=True, version="0.2.0"), span(store, "x" * 64, schema="urn:y")]
    found = []
    for _ in range(count):
        line = bytearray(random.choice(lines))
        for _ in range(random.randrange(3)):
            place = random.randrange(len(line) + 1)
            match random.randrange(5):
                case 0:
                    line[place : place + 1] = bytes((random.choice(b'\0\x01"\\{}[],:0159a\r\xff'),))
                case 1:
                    del line[place : place + random.randrange(1, 30)]
                case 2:
                    line[place:place] = random.choice((b'"', b"\\", b"\0", b"9", b'{"resourceSpans":', b',"status":{}'))
                case 3:
                    line[place:] = random.choice(lines)[random.randrange(400) :]
                case _:
                    line = line[:place]
        found.append(bytes(line).replace(b"\n", b""))
    return found


@pytest.fixture(scope="module")
def damaged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    store = made(tmp_path_factory.mktemp("damaged"))
    lines = _damaged(store, 3000)
    put(store, lines[:2000], end=b"")
    put(store, lines[2000:], "side/000001.jsonl")
    return store


def test_damaged_lines_are_judged_alike(damaged: Path) -> None:
    found = answer(damaged, "--window", "all")
    assert found["foreign"] > 500
    assert found["total"]["count"] > 500


@pytest.mark.parametrize("words", AWKS, ids=" ".join)
def test_every_awk_judges_alike(words: tuple[str, ...], damaged: Path, tmp_path: Path) -> None:
    env = with_awk(tmp_path / "bin", words)
    if env is None:
        pytest.skip(f"needs {words[0]}")
    one, _ = stats(BASH, damaged, "--window", "all", "--json", **env)
    other, _ = stats(PYTHON, damaged, "--window", "all", "--json")
    assert one == other


def test_without_awk(tmp_path: Path) -> None:
    store = made(tmp_path)
    put(store, [span(store)])
    (tmp_path / "bin").mkdir()
    for program in ("bash", "flock"):
        (tmp_path / "bin" / program).symlink_to(f"/usr/bin/{program}")
    done, _ = stats(BASH, store, PATH=str(tmp_path / "bin"))
    assert (done.exit, done.stderr) == (11, b"PROGRAM: stats: there is no awk; install it (problem)\n")
    assert alike(store).exit == 0
