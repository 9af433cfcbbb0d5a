"""`telemetry` killed, without room, without permission: nothing is lost, and what need not be sent twice is not."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.coordinators import LANGUAGES, Language, difference, environment, tree
from tests.exporter.receiver import Answer, receiving
from tests.exporter.support import CLEAN, all_spans, answer, copied, stocked, telemetry
from tests.permissions import obey_permissions

pytestmark = pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
both = pytest.mark.parametrize("language", LANGUAGES, ids=lambda each: each.name)


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two segments: 1,030 entries, 3 queries."""
    return stocked(tmp_path_factory.mktemp("stock"), 1030)


def begun(
    language: Language, store: Path, word: str, env: dict[str, str], before: Callable[[], None] | None = None
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        (*language.command, "telemetry", word),
        env={**environment(store), **CLEAN, **env},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=before,
        start_new_session=True,
    )


@pytest.mark.parametrize("signal_", [signal.SIGKILL, signal.SIGTERM], ids=lambda each: each.name)
@both
def test_a_flush_that_was_killed_is_ended_by_the_other_language(
    language: Language, signal_: signal.Signals, stock: Path, tmp_path: Path
) -> None:
    store = copied(stock, tmp_path / "store")
    other = next(each for each in LANGUAGES if each is not language)
    with receiving(Answer(), Answer(delay=30)) as receiver:
        env = {"OTEL_EXPORTER_OTLP_ENDPOINT": receiver.base}
        process = begun(language, store, "flush", env)
        while len(receiver.requests) < 2:
            time.sleep(0.01)
        os.killpg(process.pid, signal_)
        assert process.wait(10) in (-signal_, 128 + signal_)
        process.communicate()
        assert answer(telemetry(other, store, "flush", "--json", **env))["sent"] == 521
        assert set(receiver.spans) == all_spans(store)
        twice = [span for span, count in receiver.spans.items() if count > 1]
        assert len(twice) == 488, "only the request that was not answered is sent again"


def refused(language: Language, store: Path, word: str, before: Callable[[], None], **env: str) -> tuple[int, str]:
    process = begun(language, store, word, env, before)
    _, text = process.communicate(timeout=60)
    return process.returncode, text.decode().replace(language.program, "PROGRAM").replace(str(store), "STORE")


def no_room() -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


@both
def test_without_room_nothing_is_sent(language: Language, stock: Path, tmp_path: Path) -> None:
    store = copied(stock, tmp_path / "store")
    with receiving() as receiver:
        env = {"OTEL_EXPORTER_OTLP_ENDPOINT": receiver.base}
        message = "PROGRAM: telemetry: STORE: no space left or write error; nothing was changed (storage)\n"
        assert refused(language, store, "flush", no_room, **env) == (10, message)
        assert not receiver.requests
        assert answer(telemetry(language, store, "flush", "--json", **env))["sent"] == 1033


@both
def test_without_room_segments_are_moved(language: Language, stock: Path, tmp_path: Path) -> None:
    store = copied(stock, tmp_path / "store")
    code, text = refused(language, store, "archive", no_room, TELEMETRY_ARCHIVE_LINES="0")
    assert (code, text) == (0, "")
    assert (store / "telemetry/archive/traces/000001.jsonl").exists()


@pytest.mark.parametrize(
    ("closed", "word", "named"),
    [
        ("telemetry", "flush", "telemetry/lock"),
        ("telemetry/lock", "flush", "telemetry/lock"),
        ("telemetry/sent", "flush", "telemetry/sent/000001"),
        ("telemetry/traces/000001.jsonl", "flush", "telemetry/traces/000001.jsonl"),
        ("telemetry/traces/000001.jsonl", "status", "telemetry/traces/000001.jsonl"),
        ("telemetry/archive", "archive", "telemetry/archive/traces"),
        ("telemetry/archive/traces", "archive", "telemetry/traces/000001.jsonl"),
        ("telemetry/traces", "archive", "telemetry/traces/000001.jsonl"),
    ],
)
def test_without_permission(closed: str, word: str, named: str, stock: Path, tmp_path: Path) -> None:
    for language in LANGUAGES:
        store = copied(stock, tmp_path / language.name)
        path = store / closed
        if path.name == "lock":
            path.touch()
        elif not path.exists():
            path.mkdir(parents=True)
        before = tree(store)
        path.chmod(0 if path.is_file() else 0o500)
        env = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:1"} if word == "flush" else {}
        try:
            found = refused(language, store, word, obey_permissions, TELEMETRY_ARCHIVE_LINES="0", **env)
        finally:
            path.chmod(0o700)
        assert found == (5, f"PROGRAM: telemetry: STORE/{named}: permission denied (permission)\n"), language.name
        after = tree(store)
        after.pop("telemetry/lock", None)
        before.pop("telemetry/lock", None)
        assert not difference(before, after)
