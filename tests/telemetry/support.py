"""Runs the two telemetry runtimes: bash as a child process, Python in this one."""

from __future__ import annotations

import importlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parents[2]
BASH_RUNTIME = ROOT / "templates" / "bash" / "runtime"
PYTHON_RUNTIME = ROOT / "templates" / "python" / "runtime"
SAMPLE = Path(__file__).with_name("sample.sh")
NOW = 1_700_000_000_000_000_000
BASH = shutil.which("bash") or "bash"
FIXED = {"SWARMSH_NOW_NS": str(NOW), "SWARMSH_ID_SEED": "42"}

_PACKAGE = "telemetry_runtime"


def bash_library() -> str:
    """The runtime as a generated library has it: all files, `load` first."""
    files = sorted(BASH_RUNTIME.glob("*.sh"), key=lambda path: (path.stem != "load", path.stem))
    return "".join(path.read_text() for path in files)


def runtime(name: str) -> ModuleType:
    """A module of the Python runtime, as it would be inside a generated package."""
    if _PACKAGE not in sys.modules:
        spec = importlib.util.spec_from_file_location(
            _PACKAGE, PYTHON_RUNTIME / "__init__.py", submodule_search_locations=[str(PYTHON_RUNTIME)]
        )
        assert spec is not None and spec.loader is not None
        package = importlib.util.module_from_spec(spec)
        sys.modules[_PACKAGE] = package
        spec.loader.exec_module(package)
    return importlib.import_module(f"{_PACKAGE}.{name}")


def quote(word: str | bytes) -> bytes:
    """A word as bash reads it literally; text may hold surrogates for bytes (PEP 383)."""
    data = word if isinstance(word, bytes) else word.encode(errors="surrogateescape")
    return b"'" + data.replace(b"'", b"'\\''") + b"'"


def command(words: Iterable[str | bytes]) -> bytes:
    """A simple command, on one line of its own."""
    return b" ".join(map(quote, words)) + b"\n"


class Bash:
    """A folder with the library and the sample package, and scripts that run there without any program in PATH."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.library = folder / "library.sh"
        self.library.write_text(bash_library() + SAMPLE.read_text())
        self.telemetry = folder / "telemetry"

    def run(
        self,
        script: str | bytes,
        env: Mapping[str, str] | None = None,
        *,
        before: str = "",
        stdin: bytes = b"",
        options: Iterable[str] = (),
    ) -> subprocess.CompletedProcess[bytes]:
        """Runs `before`, sources the library, runs `script`."""
        code = script if isinstance(script, bytes) else script.encode(errors="surrogateescape")
        path = self.folder / "script.sh"
        path.write_bytes(before.encode() + b"\n. " + os.fsencode(self.library) + b"\n" + code)
        default = {"PATH": "/nonexistent", "SWARMSH_TELEMETRY_DIR": str(self.telemetry)}
        return subprocess.run(
            [BASH, "--norc", "--noprofile", *options, str(path)],
            env=default | dict(env or {}),
            input=stdin,
            capture_output=True,
            cwd=self.folder,
            check=False,
            timeout=120,
        )

    def lines(self, signal: str) -> list[bytes]:
        """The lines written for a signal, without their newlines."""
        path = self.telemetry / f"{signal}.jsonl"
        return path.read_bytes().splitlines() if path.exists() else []

    def map(self, function: str, values: Iterable[bytes], env: Mapping[str, str] | None = None) -> list[bytes | None]:
        """What an internal function makes of each value; None where it fails."""
        script = f"""
            LC_ALL=C
            while IFS= read -r -d '' value; do
              if {function} "${{value}}"; then printf '+%s\\0' "${{__reply}}"; else printf -- '-\\0'; fi
            done
        """
        done = self.run(script, env, stdin=b"".join(value + b"\0" for value in values))
        assert done.returncode == 0 and not done.stderr, done
        answers = done.stdout.split(b"\0")[:-1]
        return [answer[1:] if answer.startswith(b"+") else None for answer in answers]
