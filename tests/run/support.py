"""Stores with items, and `run` on them."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from tests.coordinators import PYTHON, Done, Language, batch, call, environment, line

NOT_FIXED = ("SWARMSH_NOW_NS", "SWARMSH_ID_SEED")


def stocked(folder: Path, items: int = 1, lease: str = "", fixed: bool = False) -> Path:
    """A store with the agent `ann` and items `w-1` and so on. With a `lease` it has the real clock's times."""
    store = folder / "store"
    env = {} if fixed else dict.fromkeys(NOT_FIXED, "")
    rows = [line("register", "ann"), *[line("add", f"task {number}") for number in range(1, items + 1)]]
    answers = batch(PYTHON, store, rows, env={**env, **({"STALE_THRESHOLD": lease} if lease else {})})
    assert {answer["exit"] for answer in answers} == {0}
    return store


def real(store: Path, **more: str) -> dict[str, str]:
    """The environment of `ann`, with the real clock and random ids."""
    found = environment(store, AGENT_ID="ann", **more)
    return {name: value for name, value in found.items() if name not in NOT_FIXED}


def run(
    language: Language, store: Path, *words: str | bytes, stdin: bytes = b"", env: Mapping[str, str] | None = None
) -> Done:
    """`run --next` to its end; words that begin with `--next` are taken as they are."""
    done = subprocess.run(
        [*language.command, "run", *_given(words)],
        input=stdin,
        env=real(store, **(env or {})),
        capture_output=True,
        check=False,
        timeout=120,
    )
    stdout, stderr = (text.replace(language.program.encode(), b"PROGRAM") for text in (done.stdout, done.stderr))
    return Done(done.returncode, stdout, stderr)


def _given(words: tuple[str | bytes, ...]) -> tuple[str | bytes, ...]:
    return words if words[0] == "--next" else ("--next", "--", *words)


@contextlib.contextmanager
def started(language: Language, store: Path, *words: str) -> Iterator[subprocess.Popen[bytes]]:
    """`run` as a process, which is killed at the end if it still lives."""
    process = subprocess.Popen(
        [*language.command, "run", *_given(words)],
        env=real(store),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=_heeds_interrupts,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        for pipe in (process.stdout, process.stderr):
            if pipe is not None:
                pipe.close()  # a command that is left behind may still hold the other end


def _heeds_interrupts() -> None:
    """Whoever runs the tests in the background of a shell has made them ignore SIGINT, and `run` would, too."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def until(ready: Callable[[], bool], what: str, seconds: float = 30) -> None:
    """Waits until something is true."""
    end = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < end, f"not within {seconds} s: {what}"
        time.sleep(0.02)


def ask(store: Path, *words: str) -> Any:
    """The JSON answer of an operation or a query at the real clock."""
    done = call(PYTHON, store, *words, "--json", env=dict.fromkeys(NOT_FIXED, ""))
    assert done.exit == 0, done
    return json.loads(done.stdout)


def item(store: Path, name: str = "w-1") -> dict[str, Any]:
    """An item as `show` has it."""
    found: dict[str, Any] = ask(store, "show", name)
    return found


def operations(store: Path) -> list[str]:
    """What the journal has, in order."""
    return [str(row["operation"]) for row in ask(store, "audit", "--limit", "1000")["rows"]]


def spans(store: Path) -> list[dict[str, Any]]:
    """All spans of a store."""
    lines = [text for path in sorted((store / "telemetry").rglob("*.jsonl")) for text in path.read_text().splitlines()]
    return [json.loads(text)["resourceSpans"][0]["scopeSpans"][0]["spans"][0] for text in lines]


def attributes(span: dict[str, Any]) -> dict[str, str]:
    """The attributes of a span as texts."""
    return {each["key"]: str(next(iter(each["value"].values()))) for each in span["attributes"]}


def run_span(store: Path) -> dict[str, str]:
    """The attributes of the only span of `run`."""
    (found,) = [attributes(span) for span in spans(store) if span["name"] == "swarmsh.work.run"]
    return found


def python(code: str, *words: str) -> tuple[str, ...]:
    """A command that runs Python code."""
    return (sys.executable, "-c", code, *words)


def alive(pid: int) -> bool:
    """Whether a process is there and no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except FileNotFoundError:
        return False


def number(path: Path) -> int:
    """The number that a command writes to a file, once it is there."""
    until(lambda: path.exists() and path.read_text().endswith("\n"), f"{path} is written")
    return int(path.read_text())


def killed(pid: int) -> None:
    """Makes sure that a process is gone."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, 9)
