"""Every case of `tests/corpus/` on every system, and the same bytes from both languages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.parity_patterns.corpus import START, Call, Case, cases, fits
from tests.parity_patterns.systems import Program, Ran, System, batch_input, files, missing, start

BYTES = "bytes"
"""Not a system: the answers and the folders of both languages, compared."""
PAIRS = [(case, system) for case in cases() for system in (*case.systems, BYTES)]  # a case's runs one after the other


def test_every_id_is_unique() -> None:
    ids = [case.id for case in cases()]
    assert len(ids) == len(set(ids)) and len(ids) >= 150


@pytest.mark.parametrize(("case", "system"), PAIRS, ids=lambda one: one.id if isinstance(one, Case) else one)
def test_case(case: Case, system: str) -> None:
    for one in ("python", "bash") if system == BYTES else (system,):
        if (reason := missing(one, case.pattern)) is not None:
            pytest.skip(reason)
    if system == BYTES:
        (_, told, left), (_, answers, right) = (_run(case, one) for one in ("python", "bash"))
        for number, pair in enumerate(zip(told, answers, strict=True), start=1):
            assert pair[0] == pair[1], f"call {number}"
        assert sorted(left) == sorted(right)
        for path in left:
            assert left[path] == right[path], path
        return
    assert _run(case, system)[0] == []


@cache
def _run(case: Case, system: str) -> tuple[list[str], list[Ran], dict[str, tuple[int, bytes]]]:
    """What is wrong, all answers, and what is there then; a case runs once for both tests that look at it."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        running = start(system, case.pattern, folder)
        problems = [*_prepare(case, running)]
        answers = []
        for number, call in enumerate(case.calls, start=1):
            answers.append(running.call(call.words, call.environment, call.clock, call.stdin))
            problems += [f"call {number}, {wrong}" for wrong in _differences(call, answers[-1])]
        left = files(folder)
        problems += _besides(case, running)
        problems += _records(case, running)
        if case.journal is not None and running.journal() != list(case.journal):
            problems.append(f"the journal: {running.journal()}")
        return problems, answers, left


def _prepare(case: Case, system: System) -> list[str]:
    if not case.start:
        return []
    ran = system.call(["batch"], case.start[0].environment, START, batch_input([one.words for one in case.start]))
    lines = [json.loads(line) for line in (ran.out or "").split("\n") if line]
    wrong = [f"start: {line}" for line in lines if line["exit"] != 0]
    return wrong if len(lines) == len(case.start) else [*wrong, f"start: {ran}"]


def _differences(call: Call, ran: Ran) -> list[str]:
    wanted = None if call.err is None else f"PROGRAM: {call.err}" if call.err else ""
    wrong = [f"exit: {ran.exit}"] if ran.exit != call.exit else []
    wrong += [f"out: {ran.out!r}"] if not fits(call.out, ran.out) else []
    wrong += [f"err: {ran.err!r}"] if wanted is not None and ran.err != wanted else []
    return wrong


def _besides(case: Case, system: System) -> list[str]:
    """What is wrong with the spans, and with the files beside the data directory."""
    if not isinstance(system, Program):
        return []
    wrong = []
    if case.spans is not None and system.spans() != list(case.spans):
        wrong.append(f"the spans: {system.spans()}")
    found = {path.name: path.read_text() for path in system.folder.iterdir() if path.is_file()}
    if found.keys() != (case.files or {}).keys():
        wrong.append(f"files beside the data directory: {sorted(found)}")
    return wrong + [f"{name}: {text!r}" for name, text in found.items() if not fits((case.files or {}).get(name), text)]


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
