"""Faults that a language is known to answer wrongly. Each has a test that must fail until it is mended."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Known:
    """`point` and `wrong` are patterns of what is wrong where, `language` is that of the coordinator."""

    name: str
    language: str
    point: str
    wrong: str


KNOWN = (
    Known("lock", "bash", ": openat of lock ", "exit 5 for a storage that failed"),
    Known("closed", "bash", "^(closed|only readable) at ", "instead of (0|5) with"),
    Known("no journal", "bash", "^nothing at journal/", "exit 0 with"),
    Known("reserve", "bash", "^(link|folder) at reserve", "exit 0 with"),
    Known("class", "bash", "^class byte", r"^the languages differ: \{'bash': \(0, .*nothing to claim"),
    Known("traced", "bash", "^state byte", "^the stores differ: telemetry/traces/"),
    Known("length", "bash", "^state byte", r"^the languages differ: .*'bash': \(0, .*journal/000001.jsonl is damaged"),
    Known("short journal", "bash", "^journal of [0-9]+ bytes", "exit 0"),
)


def known(language: str, point: str, wrong: str) -> str:
    """The name of the entry that tells of a problem; empty if there is none."""
    for entry in KNOWN:
        if entry.language == language and re.search(entry.point, point) and re.search(entry.wrong, wrong):
            return entry.name
    return ""
