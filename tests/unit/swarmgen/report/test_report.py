"""Choosing a format, and when to colour."""

from __future__ import annotations

import io
import json

import pytest

from swarmgen.diagnostics import Diagnostic, Place
from swarmgen.report import Format, render, use_colour

WRONG = Diagnostic(code="c", message="m", place=Place("gone.yaml"))


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_each_format_has_its_renderer() -> None:
    assert render(iter([WRONG]), Format.TEXT) == "gone.yaml:1:1: error: m [c]\n1 error\n"
    assert render([WRONG], Format.GITHUB).startswith("::error file=gone.yaml,")
    assert json.loads(render([WRONG], Format.JSON))["summary"] == {"errors": 1, "warnings": 0}
    driver = json.loads(render([WRONG], Format.SARIF, meanings={"c": "C."}))["runs"][0]["tool"]["driver"]
    assert driver["rules"][0]["help"] == {"text": "C."}


@pytest.mark.parametrize("format", [Format.JSON, Format.GITHUB, Format.SARIF])
def test_only_text_is_coloured(format: Format) -> None:
    assert "\x1b" not in render([WRONG], format, colour=True)
    assert "\x1b" in render([WRONG], Format.TEXT, colour=True)


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, True),
        ({"NO_COLOR": ""}, True),
        ({"NO_COLOR": "0"}, False),
        ({"TERM": "dumb"}, False),
        ({"TERM": "xterm"}, True),
    ],
)
def test_colour_on_a_terminal(environ: dict[str, str], expected: bool) -> None:
    assert use_colour(Terminal(), environ) is expected


def test_no_colour_elsewhere() -> None:
    assert use_colour(io.StringIO(), {"TERM": "xterm"}) is False
