"""`telemetry status`, and the words of the command."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.coordinators import LANGUAGES, difference, tree
from tests.exporter.support import answer, copied, stocked, telemetry


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One segment: 5 entries, 3 queries."""
    return stocked(tmp_path_factory.mktemp("small"), 5)


def test_what_there_is(small: Path, tmp_path: Path) -> None:
    store = copied(small, tmp_path / "store")
    traces, side = ((store / f"telemetry/{part}/000001.jsonl") for part in ("traces", "side"))
    first = len(traces.read_bytes().split(b"\n")[0]) + 1
    (store / "telemetry/sent").mkdir()
    slot = f'{{"traces":\t{first}\t,"side":\t0\t,"refused":\t1\t}}'.ljust(95) + "\n"
    (store / "telemetry/sent/000001").write_text(slot)
    (store / "telemetry/archive/side").mkdir(parents=True)
    (store / "telemetry/archive/side/000001.2.jsonl").touch()
    state = store / "state"
    state.write_bytes(state.read_bytes().replace(b'"lost":\t0\t', b'"lost":\t4\t'))
    before = tree(store)
    bytes_ = traces.stat().st_size, side.stat().st_size
    expected = {
        "segments": 1,
        "traces_lines": 5,
        "traces_bytes": bytes_[0],
        "side_lines": 3,
        "side_bytes": bytes_[1],
        "sent_lines": 1,
        "sent_bytes": first,
        "unsent_lines": 7,
        "unsent_bytes": sum(bytes_) - first,
        "refused": 1,
        "lost": 4,
        "archived": 1,
        "endpoint": "https://[::1]:4318/base/v1/traces",
    }
    text = (
        f"traces: 5 lines, {bytes_[0]} bytes\nside: 3 lines, {bytes_[1]} bytes\nsent: 1 lines, {first} bytes\n"
        f"unsent: 7 lines, {sum(bytes_) - first} bytes\nrefused: 1\nlost: 4\nsegments: 1\narchived: 1 files\n"
        "endpoint: none\n"
    )
    for language in LANGUAGES:
        env = {"OTEL_EXPORTER_OTLP_ENDPOINT": "HTTPS://me:secret@[::1]:4318/base/"}
        found = answer(telemetry(language, store, "status", "--json", **env))
        assert found.pop("curl") in (True, False)
        assert found == expected
        assert telemetry(language, store, "Status").stdout.decode().partition("curl: ")[0] == text
    assert not difference(before, tree(store))


def test_a_new_store_and_none(tmp_path: Path) -> None:
    for language in LANGUAGES:
        for action in ("status", "archive", "flush"):
            done = telemetry(language, tmp_path / "none", action, OTEL_EXPORTER_OTLP_ENDPOINT="http://127.0.0.1:1")
            expected = f"PROGRAM: telemetry: there is no store in {tmp_path}/none (no_data)\n"
            assert (done.exit, done.stderr.decode()) == (12, expected)
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "argument ACTION is missing"),
        (("",), "argument ACTION is empty"),
        (("send",), 'ACTION: "send" is not one of status, flush, archive'),
        (("status", "x"), 'unexpected argument "x"'),
        (("status", "--tries", "2"), "option --tries needs flush"),
        (("flush", "--tries", "0"), "--tries: 0 is not between 1 and 10"),
        (("flush", "--tries="), "option --tries is empty"),
        (("status", "--print", "lost"), 'unknown option "--print"; see "PROGRAM help telemetry"'),
        (("status", "--json=x"), "option --json takes no value"),
    ],
)
def test_words(words: tuple[str, ...], message: str, small: Path) -> None:
    for language in LANGUAGES:
        done = telemetry(language, small, *words)
        assert (done.exit, done.stdout, done.stderr.decode()) == (2, b"", f"PROGRAM: telemetry: {message} (usage)\n")


def test_help(small: Path) -> None:
    texts = {telemetry(language, small, "flush", "--help").stdout for language in LANGUAGES}
    assert len(texts) == 1
    assert texts.pop().startswith(b"Usage: PROGRAM telemetry status|flush|archive")
