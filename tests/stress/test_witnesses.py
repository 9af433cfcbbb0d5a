"""The witnesses see what they are there for: a true history passes, one with a single lie does not."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random
from threading import Event
from typing import Any

import pytest

from tests import coordinators
from tests.stress.clients import Batches
from tests.stress.logs import read
from tests.stress.nemesis import Victims
from tests.stress.operations import GENERATED, Operation, Outcome
from tests.stress.verdict import judge

NS = 10**9
Record = dict[str, Any]
Lie = Callable[[Path, list[Record]], None]


class Script:
    """Calls by a list. `until` is set when there are no more."""

    def __init__(self, *operations: Operation) -> None:
        self.until = Event()
        self._left = list(operations)

    def choose(self) -> Operation:
        """The next one."""
        return self._left.pop(0)

    def learn(self, operation: Operation, outcome: Outcome | None) -> None:
        """Ends after the last one."""
        if not self._left:
            self.until.set()


class OneByOne(Batches):
    bursts = (1,)


def item(name: str, agent: str, fence: int | None = None, **more: Any) -> Operation:
    return Operation(name=name, agent=agent, work="w-1", fence=fence, **more)


def lock(name: str, agent: str, fence: int | None = None, **more: Any) -> Operation:
    return Operation(name=name, agent=agent, lock="d", fence=fence, **more)


LOCKS = {
    "l-1": (lock("lock-acquire", "ann", ttl="9m"), lock("lock-check", "ann")),
    "l-2": (
        lock("lock-acquire", "bob"),
        lock("lock-release", "bob", force=True),
        lock("lock-acquire", "bob", ttl="9m"),
    ),
    "l-3": (
        lock("lock-acquire", "ann", 1),
        lock("lock-release", "ann", 1),
        Operation(name="lock-clean", agent="ann", limit=1),
        lock("lock-release", "bob", 2),
        lock("lock-acquire", "ann"),
    ),
    "l-4": (
        Operation(name="heartbeat", agent="ann"),
        Operation(name="recover-stale", agent="ann", strategy="fail", limit=1),
        Operation(name="archive", agent="ann", days=0, limit=5),
    ),
}
STORY = {
    "a-1": (
        Operation(name="add", agent="ann", type="any"),
        Operation(name="claim", agent="ann", next=True),
        item("progress", "ann", 1, percent=10),
        item("show", "ann"),
    ),
    "b-1": (item("claim", "bob"), item("release", "ann")),
    "b-2": (Operation(name="claim", agent="bob", next=True, key="k"), Operation(name="claim", agent="bob", next=True)),
    "a-2": (item("progress", "ann", 1, percent=20), item("complete", "ann", 1), item("claim", "bob")),
    "b-3": (item("progress", "bob", 1, percent=20), item("complete", "bob", 2), item("cancel", "bob")),
}
"""Who calls what, one client after the other."""


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store and the logs of what happened to it."""
    folder = tmp_path_factory.mktemp("story")
    (folder / "logs").mkdir()
    store = folder / "store"
    env = {"STALE_THRESHOLD": "1s", "SWARMSH_NOW_NS": "", "SWARMSH_CORRELATION_ID": "setup"}
    coordinators.batch(coordinators.PYTHON, store, [b"register\tann", b"register\tbob"], env=env)
    environment = GENERATED.environment(store, STALE_THRESHOLD="1s")
    for number, (name, operations) in enumerate({**LOCKS, **STORY}.items()):
        script = Script(*operations)
        command = (GENERATED.bash, GENERATED.python)[number % 2]
        client = OneByOne(name, command, environment, folder / "logs", script, Random(0), Victims(), script.until)
        client.run()
        assert client.error is None
    return folder


def test_a_true_history_passes(story: Path) -> None:
    report = judge(story / "store", story / "logs", NS, is_drained=True)
    assert report.problems == []
    figures = report.figures
    assert (figures["entries"], figures["calls: exit 0"], figures["calls: exit 3"]) == (19, 17, 9)
    assert (figures["calls: exit 7"], figures["entries: stale fences"], figures["windows searched"]) == (1, 5, 2)


def test_a_try_that_was_refused_may_come_late(tmp_path: Path) -> None:
    """Of tries with one key, which count as one call, each may have left the entry of a refusal, the idle none."""
    asked = {"name": "progress", "agent": "ann", "work": "w-1", "fence": 1, "percent": 5, "key": "k"}
    idle = {"name": "archive", "agent": "ann", "days": 0, "limit": 5, "key": "l"}
    records: list[Record] = [{"start": 0}]
    for number, operation in enumerate((asked, idle, asked, asked, idle), start=1):
        records += [{"ask": number, "at": number, "tag": f"a.{number}", "operation": operation}]
        done = {"exit": 0, "answer": {"archived": 0 if number == 2 else 3}, "message": ""}
        records += [{"told": number, "at": number, **(done if operation is idle else {})}]
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records))
    calls = read(tmp_path)["a"]
    said = [(call.begin, call.again, call.idle, call.operation.key, len(call.tags)) for call in calls]
    assert said[:3] == [(1, False, False, "k", 3), (2, False, True, "l", 1), (3, True, False, None, 1)]
    assert said[3:] == [(4, True, False, None, 1), (5, False, False, "l", 1)]


