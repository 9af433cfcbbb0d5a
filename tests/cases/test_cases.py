"""Every case of the corpus gives exactly the files that stand in its folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cases.corpus import DIAGNOSTICS, OPTIONAL, RESOLVED, cases, run


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_case(case: Path, monkeypatch: pytest.MonkeyPatch, update_golden: bool) -> None:
    monkeypatch.chdir(case)
    expected = run().expected(case)
    if update_golden:
        _write(case, expected)
    found = {name: (case / name).read_text() for name in (DIAGNOSTICS, RESOLVED, *OPTIONAL) if (case / name).exists()}
    assert found == expected, f"{case.name} differs from what stands there; run: make golden"


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_case_says_what_it_shows(case: Path) -> None:
    """In a README.md, or in a comment at the top of a file."""
    comments = (path.read_text(errors="replace").startswith("# ") for path in case.rglob("*.yaml"))
    assert (case / "README.md").exists() or any(comments)


def _write(case: Path, expected: dict[str, str]) -> None:
    for name in (DIAGNOSTICS, RESOLVED):
        if name not in expected:
            (case / name).unlink(missing_ok=True)
    for name, text in expected.items():
        (case / name).write_text(text)
