"""Where a hostile word goes: calls of every command, with a place in each for any word."""

from __future__ import annotations

import re
import shlex
from itertools import pairwise
from typing import Final

PLACE: Final = "{}"

COMMANDS: Final[dict[str, tuple[str, ...]]] = {
    "audit": (
        "audit {}",
        "audit --operation {}",
        "audit --agent {} --json",
        "audit --subject {}",
        "audit --work {}",
        "audit --since {}",
        "audit --limit {} --print sequence",
        "audit --from {}",
        "audit --print {}",
        "audit --json={}",
    ),
    "audit-archive": ("audit-archive {}", "audit-archive --days {}", "audit-archive --json={}"),
    "audit-seal": ("audit-seal {}", "audit-seal --json={}"),
    "audit-stats": ("audit-stats {}", "audit-stats --json={}"),
    "audit-verify": ("audit-verify {}", "audit-verify --json={}"),
    "batch": ("batch {}",),
    "completion": ("completion {}",),
    "diagram": ("diagram {}", "diagram gantt --window {}", "diagram flow {}"),
    "doctor": ("doctor {}", "doctor --accept-clock={}"),
    "heartbeat-start": (
        "heartbeat-start --agent {}",
        "heartbeat-start --agent zed --interval {}",
        "heartbeat-start --agent zed --parent {}",
        "heartbeat-start --agent zed {}",
        "heartbeat-start --agent zed --json={}",
    ),
    "heartbeat-status": ("heartbeat-status --agent {}", "heartbeat-status {}", "heartbeat-status --json={}"),
    "heartbeat-stop": ("heartbeat-stop --agent {}", "heartbeat-stop {}", "heartbeat-stop --json={}"),
    "help": ("help {}", "help lock {}"),
    "metrics": ("metrics {}", "metrics csv --output none/{}", "metrics --json={}"),
    "migrate": ("migrate {}",),
    "monitor": ("monitor --count 1 --interval {}", "monitor --count {}", "monitor {}"),
    "redact": (
        "redact {}",
        "redact w-2 --field {}",
        "redact w-2 --agent {}",
        "redact w-2 --json={}",
        "redact w-2 {}",
        "AGENT_ID={} redact w-2",
    ),
    "repair": ("repair {}", "repair --dry-run={}"),
    "replay": ("replay {}", "replay --check={}", "replay --check --json={}"),
    "run": (
        "run {} --agent ann -- true",
        "run --next --agent {} -- true",
        "run --next --agent ann --type {} -- true",
        "run --next --agent ann --skill {} -- true",
        "run --next --agent ann --team {} -- true",
        "run --next --agent ann --wait {} -- true",
        "run --next --agent ann --grace {} -- true",
        "run --next={} --agent ann -- true",
        "run --next --agent ann -- {}",
        "run --next --agent ann -- printf '%s\\n' {} {}",
        "AGENT_ID={} run --next -- true",
    ),
    "stats": ("stats {}", "stats --window {}", "stats --json={}"),
    "telemetry": (
        "telemetry {}",
        "telemetry flush --tries {}",
        "telemetry status --json={}",
        "OTEL_EXPORTER_OTLP_ENDPOINT={} telemetry status",
        "OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:1 OTEL_EXPORTER_OTLP_HEADERS={} telemetry status",
        "TELEMETRY_ARCHIVE_LINES={} telemetry archive",
    ),
}
"""The calls by command; of operations only what a batch cannot say."""

OPERATION: Final = ("--key {}", "--print {}", "--json={}")
"""What every operation that changes something takes besides its own."""

_DURATION: Final = rb"[0-9]+|([0-9]+(ms|s|m|h|d))+"
_LASTING: Final = {
    "run --next --agent ann --wait {} -- true": _DURATION,
    "monitor --count {}": rb"[0-9]{2,}",
}
"""Calls that would really wait, and with which words."""


def lasts(call: str, word: bytes) -> bool:
    """Whether a call with this word waits, perhaps for years."""
    return call in _LASTING and re.fullmatch(_LASTING[call], word) is not None


def filled(call: str, word: bytes) -> tuple[dict[str, bytes], list[bytes]]:
    """The variables and the words of a call with a word in its place."""
    words = [part.encode().replace(PLACE.encode(), word) for part in shlex.split(call)]
    first = next(place for place, part in enumerate(shlex.split(call)) if not _is_variable(part))
    variables = (part.partition(b"=") for part in words[:first])
    return {name.decode(): value for name, _, value in variables}, words[first:]


def _is_variable(part: str) -> bool:
    return re.match(r"[A-Z_]+=", part) is not None


def options(call: str) -> set[str]:
    """The options that have the place of a call."""
    words = shlex.split(call.partition(" -- ")[0])
    named = {word.removesuffix(f"={PLACE}") for word in words if word.endswith(f"={PLACE}") and word.startswith("--")}
    return named | {one for one, other in pairwise(words) if other == PLACE and one[:2] == "--"}