def _told(records: list[Record], name: str, exit: int) -> Record:
    """The first outcome with this exit code of an operation of this name."""
    asked = {record["ask"]: record for record in records if record.get("operation", {}).get("name") == name}
    return next(record for record in records if record.get("exit") == exit and record["told"] in asked)


def _another_fence(store: Path, logs: list[Record]) -> None:
    _told(logs, "claim", 0)["answer"]["fence"] = 7


def _a_fence_again(store: Path, logs: list[Record]) -> None:
    _told(logs, "lock-acquire", 0)["answer"]["fence"] = 1


def _an_older_fence(store: Path, logs: list[Record]) -> None:
    _told(logs, "lock-acquire", 0)["answer"]["fence"] = 0


def _another_owner(store: Path, logs: list[Record]) -> None:
    _told(logs, "lock-check", 0)["answer"]["owner"] = "bob"


def _held_by_nobody(store: Path, logs: list[Record]) -> None:
    _told(logs, "lock-acquire", 3)["message"] = 'lock "d" is held by agent "bob"'


def _another_item(store: Path, logs: list[Record]) -> None:
    _told(logs, "claim", 0)["answer"]["id"] = "w-2"


def _refused_and_yet_done(store: Path, logs: list[Record]) -> None:
    _told(logs, "progress", 0).update(exit=3, answer={}, message="held by another agent")


def _never_asked(store: Path, logs: list[Record]) -> None:
    del logs[:]


def _empty_and_yet_full(store: Path, logs: list[Record]) -> None:
    _told(logs, "claim", 0).update(exit=7, answer={}, message="nothing to claim")


def _seen_otherwise(store: Path, logs: list[Record]) -> None:
    _told(logs, "show", 0)["answer"]["status"] = "pending"


def _too_late(store: Path, logs: list[Record]) -> None:
    for record in logs:
        record.update({name: record[name] + 3600 * NS for name in ("at", "start") if name in record})


def _without(store: Path, operation: bytes) -> None:
    path = store / "journal" / "000001.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(line for line in lines if b',"operation":\t"' + operation not in line))


def _lost(store: Path, logs: list[Record]) -> None:
    """As if the last operation had not been written."""
    path = store / "journal" / "000001.jsonl"
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))


def _gap(store: Path, logs: list[Record]) -> None:
    _without(store, b"release")


def _untraced(store: Path, logs: list[Record]) -> None:
    for path in (store / "telemetry" / "side").iterdir():
        path.write_bytes(path.read_bytes().rpartition(b'{"resourceSpans"')[0])


LIES: list[tuple[str, Lie, str]] = [
    ("a-1", _another_fence, "no order explains w-1"),
    ("a-1", _another_fence, "should be the next entry of a-1"),
    ("b-2", _another_fence, "which does not fit"),
    ("a-1", _another_item, "should be the next entry of a-1"),
    ("a-1", _refused_and_yet_done, "no order explains w-1"),
    ("a-1", _refused_and_yet_done, "which no call of a-1 explains"),
    ("b-3", _never_asked, "which no call of b-3 explains"),
    ("a-1", _empty_and_yet_full, "no order explains w-1"),
    ("a-1", _seen_otherwise, "nothing between entries"),
    ("a-1", _seen_otherwise, "no order explains w-1"),
    ("a-1", _too_late, "but real time puts it between"),
    ("a-1", _too_late, "no order explains w-1"),
    ("b-3", _lost, "Q7 at"),
    ("b-3", _lost, "should be the next entry of b-3"),
    ("b-3", _gap, "Q1 at"),
    ("b-3", _gap, "the journal:"),
    ("b-1", _untraced, "left no trace"),
    ("l-2", _a_fence_again, "its fence was told before"),
    ("l-2", _a_fence_again, "should be the next entry of l-2"),
    ("l-3", _an_older_fence, "fences went back"),
    ("l-1", _another_owner, "nothing between entries"),
    ("l-2", _held_by_nobody, "nothing between entries"),
    ("l-1", _never_asked, "which no call of l-1 explains"),
    ("l-4", _never_asked, "which no call of l-4 explains"),
]


@pytest.mark.parametrize(
    ("client", "lie", "found"), LIES, ids=[f"{lie.__name__[1:]}-{found}" for _, lie, found in LIES]
)
def test_a_lie_is_found(story: Path, tmp_path: Path, client: str, lie: Lie, found: str) -> None:
    folder = tmp_path / "lie"
    shutil.copytree(story, folder)
    path = folder / "logs" / f"{client}.jsonl"
    records = [json.loads(line) for line in path.read_text().splitlines()]
    lie(folder / "store", records)
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    report = judge(folder / "store", folder / "logs", NS, is_drained=False)
    assert any(found in problem for problem in report.problems), report.problems
