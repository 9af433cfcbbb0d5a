"""Every case of the corpus gives exactly the files that stand in its folder."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from swarmgen.analysis.patterns import read_patterns
from swarmgen.diagnostics import Sink
from tests.cases_patterns.corpus import DIAGNOSTICS, DUMP, ROOT, cases, conventions, run
from tests.repository import ROOT as CHECKOUT


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_case(case: Path, monkeypatch: pytest.MonkeyPatch, update_golden: bool) -> None:
    monkeypatch.chdir(case)
    expected = run(case)
    if update_golden:
        for name in (DIAGNOSTICS, DUMP):
            (case / name).unlink(missing_ok=True)
        for name, text in expected.items():
            (case / name).write_text(text)
    found = {name: (case / name).read_text() for name in (DIAGNOSTICS, DUMP) if (case / name).exists()}
    assert found == expected, f"{case.name} differs from what stands there; run: make golden"


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_case_says_what_it_shows(case: Path) -> None:
    """In a comment at the top of every pattern."""
    assert all(path.read_text().startswith("# ") for path in case.glob("patterns/*.yaml"))


def test_patterns_with_errors_are_left_out() -> None:
    for case in cases():
        sink = Sink()
        patterns = read_patterns(case, conventions(), sink, display=".")
        broken = {diagnostic.place.path for diagnostic in sink if diagnostic.is_error}
        assert not any(pattern.sources[0] in broken for pattern in patterns)


def test_a_registry_without_patterns_has_none() -> None:
    sink = Sink()
    assert read_patterns(ROOT / "conventions", conventions(), sink) == ()
    assert list(sink) == []


def test_every_code_is_shown() -> None:
    """Each kind of message of the pattern front end is in the corpus, so that its words and place were looked at."""
    said = {code for case in cases() for code in re.findall(r" \[([a-z-]+)\]$", _text(case), re.MULTILINE)}
    folders = ("analysis/patterns", "spec/patterns")
    written = set()
    for folder in folders:
        for path in (CHECKOUT / "generator" / "swarmgen" / folder).glob("*.py"):
            written |= set(
                re.findall(r"(?:Mistake|mistake|error|warning)\(\s*\"([a-z]+(?:-[a-z]+)+)\"", path.read_text())
            )
    assert sorted(written - said) == []


def _text(case: Path) -> str:
    path = case / DIAGNOSTICS
    return path.read_text() if path.exists() else ""
