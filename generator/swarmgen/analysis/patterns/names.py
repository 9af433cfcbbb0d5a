"""Names that are taken, and names that become one in generated code."""

from __future__ import annotations

import keyword
from collections.abc import Iterable, Sequence
from typing import Final

from swarmgen.analysis.patterns.mistakes import declared
from swarmgen.diagnostics import Sink
from swarmgen.spec.patterns.source import Name

_PYTHON: Final = frozenset(word.lower() for word in (*keyword.kwlist, "self"))
RESERVED_NAMES: Final = _PYTHON | {
    *("now", "sequence", "arguments", "options", "setting", "table"),
    *("default", "min", "max", "len", "glob", "duration", "time", "decimal"),
}
"""What no binding, variable or parameter of a procedure can be called."""
RESERVED_FIELDS: Final = _PYTHON | {"number", "changed"}
RESERVED_RECORDS: Final = _PYTHON | {
    *("dirty", "due", "journal", "lost", "sequence", "time", "traces"),
    *("answers", "answers_rows", "audit", "audit_stats", "batch", "compare", "fold", "ids", "lock", "replay", "send"),
    *("renewer", "sets", "shelf", "state", "stats", "tally", "telemetry", "transaction", "verify"),
}
"""Kinds are counted beside these in the state of a store, or parts of the bash runtime have functions called so."""
RESERVED_DEFINITIONS: Final = _PYTHON
"""What no procedure, table or setting can be called."""
RESERVED_OPTIONS: Final = frozenset({"help", "json", "print", "key", "version"})
RESERVED_OPERATIONS: Final = _PYTHON | {
    *("audit", "batch", "completion", "doctor", "help", "init", "migrate", "repair", "replay"),
    *("audit-archive", "audit-seal", "audit-stats", "audit-verify", "diagram", "heartbeat-start", "heartbeat-status"),
    *("heartbeat-stop", "monitor", "redact", "run", "stats", "telemetry", "verify", "version"),
    *("links", "procedures", "records", "tick"),
}
"""Commands that every pattern has, and modules beside those of the operations."""


def check_reserved(name: Name, reserved: frozenset[str], what: str, sink: Sink) -> None:
    """Report a name that means something else already."""
    if name.text in reserved:
        message = f'"{name}" has another meaning; {what} needs another name'
        sink.error("reserved-name", message, name.place)


def check_distinct(names: Iterable[tuple[str, Name]], sink: Sink) -> None:
    """Report names, each with what it names, that are equal in generated code: dashes and blanks are underscores
    there."""
    first: dict[str, tuple[str, Name]] = {}
    for what, name in names:
        earlier = first.setdefault(name.text.replace("-", "_").replace(" ", "_"), (what, name))
        if earlier[1] is not name:
            same = earlier[1].text == name.text
            message = f'{what} "{name}" is there already' if same else f'"{name}" and "{earlier[1]}" become one name'
            sink.error(
                "duplicate-name" if same else "name-collision",
                message,
                name.place,
                notes=declared(earlier[1], f'{earlier[0]} "{earlier[1]}"'),
            )


def check_families(operations: Sequence[Name], sink: Sink) -> None:
    """Report first words of operations of two words that are operations or commands themselves."""
    single = {name.text: name for name in operations if " " not in name.text}
    for name in operations:
        first, blank, _ = name.text.partition(" ")
        if not blank:
            continue
        check_reserved(Name(first, name.place), RESERVED_OPERATIONS, "the operation", sink)
        if first in single:
            message = f'"{first}" is an operation; "{name}" would be one of its calls'
            notes = declared(single[first], f'the operation "{first}"')
            sink.error("name-collision", message, name.place, notes=notes)
