"""Appends lines to the files of the three signals."""

from __future__ import annotations

import os
from _collections_abc import Mapping

from . import otlp, resource, text


def directory(environ: Mapping[str, str]) -> str:
    """The absolute path of the telemetry directory: `SWARMSH_TELEMETRY_DIR`, else `telemetry/side` in
    `SWARMSH_DATA_DIR`, which is `./data` by default.
    """
    data = environ.get("SWARMSH_DATA_DIR") or "./data"
    return os.path.abspath(environ.get("SWARMSH_TELEMETRY_DIR") or f"{data}/telemetry/side")


class Output:
    """Where the records of a provider go and whose they are, decided once from the environment."""

    __slots__ = ("enabled", "folder", "lost", "resource")

    def __init__(self, folder: str | None, own: Mapping[str, object] | None) -> None:
        self.enabled = os.environ.get("TELEMETRY_ENABLED") != "false"
        self.folder = os.path.abspath(folder) if folder else directory(os.environ)
        self.resource = resource.json(os.environ, own or {})
        self.lost = 0  # lines that could not be written

    def write(self, signal: str, line: str) -> None:
        """Appends a line to the file of `signal`, or counts it as lost."""
        if not append(self.folder, signal, line):
            self.lost += 1


def append(folder: str, signal: str, line: str) -> bool:
    """Appends a line to traces, metrics or logs (`signal`) in one write, making the directory if need be.

    Nothing that goes wrong reaches the caller: the answer is False then, and the first time a warning says why.
    """
    data = line.encode() + b"\n"
    if len(data) > otlp.LIMIT + 1:
        text.warn("long", f"a record is lost: without its attributes it still exceeds {otlp.LIMIT} bytes")
        return False
    path = f"{folder}/{signal}.jsonl"
    try:
        return _write(path, data)
    except FileNotFoundError:
        pass
    except OSError as error:
        text.warn("file", f"telemetry is lost: cannot write to {path}: {error.strerror}")
        return False
    try:
        os.makedirs(folder, exist_ok=True)
        return _write(path, data)
    except OSError as error:
        text.warn("file", f"telemetry is lost: cannot write to {path}: {error.strerror}")
        return False


def _write(path: str, data: bytes) -> bool:
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o666)
    try:
        return os.write(descriptor, data) == len(data)
    finally:
        os.close(descriptor)
