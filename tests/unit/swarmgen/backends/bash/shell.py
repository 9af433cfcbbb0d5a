"""Generates a bash library from a registry, checks it with the tools users have, and runs scripts that source it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from swarmgen.backends.bash.library import emit
from swarmgen.backends.target import Target
from swarmgen.model.conventions import Registry
from swarmgen.output.format import format_text

ROOT = Path(__file__).parents[5]
TEMPLATES = ROOT / "templates"
RUNTIME = TEMPLATES / "bash" / "runtime"
BASH = shutil.which("bash") or "bash"
_TOOLS = Path(sys.executable).parent


def target(package: str = "acme", *, closed_enums: bool = True) -> Target:
    return Target(
        package=package, version="1.2.3", templates=TEMPLATES, registry_path="conventions", closed_enums=closed_enums
    )


def library(registry: Registry, aim: Target | None = None) -> str:
    """The text of the library as users get it, without the header."""
    ((path, artifact),) = emit(registry, aim or target()).items()
    return format_text(path, artifact.text)


def generated_part(text: str) -> str:
    """A library without the runtime in it, which has tests of its own."""
    for path in RUNTIME.glob("*.sh"):
        text = text.replace(path.read_text().strip("\n"), f"# … {path.name} …")
    return text


def complaints(text: str, folder: Path) -> str:
    """What bash -n, ShellCheck with this project's options, and shfmt say about a library."""
    path = folder / "library.sh"
    path.write_text(text, encoding="utf-8")
    commands = (
        [BASH, "-n", str(path)],
        [str(_TOOLS / "shellcheck"), f"--rcfile={ROOT / '.shellcheckrc'}", "--color=never", "--format=gcc", str(path)],
        [str(_TOOLS / "shfmt"), "-d", "-i", "2", "-ci", str(path)],
    )
    done = [subprocess.run(command, capture_output=True, text=True, check=False) for command in commands]
    return "".join(each.stdout + each.stderr for each in done)


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a script wrote: messages without their place, and records by signal, parsed."""

    messages: list[str]
    status: int
    spans: list[dict[str, Any]]
    metrics: list[dict[str, Any]]
    logs: list[dict[str, Any]]


_LISTS = {
    "traces": ("resourceSpans", "scopeSpans", "spans"),
    "metrics": ("resourceMetrics", "scopeMetrics", "metrics"),
    "logs": ("resourceLogs", "scopeLogs", "logRecords"),
}


def run(text: str, script: str, folder: Path, env: Mapping[str, str] | None = None) -> Said:
    """Source a library and run a script, with no program in reach."""
    telemetry = folder / "telemetry"
    shutil.rmtree(telemetry, ignore_errors=True)
    telemetry.mkdir()
    (folder / "acme-telemetry.sh").write_text(text, encoding="utf-8")
    path = folder / "script.sh"
    path.write_text(f". ./acme-telemetry.sh\n{script}\n", encoding="utf-8")
    default = {"PATH": "/nonexistent", "SWARMSH_TELEMETRY_DIR": os.fspath(telemetry)}
    done = subprocess.run(
        [BASH, "--norc", "script.sh"],
        cwd=folder,
        env=default | dict(env or {}),
        capture_output=True,
        text=True,
        check=False,
    )
    assert not done.stdout
    records = {signal: _records(telemetry / f"{signal}.jsonl", *names) for signal, names in _LISTS.items()}
    return Said(
        messages=[line.partition(": ")[2] for line in done.stderr.splitlines()],
        status=done.returncode,
        spans=records["traces"],
        metrics=records["metrics"],
        logs=records["logs"],
    )


def _records(path: Path, resources: str, scopes: str, records: str) -> list[dict[str, Any]]:
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return [json.loads(line)[resources][0][scopes][0][records][0] for line in lines]


def attributes(record: Mapping[str, Any]) -> dict[str, object]:
    """The attributes of a record, in order; integers as texts, as OTLP has them."""
    return {each["key"]: _value(each["value"]) for each in record.get("attributes", ())}


def _value(value: Mapping[str, Any]) -> object:
    ((kind, content),) = value.items()
    return [_value(each) for each in content.get("values", ())] if kind == "arrayValue" else content
