"""Refusals leave a trace: a stale fence an entry in the journal, every other one a span beside it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.stress.logs import Call

_TOLD = (3, 6, 7, 8)


def audited(calls: Sequence[Call], store: Path) -> Iterator[str]:
    """The refusals that left no trace."""
    spans: Counter[tuple[str, str, int]] = Counter()
    for path in sorted((store / "telemetry" / "side").iterdir()):
        for number, line in enumerate(path.read_bytes().split(b"\n")[:-1], start=1):
            try:
                spans[_span(line)] += 1
            except (ValueError, KeyError) as error:
                yield f"{path.name}:{number} of the spans aside is broken: {error!r}"
    for call in calls:
        if call.exit in _TOLD and call.sequence is None:
            tags = [tag or _owner(call) for tag in call.tags]
            found = next((tag for tag in tags if spans[tag, _said(call), call.exit]), None)
            if found is None:
                yield f"{call} left no trace"
            else:
                spans[found, _said(call), call.exit] -= 1


def _said(call: Call) -> str:
    return call.operation.name.replace("-", "_")


def _owner(call: Call) -> str:
    """What stands for the tag of those who have none of their own."""
    name = call.operation.work if call.operation.name == "show" else call.operation.agent
    return f"library {name}" if call.client != "operator" else "operator"


def _span(line: bytes) -> tuple[str, str, int]:
    (span,) = json.loads(line)["resourceSpans"][0]["scopeSpans"][0]["spans"]
    found = {each["key"]: next(iter(each["value"].values())) for each in span["attributes"]}
    owner = str(found.get("swarmsh.coordination.correlation.id", ""))
    operation = str(found["swarmsh.coordination.operation"])
    if owner == "library":
        name = "swarmsh.work.id" if operation == "show" else "swarmsh.agent.id"
        owner = f"library {found.get(name)}"
    if "swarmsh.coordination.batch.line" in found:
        owner += f":{found['swarmsh.coordination.batch.line']}"
    return owner, operation, int(found["swarmsh.coordination.exit_code"])
