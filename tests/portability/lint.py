"""`python -m tests.portability.lint FILE...`: what bash 4.0 to 5.3 do not share, by file and line."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from tests.portability.rules import RULES, Rule
from tests.portability.shelltext import ShellText, Unreadable, parse

_TEST = re.compile(r"(?:PRELUDE_VERSION|_swarmsh_version)\}? -(?:ge|lt) (\d)(\d\d)\b")
_ALLOWED = re.compile(r"# portability: ([a-z-]+):? \S")
GUARD_LINES = 2
"""A test of the version counts for the line that it stands in, and for so many after it."""


class Finding(NamedTuple):
    """A line, the rule that it breaks and what to do."""

    line: int
    rule: str
    message: str


def findings(raw: str) -> list[Finding]:
    """What is wrong with a script, by line. A comment `# portability: RULE: reason` on a line allows it there."""
    try:
        text = parse(raw)
    except Unreadable as error:
        return [Finding(raw.count("\n", 0, error.offset) + 1, "unreadable", str(error))]
    lines = raw.split("\n")
    return sorted({found for rule in RULES for found in _found(rule, text, lines)})


def _found(rule: Rule, text: ShellText, lines: Sequence[str]) -> Iterator[Finding]:
    for offset in rule.find(text):
        number = text.line(offset)
        allowed = _ALLOWED.search(lines[number - 1])
        if (allowed and allowed[1] == rule.name) or (rule.guarded and _guarded(rule, lines, number)):
            continue
        version = f"bash {rule.since}: " if rule.since != "any" else ""
        yield Finding(number, rule.name, f"{version}{rule.message}")


def _guarded(rule: Rule, lines: Sequence[str], number: int) -> bool:
    before = "\n".join(lines[max(0, number - 1 - GUARD_LINES) : number])
    needed = tuple(int(part) for part in rule.since.split("."))
    return any((int(major), int(minor)) >= needed for major, minor in _TEST.findall(before))


def main(paths: Sequence[str]) -> int:
    wrong = 0
    for path in paths:
        for line, rule, message in findings(Path(path).read_text(encoding="utf-8")):
            print(f"{path}:{line}: {rule}: {message}")
            wrong += 1
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
