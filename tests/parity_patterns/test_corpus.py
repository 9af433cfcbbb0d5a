"""Every case of `tests/corpus/` on every system, and the same bytes from both languages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.parity_patterns.corpus import START, Call, Case, cases
from tests.parity_patterns.systems import SYSTEMS, System, batch_input, files, missing, start

BYTES = "bytes"
"""Not a system: the data directories of both languages, compared."""


def test_every_id_is_unique() -> None:
    ids = [case.id for case in cases()]
    assert len(ids) == len(set(ids)) and len(ids) >= 150


@pytest.mark.parametrize("system", [*SYSTEMS, BYTES])  # above the cases, so that a case's runs come one after the other
@pytest.mark.parametrize("case", cases(), ids=lambda case: case.id)
def test_case(case: Case, system: str) -> None:
    for one in ("python", "bash") if system == BYTES else (system,):
        if (reason := missing(one, case.pattern)) is not None:
            pytest.skip(reason)
    if system == BYTES:
        left, right = (_run(case, one)[1] for one in ("python", "bash"))
        assert sorted(left) == sorted(right)
        for path in left:
            assert left[path] == right[path], path
        return
    problems, _ = _run(case, system)
    assert problems == []


@cache
def _run(case: Case, system: str) -> tuple[list[str], dict[str, tuple[int, bytes]]]:
    """What is wrong, and the data directory; a case runs once for both tests that look at it."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        running = start(system, case.pattern, folder)
        problems = [*_prepare(case, running)]
        for number, call in enumerate(case.calls, start=1):
            problems += [f"call {number}, {wrong}" for wrong in _differences(call, running)]
        left = files(folder / "data")
        problems += _records(case, running)
        if case.journal is not None and running.journal() != list(case.journal):
            problems.append(f"the journal: {running.journal()}")
        return problems, left


def _prepare(case: Case, system: System) -> list[str]:
    if not case.start:
        return []
    ran = system.call(["batch"], case.start[0].environment, START, batch_input([one.words for one in case.start]))
    lines = [json.loads(line) for line in (ran.out or "").split("\n") if line]
    wrong = [f"start: {line}" for line in lines if line["exit"] != 0]
    return wrong if len(lines) == len(case.start) else [*wrong, f"start: {ran}"]


def _differences(call: Call, system: System) -> list[str]:
    ran = system.call(call.words, call.environment, call.clock, call.stdin)
    wanted = None if call.err is None else f"PROGRAM: {call.err}" if call.err else ""
    wrong = [f"exit: {ran.exit}"] if ran.exit != call.exit else []
    wrong += [f"out: {ran.out!r}"] if call.out is not None and ran.out != call.out else []
    wrong += [f"err: {ran.err!r}"] if wanted is not None and ran.err != wanted else []
    return wrong


def _records(case: Case, system: System) -> list[str]:
    last = case.calls[-1]
    problems = []
    for kind, records in case.records.items():
        for id_, fields in records.items():
            ran = system.call([case.shown_by[kind], id_, "--json"], last.environment, last.clock)
            shown = json.loads(ran.out) if ran.exit == 0 and ran.out else {}
            problems += _wrong_fields(f"{kind} {id_}", fields, shown)
    return problems


def _wrong_fields(what: str, wanted: Mapping[str, object], shown: Mapping[str, object]) -> list[str]:
    missing_field = object()
    found = {name: shown.get(name, missing_field) for name in wanted}
    return [f"{what}: {name} is {value!r}" for name, value in found.items() if value != wanted[name]]
