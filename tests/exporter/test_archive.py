"""`telemetry archive`: closed segments are put away, and nothing is lost."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.coordinators import LANGUAGES, NOW, PYTHON, Language, difference, tree
from tests.exporter.receiver import receiving
from tests.exporter.support import all_spans, answer, copied, stocked, telemetry

DAY = 86400 * 10**9
ENDPOINT = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:1"}
both = pytest.mark.parametrize("language", LANGUAGES, ids=lambda each: each.name)
needs_curl = pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three segments: 2,010 entries, 3 queries; the first closed segment has a file on the side too."""
    store = stocked(tmp_path_factory.mktemp("stock"), 2010)
    side = store / "telemetry/side"
    text = (side / "000003.jsonl").read_bytes().splitlines(keepends=True)
    (side / "000001.jsonl").write_bytes(text[0])
    (side / "000003.jsonl").write_bytes(b"".join(text[1:]))
    return store


def put_away(store: Path) -> list[str]:
    folder = store / "telemetry/archive"
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*.*"))


def sizes(store: Path, *numbers: int) -> int:
    paths = (store / f"telemetry/{part}/{number:06d}.jsonl" for number in numbers for part in ("traces", "side"))
    return sum(path.stat().st_size for path in paths if path.exists())


def test_nothing_is_too_old_or_too_much(stock: Path, tmp_path: Path) -> None:
    for language in LANGUAGES:
        store = copied(stock, tmp_path / language.name)
        before = tree(store)
        size = sizes(store, 1, 2, 3)
        done = telemetry(language, store, "archive")
        assert (done.exit, done.stdout.decode()) == (0, f"archive: 0 segments moved, 2013 lines, {size} bytes left\n")
        after = tree(store)
        assert after.pop("telemetry/lock") == b""
        assert not difference(before, after)


@pytest.mark.parametrize(
    ("env", "moved", "lines"),
    [
        ({"TELEMETRY_ARCHIVE_LINES": "2012"}, 1, 1012),
        ({"TELEMETRY_ARCHIVE_LINES": "2013"}, 0, 2013),
        ({"TELEMETRY_MAX_SIZE_MB": "2"}, 1, 1012),
        ({"SWARMSH_NOW_NS": str(NOW + 30 * DAY)}, 0, 2013),
        ({"SWARMSH_NOW_NS": str(NOW + 30 * DAY + 1)}, 2, 12),
        ({"SWARMSH_NOW_NS": str(NOW + 1), "TELEMETRY_RETENTION_DAYS": "0"}, 2, 12),
    ],
)
def test_what_is_old_or_too_much_is_moved(
    env: dict[str, str], moved: int, lines: int, stock: Path, tmp_path: Path
) -> None:
    spans, trees = all_spans(stock), []
    for language in LANGUAGES:
        store = copied(stock, tmp_path / language.name)
        left = sizes(store, *range(moved + 1, 4))
        done = answer(telemetry(language, store, "archive", "--json", **env))
        assert done == {"moved": moved, "kept": 0, "lines": lines, "bytes": left}
        names = ["side/000001.jsonl", "traces/000001.jsonl", "traces/000002.jsonl"]
        assert put_away(store) == names[: moved + 1 if moved else 0]
        assert all_spans(store) == spans
        trees.append(tree(store))
    assert not difference(*trees)
    assert answer(telemetry(PYTHON, store, "archive", "--json", **env)) == {**done, "moved": 0}


@needs_curl
@both
def test_what_was_not_sent_is_kept_while_there_is_an_endpoint(language: Language, stock: Path, tmp_path: Path) -> None:
    store = copied(stock, tmp_path / "store")
    other = next(each for each in LANGUAGES if each is not language)
    env = {**ENDPOINT, "TELEMETRY_ARCHIVE_LINES": "0"}
    assert answer(telemetry(language, store, "archive", "--json", **env))["kept"] == 2
    text = telemetry(other, store, "archive", **env).stdout.decode()
    assert text.startswith("archive: 0 segments moved, 2 kept until they are sent, 2013 lines, ")
    with receiving() as receiver:
        to = {**env, "OTEL_EXPORTER_OTLP_ENDPOINT": receiver.base}
        assert answer(telemetry(other, store, "flush", "--json", **to))["left"] == 0
        assert len(list((store / "telemetry/sent").iterdir())) == 3
        assert answer(telemetry(language, store, "archive", "--json", **to))["moved"] == 2
        assert [path.name for path in (store / "telemetry/sent").iterdir()] == ["000003"]
        assert answer(telemetry(language, store, "flush", "--json", **to))["requests"] == 0
        assert set(receiver.spans) == all_spans(store) and set(receiver.spans.values()) == {1}


