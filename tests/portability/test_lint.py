"""The lint flags what it is for, and nothing else; the tree is free of it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.coordinators import BASH, call
from tests.portability.lint import findings, main
from tests.portability.rules import RULES
from tests.portability.shelltext import parse
from tests.portability.snippets import SNIPPETS
from tests.repository import ROOT, files, read

OURS = [path for path in files() if path.suffix == ".sh" and path.parts[0] in ("generated", "templates")]


def test_every_rule_has_snippets() -> None:
    assert [rule.name for rule in RULES] == list(SNIPPETS)


@pytest.mark.parametrize("name", SNIPPETS)
def test_a_rule_flags_what_it_should(name: str) -> None:
    bad, good = SNIPPETS[name]
    assert [text for text in bad if name not in [found.rule for found in findings(text)]] == []
    assert [text for text in good if name in [found.rule for found in findings(text)]] == []


@pytest.mark.parametrize("text", [text for one in SNIPPETS.values() for text in (*one.bad, *one.good)])
def test_every_snippet_can_be_read(text: str) -> None:
    assert "unreadable" not in [found.rule for found in findings(text)]


@pytest.mark.parametrize("path", OURS, ids=str)
def test_ours_are_free_of_it(path: Path) -> None:
    assert findings(read(path)) == []


def test_what_the_coordinator_prints_is_free_of_it(tmp_path: Path) -> None:
    """A completion is read by the bash of whoever types."""
    done = call(BASH, tmp_path, "completion", "bash")
    assert done.exit == 0 and findings(done.stdout.decode()) == []


def test_a_finding_says_where_and_what_instead(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    script = tmp_path / "a.sh"
    script.write_text("x=1\n\nlocal -n y=x\n[[ -v x ]]\n")
    assert main([str(script)]) == 1
    assert capsys.readouterr().out == (
        f"{script}:3: nameref: bash 4.3: pass a name and read ${{!name}}\n"
        f"{script}:4: test-variable: bash 4.2: write [[ -n ${{name+set}} ]]\n"
    )


def test_an_exception_has_a_reason() -> None:
    allowed = "wait -n # portability: wait-options: only where the version was tested"
    assert findings(allowed) == []
    assert [found.rule for found in findings("wait -n # portability: wait-options")] == ["wait-options"]
    assert [found.rule for found in findings(allowed.replace("wait-options", "echo"))] == ["wait-options"]


@pytest.mark.parametrize(("text", "what"), [("x='a", "'"), ('x="a', '"'), ("x=$(a", "("), ("cat <<END\na\n", "<<END")])
def test_what_cannot_be_followed_is_said(text: str, what: str) -> None:
    (found,) = findings(text)
    assert (found.rule, found.message) == ("unreadable", f"unmatched {what}")


@pytest.mark.parametrize("path", OURS, ids=str)
def test_the_code_of_a_script_is_as_long_and_still_a_script(path: Path, tmp_path: Path) -> None:
    """bash -n takes what is left when comments and literals are blanked: nothing was taken for something else."""
    text = parse(read(path))
    assert len(text.code) == len(text.raw) and text.code.count("\n") == text.raw.count("\n")
    script = tmp_path / "blanked.sh"
    script.write_text(text.code)
    done = subprocess.run(["bash", "-n", str(script)], capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.stderr == ""
