"""Diagnostics as people and machines read them.

Formats: `text` for a terminal, `json` for programs, `github` for annotations in a pull request, `sarif` for code
scanning.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import TextIO, assert_never

from swarmgen.diagnostics import Diagnostic
from swarmgen.report.github import github
from swarmgen.report.json_format import json_format
from swarmgen.report.sarif import sarif
from swarmgen.report.text import text

__all__ = ["Format", "render", "use_colour"]


class Format(StrEnum):
    """How diagnostics are written."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"
    SARIF = "sarif"


def render(
    diagnostics: Iterable[Diagnostic],
    format: Format,
    *,
    colour: bool = False,
    meanings: Mapping[str, str] | None = None,
) -> str:
    """All diagnostics in the given order, as one text that ends with a newline or is empty.

    Args:
        diagnostics: what to write; a `Sink` iterates in source order.
        format: one of the four formats; `json` and `sarif` give a document even for no diagnostics.
        colour: whether `text` may use escape sequences; see `use_colour`.
        meanings: a one-line meaning for each known code; `sarif` lists them as rules.
    """
    found = tuple(diagnostics)
    match format:
        case Format.TEXT:
            return text(found, colour=colour)
        case Format.JSON:
            return json_format(found)
        case Format.GITHUB:
            return github(found)
        case Format.SARIF:
            return sarif(found, meanings or {})
        case _:
            assert_never(format)


def use_colour(stream: TextIO, environ: Mapping[str, str]) -> bool:
    """Whether text written to `stream` may be coloured.

    Only on a terminal that is not `dumb`, and not where the environment variable NO_COLOR is set and not empty.
    """
    return not environ.get("NO_COLOR") and environ.get("TERM") != "dumb" and stream.isatty()
