"""A generated pattern at work, in this process: answers, refusals, records, due times."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.unit.swarmgen.backends.python.patterns.press import build, importable

NOW = 1_767_225_600_000_000_000
SECOND = 10**9


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("press"))


@pytest.fixture
def press(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Press]:
    monkeypatch.setenv("SWARMSH_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("SWARMSH_NOW_NS", str(NOW))
    monkeypatch.setenv("SWARMSH_ID_SEED", "1")
    with importable(source):
        from importlib import import_module

        yield Press(import_module("press._hot.batch"), import_module("press._hot.press"), tmp_path / "data")


class Press:
    """Runs lines as `batch` does."""

    def __init__(self, batch: ModuleType, pattern: ModuleType, folder: Path) -> None:
        self.runner = batch._Runner(pattern, "press press")
        self.folder = folder
        self.lines = 0

    def __call__(self, line: str) -> Any:
        """The answer to an operation that is done."""
        found = self.full(line)
        assert found["exit"] == 0, found
        return found["answer"]

    def full(self, line: str) -> dict[str, Any]:
        self.lines += 1
        found: dict[str, Any] = json.loads(self.runner.answer(line.encode(), self.lines))
        return found

    def refused(self, line: str) -> tuple[int, str]:
        found = self.full(line)
        return found["exit"], found["message"]

    def entries(self) -> list[dict[str, Any]]:
        path = self.folder / "journal" / "000001.jsonl"
        return [json.loads(line) for line in path.read_text().splitlines()]


def test_answers(press: Press) -> None:
    assert press("hire") == {"id": "p-1"}
    assert press("order\tA poster\t--urgency\ttoday\t--pages\t3") == {
        "id": "j-1",
        "price": 1500,
        "wait": 20 * SECOND,
        "dry_at": None,
    }
    assert press("order\tA book\t--color\tcyan\t--color\tblack") == {
        "id": "j-2",
        "price": 50,
        "wait": SECOND,
        "dry_at": None,
    }
    assert press("jobs")["rows"][1]["colors"] == ["black", "cyan"]
    assert press("take\tp-1\t--color\tblack\t--color\tcyan") == {"id": "j-1", "title": "A poster"}
    assert press("job\tj-1")["printer"] == "p-1"


def test_best_first(press: Press) -> None:
    press("hire\tann")
    for words in ("one", "two\t--urgency\ttoday", "three\t--color\tred", "four\t--urgency\ttoday"):
        press(f"order\t{words}")
    assert [press("take\tann")["title"] for _ in range(3)] == ["two", "four", "one"]
    assert press.refused("take\tann") == (7, "nothing that ann can print")
    assert press.refused("take\tann\t--color\tred") == (8, 'printer "ann" has 3 stack already, the most there may be')
    assert press("finish\tann") == {"ended": 3}
    assert press("take\tann\t--color\tred")["id"] == "j-3"


def test_refusals(press: Press) -> None:
    assert press.refused("take\tbob") == (6, 'no printer "bob"')
    assert press.refused("finish\tbob") == (6, "nobody is called bob")
    assert press.refused("hire\tp-9") == (2, 'NAME: "p-9" has the form of a made-up id')
    press("hire\tbob")
    assert press.refused("hire\tbob") == (3, 'printer "bob" exists already')
    assert press.refused("finish\tbob\t--except\tbob") == (3, "a printer is no color")
    assert press.refused("order\tx\t--pages\t500\t--urgency\ttoday") == (8, 'price of job "j-1" would leave its range')
    assert press.refused("order\tx\t--pages\t501") == (2, "--pages: 501 is not between 1 and 500")
    assert press.refused("order\t" + "x" * 1001) == (2, "TITLE is longer than 1000 bytes")
    assert [entry["operation"] for entry in press.entries()] == ["hire"]


def test_delays_end_by_themselves(press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    press("hire\tann")
    assert press("order\tA banner\t--wet")["dry_at"] == str(NOW + 60 * SECOND)
    assert press("job\tj-1")["state"] == "drying"
    assert press.refused("take\tann") == (7, "nothing that ann can print")
    monkeypatch.setenv("SWARMSH_NOW_NS", str(NOW + 61 * SECOND))
    assert press("take\tann") == {"id": "j-1", "title": "A banner"}
    ticks = [entry for entry in press.entries() if entry["operation"] == "tick"]
    assert ticks and all(entry["span"] is None for entry in ticks)


def test_long_texts_are_whole_in_answers(press: Press) -> None:
    title = "".join(chr(0x20 + number % 90) for number in range(900))
    press("hire\tann")
    press("order\t" + title.replace("\\", "\\\\"))
    assert press("jobs")["rows"][0]["title"] == title
    assert press("job\tj-1")["title"] == title
    assert press("take\tann") == {"id": "j-1", "title": title}


def test_keys(press: Press) -> None:
    first = press("order\tA card\t--key\tk")
    assert press("order\tA card\t--key\tk") == first
    assert press.refused("order\tA cart\t--key\tk") == (3, 'key "k" was used for another request')
    assert len(press.entries()) == 1
    assert press.entries()[0]["request"] == ["A card", 1, [], "someday", False]


def test_rows(press: Press) -> None:
    for number in range(12):
        press(f"order\tjob {number}\t--urgency\t{('today', 'someday')[number % 2]}")
    listed = press("jobs\t--limit\t4")
    assert [row["id"] for row in listed["rows"]] == ["j-1", "j-2", "j-3", "j-4"]
    assert (listed["next"], listed["from_sequence"], listed["to_sequence"]) == (5, 12, 12)
    assert [row["id"] for row in press("jobs\t--urgency\ttoday")["rows"]] == [f"j-{n}" for n in range(1, 12, 2)]
    assert press("jobs\t--limit\t12")["next"] is None


def test_records_edited_by_hand_are_refused(press: Press) -> None:
    press("order\tA card")
    slot = press.folder / "records" / "job" / "0" / "1"
    good = slot.read_bytes()
    for old, new in (
        (b'"pages":\t1', b'"pages":\t0'),
        (b'"pages":\t1', b'"pages":\t+'),
        (b'"state":\t"open"', b'"state":\t"opem"'),
        (b'"id":\t"j-1"', b'"id":\t"-j1"'),
        (b'"title":\t"A card"', b'"title":\t"A"card"'),
        (b'"colors":\t[]\t', b'"colors":\t{}\t'),
        (b'"number":\t1', b'"number":\t2'),
        (b'"printer":\tnull', b'"printer":\tnuli'),
        (b'"price":', b'"prize":'),
    ):
        bad = good.replace(old, new)
        assert bad != good and len(bad) in (len(good), len(good) + 1), old
        slot.write_bytes(bad[: len(good) - 1] + b"\n")
        assert press.refused("job\tj-1") == (9, f'{slot} is damaged; run "press press doctor"'), new
    slot.write_bytes(good)
    assert press("job\tj-1")["title"] == "A card"


def test_spans_say_what_was_asked_and_answered(press: Press) -> None:
    press("order\tA card\t--color\tred")
    span = press.entries()[0]["span"]
    assert span["name"] == "press.order"
    attributes = {each["key"]: each["value"] for each in span["attributes"]}
    assert attributes["press.job.id"] == {"stringValue": "j-1"}
    assert attributes["press.job.colors"] == {"arrayValue": {"values": [{"stringValue": "red"}]}}
    assert attributes["swarmsh.coordination.batch.line"] == {"intValue": "1"}
