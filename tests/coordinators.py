"""Running the generated coordinators as users do: a process per call, or many lines through `batch`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tests.repository import ROOT

NOW = 1_767_225_600_000_000_000  # 2026-01-01T00:00:00Z


@dataclass(frozen=True, slots=True)
class Language:
    """A runtime and the words that start it."""

    name: str
    command: tuple[str, ...]
    program: str  # how it calls itself in messages


BASH = Language("bash", ("bash", str(ROOT / "generated/bash/atomic.sh")), "atomic.sh")
PYTHON = Language("python", (sys.executable, str(Path(sys.executable).parent / "swarmsh"), "atomic"), "swarmsh atomic")
LANGUAGES = (BASH, PYTHON)


@dataclass(frozen=True, slots=True)
class Done:
    """What a call answered; the program's name is replaced by PROGRAM."""

    exit: int
    stdout: bytes
    stderr: bytes


def environment(store: Path, **more: str) -> dict[str, str]:
    """A clean environment with a data directory, a fixed clock and fixed ids."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "PYTHONDONTWRITEBYTECODE") if name in os.environ}
    fixed = {"SWARMSH_DATA_DIR": str(store), "SWARMSH_NOW_NS": str(NOW), "SWARMSH_ID_SEED": "1"}
    return {**kept, **fixed, **more}


def call(
    language: Language,
    store: Path,
    *words: str | bytes,
    stdin: bytes = b"",
    env: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> Done:
    """One process."""
    command: Sequence[str | bytes] = (*language.command, *words)
    done = subprocess.run(
        command,
        input=stdin,
        env={**environment(store), **(env or {})},
        cwd=folder,
        capture_output=True,
        check=False,
        timeout=600,
    )
    stdout, stderr = (text.replace(language.program.encode(), b"PROGRAM") for text in (done.stdout, done.stderr))
    return Done(done.returncode, stdout, stderr)


def bound(language: Language) -> Language:
    """The language as somebody whom permissions bind, also when root runs the tests."""
    if os.geteuid() != 0:
        return language
    return replace(language, command=("setpriv", "--bounding-set=-dac_override,-dac_read_search", *language.command))


def batch(language: Language, store: Path, lines: Sequence[bytes], **options: Any) -> list[dict[str, Any]]:
    """The answers of a batch, one a line."""
    done = call(language, store, "batch", stdin=b"".join(line + b"\n" for line in lines), **options)
    if done.exit != 0:
        raise AssertionError(f"{language.name} batch ended with {done.exit}: {done.stderr.decode(errors='replace')}")
    return [json.loads(line) for line in done.stdout.decode().split("\n")[:-1]]


def line(*words: str | bytes) -> bytes:
    """A line of a batch: words escaped and joined by TABs."""
    return b"\t".join(_escape(word.encode() if isinstance(word, str) else word) for word in words)


def _escape(word: bytes) -> bytes:
    return word.replace(b"\\", b"\\\\").replace(b"\t", b"\\t").replace(b"\n", b"\\n")


def tree(store: Path) -> dict[str, bytes]:
    """Every file of a data directory but the random `reserve`, by path."""
    files = (path for path in sorted(store.rglob("*")) if path.is_file() and path.name != "reserve")
    return {str(path.relative_to(store)): path.read_bytes() for path in files}


def difference(one: Mapping[str, bytes], other: Mapping[str, bytes]) -> str:
    """The first file in which two data directories differ; empty when they are equal."""
    for path in sorted({*one, *other}):
        if one.get(path) != other.get(path):
            return f"{path}:\n{one.get(path, b'<missing>')!r}\n{other.get(path, b'<missing>')!r}"
    return ""
