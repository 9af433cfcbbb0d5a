"""Keys, spans, readers, and several processes or threads on one store."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from swarmsh._hot import keys, lock, reader, spans, stops
from swarmsh._hot.store import Call
from swarmsh._runtime.ids import splitmix
from tests.permissions import permissions_hold
from tests.repository import ROOT
from tests.store.python import operations, small
from tests.store.python.support import NOW, SECOND, act, apart, copied, entries, fix, killing, opened, snapshot

DAY = 86400 * SECOND


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    fix(monkeypatch)
    opened(tmp_path / "data").run(operations.enlist())
    return tmp_path / "data"


def side(folder: Path) -> list[dict[str, Any]]:
    """The spans on the side."""
    lines = (folder / "telemetry/side/000001.jsonl").read_text().splitlines()
    return [json.loads(line)["resourceSpans"][0]["scopeSpans"][0]["spans"][0] for line in lines]


def attributes(span: dict[str, Any]) -> dict[str, Any]:
    return {
        pair["key"].removeprefix("swarmsh.coordination."): next(iter(pair["value"].values()))
        for pair in span["attributes"]
    }


# --- keys ------------------------------------------------------------------------------------------------------------


def keyed(request: str = '["x"]', operation: str = "add") -> Call:
    call = operations.add(
        '"x"', key="k", request=request, answer=lambda reply: [f'"{reply[0]}"', "null", '["a","b"]', "3"]
    )
    call.operation = operation
    return call


def test_a_repeated_key_gets_the_first_answer(folder: Path) -> None:
    first = opened(folder).run(keyed())
    before = snapshot(folder)
    second = opened(folder).run(keyed())
    assert (first.reply, first.repeated) == (("w-1",), False)
    assert (second.reply, second.repeated) == (None, True)
    assert first.tokens == second.tokens == ['"w-1"', "null", '["a","b"]', "3"]
    assert snapshot(folder) == before
    assert attributes(side(folder)[0])["idempotency.repeated"] is True
    assert attributes(json.loads(entries(folder)[1][23]))["idempotency.repeated"] is False


@pytest.mark.parametrize("call", [keyed('["y"]'), keyed(operation="addd")])
def test_another_request_under_a_key(folder: Path, call: Call) -> None:
    opened(folder).run(keyed())
    with pytest.raises(stops.Refused, match='key "k" was used for another request') as found:
        opened(folder).run(call)
    assert found.value.exit == 3


def test_keys_are_forgotten_after_seven_days(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened(folder).run(keyed())
    monkeypatch.setenv("SWARMSH_NOW_NS", str(NOW + 7 * DAY))
    assert opened(folder).run(keyed()).repeated
    monkeypatch.setenv("SWARMSH_NOW_NS", str(NOW + 7 * DAY + 1))
    answer = opened(folder).run(keyed('["y"]'))
    assert answer.reply == ("w-2",)
    assert (folder / "keys/k/k").read_bytes().split() == [b"3"]


def test_refusals_and_what_changes_nothing_are_not_remembered(folder: Path) -> None:
    store = opened(folder)
    store.run(operations.look(key="k", request="[]"))
    with pytest.raises(stops.Refused):
        store.run(operations.end("w-1", fence=1, key="k", request="[]"))
    assert store.run(keyed()).repeated is False


def test_a_key_that_leads_nowhere(folder: Path) -> None:
    opened(folder).run(keyed())
    for data in (b"1", b"9", b"0", b"x"):
        (folder / "keys/k/k").write_bytes(data.ljust(23) + b"\n")
        with pytest.raises(stops.Damaged):
            opened(folder).run(keyed())


@pytest.mark.parametrize("tokens", [[], ["1"], ['"a"', "null", "[]", '["a"]', '["a","b"]', "-5", "true"]])
def test_answers_are_split(tokens: list[str]) -> None:
    assert keys.split(f"[{','.join(tokens)}]") == tokens


# --- spans -----------------------------------------------------------------------------------------------------------

PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


def test_a_parent_is_continued(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fix(monkeypatch, seed=50)
    monkeypatch.setenv("TRACEPARENT", PARENT)
    monkeypatch.setenv("TRACESTATE", "a=1, b=2")
    monkeypatch.setenv("SWARMSH_CORRELATION_ID", "release.7")
    opened(folder).run(operations.add('"x"', key="k", request="[]"))
    text = entries(folder)[-1][23]
    assert text.startswith(
        f'{{"traceId":"0af7651916cd43dd8448eb211c80319c","spanId":"{splitmix(50):016x}","traceState":"a=1,b=2",'
        f'"parentSpanId":"b7ad6b7169203331","flags":769,"name":"swarmsh.small.add","kind":1,"startTimeUnixNano":"{NOW}",'
        f'"endTimeUnixNano":"{NOW}","attributes":['
    )
    assert list(attributes(json.loads(text)).items()) == [
        ("operation", "add"),
        ("outcome", "done"),
        ("exit_code", "0"),
        ("pattern", "small"),
        ("sequence", "2"),
        ("store_lock_wait", "0"),
        ("idempotency.key", "k"),
        ("idempotency.repeated", False),
        ("correlation.id", "release.7"),
    ]


@pytest.mark.parametrize(("name", "value"), [("TELEMETRY_ENABLED", "false"), ("TRACEPARENT", f"{PARENT[:-1]}0")])
def test_no_span_is_wanted(folder: Path, name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    size = (folder / "telemetry/traces/000001.jsonl").stat().st_size
    monkeypatch.setenv(name, value)
    opened(folder).run(operations.add('"x"'))
    opened(folder).run(operations.look())
    assert entries(folder)[-1][23] == "null"
    assert (folder / "telemetry/traces/000001.jsonl").stat().st_size == size
    assert not (folder / "telemetry/side/000001.jsonl").exists()


def test_the_ids_of_a_callers_tracer(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACEPARENT", PARENT)
    opened(folder).run(operations.add('"x"', ids=(10, 11, 12, 1, "")))
    start = f'{{"traceId":"{10:032x}","spanId":"{11:016x}","parentSpanId":"{12:016x}","flags":257,'
    assert entries(folder)[-1][23].startswith(start)
    opened(folder).run(operations.add('"x"', ids=(10, 11, 12, 0, "")))
    assert entries(folder)[-1][23] == "null"


def test_a_store_id_comes_after_the_ids_of_the_span(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fix(monkeypatch, seed=50)
    monkeypatch.setenv("TRACEPARENT", PARENT)
    opened(tmp_path).run(operations.enlist())
    assert (tmp_path / "format").read_text().split("\t")[9] == f'"{splitmix(51):016x}"'


@pytest.mark.parametrize("size", range(2940, 3500, 16))
def test_a_line_has_room_for_4095_bytes(folder: Path, size: int) -> None:
    def noted(width: int) -> tuple[bytes, dict[str, Any]]:
        own = [spans.text("a", "x"), spans.text("b", "é" * (width // 2)), spans.text("d", "z" * 90)]
        opened(folder).run(operations.add('"x"', attributes=lambda reply: own))
        line = (folder / "telemetry/traces/000001.jsonl").read_bytes().splitlines()[-1]
        return line, json.loads(entries(folder)[-1][23])

    every = noted(2)[1]["attributes"]
    line, span = noted(size)
    kept, dropped = len(span["attributes"]), span.get("droppedAttributesCount", 0)
    assert len(line) <= 4095 and kept + dropped == len(every) == 8
    if dropped:
        every[1]["value"]["stringValue"] = "é" * (size // 2)
        room = len(json.dumps(every[kept], separators=(",", ":"), ensure_ascii=False).encode())
        count = len(',"droppedAttributesCount":1') if dropped == 1 else 0
        assert len(line) + 1 + room - count > 4095, "one more would not fit"
    assert (dropped > 0) == (size > 2995)


def test_an_exception_is_an_internal_error(folder: Path) -> None:
    def steps(tx: Any) -> None:
        tx.touch(tx.load(small.Agent, 1))
        raise LookupError

    before = snapshot(folder)
    with pytest.raises(LookupError):
        opened(folder).run(Call("fall", "swarmsh.fall", steps))
    assert snapshot(folder) == before
    (span,) = side(folder)
    found = attributes(span)
    assert (found["outcome"], found["exit_code"], found["error.type"]) == ("internal", "1", "LookupError")
    assert span["status"] == {"code": 2}


def test_a_query_has_a_span(folder: Path) -> None:
    opened(folder).run(operations.add('"x"'))
    opened(folder).ask(operations.show("w-1"))
    with pytest.raises(stops.Refused):
        opened(folder).ask(operations.show("w-2"))
    assert [list(attributes(span).items())[1:] for span in side(folder)] == [
        [("outcome", "done"), ("exit_code", "0"), ("pattern", "small")],
        [("outcome", "not_found"), ("exit_code", "6"), ("error.type", "not_found"), ("pattern", "small")],
    ]


# --- ids -------------------------------------------------------------------------------------------------------------


def test_own_ids(folder: Path) -> None:
    store = opened(folder)
    assert store.run(operations.add('"x"', id="Own")).reply == ("Own",)
    for id, exit, message in (
        ("Own", 3, 'work "Own" exists already'),
        ("w-7", 2, '"w-7" has the form of a made-up id'),
    ):
        with pytest.raises(stops.Refused) as found:
            store.run(operations.add('"x"', id=id))
        assert (found.value.exit, found.value.message) == (exit, message)
    assert store.run(operations.add('"x"', id="own")).reply == ("own",), "capitals make another id"
    assert store.run(operations.add('"x"', id="w-07")).reply == ("w-07",)
    for id in ("w-1", "w-4", "w-0", "w-", "OWN", "w-99999999999999999999"):
        with pytest.raises(stops.Refused, match=f'no work "{id}"'):
            store.ask(operations.show(id))


def test_two_of_one_id_in_one_operation(folder: Path) -> None:
    def steps(tx: Any) -> None:
        assert tx.create(small.Agent, "x") is tx.find(small.Agent, "x")
        assert tx.create(small.Agent, None) is tx.get(small.Agent, "a-3")
        tx.create(small.Agent, "x")

    with pytest.raises(stops.Refused, match='agent "x" exists already'):
        opened(folder).run(Call("twice", "x", steps))
    assert not (folder / "ids/agent").exists()


# --- readers ---------------------------------------------------------------------------------------------------------


def test_a_text_that_shrinks_and_grows(folder: Path) -> None:
    store = opened(folder)
    for length in (384, 385, 9000, 3000, 10):
        token = f'"{"x" * length}"'

        def steps(tx: Any, token: str = token) -> tuple[str]:
            item = tx.find(small.Work, "w-1") or tx.create(small.Work, None)
            tx.touch(item)
            item.title, item.status, item.priority = token, "waiting", "low"
            return (tx.text(item, "title"),)

        assert store.run(Call("write", "x", steps)).reply == (token,)
        slot, title, note = opened(folder).ask(operations.show("w-1")).reply
        assert (title, note) == (token, None)
        assert slot.split("\t")[5] == (token if length < 385 else str(length + 2))
    text = folder / "texts/work/0/1.title"
    assert text.stat().st_size == 3003, "a shorter text leaves nothing of the longer one"


def test_readers_recover(folder: Path) -> None:
    opened(folder).run(operations.add('"x"'))
    place, killed = 1, copied(folder, "killed")
    while not killing(partial(act, killed, operations.take("a-1")), place, True):
        before = (killed / "state").read_bytes()
        status = opened(killed).ask(operations.show("w-1")).reply[0].split("\t")[9]
        committed = (killed / "journal/000001.jsonl").stat().st_size > (folder / "journal/000001.jsonl").stat().st_size
        assert status == ('"taken"' if committed else '"pending"')
        assert (killed / "state").read_bytes().startswith(b'{"dirty":\t0')
        assert committed or before[11:] == (folder / "state").read_bytes()[11:]
        place, killed = place + 1, copied(folder, "killed")


def test_readers_that_may_not_write(folder: Path) -> None:
    opened(folder).run(operations.add('"x"'))
    long = f'"{"y" * 400}"'
    call = operations.add(long, id="Own", priority="high")
    place, seen, killed = 1, set(), copied(folder, "killed")
    while not killing(partial(act, killed, call), place, True):
        for path in [killed, *killed.rglob("*")]:
            path.chmod(0o500 if path.is_dir() else 0o400)
        before = snapshot(killed)
        with permissions_hold():
            store = opened(killed)
            try:
                found = store.ask(operations.show("Own")).reply[1]
            except stops.Refused:
                found = None
            best = store.reading(lambda reader: small.best(reader).id)
        assert snapshot(killed) == before
        assert (found, best) in ((None, "w-1"), (long, "Own"))
        seen.add(found)
        for path in [killed, *killed.rglob("*")]:
            path.chmod(0o700)
        place, killed = place + 1, copied(folder, "killed")
    assert seen == {None, long}


def test_readers_read_again(folder: Path) -> None:
    calls = []

    def disturbed(view: Any) -> Any:
        calls.append(view)
        if len(calls) < 3:
            opened(folder).run(operations.add('"x"'))
            raise stops.Damaged("half of it") if len(calls) == 2 else ValueError
        return view.count(small.Work)

    assert opened(folder).reading(disturbed) == 2
    calls.clear()
    with pytest.raises(ZeroDivisionError):
        opened(folder).reading(lambda view: 1 // 0)


def test_readers_take_the_lock_in_the_end(folder: Path) -> None:
    calls = []

    def disturbed(view: Any) -> Any:
        calls.append(view)
        if len(calls) <= reader.TRIES:
            opened(folder).run(operations.add('"x"'))
        else:
            with pytest.raises(stops.Locked):
                lock.take(str(folder / "lock"), False, 0)
        return view.count(small.Work)

    assert opened(folder).reading(disturbed) == reader.TRIES
    assert len(calls) == reader.TRIES + 1


def test_a_circle_does_not_hold_a_reader(folder: Path) -> None:
    opened(folder).run(operations.add('"x"'))
    turns = []

    def circling(view: Any) -> Any:
        turns.append(view)
        while len(turns) == 1:
            if view.load(small.Work, 1) and view._reads == 9000:
                opened(folder).run(operations.add('"x"'))
        return view.count(small.Work)

    assert opened(folder).reading(circling) == 2


# --- several at once -------------------------------------------------------------------------------------------------


def running(folder: Path, *words: str) -> subprocess.Popen[str]:
    command = (sys.executable, "-m", "tests.store.python.operations", str(folder), *words)
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def test_two_processes_and_a_reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "data"
    store = opened(folder)
    store.run(operations.enlist())
    store.run(operations.enlist())
    for _ in range(240):
        store.run(operations.add('"x"'))
    workers = [running(folder, *[f"take:{agent}"] * 120) for agent in ("a-1", "a-2")]
    looks = 0
    while any(worker.poll() is None for worker in workers):
        held, work, classes = operations.every(store)
        taken = [item for items in held for item in items]
        assert len(taken) == len(set(taken)) == sum('"taken"' in item for item in work)
        assert classes[0].split("\t")[5] == str(240 - len(taken))
        looks += 1
    took = [(worker.communicate()[0] or "").split() for worker in workers]
    assert [len(one) for one in took] == [120, 120] and len({id for one in took for id in one}) == 240
    assert [line[1] for line in entries(folder)] == [str(number) for number in range(1, 483)]
    assert looks


def test_threads(tmp_path: Path) -> None:
    store = opened(tmp_path / "data")
    store.run(operations.enlist())
    for _ in range(100):
        store.run(operations.add('"x"'))
    took: list[str] = []

    def work() -> None:
        for _ in range(25):
            took.append(store.run(operations.take("a-1")).reply[0])
            operations.every(store)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(took) == len(set(took)) == 100


def test_a_child_of_a_busy_process_is_not_locked_out(folder: Path) -> None:
    store = opened(folder)
    with store._gate:
        assert apart(lambda: store.run(operations.enlist())) == 0


def test_another_store_in_the_same_place(folder: Path) -> None:
    store = opened(folder)
    store.run(operations.add('"x"', id="Own"))
    folder.rename(folder.with_name("old"))
    store.run(operations.add('"y"', id="Own"))
    assert store.ask(operations.show("Own")).reply[1] == '"y"'


def test_what_is_imported(folder: Path) -> None:
    """An operation loads nothing that costs more than itself."""
    code = (
        f"import sys; sys.path[:0] = {sys.path!r}; before = set(sys.modules);"
        "from swarmsh._hot import operation; print(*set(sys.modules) - before)"
    )
    command = (sys.executable, "-ISc", code)
    found = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    others = {name for name in found if not name.startswith("swarmsh")}
    of_os = {"os", "os.path", "posixpath", "genericpath", "stat", "_stat", "_collections_abc"}
    assert others <= {"__future__", "errno", "fcntl", "itertools", "time", *of_os}
