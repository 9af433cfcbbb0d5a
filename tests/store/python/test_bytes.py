"""What a few operations leave on the disk, byte by byte."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from swarmsh._hot import stops
from swarmsh._runtime.ids import splitmix
from tests.store.python import operations
from tests.store.python.support import NOW, SECOND, entries, fix, opened

STAMP = str(NOW)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    fix(monkeypatch)
    store = opened(tmp_path / "data")
    store.run(operations.enlist("Ann"))
    store.run(operations.add('"first"', priority="high", skills=("go", "sql"), key="k.1", request='["first"]'))
    store.run(operations.add(f'"{"é" * 200}"', at=NOW + SECOND))
    store.run(operations.take("Ann", line=3))
    return tmp_path / "data"


def slot(folder: Path, path: str, size: int) -> str:
    data = (folder / path).read_bytes()
    assert len(data) == size and data.endswith(b"\n")
    return data.decode().rstrip(" \n").replace("\t", "|")


def test_format(folder: Path) -> None:
    assert (folder / "format").read_text().replace("\t", "|") == (
        '{"format":|1|,"pattern":|"small"|,"modules":|["agents","work"]|,"layout":|"0123456789abcdef"|,"store":|'
        '"088712be8a582fca"|,"durability":|"none"|,"shared":|false|,"settings":|{"lease":300000000000,"most":10}|}\n'
    )


def test_state(folder: Path) -> None:
    journal = (folder / "journal/000001.jsonl").stat().st_size
    traces = (folder / "telemetry/traces/000001.jsonl").stat().st_size
    assert slot(folder, "state", 512) == (
        f'{{"dirty":|0|,"sequence":|4|,"journal":|{journal}|,"traces":|{traces}|,"time":|{STAMP}|,"due":|'
        f'{NOW + SECOND}|,"lost":|0|,"agent":|1|,"work":|2|,"ready_class":|1|}}'
    )


def test_records(folder: Path) -> None:
    assert slot(folder, "records/agent/0/1", 512) == (
        '{"number":|1|,"id":|"Ann"|,"held":|1|,"holdings_head":|1|,"holdings_tail":|1|}'
    )
    assert slot(folder, "records/work/0/1", 1536) == (
        '{"number":|1|,"id":|"w-1"|,"title":|"first"|,"note":|null|,"status":|"taken"|,"priority":|"high"|,"skills":|'
        '["go","sql"]|,"agent":|1|,"due_at":|null|,"queued_sequence":|2|,"holdings_previous":|null|,"holdings_next":|'
        'null|,"ready_class":|null|,"ready_previous":|null|,"ready_next":|null|,"wake_bucket":|null|,"wake_previous":|'
        'null|,"wake_next":|null|}'
    )
    assert slot(folder, "records/work/0/2", 1536).startswith('{"number":|2|,"id":|"w-2"|,"title":|402|,"note":|null|')


def test_a_long_text_has_a_file_of_its_own(folder: Path) -> None:
    assert (folder / "texts/work/0/2.title").read_text() == f'"{"é" * 200}"\n'
    shown = opened(folder).ask(operations.show("w-2")).reply
    assert shown[1] == f'"{"é" * 200}"'


def test_names_and_keys(folder: Path) -> None:
    assert slot(folder, "ids/agent/nn/+ann", 24) == "1"
    assert slot(folder, "keys/_1/k.1", 24) == "2"


def test_wheel(folder: Path) -> None:
    cursor, tick = NOW >> 20, (NOW + SECOND) >> 20
    level = next(level for level in range(9) if tick >> 5 * (level + 1) == cursor >> 5 * (level + 1))
    place = tick >> 5 * level & 31
    levels = "".join(f',"level_{one}":|{1 << place if one == level else 0}|' for one in range(9))
    assert slot(folder, "records/wake_wheel/0/1", 512) == f'{{"number":|1|,"cursor":|{cursor}|{levels}}}'
    bucket = level * 32 + place + 1
    assert slot(folder, f"records/wake_bucket/0/{bucket}", 128) == f'{{"number":|{bucket}|,"head":|2|,"tail":|2|}}'


def test_journal(folder: Path) -> None:
    first, second, third, fourth = entries(folder)
    span = json.loads(first[23])
    assert first[:23] + first[24:] == [
        *('{"sequence":', "1", ',"time":', STAMP, ',"operation":', '"enlist"', ',"agent":', "null"),
        *(',"subject":', '"Ann"', ',"exit":', "0", ',"key":', "null", ',"request":', "null", ',"answer":', "null"),
        *(',"seal":', "null", ',"state":', "[null,1,0,0]", ',"span":', ',"writes":['),
        *('["agent",1,{"number":', "1", ',"id":', '"Ann"', ',"held":', "0", ',"holdings_head":', "null"),
        *(',"holdings_tail":', "null", "}]", ",", '["agent.id",1,"Ann"]', "]}"),
    ]
    trace, own, store = f"{splitmix(7):016x}{splitmix(8):016x}", f"{splitmix(9):016x}", f"{splitmix(10):016x}"
    assert span["name"] == "swarmsh.small.enlist" and (span["traceId"], span["spanId"]) == (trace, own)
    assert f'"{store}"' in (folder / "format").read_text()
    assert second[13:20:2] == ['"k.1"', '["first"]', '["w-1"]', "null"]
    assert second[25] == '["work",1,{"number":'
    assert third[-2] == f'["work.title",2,"{"é" * 200}"]'
    assert third[21] == f"[{NOW + SECOND},1,2,1]"
    assert fourth[7] == '"Ann"' and fourth[9] == '"w-1"'
    written = [token for token in fourth if token.endswith('{"number":')]
    assert written == ['["work",1,{"number":', '["ready_class",1,{"number":', '["agent",1,{"number":']


def test_spans(folder: Path) -> None:
    lines = (folder / "telemetry/traces/000001.jsonl").read_text().splitlines()
    assert [json.loads(line)["resourceSpans"][0]["scopeSpans"][0]["spans"][0] for line in lines] == [
        json.loads(entry[23]) for entry in entries(folder)
    ]
    whole = json.loads(lines[3])["resourceSpans"][0]
    assert whole["resource"]["attributes"] == [
        {"key": "service.name", "value": {"stringValue": "swarmsh"}},
        {"key": "swarmsh.coordination.store.id", "value": {"stringValue": "088712be8a582fca"}},
    ]
    assert whole["scopeSpans"][0]["scope"] == {"name": "swarmsh.small", "version": "1.0.0"}
    assert whole["scopeSpans"][0]["schemaUrl"] == "https://example.invalid/schemas/1.0.0"
    assert [
        pair["key"].removeprefix("swarmsh.coordination.") for pair in json.loads(entries(folder)[3][23])["attributes"]
    ] == [*("operation", "outcome", "exit_code", "pattern", "sequence", "store_lock_wait", "batch.line")]


def test_a_recorded_refusal(folder: Path) -> None:
    store = opened(folder)
    with pytest.raises(stops.Refused, match="the fence 9 is stale"):
        store.run(operations.end("w-1", fence=9, key="k.2", request="[]"))
    last = entries(folder)[-1]
    assert last[5:20:2] == ['"end"', "null", '"w-1"', "3", "null", "null", "null", "null"]
    assert last[21] == f"[{NOW + SECOND},1,2,1]" and last[24:] == [',"writes":[', "", "]}"]
    span = json.loads(last[23])
    assert span["status"] == {"code": 2}
    assert {"key": "error.type", "value": {"stringValue": "conflict"}} in span["attributes"]
    assert not (folder / "telemetry/side/000001.jsonl").exists()


def test_a_refusal_leaves_its_span_on_the_side(folder: Path) -> None:
    before = (folder / "state").read_bytes(), entries(folder)
    with pytest.raises(stops.Refused, match='no work "w-9"'):
        opened(folder).run(operations.end("w-9"))
    opened(folder).run(operations.look())
    assert before == ((folder / "state").read_bytes(), entries(folder))
    lines = (folder / "telemetry/side/000001.jsonl").read_text().splitlines()
    assert ['"stringValue":"not_found"' in line for line in lines] == [True, False]
