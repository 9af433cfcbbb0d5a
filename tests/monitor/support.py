"""`monitor` as a process that is still running."""

from __future__ import annotations

import contextlib
import json
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.coordinators import Language, batch, call, environment, line

NAME = "swarmsh.health.monitor"


def stocked(language: Language, folder: Path) -> Path:
    """A store with the agent `ann`, who holds one of two items."""
    store = folder / "store"
    rows = [line("register", "ann"), line("add", "one"), line("add", "two"), line("claim", "w-1", "--agent", "ann")]
    assert {answer["exit"] for answer in batch(language, store, rows)} == {0}
    return store


def screen(language: Language, store: Path) -> bytes:
    """What `dashboard` prints."""
    done = call(language, store, "dashboard")
    assert (done.exit, done.stderr) == (0, b"")
    assert done.stdout.endswith(b"\n")
    return done.stdout


@contextlib.contextmanager
def started(
    language: Language, store: Path, *words: str, stdout: int = subprocess.PIPE
) -> Iterator[subprocess.Popen[bytes]]:
    """`monitor` as a process, which is killed at the end if it still lives."""
    process = subprocess.Popen(
        [*language.command, "monitor", *words],
        env=environment(store),
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.PIPE,
        preexec_fn=_heeds_interrupts,
        bufsize=0,  # so that what follows is still there for others to read
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        for pipe in (process.stdout, process.stderr):
            if pipe is not None:
                pipe.close()


def _heeds_interrupts() -> None:
    """Whoever runs the tests in the background of a shell has made them ignore SIGINT."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def take(process: subprocess.Popen[bytes], text: bytes) -> None:
    """Reads just that much, which must be `text`."""
    assert process.stdout is not None
    found = b""
    while len(found) < len(text) and (data := process.stdout.read(len(text) - len(found))):
        found += data
    assert found == text


def spans(store: Path) -> list[dict[str, Any]]:
    """The spans of `monitor`."""
    lines = [text for path in (store / "telemetry/side").iterdir() for text in path.read_text().splitlines()]
    found = [json.loads(text)["resourceSpans"][0]["scopeSpans"][0]["spans"][0] for text in lines]
    return [each for each in found if each["name"] == NAME]


def told(store: Path) -> dict[str, str]:
    """The attributes of its only span, without the name of the pattern."""
    (span,) = spans(store)
    found = {each["key"].removeprefix("swarmsh."): str(*each["value"].values()) for each in span["attributes"]}
    assert found.pop("coordination.pattern") == "atomic"
    return found
