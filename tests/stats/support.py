"""Stores with made-up span lines, and calls of `stats` that must come out alike in both languages."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tests.coordinators import BASH, LANGUAGES, NOW, PYTHON, Done, Language, call

HOUR = 3600 * 10**9
AWKS = (("busybox", "awk"), ("mawk",), ("gawk",), ("original-awk",))
SCHEMA = "https://swarmsh.dev/schemas/0.1.0"


def made(folder: Path) -> Path:
    """A new store with one entry and no spans."""
    store = folder / "store"
    assert call(PYTHON, store, "register", "ann", env={"TELEMETRY_ENABLED": "false"}).exit == 0
    return store


def identity(store: Path) -> str:
    """The id of a store."""
    return str(json.loads((store / "format").read_text())["store"])


def span(
    store: Path,
    operation: str = "add",
    took: int = 10**6,
    end: int = NOW,
    *,
    failed: bool = False,
    before: str = "",
    after: str = "",
    start: str | None = None,
    version: str = "0.1.0",
    schema: str = SCHEMA,
) -> bytes:
    """A span line, without its end. `before` and `after` are attributes around that of the operation, with commas."""
    status = '{"code":2}' if failed else "{}"
    attribute = f'{{"key":"swarmsh.coordination.operation","value":{{"stringValue":"{operation}"}}}}'
    return (
        '{"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"swarmsh"}},'
        f'{{"key":"swarmsh.coordination.store.id","value":{{"stringValue":"{identity(store)}"}}}}]}},"scopeSpans":[{{"scope":'
        f'{{"name":"swarmsh.atomic","version":"{version}"}},"spans":[{{"traceId":"{took:032x}","spanId":"{end:016x}",'
        f'"flags":259,"name":"swarmsh.work.{operation}","kind":1,"startTimeUnixNano":"{start or end - took}",'
        f'"endTimeUnixNano":"{end}","attributes":[{before}{attribute}{after}],"status":{status}}}],"schemaUrl":"{schema}"}}]}}]}}'
    ).encode()


def text(key: str, value: str) -> str:
    """An attribute, as the coordinators write it."""
    escaped = json.dumps(value, ensure_ascii=False)
    return f'{{"key":"{key}","value":{{"stringValue":{escaped}}}}}'


def put(store: Path, lines: Iterable[bytes], file: str = "traces/000001.jsonl", end: bytes = b"\n") -> None:
    """Writes a file of spans; `end` is that of the last line."""
    path = store / "telemetry" / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"\n".join(lines) + end)


def asked(language: Language, store: Path, *words: str, **env: str) -> tuple[Done, dict[str, bytes]]:
    """One query in a copy of the store, and the files of spans that it left."""
    copy = store.with_name(f"{store.name}-{language.name}")
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(store, copy, ignore=shutil.ignore_patterns("reserve", "records"), symlinks=True)
    done = call(language, copy, *words, env=env)
    message = done.stderr.replace(str(copy).encode(), b"STORE")
    paths = sorted(path for path in (copy / "telemetry").rglob("*.jsonl") if path.is_file())
    return Done(done.exit, done.stdout, message), {str(path.relative_to(copy)): path.read_bytes() for path in paths}


def stats(language: Language, store: Path, *words: str, **env: str) -> tuple[Done, dict[str, bytes]]:
    """`stats` with these words."""
    return asked(language, store, "stats", *words, **env)


def both(store: Path, *words: str, env: Mapping[str, str] | None = None) -> Done:
    """What both languages answer to a query, after the same output, the same exit code and the same span."""
    (one, left), (other, right) = (asked(language, store, *words, **(env or {})) for language in LANGUAGES)
    assert one == other, f"\nbash:   {one}\npython: {other}"
    assert left == right
    return one


def alike(store: Path, *words: str, env: Mapping[str, str] | None = None) -> Done:
    """What both languages answer to `stats`."""
    return both(store, "stats", *words, env=env)


def answer(store: Path, *words: str) -> dict[str, Any]:
    """The answer of both languages in JSON."""
    done = alike(store, "--json", *words)
    assert done.exit == 0, done
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def with_awk(folder: Path, words: tuple[str, ...]) -> dict[str, str] | None:
    """An environment in which `awk` is another one; None when this host lacks it."""
    program = shutil.which(words[0])
    if program is None:
        return None
    folder.mkdir(exist_ok=True)
    script = folder / "awk"
    script.write_text(f'#!/bin/sh\nexec {program} {" ".join(words[1:])} "$@"\n')
    script.chmod(0o755)
    return {"PATH": f"{folder}:/usr/local/bin:/usr/bin:/bin"}


__all__ = ["AWKS", "BASH", "HOUR", "LANGUAGES", "NOW", "PYTHON", "SCHEMA"]