@both
def test_a_late_file_never_covers_an_earlier_one(language: Language, stock: Path, tmp_path: Path) -> None:
    store = copied(stock, tmp_path / "store")
    late = store / "telemetry/side/000001.jsonl"
    text = late.read_bytes()
    for copy in ("", ".2", ".3"):
        late.write_bytes(text.replace(b'"spanId":"', b'"spanId":"0000')[: len(text)])
        assert telemetry(language, store, "archive", TELEMETRY_ARCHIVE_LINES="0").exit == 0
        assert (store / f"telemetry/archive/side/000001{copy}.jsonl").read_bytes() == late_bytes(text)
        assert not late.exists()
    assert answer(telemetry(language, store, "status", "--json"))["archived"] == 5


def late_bytes(text: bytes) -> bytes:
    return text.replace(b'"spanId":"', b'"spanId":"0000')[: len(text)]


@both
def test_an_archive_that_was_killed_is_ended_by_the_next(language: Language, stock: Path, tmp_path: Path) -> None:
    whole = copied(stock, tmp_path / "whole")
    assert telemetry(PYTHON, whole, "archive", TELEMETRY_ARCHIVE_LINES="0").exit == 0
    store = copied(stock, tmp_path / "store")
    (store / "telemetry/archive/traces").mkdir(parents=True)
    os.rename(store / "telemetry/traces/000001.jsonl", store / "telemetry/archive/traces/000001.jsonl")
    assert answer(telemetry(language, store, "archive", "--json", TELEMETRY_ARCHIVE_LINES="0"))["moved"] == 2
    assert not difference(tree(whole), tree(store))


@pytest.mark.parametrize(
    ("env", "message"),
    [
        ({"TELEMETRY_RETENTION_DAYS": "x"}, 'TELEMETRY_RETENTION_DAYS: "x" is not a whole number'),
        ({"TELEMETRY_MAX_SIZE_MB": "-1"}, "TELEMETRY_MAX_SIZE_MB: -1 is not between 0 and 1000000"),
        ({"TELEMETRY_ARCHIVE_LINES": "1.5"}, 'TELEMETRY_ARCHIVE_LINES: "1.5" is not a whole number'),
    ],
)
def test_malformed_settings(env: dict[str, str], message: str, stock: Path) -> None:
    for language in LANGUAGES:
        done = telemetry(language, stock, "archive", **env)
        assert (done.exit, done.stderr.decode()) == (2, f"PROGRAM: telemetry: {message} (usage)\n")


@both
def test_things_in_the_way(language: Language, stock: Path, tmp_path: Path) -> None:
    store = copied(stock, tmp_path / "store")
    (store / "telemetry/archive").symlink_to(tmp_path)
    done = telemetry(language, store, "archive", TELEMETRY_ARCHIVE_LINES="0")
    message = f"PROGRAM: telemetry: {store}/telemetry/archive is a symbolic link (permission)\n"
    assert (done.exit, done.stderr.decode()) == (5, message)
    assert all_spans(store) == all_spans(stock)


@both
def test_a_journal_that_does_not_tell_when_it_was(language: Language, stock: Path, tmp_path: Path) -> None:
    store = copied(stock, tmp_path / "store")
    path = store / "journal/000002.jsonl"
    path.write_bytes(path.read_bytes().replace(b'"time"', b'"tame"', 1))
    done = telemetry(language, store, "archive")
    message = f'PROGRAM: telemetry: {path} is damaged; run "PROGRAM repair" (damaged)\n'
    assert (done.exit, done.stderr.decode()) == (9, message)
