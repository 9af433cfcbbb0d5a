"""Diagnostics as workflow commands."""

from __future__ import annotations

from swarmgen.diagnostics import Diagnostic, Note, Place, Severity
from swarmgen.report.github import github


def test_one_command_a_diagnostic() -> None:
    error = Diagnostic(code="unknown-name", message="what", place=Place("a.yaml", 3, 13, 5))
    warning = Diagnostic(code="c", message="m", place=Place("b.yaml"), severity=Severity.WARNING)
    assert github([error, warning]) == (
        "::error file=a.yaml,line=3,col=13,endColumn=17,title=unknown-name::what\n"
        "::warning file=b.yaml,line=1,col=1,endColumn=1,title=c::m\n"
    )


def test_hint_and_notes_follow_the_message() -> None:
    notes = (Note(message="first here", place=Place("b.yaml", 2, 3)),)
    full = Diagnostic(code="c", message="m", place=Place("a.yaml"), hint="fix, please", notes=notes)
    assert github([full]) == (
        "::error file=a.yaml,line=1,col=1,endColumn=1,title=c::m%0Afix, please%0Ab.yaml:2:3: first here\n"
    )


def test_what_could_end_a_command_is_escaped() -> None:
    hostile = Diagnostic(code="c", message="100%\r\n::error::x", place=Place("a:b,c%.yaml"))
    assert github([hostile]) == (
        "::error file=a%3Ab%2Cc%25.yaml,line=1,col=1,endColumn=1,title=c::100%25\\x0d\\x0a::error::x\n"
    )


def test_nothing_found_is_nothing() -> None:
    assert github([]) == ""
